"""Laws of doses: no budget is broken, time only helps, order and unit of entry do not matter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trephine.care.derive.body import body_surface
from trephine.care.derive.kidney import ckd_epi_2021, cockcroft_gault
from trephine.care.dosing.budget import budget
from trephine.care.dosing.dose_of import DoseRounding, dose_of
from trephine.care.dosing.earliest_leukapheresis import earliest_leukapheresis
from trephine.care.dosing.steroids import steroids
from trephine.care.kernel.budget import budget_batch
from trephine.core.dose import GivenDose
from trephine.core.observable import AcceptedUnit
from trephine.core.rule import Order
from trephine.core.washout import Exposure
from trephine.library.dosing import dose_budgets, steroid_rule
from trephine.library.washout import washout_rules

RULE = dose_budgets()["tocilizumab"]
DRUG = RULE.drugs[0]
ZERO = datetime(2026, 3, 2, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=72 * 60)


def limited(limit, value):
    return replace(limit, value=Decimal(value))


@st.composite
def rules(draw):
    """Return the library's rule with other limits: nothing may rest on these numbers."""
    return replace(
        RULE,
        total=limited(RULE.total, draw(st.integers(1, 5))),
        in_window=limited(RULE.in_window, draw(st.integers(1, 4))),
        window=limited(RULE.window, draw(st.sampled_from(["6", "24", "24.5"]))),
        interval=limited(RULE.interval, draw(st.sampled_from(["0.25", "4", "8"]))),
    )


def dose(minutes, **more):
    return GivenDose(drug=DRUG, start=ZERO + timedelta(minutes=minutes), **more)


def asked(history, minutes, rule):
    return budget([dose(one) for one in history], ZERO + timedelta(minutes=minutes), rule)


def breaks(starts, rule) -> bool:
    """Tell by looking at every pair and every window whether the last start breaks a limit."""
    window, apart = rule.window.value * 60, rule.interval.value * 60
    last = starts[-1]
    if len(starts) > rule.total.value:
        return True
    if any(last - one < apart for one in starts[:-1]):
        return True
    # A half-open window that holds the last start begins with some start, or is empty before it.
    return any(
        sum(begin <= one < begin + window for one in starts) > rule.in_window.value
        for begin in starts
        if begin <= last < begin + window
    )


@given(rules(), st.lists(MINUTES, max_size=6), MINUTES)
def test_allowed_is_what_no_window_forbids(rule, history, more):
    history = sorted(history)
    now = (history[-1] if history else 0) + more
    assert asked(history, now, rule).allowed == (not breaks([*history, now], rule))


@given(rules(), st.lists(MINUTES, min_size=1, max_size=30))
def test_a_course_that_asks_every_time_never_breaks_a_limit(rule, moments):
    taken = []
    for now in sorted(moments):
        if asked(taken, now, rule).allowed:
            taken.append(now)
            assert not breaks(taken, rule)
    window = rule.window.value * 60
    for begin in range(0, 72 * 60, 30):
        assert sum(begin <= one < begin + window for one in taken) <= rule.in_window.value
    assert len(taken) <= rule.total.value


@given(rules(), st.lists(MINUTES, max_size=6), MINUTES, MINUTES)
def test_waiting_never_takes_an_allowance_away(rule, history, more, wait):
    now = max(history, default=0) + more
    if asked(history, now, rule).allowed:
        assert asked(history, now + wait, rule).allowed


@given(rules(), st.lists(MINUTES, max_size=6), MINUTES)
def test_earliest_is_the_first_moment_that_is_allowed(rule, history, more):
    now = max(history, default=0) + more
    found = asked(history, now, rule)
    if found.earliest is None:
        assert asked(history, now + 10_000, rule).allowed is False
        return
    first = int((found.earliest - ZERO) / timedelta(minutes=1))
    assert asked(history, first, rule).allowed
    if first > now:
        assert asked(history, first - 1, rule).allowed is False
    else:
        assert found.allowed


@given(rules(), st.lists(MINUTES, max_size=6), st.randoms(use_true_random=False))
def test_order_and_indication_do_not_matter(rule, history, random):
    now = ZERO + timedelta(hours=80)
    given_ = [dose(one, indication=random.choice(["CRS", "ICANS"])) for one in history]
    mixed = random.sample(given_, len(given_))
    here, there = budget(given_, now, rule), budget(mixed, now, rule)
    assert (here.allowed, here.checks, here.earliest) == (
        there.allowed,
        there.checks,
        there.earliest,
    )


@given(st.lists(MINUTES, max_size=6), st.integers(-14 * 4, 14 * 4))
def test_the_zone_of_entry_does_not_matter(history, quarters):
    zone = timezone(timedelta(minutes=15 * quarters))
    now = ZERO + timedelta(hours=80)
    here = budget([dose(one) for one in history], now, RULE)
    there = budget(
        [replace(dose(one), start=dose(one).start.astimezone(zone)) for one in history], now, RULE
    )
    assert (here.allowed, here.checks, here.earliest) == (
        there.allowed,
        there.checks,
        there.earliest,
    )


@given(rules(), st.lists(MINUTES, min_size=1, max_size=5), st.data())
def test_forgetting_a_time_never_settles_what_it_left_open(rule, history, data):
    now = ZERO + timedelta(minutes=max(history)) + timedelta(minutes=data.draw(MINUTES))
    sharp = [dose(one) for one in history]
    which = data.draw(st.integers(0, len(sharp) - 1))
    how = data.draw(st.sampled_from([{"start": None}, {"day_only": True}]))
    blunt = [replace(one, **how) if i == which else one for i, one in enumerate(sharp)]
    exact, vague = budget(sharp, now, rule), budget(blunt, now, rule)
    assert vague.allowed in {None, exact.allowed}
    if vague.earliest is not None and exact.earliest is not None:
        assert vague.earliest >= exact.earliest
    assert vague.left_total[0] <= exact.left_total[0] <= exact.left_total[1] <= vague.left_total[1]
    assert vague.left_window[0] <= exact.left_window[0] <= vague.left_window[1]


@given(
    rules(),
    st.lists(st.tuples(st.lists(MINUTES, max_size=6), MINUTES), min_size=1, max_size=5),
)
def test_the_batch_is_the_same_budget(rule, patients):
    starts = np.full((len(patients), 6), np.nan)
    at = np.empty(len(patients))
    for row, (history, more) in enumerate(patients):
        starts[row, : len(history)] = np.array(history) / 60
        at[row] = (max(history, default=0) + more) / 60
    allowed, earliest = budget_batch(starts, at, rule)
    for row, (history, more) in enumerate(patients):
        plain = asked(history, max(history, default=0) + more, rule)
        assert plain.allowed == allowed[row]
        if plain.earliest is None:
            assert np.isnan(earliest[row])
        else:
            assert abs((plain.earliest - ZERO) / timedelta(hours=1) - earliest[row]) < 1e-9


DECIMALS = st.decimals(min_value=30, max_value=200, places=2)
ORDER = Order(
    id="x",
    drug=DRUG,
    label=RULE.label,
    mark=RULE.mark,
    amount=Decimal(8),
    unit="mg",
    per="kg",
    cap=Decimal(800),
    cap_unit="mg",
)


@given(DECIMALS, st.decimals("0.5", 50, places=1), st.sampled_from(["nearest", "down", "up"]))
def test_no_dose_passes_its_cap_and_rounding_moves_less_than_a_step(weight, step, direction):
    plain = dose_of(ORDER, weight=weight, bsa=None)
    assert plain.amount == min(8 * weight, 800)
    rounding = DoseRounding(step=step, direction=direction)
    rounded = dose_of(ORDER, weight=weight, bsa=None, rounding=rounding)
    assert rounded.amount <= 800
    assert abs(rounded.amount - plain.amount) < step
    if direction == "down":
        assert rounded.amount <= plain.amount


@given(DECIMALS, DECIMALS, st.decimals("0.01", 20, places=2))
def test_a_heavier_or_taller_body_is_larger(height, weight, more):
    for before, after in zip(
        body_surface(height=height, weight=weight),
        body_surface(height=height, weight=weight + more),
        strict=True,
    ):
        assert after.area > before.area
    assert all(
        after.area > before.area
        for before, after in zip(
            body_surface(height=height, weight=weight),
            body_surface(height=height + more, weight=weight),
            strict=True,
        )
    )


MG_DL = AcceptedUnit(code="mg/dL", factor=Fraction("88.42"))


@given(st.decimals("0.3", 9, places=2), st.integers(18, 95), st.sampled_from(["female", "male"]))
def test_the_unit_of_creatinine_does_not_matter(mg_dl, age, sex):
    exact = MG_DL.canonical(mg_dl)
    umol = Decimal(exact.numerator) / Decimal(exact.denominator)
    years = Decimal(age)
    clearance = cockcroft_gault(age=years, weight=Decimal(70), creatinine=umol, sex=sex)
    by_hand = (140 - age) * 70 / (72 * float(mg_dl)) * (0.85 if sex == "female" else 1)
    assert abs(float(clearance) - by_hand) < 1e-9
    worse = umol + Decimal("0.01")
    assert ckd_epi_2021(age=years, creatinine=worse, sex=sex) < ckd_epi_2021(
        age=years, creatinine=umol, sex=sex
    )


WASHOUTS = washout_rules()
EXPOSURES = st.builds(
    Exposure,
    drug=st.sampled_from([one.drug for one in WASHOUTS.washouts]),
    last=st.one_of(
        st.none(),
        st.dates(date(2025, 12, 1), date(2026, 3, 31)),
        st.integers(0, 120 * 24 * 60).map(lambda minutes: ZERO - timedelta(minutes=minutes)),
    ),
    combination=st.sampled_from([None, False, True]),
)


@given(st.lists(EXPOSURES, max_size=5), st.dates(date(2026, 2, 1), date(2026, 6, 30)))
def test_collecting_on_the_earliest_day_breaks_nothing(exposures, planned):
    found = earliest_leukapheresis(exposures, WASHOUTS, planned, zone=UTC)
    if found.earliest is None:
        assert not found.violations
        return
    moment = found.earliest.moment or datetime.combine(
        found.earliest.day, datetime.min.time(), tzinfo=UTC
    )
    there = earliest_leukapheresis(exposures, WASHOUTS, moment)
    assert there.violations == ()
    assert all(one.endswith(":date_needed") for one in there.unknown)
    assert there.earliest == found.earliest
    before = earliest_leukapheresis(exposures, WASHOUTS, moment - timedelta(microseconds=1))
    assert set(found.binding) <= {*before.violations, *(u.split(":")[0] for u in before.unknown)}


@given(
    st.lists(EXPOSURES, max_size=5),
    st.dates(date(2026, 2, 1), date(2026, 6, 30)),
    st.integers(0, 60),
    st.randoms(use_true_random=False),
)
def test_a_later_plan_breaks_no_more_and_order_does_not_matter(exposures, planned, later, random):
    now = earliest_leukapheresis(exposures, WASHOUTS, planned, zone=UTC)
    then = earliest_leukapheresis(exposures, WASHOUTS, planned + timedelta(days=later), zone=UTC)
    assert set(then.violations) <= set(now.violations)
    mixed = earliest_leukapheresis(
        random.sample(exposures, len(exposures)), WASHOUTS, planned, zone=UTC
    )
    assert set(mixed.violations) == set(now.violations)
    assert mixed.earliest == now.earliest


STEROIDS = steroid_rule()


@given(
    st.lists(
        st.tuples(
            MINUTES,
            st.integers(1, 1000),
            st.sampled_from([STEROIDS.reference, *(one.drug for one in STEROIDS.equivalents)]),
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_steroids_add_up_in_any_order(given_, random):
    doses = [
        replace(dose(minutes), drug=drug, amount=Decimal(amount), unit=STEROIDS.unit)
        for minutes, amount, drug in given_
    ]
    now = ZERO + timedelta(hours=72)
    whole = steroids(doses, now, STEROIDS)
    mixed = steroids(random.sample(doses, len(doses)), now, STEROIDS)
    assert (whole.equivalent, whole.days, whole.course_days) == (
        mixed.equivalent,
        mixed.days,
        mixed.course_days,
    )
    parts = [steroids([one], now, STEROIDS).equivalent for one in doses]
    assert abs(whole.equivalent - sum(parts, Decimal(0))) < Decimal("1e-15")
    assert whole.course_equivalent <= whole.equivalent
    assert whole.days_given <= whole.course_days or not whole.course_days
