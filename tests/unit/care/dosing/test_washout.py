"""Wash-outs in days and hours, what is not known, and what the source does not address."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from trephine.care.dosing.earliest_leukapheresis import Permissible, earliest_leukapheresis
from trephine.care.dosing.infusion_timing import infusion_timing
from trephine.core.error import InputError
from trephine.core.washout import Exposure
from trephine.library.dosing import infusion_interval
from trephine.library.washout import washout_rules

RULES = washout_rules()
ZONE = timezone(timedelta(hours=8))
PLAN = date(2026, 3, 2)
STEROID = "corticosteroid_therapeutic"


def ago(drug, days, **more):
    return Exposure(drug=drug, last=PLAN - timedelta(days=days), **more)


def check(*given, planned=PLAN, **options):
    return earliest_leukapheresis(given, RULES, planned, **options)


@pytest.mark.parametrize("rule", [one for one in RULES.washouts if one.days], ids=lambda r: r.drug)
def test_days_are_closed(rule):
    assert check(ago(rule.drug, rule.days)).violations == ()
    short = check(ago(rule.drug, rule.days - 1))
    assert short.violations == (rule.drug,)
    assert short.earliest == Permissible(day=PLAN + timedelta(days=1))
    assert short.complete


def test_the_limits_are_those_of_the_source():
    assert {one.drug: one.days or one.hours for one in RULES.washouts} == {
        "anti_t_antibody": 56,
        "donor_lymphocyte_infusion": 56,
        "cns_radiotherapy": 56,
        "combination_chemotherapy": 14,
        "lenalidomide": 14,
        "bortezomib": 14,
        "vincristine": 7,
        STEROID: 72,
    }


def test_vincristine_in_a_combination_keeps_the_longer():
    assert check(ago("vincristine", 7)).violations == ()
    assert check(ago("vincristine", 7, combination=False)).violations == ()
    inside = check(ago("vincristine", 13, combination=True))
    assert inside.violations == ("vincristine",)
    assert inside.entries[0].rule.drug == "combination_chemotherapy"
    assert check(ago("vincristine", 14, combination=True)).violations == ()


def moment(day, hour, minute=0):
    return datetime(2026, 2, day, hour, minute, tzinfo=ZONE)


def test_hours_are_closed_and_exact():
    given = Exposure(drug=STEROID, last=moment(20, 9))
    assert check(given, planned=moment(23, 9)).violations == ()
    short = check(given, planned=moment(23, 8, 59))
    assert short.violations == (STEROID,)
    assert short.earliest == Permissible(day=date(2026, 2, 23), moment=moment(23, 9))


def test_hours_do_not_care_for_the_zone():
    given = Exposure(drug=STEROID, last=moment(20, 9).astimezone(timezone(timedelta(hours=-5))))
    assert check(given, planned=moment(23, 9)).violations == ()
    assert check(given, planned=moment(23, 8, 59)).violations == (STEROID,)


@pytest.mark.parametrize(
    ("days", "status"), [(2, "violated"), (3, "unknown"), (4, "kept"), (0, "violated")]
)
def test_a_day_alone_does_not_settle_hours_near_the_limit(days, status):
    found = check(ago(STEROID, days))
    assert found.entries[0].status == status
    assert bool(found.unknown) == (status == "unknown")
    assert found.entries[0].why == ("time_of_day_needed" if status == "unknown" else "")
    assert found.earliest == Permissible(day=PLAN - timedelta(days=days) + timedelta(days=4))


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2026, 2, 22), "violated"), (date(2026, 2, 23), "unknown"), (date(2026, 2, 24), "kept")],
)
def test_a_planned_day_alone_does_not_either(day, status):
    assert (
        check(Exposure(drug=STEROID, last=moment(20, 9)), planned=day).entries[0].status == status
    )


def test_hours_that_end_at_midnight_leave_the_whole_day():
    given = Exposure(drug=STEROID, last=moment(20, 0))
    assert check(given, planned=date(2026, 2, 23)).entries[0].status == "kept"
    assert check(given, planned=date(2026, 2, 22)).entries[0].status == "violated"


def test_a_plan_for_now_or_today_is_not_in_the_past():
    now = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    assert check(planned=now, at=now).violations == ()
    assert check(planned=PLAN, at=now).violations == ()
    # It already is the next day in Beijing, where the plan is made.
    late = datetime.fromisoformat("2026-03-02T17:00+00:00")
    with pytest.raises(InputError):
        check(planned=PLAN, at=late, zone=ZONE)


def test_days_are_those_of_the_clinic():
    # 23:30 on 16 February in Beijing is still the 16th there, and 15:30 UTC.
    late = Exposure(drug="lenalidomide", last=datetime.fromisoformat("2026-02-16T23:30+08:00"))
    assert check(late, planned=PLAN).violations == ()
    early = Exposure(drug="lenalidomide", last=datetime.fromisoformat("2026-02-16T16:30+00:00"))
    assert check(early, planned=PLAN, zone=ZONE).violations == ("lenalidomide",)
    assert check(early, planned=PLAN).violations == ()


def test_the_zone_given_goes_before_that_of_the_plan():
    late = Exposure(drug="lenalidomide", last=datetime.fromisoformat("2026-02-16T23:30+08:00"))
    plan = datetime.fromisoformat("2026-03-02T01:00+08:00")  # 1 March in UTC
    assert check(late, planned=plan).violations == ()
    assert check(late, planned=plan, zone=UTC).violations == ("lenalidomide",)
    early = Exposure(drug="lenalidomide", last=datetime.fromisoformat("2026-02-16T16:30+00:00"))
    assert check(early, planned=plan).violations == ("lenalidomide",)


def test_a_day_is_placed_in_the_zone_of_asking():
    now = datetime(2026, 3, 2, 0, 30, tzinfo=ZONE)
    assert check(ago("lenalidomide", 0), planned=None, at=now).earliest.day == date(2026, 3, 16)
    with pytest.raises(InputError, match="future"):
        check(ago("lenalidomide", 0), planned=None, at=now, zone=timezone(timedelta(hours=-5)))


def test_the_drug_that_binds():
    found = check(ago("lenalidomide", 1), ago("bortezomib", 3), ago("cns_radiotherapy", 50))
    assert found.violations == ("lenalidomide", "bortezomib", "cns_radiotherapy")
    assert found.binding == ("lenalidomide",)
    assert found.earliest == Permissible(day=PLAN + timedelta(days=13))
    tie = check(ago("lenalidomide", 3), ago("bortezomib", 3))
    assert tie.binding == ("lenalidomide", "bortezomib")


def test_hours_bind_within_a_day():
    found = check(
        ago("bortezomib", 14),
        Exposure(drug=STEROID, last=datetime(2026, 2, 27, 9, tzinfo=ZONE)),
        planned=datetime(2026, 3, 2, 9, tzinfo=ZONE),
    )
    assert found.binding == (STEROID,)
    assert found.earliest.moment == datetime(2026, 3, 2, 9, tzinfo=ZONE)


def test_not_addressed_is_not_fine():
    found = check(ago("daratumumab", 400), ago("carfilzomib", 400))
    assert found.unknown == (
        "daratumumab:not_addressed_by_source",
        "carfilzomib:not_addressed_by_source",
    )
    assert not found.complete
    assert found.earliest is None
    plain, like = found.entries
    assert plain.by_analogy is None
    assert like.by_analogy.drug == "bortezomib"
    assert {one.status for one in found.entries} == {"not addressed"}


def test_a_prior_exposure_warns_for_ever():
    found = check(ago("bendamustine", 4000))
    assert found.warnings == ("bendamustine_prior_exposure",)
    assert (found.violations, found.unknown, found.complete) == ((), (), True)


def test_no_date_is_unknown():
    found = check(Exposure(drug="lenalidomide", last=None))
    assert found.unknown == ("lenalidomide:date_needed",)
    assert not found.complete


def test_without_a_plan_there_still_is_an_earliest_day():
    found = check(ago("lenalidomide", 1), planned=None)
    assert found.earliest == Permissible(day=PLAN + timedelta(days=13))
    assert found.violations == ()


@pytest.mark.parametrize(
    ("given", "planned", "at"),
    [
        ((), PLAN, datetime(2026, 3, 3, tzinfo=ZONE)),
        ((), datetime(2026, 3, 2, 8, tzinfo=ZONE), datetime(2026, 3, 2, 9, tzinfo=ZONE)),
        ((ago("lenalidomide", -1),), None, datetime(2026, 3, 2, tzinfo=ZONE)),
        ((Exposure(drug="lenalidomide", last=datetime(2026, 2, 1)),), PLAN, None),  # noqa: DTZ001  (what is refused)
        ((), datetime(2026, 3, 2), None),  # noqa: DTZ001  (what is refused)
        ((), PLAN, datetime(2026, 3, 2)),  # noqa: DTZ001  (what is refused)
    ],
    ids=["past day", "past moment", "future dose", "dose no zone", "plan no zone", "at no zone"],
)
def test_bad_input(given, planned, at):
    with pytest.raises(InputError) as refusal:
        check(*given, planned=planned, at=at)
    assert len(str(refusal.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("last_day", "rest", "status"),
    [
        (0, -1, "too_early"),
        (-1, 0, "too_early"),
        (-2, 1, "ok"),
        (-3, 2, "ok"),
        (-4, 3, "late"),
        (-7, 6, "late"),
        (-8, 7, "exceeds_7d"),
    ],
)
def test_infusion_timing(last_day, rest, status):
    found = infusion_timing(PLAN + timedelta(days=last_day), PLAN, infusion_interval())
    assert (found.rest_days, found.elapsed_days, found.status) == (rest, -last_day, status)
    assert f"休息 {rest} d" in found.text.zh


@pytest.mark.parametrize(
    ("last_dose", "infusion"),
    [(PLAN, PLAN - timedelta(days=1)), (datetime(2026, 3, 1, tzinfo=ZONE), PLAN)],
    ids=["before", "moment"],
)
def test_infusion_timing_refuses(last_dose, infusion):
    with pytest.raises(InputError):
        infusion_timing(last_dose, infusion, infusion_interval())
