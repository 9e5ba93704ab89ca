"""The shapes of population runs and of strategies compared on the same virtual patients."""

from dataclasses import dataclass

from trephine.core.strategy import Sureness, Topic
from trephine.core.text import Text
from trephine.web.rules.shape import MarkShown
from trephine.web.trials.shape import ArmAnswered, FigureKept, PairAnswered, RunListed


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationAsked:
    """A population run: a product with strategies, how many, how long; ``population`` may be left.

    It is then that of the product's own cohort, or the general one.
    """

    product: str
    strategies: tuple[str, ...] = ()
    population: str = ""
    patients: int = 200
    days: float = 365.0
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationListed:
    """Whom a run can enrol."""

    id: str
    label: Text
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortBeside:
    """A figure of a real cohort beside the virtual patients', with where it is from."""

    cohort: str
    printed: str
    mark: MarkShown


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineShown:
    """A line of table 1: a share, or a median with quartiles; ``cohorts`` may be empty."""

    label: Text
    unit: str
    share: bool
    value: float
    low: float | None
    high: float | None
    cohorts: tuple[CohortBeside, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOutcomeShown:
    """An outcome of the model over all: 5, 50, 95 % of patients; None: not reached by so many.

    ``share`` is of those who had the event, or in whom it holds.
    """

    id: str
    group: Text
    label: Text
    unit: str
    asked: int
    known: int
    share: float | None
    low: float | None
    middle: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationAnswer:
    """What came of a population run: the simulated study, table 1, the model's own outcomes."""

    note: Text
    arms: tuple[ArmAnswered, ...]
    pairs: tuple[PairAnswered, ...]
    baseline: tuple[BaselineShown, ...]
    outcomes: tuple[ModelOutcomeShown, ...]
    rule: Text
    model_note: Text
    figures: tuple[FigureKept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationRunPage:
    """A saved population run; ``arm`` is the id of its one arm, whose patients can be opened."""

    head: RunListed
    arm: str
    given: Text
    answer: PopulationAnswer | None
    other_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmCompared:
    """One arm to compare: a product with strategies, in their order."""

    product: str
    strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonAsked:
    """Arms on the same virtual patients; ``members`` fitted sets of parameters, 0 for none."""

    arms: tuple[ArmCompared, ...]
    population: str = ""
    patients: int = 200
    days: float = 365.0
    seed: int = 1
    members: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """What a strategy does to one parameter, in words, with where the number is from."""

    parameter: str
    label: Text
    said: Text
    mark: MarkShown


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyUsed:
    """A strategy of an arm: which mechanism of failure it addresses, how sure, what it changes."""

    id: str
    label: Text
    topic: Topic
    text: Text
    expects: Text
    sureness: Sureness
    not_modelled: Text | None
    changes: tuple[ChangeShown, ...]
    assumed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmUsed:
    """An arm of a comparison with everything that it changes."""

    label: Text
    product: Text
    strategies: tuple[StrategyUsed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceShown:
    """An outcome of an arm against the first: both, the difference, its interval."""

    arm: int
    id: str
    group: Text
    label: Text
    unit: str
    reading: str
    pairs: int
    first: float | None
    other: float | None
    difference: float | None
    ci_lb: float | None
    ci_ub: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BestShown:
    """How often each arm is best in one outcome; ``better``: whether more or less of it is."""

    id: str
    label: Text
    better: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonAnswer:
    """What came of a comparison. All of it is simulated."""

    note: Text
    members: int
    arms: tuple[ArmUsed, ...]
    differences: tuple[DifferenceShown, ...]
    best: tuple[BestShown, ...]
    rule: Text
    figures: tuple[FigureKept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRunPage:
    """A saved comparison."""

    head: RunListed
    arms: tuple[ArmUsed, ...]
    answer: ComparisonAnswer | None
    other_code: bool
