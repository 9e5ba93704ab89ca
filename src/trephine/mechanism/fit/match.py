"""match: history matching, waves of runs that close in on what published figures allow."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from trephine.mechanism.fit.emulate import Emulator, emulate

Vector = NDArray[np.float64]
# Parameters are searched within this many prior standard deviations.
REACH = 2.5
# A goal that is missed by more than this many standard deviations counts as a line from there on,
# so that one figure that the model cannot reach does not pull all others along.
_KNEE = 3.0
# Affine-invariant walkers, and the stretch they may make (Goodman and Weare's a).
_STRETCH = 2.0
_WALKERS_FOR_EACH = 4
# A wave mixes draws from the current posterior, from a flatter one, and from the prior.
_TEMPERATURES = (1.0, 4.0)
_FROM_PRIOR = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Goals:
    """What runs are compared with: ``values`` ``[q]`` and the variance of each comparison.

    ``variances`` hold the published figure's error, the simulator's noise and the slack given to
    model and observation.
    """

    values: Vector
    variances: Vector

    def missed(self, outputs: Vector, more: Vector | float = 0.0) -> Vector:
        """Return misses in standard deviations, ``[k, q]``; nan where there is no output."""
        return np.asarray((outputs - self.values) / np.sqrt(self.variances + more))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wave:
    """One wave: how many runs, the best loss so far, the median miss that the emulator foresaw.

    ``within``: the share of prior draws that the emulator of this wave does not rule out (no goal
    missed by more than three standard deviations, the emulator's own included; goals that nothing
    reaches are left out of count).
    """

    runs: int
    best: float
    foreseen: float
    within: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matched:
    """All runs of a match: ``points`` ``[n, d]`` (prior scores), ``outputs`` ``[n, q]``, losses."""

    points: Vector
    outputs: Vector
    losses: Vector
    waves: tuple[Wave, ...]
    emulator: Emulator


def match(
    simulate: Callable[[Vector], Vector],
    goals: Goals,
    d: int,
    *,
    sets: int,
    waves: int,
    seed: int,
    sweeps: int = 150,
    told: Callable[[Wave], None] = lambda _: None,
) -> Matched:
    """Return ``sets`` runs of ``simulate`` in ``waves`` waves, each nearer to the goals.

    ``simulate`` takes points ``[k, d]`` in prior standard deviations and returns outputs
    ``[k, q]`` on the scale of the goals, not-a-number where a run gives none. The prior is a
    standard normal, cut at 2.5. The first wave is a Latin hypercube of a third of the runs; each
    later one draws from the posterior that an emulator of all runs so far gives.
    """
    generator = np.random.default_rng(seed)
    first = max(2 * d + 4, sets // 3)
    later = np.full(max(waves - 1, 0), (sets - first) // max(waves - 1, 1))
    hypercube = qmc.LatinHypercube(d, rng=generator).random(first)
    points = _within(hypercube)
    outputs = simulate(points)
    done: list[Wave] = []
    for runs in (*later, 0):
        learnt = emulate(points, outputs)
        losses = loss(goals, outputs)
        done.append(_told(goals, learnt, points, outputs, losses, generator))
        told(done[-1])
        if runs == 0:
            break
        fresh = _proposed(learnt, goals, points, losses, int(runs), generator, sweeps)
        points = np.vstack([points, fresh])
        outputs = np.vstack([outputs, simulate(fresh)])
    return Matched(
        points=points, outputs=outputs, losses=losses, waves=tuple(done), emulator=learnt
    )


def loss(goals: Goals, outputs: Vector, more: Vector | float = 0.0) -> Vector:
    """Return half the sum of squared misses, ``[k]``, beyond three deviations as lines.

    An output that is not there counts as missed by three deviations and one more.
    """
    missed = np.abs(goals.missed(outputs, more))
    missed = np.where(np.isnan(missed), _KNEE + 1.0, missed)
    straight = _KNEE * (missed - 0.5 * _KNEE)
    return np.asarray(np.where(missed <= _KNEE, 0.5 * missed**2, straight).sum(axis=1))


def posterior(
    emulator: Emulator,
    goals: Goals,
    starts: Vector,
    count: int,
    generator: np.random.Generator,
    *,
    sweeps: int,
    temperature: float = 1.0,
) -> Vector:
    """Return ``count`` draws ``[count, d]`` of prior times emulated likelihood, by walkers.

    ``starts`` are points to begin from. ``temperature`` above 1 flattens the likelihood.
    """
    d = starts.shape[1]
    walkers = 2 * max(_WALKERS_FOR_EACH * d // 2, d + 1)
    rows = generator.integers(0, len(starts), walkers)
    z = _held(starts[rows] + 0.1 * generator.standard_normal((walkers, d)))
    value = _density(emulator, goals, z, temperature)
    kept = []
    for sweep in range(sweeps):
        for half in (0, 1):
            mine = np.arange(half, walkers, 2)
            others = generator.choice(np.arange(1 - half, walkers, 2), len(mine))
            stretch = ((_STRETCH - 1.0) * generator.random(len(mine)) + 1.0) ** 2 / _STRETCH
            moved = z[others] + stretch[:, None] * (z[mine] - z[others])
            inside = (np.abs(moved) <= REACH).all(axis=1)
            found = np.full(len(mine), -np.inf)
            if inside.any():
                found[inside] = _density(emulator, goals, moved[inside], temperature)
            ratio = (d - 1) * np.log(stretch) + found - value[mine]
            taken = np.log(generator.random(len(mine))) < ratio
            z[mine[taken]], value[mine[taken]] = moved[taken], found[taken]
        if sweep >= sweeps // 2:
            kept.append(z.copy())
    pool = np.vstack(kept)
    return np.asarray(pool[generator.choice(len(pool), count, replace=len(pool) < count)])


def _density(emulator: Emulator, goals: Goals, z: Vector, temperature: float) -> Vector:
    mean, variance = emulator.predict(z)
    likelihood = -loss(goals, mean, np.nan_to_num(variance)) / temperature
    return np.asarray(likelihood - 0.5 * (z**2).sum(axis=1))


def _within(uniform: Vector) -> Vector:
    edge = ndtr(-REACH)
    return np.asarray(ndtri(edge + uniform * (1.0 - 2.0 * edge)))


def _held(z: Vector) -> Vector:
    return np.clip(z, -0.999 * REACH, 0.999 * REACH)


def _proposed(
    emulator: Emulator,
    goals: Goals,
    points: Vector,
    losses: Vector,
    count: int,
    generator: np.random.Generator,
    sweeps: int,
) -> Vector:
    near = points[np.argsort(losses)[: max(20, len(points) // 10)]]
    wide = int(_FROM_PRIOR * count)
    shares = np.array_split(np.arange(count - wide), len(_TEMPERATURES))
    drawn = [
        posterior(
            emulator, goals, near, len(share), generator, sweeps=sweeps, temperature=temperature
        )
        for temperature, share in zip(_TEMPERATURES, shares, strict=True)
        if len(share)
    ]
    centre = near[generator.integers(0, len(near), wide)]
    half = _held(0.5 * centre + 0.8 * generator.standard_normal(centre.shape))
    return np.vstack([*drawn, half])


def _told(
    goals: Goals,
    emulator: Emulator,
    points: Vector,
    outputs: Vector,
    losses: Vector,
    generator: np.random.Generator,
) -> Wave:
    d = points.shape[1]
    prior = _within(generator.random((2000, d)))
    mean, variance = emulator.predict(prior)
    missed = np.abs(goals.missed(mean, variance))
    reached = np.nanmin(np.abs(goals.missed(outputs)), axis=0) <= _KNEE
    allowed = (np.nan_to_num(missed[:, reached]) <= _KNEE).all(axis=1)
    return Wave(
        runs=len(points),
        best=float(losses.min()),
        foreseen=float(np.nanmedian(missed)),
        within=float(allowed.mean()),
    )
