"""The shapes of operating characteristics: a design that is asked about, and what it would find."""

from dataclasses import dataclass

from trephine.core.text import Text
from trephine.loop.replicates import Measure, Sides
from trephine.web.trials.shape import FigureKept, RunListed


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingAsked:
    """A design for the plan of a run: ``other`` against ``first``, or ``first`` by itself.

    It is then held against ``reference``: a share, or of a time to an event a median in months.
    ``first`` empty: the plan's first arm. ``patients`` is the planned size of an arm; some sizes
    around it are looked at, too. ``wanted`` is the power that would be enough.
    """

    endpoint: str
    first: str = ""
    other: str = ""
    reference: float | None = None
    patients: int = 100
    trials: int = 2000
    alpha: float = 0.05
    sides: Sides = "two-sided"
    wanted: float = 0.8
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RateShown:
    """A share of the simulated trials with the 95 % interval of its simulation error."""

    value: float
    ci_lb: float
    ci_ub: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeShown:
    """What trials of one size would find; ``estimates`` at 2.5, 25, 50, 75 and 97.5 %.

    ``widths`` of the intervals at 5, 50 and 95 %; None for what is not reached or has no end.
    ``events`` of a trial on average and the share of trials ``lacking`` an estimate, None for
    shares.
    """

    n: int
    planned: bool
    estimates: tuple[float | None, ...]
    widths: tuple[float | None, ...]
    covered: RateShown
    power: RateShown
    type_1_error: RateShown
    events: float | None = None
    lacking: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingAnswer:
    """What trials of a design would find. All of it is simulated, and drawn from simulated people.

    ``truth`` is the ``measure`` in the whole virtual population. ``enough`` is the
    first of the sizes with the power that is ``wanted``, None for none of them.
    """

    note: Text
    endpoint: str
    measure: Measure = "share"
    label: Text
    definition: Text
    compared: Text
    test: Text
    truth: float
    trials: int
    alpha: float
    wanted: float
    enough: int | None
    said: tuple[Text, ...]
    caution: Text | None
    rows: tuple[SizeShown, ...]
    not_told: tuple[Text, ...]
    figures: tuple[FigureKept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPage:
    """Saved operating characteristics; ``head.of`` is the run whose virtual patients were drawn."""

    head: RunListed
    answer: OperatingAnswer | None
    other_code: bool
