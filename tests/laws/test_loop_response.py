"""What came of many virtual patients' disease is what their Records say, one by one."""

import itertools
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.care.response.respond import respond
from trephine.care.response.visits_of import visits_of
from trephine.core.error import InputError, MethodError
from trephine.core.record import Reading, Record
from trephine.core.response import depth
from trephine.library import observables
from trephine.library.response_criteria import response_criteria
from trephine.loop.outcomes.disease_course import disease_course
from trephine.loop.outcomes.disease_readings import NEVER, DiseaseReadings

CRITERIA = response_criteria()
KNOWN = observables()
START = datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=8)))
QUANTITIES = {
    "serum_m_protein": [0, 0, 2, 5, 9, 10, 20, 30, 40, 60],
    "urine_m_protein": [0, 0, 50, 100, 199, 200, 450, 1000],
    "kappa_flc": [5, 10, 16.5, 26, 90, 110, 410, 810],
    "lambda_flc": [0, 5, 10, 16, 90, 100],
    "iga": [0.5, 1.2],
    "marrow_plasma_cells": [0, 2, 4.5, 5, 20, 30, 60],
    "plasmacytoma_spd": [0, 0, 0, 200, 300, 1000, 2000],
    "plasmacytoma_longest": [0, 20, 40],
}
CODES = {
    "serum_ife": ["negative", "negative", "positive"],
    "urine_ife": ["negative", "negative", "positive"],
    "marrow_clonal_plasma_cells": ["absent", "absent", "present"],
    "mrd": ["negative", "positive"],
    "mrd_method": ["ngf", "flow"],
    "mrd_sensitivity": ["1e-4", "1e-5", "1e-6"],
}


def placed(name, code):
    return [one.code for one in KNOWN[name].choices].index(code)


@st.composite
def trials(draw, most=4):
    """Return rounds of a few patients: readings as arrays."""
    n = draw(st.integers(1, most))
    gaps = draw(st.lists(st.sampled_from([1, 3, 7, 8, 20, 28]), min_size=1, max_size=6))
    hours = draw(st.lists(st.integers(0, 11), min_size=7, max_size=7))
    days = [-20, -6, *np.cumsum(gaps).tolist()]
    minutes = np.array([d * 1440 + 60 * h for d, h in zip(days, [0, *hours], strict=False)])
    values = {}
    calm = draw(st.booleans())
    for name, choices in QUANTITIES.items():
        own = choices[:4] if calm else choices
        column = [
            [draw(st.sampled_from(choices if v < 2 else [*own, None])) for v in range(len(minutes))]
            for _ in range(n)
        ]
        values[name] = np.array(
            [[np.nan if x is None else x for x in row] for row in column], dtype=np.float64
        )
    for name, codes in CODES.items():
        values[name] = np.array(
            [
                [
                    draw(st.sampled_from([-1, *[placed(name, code) for code in codes]]))
                    for _ in minutes
                ]
                for _ in range(n)
            ]
        )
    values["new_lesion"] = np.array(
        [[draw(st.sampled_from([-1, 0, 0, 0, 1])) for _ in minutes] for _ in range(n)],
        dtype=np.int8,
    )
    begins = draw(st.sampled_from([NEVER - 1, 30 * 1440, 60 * 1440]))
    return DiseaseReadings(
        start=START,
        minutes=minutes.astype(np.int64),
        values=values,
        new_therapy=np.full(n, begins, dtype=np.int64),
    )


def at(minute):
    return START.astimezone(UTC) + timedelta(minutes=int(minute))


def record_of(trial, row):
    found = [Reading(time=START, observable="infusion", value=True)]
    for name, column in trial.values.items():
        for minute, value in zip(trial.minutes, column[row], strict=True):
            if np.isnan(value) or (name not in QUANTITIES and value < 0):
                continue
            given = (
                Decimal(str(value))
                if name in QUANTITIES
                else bool(value)
                if name == "new_lesion"
                else KNOWN[name].choices[int(value)].code
            )
            when = at(minute).astimezone(START.tzinfo)
            found.append(Reading(time=when, observable=name, value=given))
    if trial.new_therapy[row] > 0:
        when = at(trial.new_therapy[row]).astimezone(START.tzinfo)
        found.append(Reading(time=when, observable="new_therapy", value=True))
    return Record(patient=str(row), readings=tuple(found))


def never(value):
    return None if np.isnan(value) else int(value)


@given(trials())
@settings(max_examples=80, deadline=None)
def test_arrays_and_records_say_the_same(trial):
    found = disease_course(trial, tuple(KNOWN.values()), CRITERIA)
    for row in range(len(found.best_response)):
        seen = visits_of(record_of(trial, row), START + timedelta(days=4000))
        course = respond(
            seen.baseline, seen.visits, criteria=CRITERIA, new_therapy=seen.new_therapy
        )
        back = (seen.baseline.at.date() - START.date()).days

        best = course.best_before_pd or course.best_confirmed
        assert found.best_response[row] == depth(best)
        pd = course.progression_day
        assert never(found.progression_day[row]) == (None if pd is None else pd + back)
        secreting = {"serum", "urine", "serum and urine", "flc"}
        assert found.measurable[row] == (course.disease.kind in secreting)
        assert found.by_marrow[row] == (course.disease.kind == "marrow")

        judged = [one for one in course.visits if one.level != "NE"]
        last = judged[-1].day + back if judged else None
        assert never(found.last_visit_day[row]) == last
        before = [one for one in judged if pd is None or one.day < pd]
        if seen.new_therapy is not None:
            begun = (seen.new_therapy.date() - seen.baseline.at.date()).days
            before = [one for one in before if one.day < begun]
        for level, mine in (("PR", found.response_day), ("CR", found.cr_day)):
            pairs = itertools.pairwise(before)
            day = next(
                (a.day for a, b in pairs if min(depth(a.level), depth(b.level)) >= depth(level)),
                None,
            )
            assert never(mine[row]) == (None if day is None else day + back)

        in_cr = [one.day + back for one in course.mrd if one.imwg_negative]
        assert never(found.mrd_in_cr_day[row]) == (in_cr[0] if in_cr else None)
        assert found.mrd_tested[row] == bool(course.mrd)


def small(serum, minutes=None):
    """Return one patient followed by serum M-protein alone, urine nought at baseline."""
    v = len(serum)
    minutes = np.arange(-1, v - 1) * 28 * 1440 if minutes is None else minutes
    minutes[0] = -1440
    urine = np.zeros((1, v))
    return DiseaseReadings(
        start=START,
        minutes=np.asarray(minutes, dtype=np.int64),
        values={"serum_m_protein": np.array([serum], dtype=np.float64), "urine_m_protein": urine},
    )


def course(serum):
    return disease_course(small(serum), tuple(KNOWN.values()), CRITERIA)


def test_a_response_counts_from_its_first_day_once_it_is_borne_out():
    found = course([40, 40, 18, 17, 16])
    assert found.best_response[0] == depth("PR")
    assert found.response_day[0] == 28
    once = course([40, 40, 40, 40, 17])
    assert once.best_response[0] == depth("SD")
    assert np.isnan(once.response_day[0])


def test_progression_is_dated_by_its_first_visit_and_needs_a_second():
    assert course([40, 10, 9, 20, 25]).progression_day[0] == 56
    assert np.isnan(course([40, 10, 9, 8, 25]).progression_day[0])


def test_what_arrays_do_not_hold_is_refused():
    given = small([40, 20])
    with pytest.raises(MethodError, match="not read over many patients"):
        disease_course(
            DiseaseReadings(
                start=START,
                minutes=given.minutes,
                values={**given.values, "flc_ratio": np.zeros((1, 2))},
            ),
            tuple(KNOWN.values()),
            CRITERIA,
        )
    with pytest.raises(InputError, match="fall"):
        disease_course(
            small([40, 20, 10], minutes=np.array([-1440, 20000, 10000])),
            tuple(KNOWN.values()),
            CRITERIA,
        )
