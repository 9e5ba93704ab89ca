"""Residual disease and suspicion of progression of a few patients, worked out by hand."""

from datetime import UTC, datetime

import numpy as np
import pytest

from trephine.core.response import depth
from trephine.library import observables
from trephine.library.response_criteria import response_criteria
from trephine.loop.outcomes.disease_course import disease_course
from trephine.loop.outcomes.disease_readings import DiseaseReadings

KNOWN = observables()
DAY = 1440
VISITS = np.array([-1, 0, 28, 56, 84], dtype=np.int64) * DAY
NONE = ("", "", "")


def course(serum, mrd=()):
    """Return the course of patients with this serum; ``mrd`` are test, method, sensitivity."""
    rows = np.array(serum, dtype=np.float64)
    values = {"serum_m_protein": rows, "urine_m_protein": np.zeros(rows.shape)}
    for at, name in enumerate(("mrd", "mrd_method", "mrd_sensitivity") if mrd else ()):
        codes = [one.code for one in KNOWN[name].choices]
        column = np.full(rows.shape, -1, dtype=np.int64)
        column[:, 3] = [codes.index(one[at]) if one[at] else -1 for one in mrd]
        values[name] = column
    start = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    readings = DiseaseReadings(start=start, minutes=VISITS, values=values)
    return disease_course(readings, tuple(KNOWN.values()), response_criteria())


def test_only_a_sensitive_test_by_a_method_of_the_criteria_is_negative_and_untested_is_unknown():
    tests = [
        ("negative", "ngf", "1e-5"),
        ("negative", "ngs", "1e-6"),
        ("negative", "flow", "1e-5"),  # a method that the criteria do not know
        ("negative", "ngf", "1e-4"),  # too coarse
        ("positive", "ngf", "1e-6"),
        ("negative", "", ""),  # how is not known
        NONE,
    ]
    found = course([[40, 40, 18, 17, 16]] * len(tests), tests)
    assert found.mrd_tested.tolist() == [1, 1, 1, 1, 1, 1, 0]
    assert found.mrd_negative.tolist() == [1, 1, 0, 0, 0, 0, -1]
    assert found.mrd_day[:2].tolist() == [56, 56]
    assert np.isnan(found.mrd_day[2:]).all()
    assert found.best_response.tolist() == [depth("PR")] * len(tests)
    assert found.mrd_in_cr.tolist() == [0, 0, 0, 0, 0, 0, -1], "negative, but in no CR"
    assert np.isnan(found.mrd_in_cr_day).all()


def test_without_any_test_in_the_trial_nobody_is_negative_or_positive():
    found = course([[40, 40, 18, 17, 16]])
    assert (found.mrd_tested[0], found.mrd_negative[0], found.mrd_in_cr[0]) == (0, -1, -1)


@pytest.mark.parametrize(("serum", "suspected"), [
    ([40, 10, 9, 8, 25], True),  # seen at the last visit, confirmed by none
    ([40, 10, 9, 20, 25], False),  # confirmed: progression, and no suspicion
    ([40, 10, 25, 8, 8], False),  # the next visit did not bear it out
    ([40, 10, 9, 8, np.nan], False),
    ([40, 10, 9, 25, np.nan], True),  # the last visit that could be judged
])  # fmt: skip
def test_progression_is_suspected_until_a_visit_confirms_it_or_does_not(serum, suspected):
    found = course([serum])
    assert found.suspected.tolist() == [suspected]
