"""The second reading of the mechanism: validation/mechanism_reading against model and strategies.

Every statement read has one verdict; every item of the statement coverage is met; every id that is
named exists; nothing that differs is left without what was or should be done about it.
"""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from trephine import library
from trephine.library.model_of import model

FOLDER = Path(__file__).parents[2] / "validation" / "mechanism_reading"


def entries(name: str, key: str) -> list[dict]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))[key]


READ = entries("reading.toml", "item")
FOUND = entries("findings.toml", "finding")
SETTLED = entries("settlement.toml", "settled")
COVERED = {one.id for one in library.strategy_coverage()}


def names_of_the_model() -> set[str]:
    found = model("bcma_cart")
    return {one.id for one in (*found.states, *found.assignments, *found.parameters)}


def test_every_statement_is_read_once_and_settled_once():
    assert not [name for name, n in Counter(one["id"] for one in READ).items() if n > 1]
    settled = Counter(one["item"] for one in SETTLED if one["item"])
    assert settled == Counter(one["id"] for one in READ)


@pytest.mark.parametrize("entry", READ, ids=[one["id"] for one in READ])
def test_statement_has_its_words_and_what_stands_for_it(entry):
    assert entry["place"].startswith(("li2023 §", "consensus §"))
    assert all(entry["statement"].values())
    assert set(entry["statement"]) == set(entry["remark"]) == {"zh", "en"}
    assert bool(entry["remark"]["zh"]) == bool(entry["remark"]["en"])
    assert entry["represented"] in {"yes", "partly", "no"}
    assert entry["represented"] == "no" or entry["by"]
    assert entry["represented"] == "yes" or entry["remark"]["en"]
    assert entry["switch"]
    assert set(entry["findings"]) <= {one["id"] for one in FOUND}


def test_every_name_exists_in_the_model():
    named = {name for one in READ for name in one["by"]}
    named |= {name for one in FOUND for name in one["where"]}
    assert named <= names_of_the_model()


def test_every_item_of_the_coverage_is_met_and_none_is_invented():
    assert {name for one in SETTLED for name in one["theirs"]} == COVERED


def test_nothing_that_differs_is_left():
    for one in SETTLED:
        assert one["theirs"]
        assert one["verdict"] in {"same", "differs", "missing there", "missing here"}
        assert bool(one["item"]) == (one["verdict"] != "missing here")
        if one["verdict"] != "same":
            assert one["done"]["zh"]
            assert one["done"]["en"]


def test_every_finding_says_what_is_wrong_and_how_to_mend_it():
    assert len({one["id"] for one in FOUND}) == len(FOUND)
    for one in FOUND:
        assert one["weight"] in {"high", "medium", "low"}
        assert all(one[key] for key in ("kind", "where", "zh", "en", "seen", "mend", "status"))
