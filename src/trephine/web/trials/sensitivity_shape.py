"""The shapes of a population's sensitivity: what is asked, and the index of every parameter."""

from dataclasses import dataclass

from trephine.core.text import Text
from trephine.web.rules.shape import MarkShown
from trephine.web.trials.shape import FigureKept, RunListed


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityAsked:
    """Which outcome of a population run depends on which parameters, by ``patients`` runs."""

    outcome: str
    patients: int = 1024
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexShown:
    """A parameter's partial rank correlation with its interval, and where its spread is from.

    Where the spread has no mark of its own, ``mark`` is that of the parameter's value. ``settled``
    are the values with an eighth, a quarter, half and all of the sample; None: too few.
    """

    parameter: str
    label: Text
    value: float
    ci_lb: float
    ci_ub: float
    settled: tuple[float | None, ...]
    mark: MarkShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityAnswer:
    """Which parameters an outcome depends on, the most telling first. All of it is simulated.

    ``apart`` counts the intervals that hold no zero, ``by_chance`` how many would if nothing
    mattered. ``not_told`` is what the indices cannot say. No rows: the outcome never varied.
    """

    note: Text
    outcome: str
    label: Text
    method: Text
    reading: Text
    runs: int
    failed: int
    level: float
    sizes: tuple[int, ...]
    apart: int
    by_chance: float
    rows: tuple[IndexShown, ...]
    not_told: tuple[Text, ...]
    figures: tuple[FigureKept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityPage:
    """A saved sensitivity; ``head.of`` is the population run that it belongs to."""

    head: RunListed
    given: Text
    answer: SensitivityAnswer | None
    other_code: bool
