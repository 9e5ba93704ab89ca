"""Grades follow from readings and support: in order over the leak and over the neuro score."""

from datetime import datetime, timedelta, timezone
from functools import cache

import numpy as np
import pytest

from trephine import library
from trephine.care.assess import assess
from trephine.library.model_of import model
from trephine.mechanism.doses import doses_of
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.observe import observe
from trephine.mechanism.observe.plan import plan
from trephine.mechanism.solution import Solution

INFUSION = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8)))
LEAKS = np.array([0.0, 0.1, 0.2, 0.4, 0.6, 0.7, 0.8, 1.0, 1.2, 1.5, 1.8, 2.1, 2.5, 3.0])
SCORES = np.array([0.0, 0.4, 0.6, 0.8, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 4.8, 5.4, 6.5])


@cache
def scanned(what):
    """Return the records of typical patients who stay at one leak, or at one neuro score."""
    chosen = model("bcma_cart")
    asked = plan(library.readouts(), chosen, end=12.0)
    values = {one.id: one.value for one in chosen.parameters}
    for one in chosen.parameters:
        if one.formula:
            values[one.id] = evaluate(one.formula, values, one.id)
    levels = LEAKS if what == "V" else SCORES
    at = {**values, "time": 0.0}
    for one in chosen.states:
        at[one.id] = np.full(len(levels), float(evaluate(one.initial, values, one.id)))
    at[what] = levels
    if what == "V":
        # the cytokines that hold such a leak, so that there is fever with it
        share = np.minimum(levels / values["sens"], 0.95)
        at["I6"] = at["I6"] + values["K6"] * share / (1 - share)
    for one in chosen.assignments:
        at[one.id] = evaluate(one.formula, at, one.id)
    n, m = len(levels), len(asked.times)
    solution = Solution(
        names=asked.names,
        times=asked.times,
        values=np.stack(
            [np.repeat(np.broadcast_to(at[name], n)[:, None], m, axis=1) for name in asked.names],
            axis=1,
        ),
        measures=np.empty((n, 0)),
        status=np.zeros(n, dtype=np.int8),
        failed_at=np.full(n, np.nan),
        steps=np.zeros(n, dtype=np.int64),
        rejected=np.zeros(n, dtype=np.int64),
        given=doses_of(chosen, [[(0.0, "R1", 0.4)]] * n),
    )
    told = observe(
        solution,
        [one.id for one in chosen.states],
        {"age": np.full(n, 60.0)},
        np.arange(n),
        library.readouts(),
        library.observables(),
        asked,
        seed=3,
        infusion=INFUSION,
    )
    return told.records


def graded(record, table):
    told = assess(record, INFUSION + timedelta(days=6, hours=1), library.handbook())
    one = next(d for d in told.decisions if d.table.id == table and d.in_force)
    assert one.status == "decided"
    return int(one.value.high)


def latest(record, name):
    before = INFUSION + timedelta(days=6, hours=1)
    return [r.value for r in record.readings if r.observable == name and r.time <= before][-1]


@pytest.mark.parametrize(("what", "table"), [("V", "crs-grade"), ("N", "icans-grade")])
def test_grades_rise_from_nought_to_four(what, table):
    grades = [graded(record, table) for record in scanned(what)]
    assert grades == sorted(grades)
    assert set(grades) == {0, 1, 2, 3, 4}


def test_readings_of_each_crs_grade_are_plausible():
    for record in scanned("V"):
        grade = graded(record, "crs-grade")
        support = latest(record, "vasopressors"), latest(record, "oxygen_device")
        assert latest(record, "hypotension") or grade < 2 or latest(record, "hypoxia")
        if grade == 0:
            assert latest(record, "temperature") < 38
        if grade <= 1:
            assert support == ((), "room_air")
            assert latest(record, "systolic_bp") > 85
            assert latest(record, "spo2") >= 92
        if grade == 2:
            assert support[0] == ()
            assert support[1] in {"room_air", "nasal_cannula"}
        if grade == 3:
            assert len(support[0]) == 1 or support[1] == "hfnc"
        if grade == 4:
            assert len(support[0]) >= 2 or support[1] == "mechanical"
        assert 60 <= latest(record, "systolic_bp") <= 145
        assert 75 <= latest(record, "spo2") <= 100
        assert 36 <= latest(record, "temperature") <= 41
        assert 55 <= latest(record, "heart_rate") <= 170


def test_icans_domains_agree():
    bands = {0: (10, 10), 1: (7, 9), 2: (3, 6), 3: (0, 2), 4: (0, 2)}
    for record in scanned("N"):
        low, high = bands[graded(record, "icans-grade")]
        assert low <= latest(record, "ice_total") <= high
    grave = scanned("N")[-1]
    assert latest(grave, "consciousness") == "unarousable"
    assert latest(grave, "motor") == "deep_focal_weakness"
    assert latest(grave, "edema_icp") == ("diffuse_edema",)
    assert latest(grave, "seizure") == "prolonged"
