"""Policy: who decides while patients are run, what is asked, and what may be answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from trephine.mechanism.doses import Doses


@dataclass(frozen=True, kw_only=True, eq=False)
class Moment:
    """A moment at which a policy is asked for many patients at once, also where it is for none.

    ``t`` is the day, ``numbers`` int64[n] the patients', ``asked`` bool[n] those who are to be
    decided on: failed ones, ended ones and those who wait for a later moment are not. ``values``
    hold the quantities that the run watches, float64[n]; of patients not asked they are old or
    not-a-number.
    """

    t: float
    numbers: np.ndarray
    asked: np.ndarray
    values: Mapping[str, np.ndarray]
    given_so_far: Callable[[], Doses] = field(repr=False)

    @cached_property
    def given(self) -> Doses:
        """Return the doses given so far: scheduled and decided."""
        return self.given_so_far()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecidedDose:
    """What is given to the patients of ``mask`` bool[n]: ``amount`` float64[n] into a state.

    ``after`` days after the moment, the same for all.
    """

    mask: np.ndarray
    state: str
    amount: np.ndarray
    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Renewed:
    """Other parameters for the patients of ``mask`` bool[n], from the moment on, once each.

    ``parameters`` float64[n, k], of which rows outside the mask are not read. What the patients
    have stays: a parameter that a run's initial values rest on comes too late for them.
    """

    mask: np.ndarray
    parameters: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decided:
    """A policy's answer.

    ``next_at`` float64[n]: the day from which each patient is to be asked again, asked now or not
    (infinite: never; NaN, or None for all: as it stands, for those asked now at the next
    moment). ``ends`` bool[n]:
    patients whose run ends here (death, withdrawal): they are not asked again, and nothing is
    computed of them from their last step on. ``renewed``: who goes on with other parameters; the
    doses of the same answer find them in place.
    """

    doses: Sequence[DecidedDose] = ()
    renewed: Renewed | None = None
    next_at: np.ndarray | None = None
    ends: np.ndarray | None = None


Policy = Callable[[Moment], Decided]
