"""fit_result: what the last fits of the model reached, pinned, to be shown without fitting."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from trephine.library.content import ROOT, adapter, read_text

FitName = Literal["kinetics", "outcomes"]
FOLDER = ROOT / "fits"
NEAR = 2.0  # standard deviations of the comparison: a figure within them is called met
LEARNT = 0.8  # of the prior's width, as the fit itself counts what was learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class FitGoal:
    """One published figure beside the model before and after; ``members``: 5, 50, 95 %.

    ``missed`` is how far off the fitted mean is, in standard deviations of the comparison.
    """

    goal: str
    target: str
    side: Literal["fit", "check"]
    scale: str
    sd: float
    published: float
    before: float | None
    typical: float | None
    members: tuple[float, ...] | None
    missed_before: float | None
    missed: float | None

    @property
    def is_met(self) -> bool:
        """Whether the fitted mean lies within two standard deviations."""
        return self.missed is not None and abs(self.missed) <= NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class FitParameter:
    """A free parameter before and after; ``width`` of the posterior over that of the prior."""

    id: str
    prior: float
    fitted: float
    mean: float
    width: float

    @property
    def is_learnt(self) -> bool:
        """Whether the figures told of it: the width shrank to 0.8 of the prior or less."""
        return self.width <= LEARNT


@dataclass(frozen=True, slots=True, kw_only=True)
class FitResult:
    """One fit: how much was tried, how well it met each figure, and what it learnt of each number.

    ``learnt`` of all directions of the parameters shrank to 0.8 of the prior or less. ``pairs`` are
    parameters that the figures cannot tell apart, with their correlation.
    """

    sets: int
    patients: int
    members: int
    effective: float
    seed: int
    digest: str
    goals: tuple[FitGoal, ...]
    parameters: tuple[FitParameter, ...]
    pairs: tuple[tuple[str, str, float], ...]
    learnt: int

    def side(self, side: Literal["fit", "check"]) -> tuple[FitGoal, ...]:
        """Return the figures of one side: fitted, or held out."""
        return tuple(one for one in self.goals if one.side == side)


@cache
def fit_result(name: FitName) -> FitResult:
    """Return a pinned fit; its ensemble is in the library under the model's name."""
    found: dict[str, Any] = adapter(dict[str, Any]).validate_json(
        read_text(FOLDER / f"{name}.json")
    )
    of = found["parameters"]
    return FitResult(
        sets=found["waves"][-1][0],
        patients=found["patients"],
        members=found["members"],
        effective=found["effective"],
        seed=found["seed"],
        digest=found["digest"],
        goals=adapter(tuple[FitGoal, ...]).validate_python(found["goals"]),
        parameters=adapter(tuple[FitParameter, ...]).validate_python(of["each"]),
        pairs=adapter(tuple[tuple[str, str, float], ...]).validate_python(of["pairs"]),
        learnt=of["learnt"],
    )
