"""Every formula over a small record: known, unknown with the reason, known only by the day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.unit.care.small import (
    AT,
    NO,
    OPEN,
    YES,
    by_id,
    derived,
    number,
    other,
    quantity,
    reading,
    record,
    valid,
)
from trephine.care.derive.formulas import FORMULAS
from trephine.care.derive.formulas import derived as computed
from trephine.care.resolve import Known
from trephine.core.value import INFINITE, Number, Truth

BASE = by_id(
    quantity("x", possible=("0", "100"), step="0.1", validity=valid("grading", "12"), limits=True),
    quantity("y", possible=("0", "100"), step="0.1"),
    quantity("z", possible=("0", "10")),
    quantity("years", possible=("0", "150")),
    quantity("height", possible=("0", "250")),
    quantity("weight", possible=("0", "400")),
    quantity("creatinine", possible=("0", "5000")),
    other("sex", "choice", "female male"),
    other("a", "yesno", validity=valid("grading", "24")),
    other("b", "yesno"),
    other("k", "choice", "p q r"),
    other("s", "choices", "p q r"),
    other("e", "event"),
    other("f", "dose"),
    other("start", "event"),
    other("planned", "moment"),
    other("born", "moment"),
)
EAST = timezone(timedelta(hours=8))


def of(formula, *names, readings=(), use="grading", at=AT, kind="quantity", **how):
    """Return a formula's value over readings, with its reason, without what it rests on."""
    one = quantity("out", possible=("-1000000", "1000000"), step="0.001")
    one = one if kind == "quantity" else other("out", "yesno")
    one = derived(one, formula, *names, **how)
    known = Known(record(*readings), at, {**BASE, "out": one})
    return replace(computed(one, known, use), readings=())


def nothing(reason="not done"):
    return Number(reason=reason)


def day(name, days_ago, *, value=True, zone=UTC):
    moment = (AT - timedelta(days=days_ago)).astimezone(zone)
    moment = moment.replace(hour=0, minute=0)
    return replace(reading(name, value), time=moment, day_only=True)


def test_every_formula_is_tried_here():
    with open(__file__, encoding="utf-8") as file:  # noqa: PTH123  (this very file)
        text = file.read()
    assert [name for name in FORMULAS if f'"{name}"' not in text] == []


# Hours and days.


def test_hours_since_the_last_and_the_first():
    seen = (reading("e", True, 30), reading("e", True, 3.5), reading("f", "8", 7))
    assert of("hours_since_last", "e", readings=seen) == number("3.5")
    assert of("hours_since_last", "f", readings=seen) == number(7)
    assert of("hours_since_last", "e", "f", readings=seen) == number("3.5")
    assert of("hours_since_first", "e", "f", readings=seen) == number(30)
    assert of("hours_since_first", "e", "f", readings=seen, within="24") == number(7)


def test_of_what_nobody_recorded_no_hours_are_known_and_of_never_infinitely_many():
    for formula in (
        "hours_since_last",
        "hours_since_first",
        "days_since_last",
        "months_since_last",
    ):
        assert of(formula, "e") == nothing()
        never = (reading("e", False, 5),)
        assert of(formula, "e", readings=never) == Number(low=INFINITE, high=INFINITE)
        assert of(formula, "e", "f", readings=never) == nothing()
        both = (*never, reading("f", False, 5))
        assert of(formula, "e", "f", readings=both).low == INFINITE
    assert of("hours_since_last", "e", within="24", readings=(reading("e", True, 30),)) == nothing()


def test_a_day_without_its_hour_is_a_range():
    # AT is 08:00: yesterday began 32 hours ago and ended 8 hours ago.
    why = "only the day is known"
    assert of("hours_since_last", "e", readings=(day("e", 1),)) == replace(
        number(8, 32), reason=why
    )
    assert of("hours_since_last", "e", readings=(day("e", 0),)) == replace(number(0, 8), reason=why)


def test_of_two_events_on_one_day_either_may_be_the_later():
    seen = (day("e", 1), reading("e", True, 20))
    found = of("hours_since_last", "e", readings=seen)
    assert (found.low, found.high) == (8, 20)
    found = of("hours_since_first", "e", readings=seen)
    assert (found.low, found.high) == (20, 32)


def test_hours_of_an_episode_count_from_its_event_on():
    seen = (reading("start", True, 10), reading("e", True, 20), reading("e", True, 6))
    how = {"value": "episode:start"}
    assert of("hours_since_first", "e", readings=seen, **how) == number(6)
    assert of("hours_since_last", "e", readings=seen[:2], **how) == nothing()
    assert of("hours_since_first", "e", readings=seen[1:], **how) == number(20)
    by_the_day = (reading("start", True, 20), day("e", 1))
    assert of("hours_since_last", "e", readings=by_the_day, **how).reason == "only the day is known"


def test_days_are_those_of_the_calendar_in_the_zone_of_the_event():
    seen = (reading("e", True, 9),)  # 23:00 of the day before
    assert of("days_since_last", "e", readings=seen) == number(1)
    there = (replace(seen[0], time=seen[0].time.astimezone(EAST)),)  # 07:00 of the same day
    assert of("days_since_last", "e", readings=there) == number(0)
    assert of("days_since_last", "e", readings=(day("e", 3),)) == number(3)


@pytest.mark.parametrize(
    ("then", "now", "months"),
    [
        ("2026-01-10", "2026-03-09", 1),
        ("2026-01-10", "2026-03-10", 2),
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2024-02-29", "2025-02-28", 12),
        ("2025-12-15", "2026-01-14", 0),
        ("2025-12-15", "2026-01-15", 1),
    ],
)
def test_months_are_completed_ones(then, now, months):
    at = datetime.fromisoformat(now + "T12:00+00:00")
    seen = (replace(reading("e", True), time=datetime.fromisoformat(then + "T13:00+00:00")),)
    assert of("months_since_last", "e", readings=seen, at=at) == number(months)


def test_days_until_a_planned_moment():
    plan = AT + timedelta(days=3, hours=-8)
    assert of("days_until", "planned", readings=(reading("planned", plan),)) == number(3)
    past = (reading("planned", AT - timedelta(days=2)),)
    assert of("days_until", "planned", readings=past) == number(-2)
    assert of("days_until", "planned") == nothing()
    two = (reading("planned", plan), reading("planned", AT))
    assert of("days_until", "planned", readings=two) == nothing("conflicting")
    moved = (reading("planned", plan, 5), reading("planned", plan + timedelta(days=4), 1))
    assert of("days_until", "planned", readings=moved) == number(7)


def test_days_and_hours_between_two():
    seen = (reading("e", True, 30), reading("start", True, 5))
    assert of("hours_between", "e", "start", readings=seen) == number(25)
    assert of("hours_between", "start", "e", readings=seen) == number(-25)
    assert of("days_between", "e", "start", readings=seen) == number(1)
    plan = reading("planned", AT + timedelta(days=2))
    assert of("days_between", "e", "planned", readings=(*seen, plan)) == number(3)
    assert of("hours_between", "e", "planned", readings=(*seen, plan)) == number(78)
    for formula in ("hours_between", "days_between"):
        assert of(formula, "e", "start", readings=seen[:1]) == nothing()
        assert of(formula, "e", "start", readings=seen[1:]) == nothing()
        never = (reading("e", False, 9), seen[1])
        assert of(formula, "e", "start", readings=never).low == INFINITE


def test_hours_between_days_without_their_hour_are_a_range():
    found = of("hours_between", "e", "start", readings=(day("e", 2), day("start", 1)))
    assert (found.low, found.high, found.reason) == (0, 48, "only the day is known")


# Counts and statements.


def test_what_is_recorded_is_counted():
    seen = (reading("f", "8", 40), reading("f", "8", 24), reading("f", "8", 1), reading("e", True))
    assert of("count", "f", readings=seen) == number(3)
    assert of("count", "f", "e", readings=seen) == number(4)
    assert of("count", "f", readings=seen, within="24") == number(1)  # 24 hours ago is outside
    assert of("count", "f", readings=(*seen, reading("f", False, 2))) == number(3)
    assert of("count", "f") == number(0)


def test_a_count_of_an_episode_starts_at_its_event():
    seen = (reading("f", "8", 20), reading("f", "8", 5), reading("start", True, 10))
    assert of("count", "f", readings=seen, value="episode:start") == number(1)
    assert of("count", "f", readings=seen[:2], value="episode:start") == number(2)
    again = (*seen, reading("start", True, 4))
    assert of("count", "f", readings=again, value="episode:start") == number(0)
    same = (reading("f", "8", 10), reading("start", True, 10))
    assert of("count", "f", readings=same, value="episode:start") == number(1)


def test_a_day_without_its_hour_may_or_may_not_count():
    why = "only the day is known"
    found = of("count", "f", readings=(day("f", 1),), within="24")
    assert found == replace(number(0, 1), reason=why)
    found = of(
        "count", "f", readings=(day("f", 1), reading("start", True, 20)), value="episode:start"
    )
    assert found == replace(number(0, 1), reason=why)


def test_recorded_takes_what_is_not_written_down_for_not_happened():
    assert of("recorded", "e", kind="yesno") == NO
    assert of("recorded", "e", kind="yesno", readings=(reading("e", True),)) == YES
    assert of("recorded", "e", kind="yesno", readings=(reading("e", False),)) == NO


def test_ever_does_not():
    done = {"kind": "yesno"}
    assert of("ever", "e", "a", **done) == Truth(reason="not done")
    assert of("ever", "e", "a", readings=(reading("e", True, 9),), **done) == YES
    assert of("ever", "e", "a", readings=(reading("e", False),), **done) == Truth(reason="not done")
    both = (reading("e", False), reading("a", False, 100))
    assert of("ever", "e", "a", readings=both, **done) == NO


@pytest.mark.parametrize(
    ("a", "b", "some", "every"),
    [
        (True, True, YES, YES),
        (True, False, YES, NO),
        (False, False, NO, NO),
        (True, None, YES, OPEN),
        (False, None, OPEN, NO),
        (None, None, OPEN, OPEN),
    ],
)
def test_any_and_all_stated(a, b, some, every):
    seen = [reading(name, said) for name, said in (("a", a), ("b", b)) if said is not None]
    for formula, expected in (("any_stated", some), ("all_stated", every)):
        found = of(formula, "a", "b", readings=seen, kind="yesno")
        assert replace(found, reason="") == expected
        assert found.reason == ("" if expected.known else "not done")


def test_statements_are_held_to_their_validity():
    old = (reading("a", True, 30),)
    assert not of("any_stated", "a", readings=old, kind="yesno").known
    assert of("any_stated", "a", readings=old, kind="yesno", use="course").known


# Numbers.


def test_a_result_over_its_own_limits():
    seen = (reading("x", "90", high=Decimal(40), low=Decimal(30)),)
    assert of("ratio_to_uln", "x", readings=seen) == number("2.25")
    assert of("ratio_to_lln", "x", readings=seen) == number(3)
    for formula in ("ratio_to_uln", "ratio_to_lln"):
        assert of(formula, "x", readings=(reading("x", "90"),)) == nothing("not computable")
        assert of(formula, "x") == nothing()
        zero = (reading("x", "90", low=Decimal(0), high=Decimal(0)),)
        assert of(formula, "x", readings=zero) == nothing("not computable")
        old = (reading("x", "90", 13, high=Decimal(40), low=Decimal(30)),)
        assert of(formula, "x", readings=old) == nothing("stale")


def test_limits_that_disagree_are_a_conflict_whatever_the_order():
    one, two = (reading("x", "90", high=Decimal(n)) for n in (40, 50))
    plain = reading("x", "90")
    for seen in ((one, two), (two, one)):
        assert of("ratio_to_uln", "x", readings=seen) == nothing("conflicting")
    for seen in ((one, plain), (plain, one)):
        assert of("ratio_to_uln", "x", readings=seen) == number("2.25")


def test_ratio_and_difference():
    seen = (reading("x", "5"), reading("y", "20"))
    assert of("ratio", "x", "y", readings=seen) == number("0.25")
    assert of("difference", "x", "y", readings=seen) == number(-15)
    assert of("ratio", "x", "y", readings=(seen[0], reading("y", "0"))) == nothing("not computable")
    for formula in ("ratio", "difference"):
        assert of(formula, "x", "y", readings=seen[:1]) == nothing()
        old = (reading("x", "5", 13), seen[1])
        assert of(formula, "x", "y", readings=old) == nothing("stale")


def test_a_sum_is_widened_by_the_possible_range_of_what_is_missing():
    seen = (reading("x", "5"), reading("z", "3"))
    assert of("sum", "x", "z", readings=seen) == number(8)
    assert of("sum", "x", "z", readings=seen[:1]) == replace(number(5, 15), reason="not done")
    assert of("sum", "x", "z") == nothing()
    truths = (reading("a", True), reading("z", "3"))
    assert of("sum", "a", "z", readings=truths) == number(4)
    assert of("sum", "a", "z", readings=truths[1:]) == replace(number(3, 4), reason="not done")


def test_lowest_and_highest_within_the_window():
    seen = (reading("x", "5", 30), reading("x", "9", 24), reading("x", "7", 1))
    assert of("lowest", "x", readings=seen) == number(5)
    assert of("highest", "x", readings=seen) == number(9)
    assert of("lowest", "x", readings=seen, within="24") == number(7)
    assert of("highest", "x", readings=seen, within="23.9") == number(7)
    for formula in ("lowest", "highest"):
        assert of(formula, "x") == nothing()
        assert of(formula, "x", readings=seen[:1], within="24") == nothing()
        unread = (*seen, reading("x", None, 2))
        assert of(formula, "x", readings=unread) == nothing("no unit")


def test_first_known_takes_them_in_order():
    seen = (reading("x", "5"), reading("y", "7"))
    assert of("first_known", "x", "y", readings=seen) == number(5)
    assert of("first_known", "x", "y", readings=seen[1:]) == number(7)
    assert of("first_known", "x", "y", readings=(reading("x", "5", 13),)) == nothing("stale")


# Codes.


def test_choice_is():
    how = {"kind": "yesno", "value": "p|q"}
    assert of("choice_is", "k", readings=(reading("k", "p"),), **how) == YES
    assert of("choice_is", "k", readings=(reading("k", "r"),), **how) == NO
    assert of("choice_is", "k", **how) == Truth(reason="not done")
    every = of("choice_is", "k", kind="yesno", value="p|q|r")
    assert replace(every, reason="") == YES  # whatever it is
    assert of("choice_is", "a", **how).reason == "not computable"


def test_set_size():
    how = {"value": "p|q"}
    assert of("set_size", "s", readings=(reading("s", ("p", "r")),), **how) == number(1)
    assert of("set_size", "s", readings=(reading("s", ()),), **how) == number(0)
    found = of("set_size", "s", **how)
    assert (found.low, found.high, found.reason) == (0, 2, "not done")
    assert of("set_size", "k", **how) == nothing("not computable")


# Bodies.


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("mosteller", "1.818119"), ("dubois", "1.809707"), ("stevenson", "1.7801")],
)
def test_body_surface(formula, expected):
    seen = (reading("height", "170"), reading("weight", "70"))
    found = of(formula, "height", "weight", readings=seen)
    assert found.known
    assert abs(found.low - Decimal(expected)) < Decimal("0.00001")
    assert of(formula, "height", "weight", readings=seen[:1]) == nothing()
    no_body = (reading("height", "10"), reading("weight", "0"))
    assert of(formula, "height", "weight", readings=no_body) == nothing("not computable")


KIDNEY = (reading("years", "60"), reading("weight", "70"), reading("creatinine", "88.42"))
CG = ("years", "weight", "creatinine", "sex")
EPI = ("years", "creatinine", "sex")


def test_kidney():
    male, female = reading("sex", "male"), reading("sex", "female")
    # (140 - 60) * 70 / (72 * 1.0) = 77.777…; times 0.85 in women.
    assert of("cockcroft_gault", *CG, readings=(*KIDNEY, male)) == number("77.777777778")
    assert of("cockcroft_gault", *CG, readings=(*KIDNEY, female)) == number("66.111111111")
    # By hand: 142 * (1/0.9)^-1.2 * 0.9938^60 = 86.2, and 142 * (1/0.7)^-1.2 * … * 1.012 = 64.5.
    found = [of("ckd_epi_2021", *EPI, readings=(*KIDNEY, sex)).low for sex in (male, female)]
    assert [round(one) for one in found] == [86, 64]


def test_kidney_function_is_not_computed_without_all_it_needs():
    whole = (*KIDNEY, reading("sex", "male"))
    for i in range(4):
        assert of("cockcroft_gault", *CG, readings=whole[:i] + whole[i + 1 :]) == nothing()
    for years in ("17", "140", "150"):
        young = (reading("years", years), *whole[1:])
        assert of("cockcroft_gault", *CG, readings=young) == nothing("not computable")
        assert of("ckd_epi_2021", *EPI, readings=young) == nothing("not computable")
    none = (*whole[:2], reading("creatinine", "0"), whole[3])
    assert of("cockcroft_gault", *CG, readings=none) == nothing("not computable")


@pytest.mark.parametrize(
    ("born", "years"),
    [("1960-03-10", 66), ("1960-03-11", 65), ("2026-03-10", 0), ("1960-02-29", 66)],
)
def test_age(born, years):
    seen = (reading("born", datetime.fromisoformat(born + "T00:00+00:00")),)
    assert of("age", "born", readings=seen) == number(years)


def test_age_of_two_dates_of_birth_is_a_conflict():
    two = [reading("born", datetime(year, 3, 1, tzinfo=UTC)) for year in (1950, 1960)]
    assert of("age", "born", readings=two) == nothing("conflicting")
    assert of("age", "born") == nothing()


def test_what_has_no_formula_is_refused():
    with pytest.raises(TypeError, match="no derivation"):
        computed(BASE["x"], Known(record(), AT, BASE), "grading")
    with pytest.raises(KeyError):
        of("no_such_formula", "x")
