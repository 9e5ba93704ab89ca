"""CountEndpoint, TimeEndpoint, LandmarkEndpoint, DayEndpoint: how an endpoint is computed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.endpoint import EndpointKind
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

    ``kind`` is the catalogue's entry: words, columns, where the definition is from.
    """

    kind: EndpointKind
    holds: Callable[[PatientTable], Mask]
    who: Callable[[PatientTable], Who]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEndpoint:
    """A time to an event: ``times`` gives days and whether the event came, in whom.

    Who has neither event nor follow-up beyond 0 counts, censored at 0. ``since`` is the column of
    the day from which it is counted, empty for the infusion.
    """

    kind: EndpointKind
    times: Callable[[PatientTable], tuple[Days, Mask]]
    who: Callable[[PatientTable], Who]
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkEndpoint:
    """A share at a fixed ``day``: of those without the event (``free``), or with it.

    Where nobody is censored before the day it is a count; else the product-limit estimate.
    ``grace``: an event that only a visit can show counts as looked for up to so many days after the
    last visit, as long as the patient was followed: visits do not fall on the landmark's day.
    """

    kind: EndpointKind
    times: Callable[[PatientTable], tuple[Days, Mask]]
    who: Callable[[PatientTable], Who]
    day: float
    free: bool
    grace: float = 0.0

    def looked(self, table: PatientTable) -> tuple[Days, Mask]:
        """Return days and events of all patients, censorings moved by the grace."""
        days, came = self.times(table)
        later = np.fmax(days, np.fmin(days + self.grace, table["last_day"]))
        return np.where(came, days, later), came


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEndpoint:
    """A number of days among those who have it: its median and quartiles."""

    kind: EndpointKind
    days: Callable[[PatientTable], Days]


Endpoint = CountEndpoint | TimeEndpoint | LandmarkEndpoint | DayEndpoint
