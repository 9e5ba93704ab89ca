"""Screening, prophylaxis, salvage and follow-up: what follows for a few patients, rule by rule."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from trephine.care.decide import decide
from trephine.core.record import Reading, Record
from trephine.library import observables, pathway

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def said(name, value=True, *, days=0.1, **more):  # noqa: FBT002  (an event is simply true)
    return Reading(time=AT - timedelta(days=days), observable=name, value=value, **more)


def rules(table, *readings, outside=False):
    """Return the rules of a table as True, False or None (unknown), by id."""
    record = Record(patient="p", readings=readings)
    found, _ = decide(record, AT, pathway(outside=outside), observables())
    one = next(one for one in found if one.table.id == table)
    return {
        fired.rule.id: fired.holds.low if fired.holds.low == fired.holds.high else None
        for fired in one.fired
    }


def test_a_screening_result_that_is_missing_is_missing_and_not_met():
    found = rules("infection-screening", said("hiv", "negative"), said("hcv_antibody", "positive"))
    assert found["INFX-01a"] is True
    assert found["INFX-01b"] is None
    assert found["INFX-01e"] is None


def test_an_indeterminate_result_does_not_meet_the_requirement():
    assert rules("infection-screening", said("hiv", "indeterminate"))["INFX-01a"] is False


def test_a_screening_result_of_five_weeks_ago_no_longer_counts():
    assert rules("infection-screening", said("hiv", "negative", days=35))["INFX-01a"] is None


@pytest.mark.parametrize(
    ("days", "more", "antibacterial", "pneumocystis"),
    [
        (0, [], True, True),
        (20, [said("neutrophils_recovered")], False, True),
        (20, [], None, True),
        (100, [said("neutrophils_recovered")], False, False),
        (100, [said("neutrophils_recovered", False)], True, False),
    ],
)
def test_each_drug_of_prophylaxis_has_its_own_clock(days, more, antibacterial, pneumocystis):
    if not days:
        days = 0.05
    found = rules("infection-prophylaxis", said("infusion", days=days), *more)
    assert found["INFX-03a"] is antibacterial
    assert found["INFX-04"] is pneumocystis


def test_neutropenia_is_not_recovered_by_any_standard():
    found = rules("infection-prophylaxis", said("infusion", days=20), said("anc", Decimal("0.4")))
    assert found["INFX-03a"] is None
    assert found["INFX-03e"] is True


def test_three_months_end_on_the_same_day_of_the_month():
    infused = datetime(2026, 3, 1, 9, tzinfo=UTC)
    day_before = [Reading(time=infused + timedelta(days=1), observable="infusion", value=True)]
    assert rules("infection-prophylaxis", *day_before)["INFX-04"] is True
    same_day = [Reading(time=infused, observable="infusion", value=True)]
    assert rules("infection-prophylaxis", *same_day)["INFX-04"] is False


def test_an_allergy_to_sulfonamides_is_shown_in_every_mode():
    readings = [said("infusion", days=5), said("sulfonamide_allergy")]
    for outside in (False, True):
        assert rules("prophylaxis-safety", *readings, outside=outside)["OUT-08a"] is True


def relapsed(*more):
    return rules("second-car-t", said("infusion", days=300), said("relapse", days=3), *more)


def test_without_an_antigen_after_relapse_no_consideration_can_be_used():
    found = relapsed(said("product_origin", "murine"))
    assert found["SALV-TEST"] is None
    assert found["SALV-01a"] is None
    assert found["SALV-03a"] is None


def test_a_negative_antigen_rules_bcma_out_and_leaves_other_targets():
    found = relapsed(said("bcma_at_relapse", "negative"), said("gprc5d_at_relapse", "positive"))
    assert found["SALV-03a"] is True
    assert found["SALV-03b"] is True
    assert found["SALV-01a"] is False


def test_a_target_of_which_nothing_is_known_is_not_taken_for_absent():
    found = relapsed(said("bcma_at_relapse", "negative"), said("gprc5d_at_relapse", "negative"))
    assert found["SALV-03c"] is None


def test_after_poor_expansion_function_is_assessed_before_anything_else():
    weak = said("car_t_expansion_poor")
    waiting = relapsed(weak, said("t_cell_function_assessed", False))
    assert (waiting["SALV-05a"], waiting["SALV-05c"], waiting["SALV-05d"]) == (False, False, True)
    done = relapsed(weak, said("t_cell_function_assessed"))
    assert (done["SALV-05a"], done["SALV-05c"], done["SALV-05d"]) == (True, True, False)


def test_nothing_of_salvage_arises_without_relapse():
    assert rules("second-car-t", said("infusion", days=300)) == {}


def test_bcma_is_measured_again_before_another_therapy_against_it():
    readings = [said("infusion", days=300), said("bcma_therapy_considered")]
    found = rules("bcma-again", *readings)
    assert found["LI-01"] is True
    assert found["LI-01b"] is None
    assert rules("bcma-again", *readings, said("bcma_at_relapse", "positive"))["LI-01b"] is True


@pytest.mark.parametrize(
    ("days", "due"), [(10, "FU-02b"), (200, "FU-02c"), (400, "FU-03"), (800, "FU-04")]
)
def test_one_rhythm_of_follow_up_holds_at_a_time(days, due):
    found = rules("follow-up-visit", said("infusion", days=days))
    rhythm = {"FU-02b", "FU-02c", "FU-03", "FU-04"}
    assert {name for name in rhythm if found[name]} == {due}


def test_maintenance_is_never_ordered():
    record = Record(
        patient="p",
        readings=(said("infusion", days=90), said("response_level", "CR")),
    )
    found, _ = decide(record, AT, pathway(outside=True), observables())
    table = next(one.table for one in found if one.table.id == "maintenance")
    kinds = {one.kind for rule in table.rules for one in rule.conclusions}
    assert kinds == {"note"}
    assert rules("maintenance", *record.readings)["MAINT-01"] is True
