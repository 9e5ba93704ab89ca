"""A Chart holds what a Record would, and refuses what it cannot hold."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.unit.care.chart.histories import ORIGIN
from trephine.care.chart.chart import Chart
from trephine.care.chart.compile_pathway import BLOCK, compile_pathway
from trephine.care.chart.encode import GIVEN, NEVER_GIVEN, NO_MOMENT
from trephine.care.chart.release import release
from trephine.care.chart.resolve_all import resolve_all
from trephine.care.dosing.budget import budget
from trephine.care.propose import given_doses
from trephine.care.resolve import Known
from trephine.core.error import InputError, MethodError
from trephine.library.handbook_of import handbook

BOOK = handbook()
HOUR, DAY = 60, 1440


def chart(n=3, kept=(0, 1, 2)):
    return Chart(BOOK.observables, n, ORIGIN, kept)


def compiled(*wanted):
    return compile_pathway(BOOK.pathway, BOOK.observables, wanted)


def test_a_record_holds_every_kind_of_value_as_it_was_written():
    one = chart()
    one.write("birth_date", -DAY, [-20_000_000, NO_MOMENT, -1_000_000])
    one.write("temperature", [5, 6, 7], [38.2504, np.nan, 39.0])
    one.write("sex", 0, [0, 1, -1])
    one.write("vasopressors", 8, [0b101, 0, -1])
    one.write("tocilizumab", 9, [564.0, NEVER_GIVEN, GIVEN])
    one.write("infusion", 0, [1, 0, -1])
    one.write("ferritin", 10, 500.0, limits=(20.0, np.nan))
    readings = {r.observable: r for r in one.record(0, "a").readings}
    assert readings["birth_date"].value == ORIGIN - timedelta(minutes=20_000_000)
    # At the resolution of the observable, a thousandth.
    assert str(readings["temperature"].value) == readings["temperature"].entered == "38.250"
    assert readings["temperature"].time == ORIGIN + timedelta(minutes=5)
    assert readings["vasopressors"].value == tuple(
        sorted(c.code for c in (BOOK.observables["vasopressors"].choices[i] for i in (0, 2)))
    )
    assert (readings["ferritin"].low, readings["ferritin"].high) == (Decimal(20), None)
    assert {r.origin for r in readings.values()} == {"simulated"}
    assert {r.observable: r.value for r in one.record(1, "b").readings} == {
        "infusion": False,
        "sex": BOOK.observables["sex"].choices[1].code,
        "vasopressors": (),
        "tocilizumab": False,
        "ferritin": Decimal(500),
    }
    assert [r.value for r in one.record(2, "c").readings if r.observable == "tocilizumab"] == [True]


def test_only_kept_patients_have_a_record():
    one = chart(kept=(1,))
    one.write("temperature", 5, 38.0, rows=[0, 1])
    assert len(one.record(1, "b").readings) == 1
    with pytest.raises(InputError, match="not kept"):
        one.record(0, "a")


@pytest.mark.parametrize(
    ("name", "minute", "values", "limits", "said"),
    [
        ("temprature", 20, 38.0, None, "no such observable"),
        ("temperature", 9, 38.0, None, "before the last"),
        ("temperature", 20, np.inf, None, "not a finite number"),
        ("temperature", 20, 38.0, (36.0, 37.0), "takes no limits"),
    ],
)
def test_what_a_chart_cannot_hold_is_refused_and_changes_nothing(
    name, minute, values, limits, said
):
    one = chart()
    one.write("temperature", 10, 38.5)
    with pytest.raises(InputError, match=said):
        one.write(name, minute, [36.0, values, values], limits=limits)
    assert len(one.record(0, "a").readings) == 1 or said == "before the last"
    assert len(one.record(1, "b").readings) == 1


def test_a_moment_before_the_latest_reading_is_not_decided_at():
    one, pathway = chart(), compiled("crs_grade")
    one.write("temperature", 30, 38.5, rows=[1])
    pathway.decide(one, 29, rows=[0, 2])
    with pytest.raises(InputError, match="before the latest reading"):
        pathway.decide(one, 29)


def test_an_origin_without_a_zone_is_refused():
    with pytest.raises(InputError, match="no zone"):
        Chart(BOOK.observables, 1, datetime(2026, 3, 1, 8))  # noqa: DTZ001  (that is the point)


def test_the_clocks_changing_does_not_lose_an_hour():
    origin = datetime(2026, 3, 28, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    one = Chart(BOOK.observables, 1, origin)
    assert one.moment(2 * DAY) - one.moment(0) == timedelta(days=2)
    assert one.moment(2 * DAY).utcoffset() == origin.utcoffset()


def test_patients_apart_are_decided_on_as_together():
    """Rows in any order, each at its own minute, in several blocks, give what each gives alone."""
    n = 2 * BLOCK + 88
    one, pathway = chart(n, kept=()), compiled("crs_grade", "crs_management")
    random = np.random.default_rng(3)
    one.write("infusion", 0, np.ones(n))
    one.write("temperature", 10, np.round(random.normal(38.3, 1, n), 1))
    one.write("systolic_bp", random.integers(11, 60, n), np.round(random.normal(95, 15, n)))
    one.write("vasopressors", 11, 0)
    for name in ("oxygen_device", "fever_other_cause", "crs_resolved", "fever_masked"):
        one.write(name, 12, 0)
    one.write("spo2", 12, np.round(random.normal(93, 4, n)))
    rows = random.permutation(n)[: BLOCK + 44]
    # Some temperatures of a day ago are still valid, others not.
    minutes = random.integers(70, 3 * DAY, n)
    all_of_them = pathway.decide(one, minutes)
    some = pathway.decide(one, minutes[rows], rows)
    mask = np.zeros(n, dtype=bool)
    mask[rows] = True
    masked = pathway.decide(one, minutes[mask], mask)
    for name in ("crs_grade",):
        for mine, every in zip(some.number(name), all_of_them.number(name), strict=True):
            assert (mine == every[rows]).all()
        for mine, every in zip(masked.number(name), all_of_them.number(name), strict=True):
            assert (mine == every[mask]).all()
    for table in pathway.tables:
        for mine, every in zip(some.rules(table.id), all_of_them.rules(table.id), strict=True):
            assert (mine == every[rows]).all()
    few = range(0, len(rows), 23)
    alone = [pathway.decide(one, int(minutes[rows[i]]), [rows[i]]).possible[:, 0] for i in few]
    assert (some.possible[:, few] == np.array(alone).T).all()
    seen = [len(np.unique(all_of_them.possible[i])) for i in range(len(pathway.tables))]
    assert max(seen) > 1


def test_what_an_algorithm_concludes_gives_way_to_what_is_stated():
    one, pathway = chart(2, kept=()), compiled("maintenance")
    level = BOOK.observables["response_level"]
    slot = next(s for s in pathway.plan.slots.values() if s.name == level.id)
    one.write("response_level", 5, [3, -1])
    assert len(level.choices) > 3
    found = resolve_all(pathway.plan, one, 10, concluded={"response_level": [1, 1]})
    assert list(found.coded(level.id, slot.use)) == [1 << 3, 1 << 1]
    with pytest.raises(InputError, match="has to be a coded"):
        pathway.decide(one, 10, concluded={"temperature": [1, 1]})


def test_a_budget_is_kept_as_assess_keeps_it():
    """Doses of tocilizumab: too near, too many within a day, too many in all, and after another."""
    at = 3 * DAY
    histories = [
        (),
        # Before the infusion, they do not count among all.
        (-9 * DAY, -7 * DAY, -5 * DAY, -3 * DAY, -DAY - 1),
        (0, DAY, DAY + 8 * HOUR),
        # The fourth of all, the first at the moment of the infusion.
        (0, DAY, DAY + 8 * HOUR, DAY + 16 * HOUR),
        # Eight hours to the minute, and a minute less.
        (at - 8 * HOUR,),
        (at - 8 * HOUR + 1,),
        # A day to the minute lies outside the window, a minute less within.
        (at - 24 * HOUR, at - 16 * HOUR, at - 8 * HOUR),
        (at - 24 * HOUR + 1, at - 16 * HOUR, at - 8 * HOUR),
        # Two amounts at one moment are two doses.
        (DAY, DAY, DAY, DAY + 1),
    ]
    n = len(histories)
    one, pathway = chart(n, kept=range(n)), compiled("crs_management")
    one.write("infusion", 0, np.ones(n))
    one.write("weight", 0, 70.3)
    for row, doses in enumerate(histories):
        for k, minute in enumerate(doses):
            one.write("tocilizumab", minute, 400.0 + k, rows=[row])
    for name, value in (("temperature", 39.5), ("systolic_bp", 80.0)):
        one.write(name, at - 10, value)
    for name in ("oxygen_device", "fever_other_cause", "crs_resolved", "vasopressors"):
        one.write(name, at - 10, 0)
    made = pathway.decide(one, at)
    released = release(made, one, at, BOOK.pathway.orders, BOOK.budgets)
    (rule,) = BOOK.budgets
    named = [found for found in released.values() if found.order.budget == rule.id]
    assert named
    answers = []
    for row in range(n):
        known = Known(one.record(row, "p"), one.moment(at), BOOK.observables)
        doses = given_doses(known.happened(*rule.drugs))
        state = budget(doses, known.at, rule, since=one.moment(0))
        answers.append(state.allowed)
        for mine in named:
            assert bool(mine.allowed[row]) == state.allowed, row
            assert mine.amount[row] == float(Decimal("70.3") * 8)
            assert not mine.mask[row] or state.allowed
    assert answers == [True, True, True, False, True, False, True, False, False]
    later = release(made, one, at - 10, BOOK.pathway.orders, BOOK.budgets, 10)
    for mine in named:
        assert later[mine.order.id].allowed.tolist() == mine.allowed.tolist(), "as of being given"


def test_a_chart_for_given_budgets_keeps_no_other_doses_and_says_so():
    (rule,) = BOOK.budgets
    pathway = compiled("crs_management")
    every, these = (Chart(BOOK.observables, 1, ORIGIN, budgets=some) for some in (None, (rule,)))
    for one in (every, these):
        one.write("infusion", 0, 1.0)
        for k in range(40):
            one.write("paracetamol", 10 * k, 500.0)
            one.write("tocilizumab", 10 * k, 400.0)
    room = [one.logs.room[one.logs.row[one.places["tocilizumab"]]] for one in (every, these)]
    assert room == [64, 64]
    row = every.logs.row[every.places["paracetamol"]]
    assert every.logs.room[row] == 64
    assert these.logs.row[these.places["paracetamol"]] < 0
    orders, other = BOOK.pathway.orders, replace(rule, drugs=("paracetamol",))
    for one in (every, these):
        decided = pathway.decide(one, 400)
        found = release(decided, one, 400, orders, (rule,))
        assert {True} == {mine.allowed[0] == 0 for mine in found.values() if mine.order.budget}
    release(pathway.decide(every, 400), every, 400, orders, (other,))
    with pytest.raises(MethodError, match="does not keep every dose"):
        release(pathway.decide(these, 400), these, 400, orders, (other,))


def test_a_decision_nobody_knows_and_a_formula_without_a_twin_are_named():
    with pytest.raises(InputError, match="knows no such decision"):
        compiled("crs_grad")
    with pytest.raises(MethodError, match="days_between"):
        compiled(*(table.decides for table in BOOK.pathway.tables))


def test_only_what_is_wanted_is_kept():
    assert [table.decides for table in compiled("course_phase").tables] == ["course_phase"]
    kept = {table.decides for table in compiled("infection_prophylaxis").tables}
    # It orders drugs that this table may exclude.
    assert "prophylaxis_safety" in kept
    assert "icans_grade" not in kept


_SCRIPT = """
import sys
if sys.argv[1] == "plain":
    from trephine.care.kernel import mode
    mode.interpret()
from tests.unit.care.chart.test_chart import BOOK, chart, compiled
from trephine.care.chart.release import release
one, pathway = chart(4), compiled("crs_management", "infection_prophylaxis")
one.write("infusion", 0, [1, 1, 1, 0])
one.write("weight", 0, [70.0, 60.5, 55.0, 80.0], rows=[0, 1, 3, 2])
one.write("temperature", 60, [38.5, 39.0, 36.5, 40.0])
one.write("oxygen_device", 60, [0, 1, 2, 3])
made = pathway.decide(one, 300)
released = release(made, one, 300, BOOK.pathway.orders, BOOK.budgets)
print(made.possible.tolist(), made.sure.tolist(), made.out_high.tolist())
print({code: (o.mask.tolist(), o.amount.tolist()) for code, o in released.items()})
"""


def test_the_loops_say_the_same_uncompiled():
    root = Path(__file__).parents[4]
    said = [
        subprocess.run(
            [sys.executable, "-c", _SCRIPT, way],
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        ).stdout
        for way in ("plain", "compiled")
    ]
    assert said[0] == said[1]
    assert "tocilizumab" in said[0]
