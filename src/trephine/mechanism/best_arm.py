"""best_shares: how often each arm comes out best in an outcome, given how sure its mean is."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trephine.core.run_outcome import RunOutcome
from trephine.mechanism.compare import Comparison
from trephine.mechanism.simulated import STATUS

DRAWS = 2000
Better = Literal["more", "less"]


def best_shares(found: Comparison, outcome: RunOutcome, better: Better) -> tuple[float, ...]:
    """Return the share of draws in which each arm has the best mean of one outcome, arm by arm.

    A draw takes the virtual patients again with replacement, the same for every arm, and, where
    several sets of parameters were run, moves each arm's difference from the first by how far one
    set, drawn too, lies from their mean. An event that did not come counts as the end of the run.
    Arms that are level share the draw. It tells which patients and sets were drawn, not how wrong
    the model is. All NaN where no patient is known in every arm.
    """
    columns = [np.asarray(run.column(outcome.id), dtype=np.float64) for run in found.runs]
    if outcome.ends:
        columns = [np.where(np.isnan(v), found.days, np.minimum(v, found.days)) for v in columns]
    good = np.logical_and.reduce([run.column(STATUS) == "ok" for run in found.runs])
    values = np.stack(columns, axis=1)[good]
    values = values[~np.isnan(values).any(axis=1)]
    arms, n = len(columns), len(values)
    if not n:
        return (float("nan"),) * arms
    seed = found.runs[0].manifest.seed
    random = np.random.Generator(np.random.Philox(key=[seed % 2**64, 1]))
    means = np.stack([values[random.integers(0, n, n)].mean(axis=0) for _ in range(DRAWS)])
    moves = _moves(found, outcome)
    means[:, 1:] += moves[random.integers(0, len(moves), DRAWS)]
    means = means if better == "more" else -means
    best = means == means.max(axis=1, keepdims=True)
    shared = best / best.sum(axis=1, keepdims=True)
    return tuple(float(one) for one in shared.mean(axis=0))


def _moves(found: Comparison, outcome: RunOutcome) -> NDArray[np.float64]:
    """Return how far each set of parameters lies from their mean, (sets, arms - 1)."""
    own = [found.difference(arm, outcome.id).members for arm in range(1, len(found.arms))]
    each = np.array(own, dtype=np.float64).T
    return np.asarray(np.nan_to_num(each - each.mean(axis=0)), dtype=np.float64)
