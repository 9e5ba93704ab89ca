"""Emulator, history matching and identifiability, where the truth is known."""

import numpy as np
import pytest

from trephine.mechanism.fit.emulate import emulate
from trephine.mechanism.fit.identify import identify
from trephine.mechanism.fit.match import Goals, loss, match, posterior

TIMES = np.array([5.0, 9.0, 14.0, 28.0, 60.0, 120.0])


def curves(z):
    """A rise and a two-phase fall, of five parameters; the last one does nothing."""
    rho, tmax = 0.8 * np.exp(0.2 * z[:, 0]), 10.0 * np.exp(0.2 * z[:, 1])
    alpha, beta = 0.16 * np.exp(0.4 * z[:, 2]), 0.01 * np.exp(0.5 * z[:, 3])
    after = np.maximum(TIMES[None, :] - tmax[:, None], 0.0)
    up = rho[:, None] * np.minimum(TIMES[None, :], tmax[:, None])
    fall = 0.95 * np.exp(-alpha[:, None] * after) + 0.05 * np.exp(-beta[:, None] * after)
    return up + np.log(fall)


def points(n, d, seed=1):
    return np.random.default_rng(seed).standard_normal((n, d))


def test_emulator_is_close_and_knows_how_close():
    known, fresh = points(150, 5), points(60, 5, 2)
    mean, variance = emulate(known, curves(known)).predict(fresh)
    truth = curves(fresh)
    miss = mean - truth
    assert (miss.std(axis=0) < 0.35 * truth.std(axis=0)).all()
    standard = miss / np.sqrt(variance)
    assert 0.3 < standard.std() < 2.0, "stated uncertainty is about the true one"
    assert (np.abs(standard) < 3).mean() > 0.95


def test_emulator_returns_its_own_runs():
    known = points(80, 5)
    mean, _ = emulate(known, curves(known)).predict(known)
    assert np.abs(mean - curves(known)).max() < 0.5 * curves(known).std()


def test_outputs_that_are_missing_are_left_out():
    known = points(60, 3)
    outputs = np.stack([known.sum(axis=1), np.full(60, np.nan), known[:, 0] ** 2], axis=1)
    outputs[::2, 2] = np.nan
    mean, variance = emulate(known, outputs).predict(known[:4])
    assert np.isnan(mean[:, 1]).all()
    assert np.isnan(variance[:, 1]).all()
    assert mean[:, 0] == pytest.approx(known[:4].sum(axis=1), abs=0.05)
    assert np.isfinite(mean[:, 2]).all()


@pytest.fixture(scope="module")
def matched():
    truth = np.array([[0.8, -0.7, 1.0, -1.2, 0.5]])
    goals = Goals(values=curves(truth)[0], variances=np.full(len(TIMES), 0.1**2))
    found = match(curves, goals, 5, sets=180, waves=3, seed=5, sweeps=60)
    generator = np.random.default_rng(6)
    best = found.points[np.argsort(found.losses)[:20]]
    draws = posterior(found.emulator, goals, best, 400, generator, sweeps=200)
    return truth[0], goals, found, draws


def test_match_recovers_what_made_the_figures(matched):
    truth, _, found, draws = matched
    assert found.losses.min() < 1.0
    mean, width = draws.mean(axis=0), draws.std(axis=0)
    assert (np.abs(mean - truth)[:4] < 2.5 * width[:4] + 0.1).all()
    predicted = curves(draws)
    assert np.abs(predicted.mean(axis=0) - curves(truth[None])[0]).max() < 0.1


def test_waves_close_in(matched):
    _, _, found, _ = matched
    assert [one.runs for one in found.waves] == [60, 120, 180]
    assert found.waves[-1].best <= found.waves[0].best
    first, last = found.losses[:60], found.losses[120:]
    assert np.median(last) < 0.5 * np.median(first)


def test_match_is_the_same_for_the_same_seed(matched):
    truth, goals, _, _ = matched
    one = match(curves, goals, 5, sets=60, waves=2, seed=9, sweeps=20)
    other = match(curves, goals, 5, sets=60, waves=2, seed=9, sweeps=20)
    assert (one.points == other.points).all()
    assert truth.shape == (5,)


def test_what_nothing_depends_on_is_not_identified(matched):
    *_, draws = matched
    found = identify(draws)
    assert found.width[4] > 0.75
    assert (found.width[:3] < 0.6).all()
    assert found.widths[0] < 0.2
    assert 3 <= found.learnt <= 4
    assert found.widths == pytest.approx(np.sort(found.widths))


def test_a_sum_alone_is_a_sloppy_pair():
    generator = np.random.default_rng(3)
    a = generator.standard_normal(500)
    draws = np.stack([a, 0.3 - a + 0.05 * generator.standard_normal(500)], axis=1)
    found = identify(draws)
    assert found.pairs[0][:2] == (0, 1)
    assert found.pairs[0][2] < -0.95
    assert np.abs(found.directions[0]) == pytest.approx([0.7, 0.7], abs=0.05)


def test_weights_count():
    draws = np.array([[0.0], [1.0]])
    assert identify(draws, np.array([1.0, 3.0])).mean[0] == pytest.approx(0.75)


def test_loss_turns_straight_and_counts_what_is_missing():
    goals = Goals(values=np.zeros(2), variances=np.ones(2))
    assert loss(goals, np.array([[1.0, 2.0]]))[0] == pytest.approx(2.5)
    assert loss(goals, np.array([[10.0, 0.0]]))[0] == pytest.approx(3 * 8.5)
    assert loss(goals, np.array([[np.nan, 0.0]]))[0] == pytest.approx(3 * 2.5)
    assert loss(goals, np.array([[2.0, 0.0]]), 3.0)[0] == pytest.approx(0.5)
