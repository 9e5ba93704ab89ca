"""member_spread: how far a trial's figures differ between sets of fitted parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.trial import Trial
from trephine.loop.compare.paired_arms import PairedShare, paired_arms
from trephine.loop.outcomes.arm_results import arm_results
from trephine.loop.outcomes.patient_table import PatientTable
from trephine.mechanism.compare_pairs import Combined, combined

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFigures:
    """One member's figures: of each arm by endpoint, and each other arm's pairs with the first.

    Shares are 0 to 1, times are medians in months, infinite where not reached, days are medians.
    """

    member: int
    arms: tuple[Figures, ...]
    pairs: tuple[Mapping[str, PairedShare], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRange:
    """The lowest and the highest of the members' figures; NaN where a member has none."""

    lowest: float
    highest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSpread:
    """What differs between members on the same patients.

    ``arms`` are ranges by endpoint. ``pairs`` are the paired differences of shares (0 to 1) over
    all members, their interval with the spread between members in it. A range says nothing of what
    no member has: the same model, the same rules.
    """

    ensemble: str
    members: tuple[int, ...]
    arms: tuple[Mapping[str, MemberRange], ...]
    pairs: tuple[Mapping[str, Combined], ...]


def member_figures(
    trial: Trial, member: int, tables: Mapping[str, PatientTable], *, level: float = 95.0
) -> MemberFigures:
    """Return the figures of a trial run under one member, from its tables by arm."""
    whole = [tables[one.id] for one in trial.arms]
    return MemberFigures(
        member=member,
        arms=tuple(_figures(one, trial.endpoints, level) for one in whole),
        pairs=tuple(
            paired_arms(whole[0], other, days=trial.days, keys=trial.endpoints, level=level).shares
            for other in whole[1:]
        ),
    )


def member_spread(
    ensemble: str, found: Sequence[MemberFigures], *, level: float = 95.0
) -> MemberSpread:
    """Return ranges and combined differences of endpoints that every member has an answer to."""
    return MemberSpread(
        ensemble=ensemble,
        members=tuple(one.member for one in found),
        arms=tuple(
            {key: _range([own[key] for own in of_arm]) for key in _common(of_arm)}
            for of_arm in zip(*(one.arms for one in found), strict=True)
        ),
        pairs=tuple(
            {
                key: combined(
                    [own[key].difference for own in of_pair],
                    [_variance(own[key]) for own in of_pair],
                    level=level,
                )
                for key in _common(of_pair)
            }
            for of_pair in zip(*(one.pairs for one in found), strict=True)
        ),
    )


def _figures(table: PatientTable, keys: Sequence[str], level: float) -> Figures:
    found = arm_results(table, keys=keys, level=level)
    return {
        **{key: one.share for key, one in found.counts.items()},
        **{key: _reached(one.median) for key, one in found.times.items()},
        **{key: one.median for key, one in found.days.items() if one.n},
    }


def _reached(median: float) -> float:
    return np.inf if np.isnan(median) else median


def _common(of: Sequence[Mapping[str, object]]) -> list[str]:
    return [key for key in of[0] if all(key in one for one in of)]


def _range(values: Sequence[float]) -> MemberRange:
    return MemberRange(lowest=float(np.min(values)), highest=float(np.max(values)))


def _variance(one: PairedShare) -> float:
    """Return the variance of a paired difference, half a pair in each cell (Agresti and Min)."""
    n, gap = one.pairs + 2.0, one.only_other - one.only_first
    return max(one.only_other + one.only_first + 1.0 - gap * gap / n, 0.0) / (n * n)
