"""Laws of a total that is stated and of the parts that it is the sum of: the later is in force."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.care.chart.histories import ORIGIN
from tests.unit.care.small import AT, by_id, derived, other, quantity, reading, record, valid
from trephine.care.chart.chart import Chart
from trephine.care.chart.compile_pathway import compile_pathway
from trephine.care.chart.plan import plan
from trephine.care.chart.resolve_all import resolve_all
from trephine.care.decide import decisions_on
from trephine.care.resolve import Known
from trephine.core.record import Reading, Record
from trephine.library.handbook_of import handbook

DAY = valid("grading", "24")
PARTS = {"p": 2, "q": 1, "r": 1}
SMALL = by_id(
    *(quantity(name, possible=("0", str(most)), validity=DAY) for name, most in PARTS.items()),
    derived(quantity("t", possible=("0", "4"), validity=DAY), "sum", *PARTS),
)
# A part that is a statement, one that is computed, and parts that hold longer than the total.
MIXED = by_id(
    quantity("p", possible=("0", "2")),
    quantity("q", possible=("0", "1"), validity=valid("grading", "48")),
    other("a", "yesno", validity=valid("grading", "6")),
    other("b", "yesno"),
    derived(other("c", "yesno"), "any_stated", "b"),
    derived(quantity("t", possible=("0", "5"), validity=DAY), "sum", "p", "q", "a", "c"),
)
ICE = ("ice_year", "ice_naming", "ice_writing", "ice_attention", "ice_month", "ice_city")
ICE += ("ice_hospital", "ice_command")


@st.composite
def written(draw):
    """Draw the latest reading of each part, and of the total, each at one of a few hours."""
    found = []
    for name, most in {**PARTS, "t": 4}.items():
        if draw(st.integers(0, 9)):
            value = draw(st.integers(0, most) | st.just(most))
            found.append(reading(name, str(value), draw(st.integers(0, 3) | st.just(30))))
    return found


def settled(found):
    one = Known(record(*found), AT, SMALL).value("t", "grading")
    ages = {entry.observable: (AT - entry.time) // timedelta(hours=1) for entry in found}
    values = {entry.observable: entry.value for entry in found}
    return one, ages, values


def sums(values, names):
    """Return every total that is possible where only the parts of ``names`` are known."""
    spans = [
        [values[name]] if name in names else [Decimal(k) for k in range(most + 1)]
        for name, most in PARTS.items()
    ]
    return {sum(each) for each in product(*spans)}


@settings(max_examples=300)
@given(written())
def test_what_is_known_is_the_later_of_the_total_and_all_of_its_parts(found):
    one, ages, values = settled(found)
    held = {name for name in ages if ages[name] <= 24}
    if "t" not in ages:
        return
    later = {name for name in held - {"t"} if ages[name] < ages["t"]}
    since = {name for name in held - {"t"} if ages[name] <= ages["t"]}
    if one.known:
        # Either all parts are later, or the total is valid and nothing later speaks against it.
        if later == set(PARTS):
            assert {one.low} == sums(values, later)
        else:
            assert "t" in held
            assert one.low == values["t"]
            assert one.low in sums(values, since)
        return
    assert later != set(PARTS)
    if "t" in held:
        assert values["t"] not in sums(values, since)
        assert one.reason in {"conflicting", "incomplete"}
        # Shown: the total, and what speaks against it.
        assert {entry.observable for entry in one.readings} == {"t"} | since
    if later:
        possible = sums(values, later)
        assert (one.low, one.high) == (min(possible), max(possible))
    else:
        assert (one.low.is_infinite(), one.high.is_infinite()) == (True, True)


@settings(max_examples=120)
@given(written(), st.integers(0, 4))
def test_parts_before_a_total_say_nothing(found, total):
    one, ages, _ = settled([*(e for e in found if e.observable != "t"), reading("t", str(total))])
    earlier = all(ages[name] > 0 for name in ages if name != "t")
    if earlier:
        assert (one.low, one.high) == (total, total)


@settings(max_examples=120)
@given(written())
def test_a_disagreement_of_one_moment_is_never_settled(found):
    together = [reading(e.observable, e.value, 2) for e in found if e.observable in {"t", "p", "q"}]
    one, _, values = settled(together)
    names = set(values) - {"t"}
    if "t" in values and values["t"] not in sums(values, names):
        assert (one.known, one.reason) == (False, "conflicting")
        assert {entry.observable for entry in one.readings} == set(values)


@settings(max_examples=120)
@given(written(), st.sampled_from([*PARTS, "t"]))
def test_a_day_without_its_hour_is_neither_before_nor_after(found, vague):
    """What is settled then is so in whatever order that day went."""
    values = {entry.observable: entry.value for entry in found}
    if vague not in values:
        return
    fixed = [reading(name, value, 22) for name, value in values.items() if name != vague]

    def said(hours, **more):
        moved = reading(vague, values[vague], hours, **more)
        return Known(record(*fixed, moved), AT, SMALL).value("t", "course")

    open_hour = said(32, day_only=True)
    if open_hour.known:
        # Before the others, with them, after them: all on the day before AT.
        orders = [said(31), said(22), said(12)]
        assert [(one.known, one.low) for one in orders] == [(True, open_hour.low)] * 3


def histories(observables, names, n, seed, *, share=0.75, steps=4):
    """Write few values at few moments, many of them the same, to a Chart and to Records."""
    random = np.random.default_rng(seed)
    chart = Chart(observables, n, ORIGIN)
    lines = [[] for _ in range(n)]
    started = {name: random.integers(0, 5, n) * 300 for name in names}
    # Many have been asked all at once, as one does at the bedside.
    together = random.random(n) < 0.5
    common = random.integers(0, 8, n) * 300
    for step in range(steps):
        for name in names:
            minute = started[name]
            if step == steps - 1:
                minute = np.where(together & (name != "t") & (name != "ice_total"),
                                  np.maximum(minute, common), minute)  # fmt: skip
            rows = np.flatnonzero(random.random(n) < (share if step == steps - 1 else 0.3))
            one = observables[name]
            most = 1 if one.kind == "yesno" else int(one.possible[1])
            value = np.where(random.random(len(rows)) < 0.6, most,
                             random.integers(0, most + 1, len(rows)))  # fmt: skip
            chart.write(name, minute[rows], value.astype(float), rows)
            for row, x in zip(rows, value, strict=True):
                said = bool(x) if one.kind == "yesno" else Decimal(int(x))
                time = ORIGIN + timedelta(minutes=int(minute[row]))
                lines[row].append(Reading(time=time, observable=name, value=said))
            started[name] = minute + random.integers(0, 2, n) * 300
    return chart, [Record(patient=f"p{i}", readings=tuple(one)) for i, one in enumerate(lines)]


@pytest.mark.parametrize("observables", [SMALL, MIXED], ids=["small", "mixed"])
def test_the_compiled_loop_says_the_same_of_totals_and_parts(observables):
    chart, records = histories(observables, list(observables), 800, seed=23)
    steps = plan([("t", "grading"), ("t", "course")], observables)
    seen = Counter()
    for moment in (3900, 3900 + 6 * 60, 3900 + 20 * 60):
        made = resolve_all(steps, chart, moment)
        for row, one in enumerate(records):
            known = Known(one, chart.moment(moment), observables)
            for use in ("grading", "course"):
                value = known.value("t", use)
                low, high = made.number("t", use)
                assert (float(value.low), float(value.high)) == (low[row], high[row]), one
                stated = {entry.observable for entry in value.readings} == {"t"}
                seen[value.reason, value.known and stated] += 1
    # Stands, is followed by all parts, disagrees, is followed by some of them, or is too old.
    for kind in (("", True), ("", False), ("conflicting", False), ("incomplete", False)):
        assert seen[kind] > 20, seen
    assert seen["stale", False] > 3, seen


def test_a_total_whose_parts_nobody_ever_read_stands_in_the_compiled_loop():
    chart, records = histories(SMALL, ["t"], 50, seed=3)
    made = resolve_all(plan([("t", "grading")], SMALL), chart, 2700)
    low, high = made.number("t", "grading")
    for row, one in enumerate(records):
        value = Known(one, chart.moment(2700), SMALL).value("t", "grading")
        assert (float(value.low), float(value.high)) == (low[row], high[row])
    assert 10 < sum(low == high) < 50


def test_grades_of_icans_are_the_same_in_the_compiled_loop():
    book = handbook()
    names = [*ICE, "ice_total"]
    chart, records = histories(book.observables, names, 400, seed=5, share=0.97, steps=3)
    everyone = {"infusion": True, "consciousness": "awake", "seizure": "none", "motor": "none"}
    told = []
    for name, value in everyone.items():
        one = book.observables[name]
        codes = [choice.code for choice in one.choices]
        chart.write(name, 2000, float(value) if value is True else float(codes.index(value)))
        told.append(Reading(time=ORIGIN + timedelta(minutes=2000), observable=name, value=value))
    pathway = compile_pathway(book.pathway, book.observables, ["icans_grade"])
    moment = 2400
    low, high = pathway.decide(chart, moment).number("icans_grade")
    seen = Counter()
    for row, one in enumerate(records):
        known = Known(one.appended(*told), chart.moment(moment), book.observables)
        decisions_on(known, book.pathway)
        grade = known.outputs["icans_grade"]
        assert (float(grade.low), float(grade.high)) == (low[row], high[row])
        seen[known.value("ice_total", "grading").reason] += 1
    assert min(seen[reason] for reason in ("", "conflicting", "incomplete")) > 10, seen
