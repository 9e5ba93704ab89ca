"""The catalogue of endpoints: what the loop computes, tied to what the evidence counts."""

import re

import pytest

from trephine import library
from trephine.core.error import ContentError, InputError
from trephine.library import endpoints as home
from trephine.library.endpoints import endpoint, endpoints, weighed_endpoint
from trephine.loop.outcomes import endpoints as computed
from trephine.loop.outcomes.columns import BY_NAME
from trephine.loop.outcomes.endpoint import (
    CountEndpoint,
    DayEndpoint,
    LandmarkEndpoint,
    TimeEndpoint,
)

CATALOGUE = {one.id: one for one in endpoints()}
COMPUTED = computed.endpoints()
SORTS = {
    "proportion": CountEndpoint,
    "proportion by a day": LandmarkEndpoint,
    "time to event": TimeEndpoint,
    "days": DayEndpoint,
}


def test_the_catalogue_is_what_the_loop_computes():
    assert set(CATALOGUE) == set(COMPUTED)


@pytest.mark.parametrize("name", CATALOGUE)
def test_each_endpoint_is_computed_from_its_columns_and_as_its_sort(name):
    one, how = CATALOGUE[name], COMPUTED[name]
    assert isinstance(how, SORTS[one.sort])
    assert how.kind == one
    assert set(one.columns) <= set(BY_NAME)
    if isinstance(how, LandmarkEndpoint):
        assert one.last == how.day


def test_every_outcome_of_the_evidence_that_has_an_endpoint_is_tied_to_it():
    kinds = {kind.key for kind in library.outcomes()}
    tied = {one.outcome for one in CATALOGUE.values()} - {""}
    assert tied == kinds, "each outcome of the papers has its virtual counterpart"
    for one in CATALOGUE.values():
        assert one.outcome in {"", one.id}


def test_a_name_that_there_is_not_is_refused_with_one_near():
    assert endpoint("ORR").target == "orr"
    with pytest.raises(InputError, match="CRS_G3P"):
        endpoint("CRS_G3")


def test_what_counts_as_a_response_and_as_severe_stands_in_the_catalogue():
    levels = {one.id: one.levels for one in CATALOGUE.values() if one.levels is not None}
    assert levels == {
        "ORR": ("PR", "sCR"), "SCR": ("sCR", "sCR"), "VGPR": ("VGPR", "VGPR"), "PR": ("PR", "PR"),
        "CR": ("CR", "sCR"), "SCR_CR": ("CR", "sCR"), "VGPR_BETTER": ("VGPR", "sCR"),
        "SD_LE1Y": ("SD", "MR"), "SECOND_ORR": ("PR", "sCR"),
    }  # fmt: skip
    severe = {one.id for one in CATALOGUE.values() if one.least == 3}
    assert severe == {one for one in CATALOGUE if "_G3P" in one} - {
        "INFECTION_G3P",
        "NEUTROPENIA_G3P_14D",
    }
    assert {one.least for one in CATALOGUE.values()} == {1, 3, 4, 14}
    assert {one.id for one in CATALOGUE.values() if one.grace} == {
        "PFS_1Y", "RELAPSE_LE1Y", "RELAPSE_GE2Y"
    }  # fmt: skip


def test_what_arms_are_weighed_by_is_named_once():
    assert weighed_endpoint("harm").id == "CRS_G3P"
    assert weighed_endpoint("benefit").id == "ORR"
    assert [one.weighed for one in CATALOGUE.values() if one.weighed] == ["benefit", "harm"]


TEXT = (home.FOLDER / "survival.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('outcome = "PFS_1Y"', 'outcome = "PFS_2Y"', "no such outcome"),
        ('target = "pfs_12m"', 'target = "pfs_13m"', "no such endpoint among the targets"),
        ('among = "responders"', 'among = "everybody"', "people that the head"),
        ("last = 730.0", "last = -1.0", "observation must end"),
        ('outcome = "OS_6M"\n', "", "no label"),
        ('id = "OS_6M"', 'id = "OS_GE1Y"', "used twice"),
    ],
)
def test_a_defect_is_refused_with_its_line(old, new, says, tmp_path, monkeypatch):
    assert old in TEXT
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    broken = TEXT.replace(old, new, 1)
    (tmp_path / "survival.toml").write_text(broken, encoding="utf-8")
    endpoints.cache_clear()
    try:
        with pytest.raises(ContentError, match=says) as refused:
            endpoints()
    finally:
        endpoints.cache_clear()
    assert re.search(r"survival\.toml:\d+", str(refused.value))


def test_a_definition_without_a_mark_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    broken = re.sub(r"^why = .*\n", "", TEXT, count=1, flags=re.MULTILINE)
    (tmp_path / "survival.toml").write_text(broken, encoding="utf-8")
    endpoints.cache_clear()
    try:
        with pytest.raises(ContentError, match="exactly one of at and why"):
            endpoints()
    finally:
        endpoints.cache_clear()
