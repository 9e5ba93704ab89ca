"""CountEndpoint, TimeEndpoint, LandmarkEndpoint, DayEndpoint: what is counted or timed, in whom."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.text import Text
from trephine.loop.outcomes.patient_table import PatientTable

Mask = NDArray[np.bool_]
Days = NDArray[np.float64]
# 365.25 days over 12: the month of the evidence's survival times.
MONTH = 30.4375


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """In whom something is counted, (patients,), and who is left aside with the reason."""

    among: Mask
    aside: tuple[tuple[Text, Mask], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEndpoint:
    """Events among people: ``holds`` is the numerator's condition, ``who`` the denominator.

    ``needs`` are the columns it rests on; ``population`` says who is counted. ``assumed`` is why
    its definition is ours, None where it is a clinic's.
    """

    key: str
    label: Text
    definition: Text
    population: Text
    needs: tuple[str, ...]
    holds: Callable[[PatientTable], Mask]
    who: Callable[[PatientTable], Who]
    assumed: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEndpoint:
    """A time to an event from ``start``: ``times`` gives days and whether the event came, in whom.

    Who has neither event nor follow-up beyond 0 counts, censored at 0.
    """

    key: str
    label: Text
    definition: Text
    population: Text
    needs: tuple[str, ...]
    times: Callable[[PatientTable], tuple[Days, Mask]]
    who: Callable[[PatientTable], Who]
    assumed: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkEndpoint:
    """A share at a fixed day of a TimeEndpoint: of those without the event (``free``), or with it.

    Where nobody is censored before the day it is a count; else the product-limit estimate.
    ``grace``: an event that only a visit can show counts as looked for up to so many days after the
    last visit, as long as the patient was followed: visits do not fall on the landmark's day.
    """

    key: str
    label: Text
    of: TimeEndpoint
    day: float
    free: bool
    definition: Text
    grace: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEndpoint:
    """A number of days among those who have it: its median and quartiles."""

    key: str
    label: Text
    definition: Text
    population: Text
    needs: tuple[str, ...]
    days: Callable[[PatientTable], Days]


Endpoint = CountEndpoint | TimeEndpoint | LandmarkEndpoint | DayEndpoint
