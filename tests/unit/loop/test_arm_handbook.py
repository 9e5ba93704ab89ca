"""The rules of an arm: of its guidelines, with its overrides, support apart."""

from dataclasses import replace
from datetime import date

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.core.trial import RuleOverride, TrialPathway
from trephine.library.guideline_folder import WARD
from trephine.library.ready_trial import ready_trial
from trephine.loop.arm_handbook import arm_handbook, ward_handbook

TRIAL = ready_trial("steroid-earlier")
CONSENSUS, GRADE_3, _ = TRIAL.arms


def tables(book):
    return {table.id: table for table in book.pathway.tables}


def test_without_overrides_it_is_the_librarys() -> None:
    assert arm_handbook(TRIAL, CONSENSUS) is library.handbook(outside=False)


def test_support_is_on_the_ward_alone() -> None:
    record, ward = arm_handbook(TRIAL, GRADE_3), ward_handbook(TRIAL, GRADE_3)
    apart = set(tables(ward)) - set(tables(record))
    assert apart == {table.id for table in ward.pathway.guidelines[-1].tables}
    assert ward.pathway.guidelines[-1].id == WARD
    assert all(tables(ward)[name] == table for name, table in tables(record).items())
    changed = [n for n, t in tables(library.handbook()).items() if t is not tables(record)[n]]
    assert changed == ["crs-management"]


def test_a_rule_of_support_may_be_overridden() -> None:
    place = next(
        t for t in tables(ward_handbook(TRIAL, CONSENSUS)).values() if t.id == "support-place"
    )
    sooner = RuleOverride(
        table=place.id,
        rule=place.rules[0].id,
        condition="crs_grade >= 2",
        reason=Text(zh="试", en="try"),
        on=date(2026, 11, 23),
    )
    arm = replace(CONSENSUS, overrides=(sooner,))
    assert tables(ward_handbook(TRIAL, arm))[place.id].rules[0] != place.rules[0]
    record = tables(arm_handbook(TRIAL, arm))
    assert all(record[name] is table for name, table in tables(library.handbook()).items())


def test_guidelines_and_layers_are_the_trials() -> None:
    narrow = replace(TRIAL, pathway=TrialPathway(guidelines=("consensus2022", "reference")))
    found = ward_handbook(narrow, GRADE_3)
    assert [one.id for one in found.pathway.guidelines] == ["consensus2022", "reference", WARD]
    wide = replace(TRIAL, pathway=TrialPathway(outside=True))
    assert "outside" in arm_handbook(wide, GRADE_3).pathway.layers
    assert "outside" not in arm_handbook(TRIAL, GRADE_3).pathway.layers


def test_an_override_of_what_is_left_out_is_refused() -> None:
    outside = RuleOverride(
        table="igg-dose",
        rule="OUT-09a",
        off=True,
        reason=Text(zh="试", en="try"),
        on=date(2026, 11, 23),
    )
    arm = replace(CONSENSUS, overrides=(outside,))
    with pytest.raises(InputError, match="does not decide here"):
        arm_handbook(TRIAL, arm)
    wide = replace(TRIAL, pathway=TrialPathway(outside=True))
    assert tables(arm_handbook(wide, arm))["igg-dose"] != tables(library.handbook())["igg-dose"]
    narrow = replace(TRIAL, pathway=TrialPathway(guidelines=("consensus2022", "reference")))
    with pytest.raises(InputError, match="no such table"):
        arm_handbook(narrow, arm)
