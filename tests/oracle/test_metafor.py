"""Every figure of the golden files is compared with ours, or skipped with a reason."""

import pytest

from validation.metafor.compare import comparators
from validation.metafor.ledger import GOLDEN, Ledger

FILES = sorted(path.name for path in GOLDEN.glob("*.json"))


@pytest.mark.parametrize("name", sorted(comparators()))
@pytest.mark.parametrize("file", FILES)
def test_section_agrees(file: str, name: str) -> None:
    ledger = Ledger(file)
    comparators()[name].compare(ledger)
    assert not ledger.mismatches, "\n".join(ledger.mismatches[:40])


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_left_open(file: str) -> None:
    ledger = Ledger(file)
    for module in comparators().values():
        module.compare(ledger)
    groups = sorted({"/".join(map(str, path[:4])) for path in ledger.open})
    assert not groups, f"{len(ledger.open)} figures left open:\n" + "\n".join(groups[:60])
    assert ledger.compared
