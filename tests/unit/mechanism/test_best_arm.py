"""The chance of being best: certain where an arm is better in everybody, shared where level."""

from types import SimpleNamespace

import numpy as np
import pytest

from trephine.mechanism.best_arm import best_shares

N = 40
BASE = np.linspace(1.0, 3.0, N)


def comparison(*columns, members=()):
    """Return what best_shares reads of a comparison: arms with one outcome each."""
    runs = [
        SimpleNamespace(
            column=lambda name, own=own: np.array(["ok"] * N) if name == "status" else own,
            manifest=SimpleNamespace(seed=3),
        )
        for own in columns
    ]
    return SimpleNamespace(
        runs=runs,
        arms=columns,
        days=10.0,
        difference=lambda arm, _: SimpleNamespace(members=members or (float(arm),)),
    )


def outcome(*, ends=False):
    return SimpleNamespace(id="x", ends=ends)


def test_better_in_everybody_is_certain_and_its_sense_is_asked():
    found = comparison(BASE, BASE + 1.0)
    assert best_shares(found, outcome(), "more") == (0.0, 1.0)
    assert best_shares(found, outcome(), "less") == (1.0, 0.0)


def test_level_arms_share_and_noise_splits():
    assert best_shares(comparison(BASE, BASE.copy()), outcome(), "more") == (0.5, 0.5)
    noise = np.tile([1.0, -1.0], N // 2)
    shares = best_shares(comparison(BASE, BASE + noise), outcome(), "more")
    assert sum(shares) == pytest.approx(1.0)
    assert 0.3 < shares[0] < 0.7


def test_sets_of_parameters_that_disagree_take_certainty_away():
    sure = best_shares(comparison(BASE, BASE + 1.0), outcome(), "more")
    split = best_shares(comparison(BASE, BASE + 1.0, members=(4.0, -2.0)), outcome(), "more")
    assert sure[1] == 1.0
    assert 0.4 < split[1] < 0.6


def test_what_never_came_counts_to_the_end_and_nobody_known_has_no_answer():
    never = np.full(N, np.nan)
    assert best_shares(comparison(BASE, never), outcome(ends=True), "more") == (0.0, 1.0)
    assert all(np.isnan(best_shares(comparison(BASE, never), outcome(), "more")))
