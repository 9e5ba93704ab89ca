"""The proofs that Z3 gave of the decision tables, against what ``verify`` finds today.

Z3 is no dependency: ``validation/z3/prove.py``, run by hand, wrote ``validation/z3/proofs.json``.
Where a table's conditions have changed since, this fails, and the script has to be run again.
"""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from trephine.care.verify import verify
from trephine.care.with_outputs import with_outputs
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

FOLDER = Path(__file__).parents[2] / "validation" / "z3"
PINNED = json.loads((FOLDER / "proofs.json").read_text(encoding="utf-8"))["tables"]
PATHWAY = pathway(outside=True)
KNOWN = with_outputs(PATHWAY, observables())
TABLES = {table.id: table for table in PATHWAY.tables}


@pytest.fixture(scope="module")
def script():
    """Return the script, with nothing in the place of Z3: only its planting of faults is used."""
    spec = importlib.util.spec_from_file_location("prove", FOLDER / "prove.py")
    found = importlib.util.module_from_spec(spec)
    before = sys.modules.get("z3")
    sys.modules["z3"] = before or ModuleType("z3")
    try:
        spec.loader.exec_module(found)
    finally:
        if before is None:
            del sys.modules["z3"]
    return found


def proved(table):
    return sorted([one.kind, *one.rules] for one in verify(table, KNOWN).flaws)


def test_every_table_of_today_was_proved_as_it_stands(script):
    today = {name: script.fingerprint(table) for name, table in TABLES.items()}
    written = {name: one["conditions"] for name, one in PINNED.items()}
    changed = sorted(n for n in today | written if today.get(n) != written.get(n))
    assert changed == [], "run validation/z3/prove.py again"


@pytest.mark.parametrize("name", PINNED)
def test_both_find_the_same(name, script):
    assert proved(TABLES[name]) == PINNED[name]["flaws"]
    spoiled = script.spoiled(TABLES[name])
    assert (spoiled is None) == ("flaws when spoiled" not in PINNED[name])
    if spoiled is not None:
        assert proved(spoiled) == PINNED[name]["flaws when spoiled"]
        assert set(map(tuple, PINNED[name]["flaws when spoiled"])) > set(
            map(tuple, PINNED[name]["flaws"])
        )
