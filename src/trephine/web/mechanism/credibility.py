"""credibility_shown: how far the model may be trusted: figures met and missed, what was learnt."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine import library
from trephine.core.kinetics import FreeParameter
from trephine.core.text import Text, both_of
from trephine.library.fit_result import NEAR, FitGoal, FitName, FitResult, fit_result
from trephine.library.kinetics_table import free_parameters
from trephine.library.outcome_fit_table import outcome_free
from trephine.library.target_table import target_cohorts, target_endpoints
from trephine.web.rules.shape import MarkShown
from trephine.web.rules.tables import mark_shown

Badge = Literal["demo", "calibrated", "validated"]
_NAMES: dict[FitName, Text] = {
    "kinetics": Text(zh="细胞动力学", en="Kinetics of the cells"),
    "outcomes": Text(zh="结局（虚拟病房）", en="Outcomes (virtual ward)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalShown:
    """A published figure beside the model, before and after; ``met``: within two sd."""

    id: str
    label: Text
    cohort: Text
    held_out: bool
    scale: str
    printed: str
    published: float
    before: float | None
    fitted: float | None
    low: float | None
    high: float | None
    missed_before: float | None
    missed: float | None
    met: bool
    mark: MarkShown


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedShown:
    """A free parameter before and after; ``width`` of its posterior over that of its prior."""

    id: str
    label: Text
    prior: float
    fitted: float
    width: float
    learnt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherShown:
    """Two parameters that the figures cannot tell apart, with their correlation."""

    first: Text
    other: Text
    correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FitShown:
    """One fit. ``met`` of ``fitted`` and ``met_held_out`` of ``held_out`` figures are within 2 sd.

    ``badge``: calibrated, as soon as there is a fit; none is validated from outside while figures
    kept from the fit are missed. It is opt-in: presets do not use it.
    """

    id: FitName
    label: Text
    badge: Badge
    sets: int
    patients: int
    members: int
    effective: float
    seed: int
    directions: int
    learnt: int
    near: float
    met: int
    fitted: int
    met_held_out: int
    held_out: int
    goals: tuple[GoalShown, ...]
    parameters: tuple[FittedShown, ...]
    together: tuple[TogetherShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredibilityShown:
    """The standing of what a page simulates by the presets, and of each fit."""

    presets: Badge
    fits: tuple[FitShown, ...]


@cache
def credibility_shown() -> CredibilityShown:
    """Return every fit with its figures; presets are set by hand and stay a demonstration."""
    free = {"kinetics": free_parameters(), "outcomes": outcome_free()}
    return CredibilityShown(
        presets="demo",
        fits=tuple(_fit(name, fit_result(name), free[name]) for name in _NAMES),
    )


def _fit(name: FitName, found: FitResult, free: tuple[FreeParameter, ...]) -> FitShown:
    labels = {one.id: one.label for one in free}
    held, kept = found.side("check"), found.side("fit")
    met = tuple(sum(one.is_met for one in side) for side in (kept, held))
    return FitShown(
        id=name,
        label=_NAMES[name],
        badge="validated" if held and met[1] == len(held) else "calibrated",
        sets=found.sets,
        patients=found.patients,
        members=found.members,
        effective=found.effective,
        seed=found.seed,
        directions=len(found.parameters),
        learnt=found.learnt,
        near=NEAR,
        met=met[0],
        fitted=len(kept),
        met_held_out=met[1],
        held_out=len(held),
        goals=tuple(_goal(one) for one in found.goals),
        parameters=tuple(
            FittedShown(
                id=one.id,
                label=labels.get(one.id, both_of(one.id)),
                prior=one.prior,
                fitted=one.fitted,
                width=one.width,
                learnt=one.is_learnt,
            )
            for one in found.parameters
        ),
        together=tuple(
            TogetherShown(
                first=labels.get(one, both_of(one)),
                other=labels.get(other, both_of(other)),
                correlation=value,
            )
            for one, other, value in found.pairs
        ),
    )


def _goal(one: FitGoal) -> GoalShown:
    target = next(own for own in library.targets() if own.id == one.target)
    endpoint = next(own for own in target_endpoints() if own.id == target.endpoint)
    cohort = next(own for own in target_cohorts() if own.id == target.cohort)
    members = one.members
    return GoalShown(
        id=one.goal,
        label=endpoint.label,
        cohort=cohort.label,
        held_out=one.side == "check",
        scale=one.scale,
        printed=target.printed,
        published=one.published,
        before=one.before,
        fitted=one.typical,
        low=None if members is None else members[0],
        high=None if members is None else members[-1],
        missed_before=one.missed_before,
        missed=one.missed,
        met=one.is_met,
        mark=mark_shown(target.mark),
    )
