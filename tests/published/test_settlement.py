"""The two readings of consensus2022 settled: validation/care/settlement.toml against both.

Every rule of the second reading has an entry whose ids exist; every rule that the library takes
from consensus2022 is in an entry, or it is said why the second reading has none; every problem of
the second reading is in the register of errata, or it is said why it is not.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from trephine import library

FOLDER = Path(__file__).parents[2] / "validation" / "care"
SECOND = tomllib.loads((FOLDER / "second_reading.toml").read_text(encoding="utf-8"))
SETTLED = tomllib.loads((FOLDER / "settlement.toml").read_text(encoding="utf-8"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
OURS = {
    rule.id: rule for one in library.guidelines() for table in one.tables for rule in table.rules
}
LEFT_OUT = {entry.id for one in library.guidelines() for entry in one.not_modelled}
CONSENSUS = library.guideline("consensus2022")
VERDICTS = {"same", "same, other words", "ours narrower", "ours wider", "ours missing"}
KINDS = {"ours", "fact", "other side", "second misses"}
FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
# Where a figure of the second reading stands, if not in the paraphrase of the rule.
ELSEWHERE = {
    "S-2.1-01": "4: in the definition that the rule names",
    "S-5.1-03": "750 and 12: in the order that the rule names",
    "S-7.1-07": "4 weeks: as 28 days",
    "S-T3-01": "38: in the definition of fever as printed",
    "S-7.3-10": "4: grade 3 or higher",
    "S-7.3-11": "4: grade 3 or higher",
}


def test_every_rule_of_the_second_reading_is_settled_once():
    assert [one["second"] for one in SETTLED["rule"]] == [one["id"] for one in SECOND["rule"]]
    assert len(SETTLED["rule"]) == 173


@pytest.mark.parametrize("entry", SETTLED["rule"], ids=lambda one: one["second"])
def test_an_entry_is_whole(entry):
    assert entry["verdict"] in VERDICTS
    assert entry["who"] in {"both", "ours", "second"}
    assert len(entry["why"]) > 5
    assert re.match(r"nothing$|mended here: .|left: .", entry["done"])
    assert set(entry["ours"]) <= OURS.keys() | LEFT_OUT
    assert bool(entry["ours"]) is (entry["verdict"] != "ours missing")
    if entry["who"] == "second":
        assert entry["done"] != "nothing", "what the second reading has right is mended or argued"


def test_strengths_are_those_of_today():
    printed = {one["id"]: one["strength"] for one in SECOND["rule"]}
    for entry in SETTLED["rule"]:
        ours = [f"{one} {OURS[one].strength}" for one in entry["ours"] if one in OURS]
        said = f"{printed[entry['second']]} / {', '.join(ours) or 'none'}"
        assert entry["strengths"] == said, entry["second"]


def test_every_rule_of_the_source_is_matched_or_explained():
    matched = {one for entry in SETTLED["rule"] for one in entry["ours"]}
    explained = {entry["rule"] for entry in SETTLED["ours"]}
    source = {
        rule.id for table in CONSENSUS.tables if table.layer == "source" for rule in table.rules
    }
    assert source <= matched | explained
    assert explained <= source
    assert not matched & explained
    assert {entry["kind"] for entry in SETTLED["ours"]} <= KINDS
    facts = {one["id"] for one in SECOND["fact"]}
    for entry in SETTLED["ours"]:
        assert len(entry["why"]) > 4
        if entry["kind"] == "fact":
            assert set(re.findall(r"F-\d\d", entry["why"])) & facts


def test_every_problem_is_in_the_register_or_argued():
    assert [one["second"] for one in SETTLED["problem"]] == [one["id"] for one in SECOND["problem"]]
    known = {one.id for one in library.errata("consensus2022")}
    for entry in SETTLED["problem"]:
        assert set(entry["errata"]) <= known, entry["second"]
        assert entry["errata"] or len(entry["why"]) > 20


def test_figures_of_the_two_readings_meet():
    """A figure of the second reading stands in a paraphrase of ours where both are the same."""
    apart = []
    for entry, theirs in zip(SETTLED["rule"], SECOND["rule"], strict=True):
        ours = " ".join(OURS[one].text.en for one in entry["ours"] if one in OURS)
        wanted = set(FIGURE.findall(" ".join(theirs["numbers"])))
        if entry["verdict"] == "same" and wanted - set(FIGURE.findall(ours)):
            apart.append(entry["second"])
    assert sorted(apart) == sorted(ELSEWHERE)


def test_the_page_counts_what_the_file_holds():
    for verdict, n in Counter(entry["verdict"] for entry in SETTLED["rule"]).items():
        assert f"| {verdict} | {n} |" in README
