"""Counted cells follow the Poisson law, to the count."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from trephine import library
from trephine.mechanism.observe.measured import noisy

COUNTING = dataclasses.replace(
    next(one for one in library.readouts().readouts if one.noise == "counting"), sd=1.0
)


@pytest.mark.parametrize("expected", [1e-9, 1e-3, 0.4, 1.0, 3.7, 20.0, 313.0, 4000.0, 9999.0])
def test_the_smallest_count_that_reaches_the_draw(expected):
    chance = np.random.default_rng(4)
    u = np.r_[chance.random(500), 1e-15, 1e-9, 0.5, 1 - 1e-9, 1 - 2**-53]
    counts = noisy(COUNTING, np.full(u.shape, expected), u)
    assert (counts == np.rint(counts)).all()
    law = stats.poisson(expected)
    assert (law.cdf(counts) >= u).all()
    below = counts[counts > 0] - 1
    assert (law.cdf(below) < u[counts > 0]).all()


def test_nothing_to_count_and_very_many():
    u = np.array([0.3, 0.7, 0.9])
    assert noisy(COUNTING, np.array([0.0, -2.0, 0.0]), u).tolist() == [0, 0, 0]
    assert np.isnan(noisy(COUNTING, np.array([np.nan, 1.0, 2.0]), u)).tolist() == [
        True,
        False,
        False,
    ]
    many = noisy(COUNTING, np.full(3, 1e6), u)
    assert many == pytest.approx(stats.poisson(1e6).ppf(u), abs=2)
