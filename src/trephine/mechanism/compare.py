"""compare: several treatments of the same virtual patients, with how sure the differences are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.kinetics import Ensemble
from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.run_outcome import RunOutcome, RunOutcomes
from trephine.core.text import Text
from trephine.mechanism.compare_members import chosen_members, with_member
from trephine.mechanism.compare_pairs import PairedDifference, paired, pooled_over
from trephine.mechanism.enrol import enrol
from trephine.mechanism.progress import Advance
from trephine.mechanism.simulate import SHOWN, simulate
from trephine.mechanism.simulate_check import check_run
from trephine.mechanism.simulate_chunk import CHUNK
from trephine.mechanism.simulated import STATUS, Simulated
from trephine.mechanism.virtual_arm import VirtualArm

MOST_ARMS = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Arms of the same virtual patients, each held against the first, outcome by outcome.

    ``runs`` are those of the first member of the ensemble (the model's own values where there is
    none), an arm each; ``differences`` take all members together. ``members`` is their number.
    """

    arms: tuple[VirtualArm, ...]
    runs: tuple[Simulated, ...]
    differences: tuple[PairedDifference, ...]
    members: int
    level: float
    days: float

    def difference(self, arm: int, outcome: str) -> PairedDifference:
        """Return the difference of one arm (1 is the second) in one outcome. Raises KeyError."""
        for one in self.differences:
            if one.arm == arm and one.outcome.id == outcome:
                return one
        raise KeyError(outcome)


def compare(
    model: Model,
    arms: Sequence[VirtualArm],
    *,
    population: Population,
    regimens: Sequence[Regimen],
    outcomes: RunOutcomes,
    n: int,
    days: float,
    seed: int,
    level: float = 95.0,
    out: Path | None = None,
    chunk: int = CHUNK,
    shown: int = SHOWN,
    threads: int = 0,
    products: Sequence[Product] = (),
    ensemble: Ensemble | Sequence[Mapping[str, float]] = (),
    members: int = 20,
    changes: Mapping[str, float] | None = None,
    advance: Advance | None = None,
) -> Comparison:
    """Run every arm on the same ``n`` virtual patients and take the differences patient by patient.

    Patient k of a seed is the same person in every arm, so a difference carries no chance of who
    was enrolled in which, only that of which ``n`` were: its interval shrinks with ``n`` and says
    nothing of how wrong the model is. With ``ensemble`` (sets that fit the observed data about
    equally well: ``members`` of a fitted one, or typical values of parameters) each is run, and the
    interval holds the spread between them too. A patient who fails in one arm is left out of that
    pair. Two arms of the same treatment are refused, and every arm is checked before any is run.
    Interrupted runs (KeyboardInterrupt) are not compared: with ``out`` the finished chunks stay.
    Raises InputError.
    """
    check_arms(arms, level)
    sets = _sets(arms, products, ensemble, members)
    check_run(n=n, days=days, seed=seed, chunk=chunk, threads=threads)
    for number, arm in enumerate(arms, 1):
        try:  # an impossible last arm is refused before the first has run for an hour
            enrol(
                model, population, arm.product, arm.strategies, 1, seed, regimens,
                products=products, second=arm.second, changes=changes,
            )  # fmt: skip
        except InputError as error:
            error.where = f"arm {number}: {error.where}"
            raise
    steps = len(arms) * len(sets)
    kept: list[Simulated] = []
    found: list[list[PairedDifference]] = []
    for m, (own, given, values) in enumerate(sets):
        runs = []
        for a, arm in enumerate(own):
            folder = None if out is None else out / f"member-{m:03d}" / f"arm-{a}"
            run = simulate(
                model, arm, population=population, regimens=regimens, outcomes=outcomes, n=n,
                days=days, seed=seed, out=folder, chunk=chunk, shown=shown if m == 0 else 0,
                threads=threads, products=given, values=values, changes=changes,
                advance=_counted(advance, m * len(arms) + a, steps, n),
            )  # fmt: skip
            if not run.is_whole:
                raise KeyboardInterrupt
            runs.append(run)
        if m == 0:
            kept = runs
        found.append(_differences(runs, outcomes.outcomes, days, level))
    together = [pooled_over(list(of_one), level) for of_one in zip(*found, strict=True)]
    return Comparison(
        arms=tuple(arms),
        runs=tuple(kept),
        differences=tuple(together),
        members=len(sets),
        level=level,
        days=float(days),
    )


_Set = tuple[Sequence[VirtualArm], Sequence[Product], Mapping[str, float]]


def _sets(
    arms: Sequence[VirtualArm],
    products: Sequence[Product],
    ensemble: Ensemble | Sequence[Mapping[str, float]],
    members: int,
) -> list[_Set]:
    """Return arms, products and typical values for every set of parameters to run."""
    if not isinstance(ensemble, Ensemble):
        return [(arms, products, values) for values in ensemble or ({},)]
    found: list[_Set] = []
    for member in chosen_members(ensemble, members):
        own = [with_member(arm, products, ensemble, member)[0] for arm in arms]
        found.append((own, with_member(arms[0], products, ensemble, member)[1], {}))
    return found


def _differences(
    runs: Sequence[Simulated], outcomes: Sequence[RunOutcome], days: float, level: float
) -> list[PairedDifference]:
    good = [run.column(STATUS) == "ok" for run in runs]
    out = []
    for outcome in outcomes:
        first = _values(runs[0], outcome)
        for a in range(1, len(runs)):
            both = good[0] & good[a]
            other = _values(runs[a], outcome)
            out.append(paired(outcome, a, first[both], other[both], days=days, level=level))
    return out


def _values(run: Simulated, outcome: RunOutcome) -> NDArray[np.float64]:
    return np.asarray(run.column(outcome.id), dtype=np.float64)


def _counted(advance: Advance | None, step: int, steps: int, n: int) -> Advance | None:
    """Return a listener that counts patients over all arms and members."""
    if advance is None:
        return None
    listener = advance

    def told(done: int, total: int, kept: int) -> None:
        del total, kept
        listener(step * n + done, steps * n, 0)

    return told


def check_arms(arms: Sequence[VirtualArm], level: float) -> None:
    """Refuse too few or too many arms, two of one treatment, a level out of range. InputError."""
    if not 2 <= len(arms) <= MOST_ARMS:
        raise InputError(
            what=Text(
                zh=f"比较须有 2 至 {MOST_ARMS} 组", en=f"A comparison has 2 to {MOST_ARMS} arms"
            ),
            where="arms",
            found=str(len(arms)),
            do=Text(zh="增减 [[arm]]", en="Add or remove an [[arm]]"),
        )
    if not 50.0 <= level < 100.0:
        raise InputError(
            what=Text(zh="置信水平不能取此值", en="The level cannot have this value"),
            where="level",
            found=f"{level:g}",
            do=Text(
                zh="请给出 50 至 100 之间的百分数", en="Give a percentage from 50 to below 100"
            ),
        )
    for a, one in enumerate(arms):
        for b in range(a):
            if (one.product, one.strategies, one.second) == (
                arms[b].product, arms[b].strategies, arms[b].second,
            ):  # fmt: skip
                raise InputError(
                    what=Text(zh="两组的治疗完全相同", en="Two arms get the same treatment"),
                    where=f"arm {b + 1}, arm {a + 1}",
                    found=one.product.id,
                    do=Text(zh="改动其一或删去", en="Change one of them or leave it out"),
                )
