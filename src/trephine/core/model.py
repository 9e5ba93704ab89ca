"""Model: the states, parameters, rates and events of a mechanism: declarations only."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.text import Text

SpreadKind = Literal["lognormal", "logitnormal", "normal", "exponential"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a parameter differs between patients: a law about its typical value.

    ``sd`` is the standard deviation of the logarithm (``lognormal``), of the log-odds
    (``logitnormal``) or of the value itself (``normal``, in the parameter's unit). Draws are cut at
    ``cut`` standard deviations on that scale. ``exponential``: the typical value is the mean, and
    ``sd`` and ``cut`` are not used. It does not say how parameters go together.
    """

    kind: SpreadKind
    sd: float
    mark: Mark | None = None
    cut: float = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """A quantity that a rate moves. ``initial`` is a formula, ``rate`` one of amount per time.

    ``floor`` is the amount, in ``unit``, below which relative accuracy is not asked: a step's
    error is weighed by ``rtol * (|y| + floor)``.
    """

    id: str
    label: Text
    unit: str
    initial: str
    rate: str
    floor: float = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelParameter:
    """A quantity that stays as it is during a run, unless an event of the model sets it.

    ``formula``: it follows from other parameters when a run starts; ``value`` is then what it is
    for the typical patient. ``low`` and ``high`` are what a run accepts. ``mark`` is None in a
    model that a user brought along. ``group`` is the heading under which tables show it.
    """

    id: str
    label: Text
    value: float
    unit: str
    mark: Mark | None = None
    spread: Spread | None = None
    low: float | None = None
    high: float | None = None
    formula: str = ""
    group: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A quantity that follows from states, parameters and time at every moment."""

    id: str
    label: Text
    unit: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEvent:
    """What happens at once when ``trigger``, a condition, turns true.

    ``changes`` are pairs of a state or parameter and the formula of its new value, all computed
    from the values before the event. ``at_start``: a condition that holds at time zero counts as
    having just turned true. It has no delay and no priority.
    """

    id: str
    trigger: str
    changes: tuple[tuple[str, str], ...]
    at_start: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A system of ordinary differential equations with its words and units.

    Formulas are infix text as SBML Level 3 writes it (``a * x^2 / (k + x)``, ``piecewise``), over
    the ids of states, parameters, assignments and ``time``. ``assignments`` are in an order in
    which each uses only those before it. Times are in ``time_unit``. Nothing here computes.
    """

    id: str
    label: Text
    states: tuple[ModelState, ...]
    parameters: tuple[ModelParameter, ...]
    assignments: tuple[Assignment, ...] = ()
    events: tuple[ModelEvent, ...] = ()
    time_unit: str = "d"

    def parameter(self, name: str) -> ModelParameter:
        """Return the parameter of that id. Raises KeyError."""
        for entry in self.parameters:
            if entry.id == name:
                return entry
        raise KeyError(name)
