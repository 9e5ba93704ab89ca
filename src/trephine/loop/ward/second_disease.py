"""second_disease: the myeloma after a second infusion, from a baseline of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.core.response import ResponseCriteria
from trephine.loop.outcomes.disease_course import DiseaseCourse, disease_course
from trephine.loop.outcomes.disease_readings import DISEASE, NEVER, DiseaseReadings
from trephine.mechanism.observe.encoded import dtype_of, none_of

Rows = NDArray[np.intp]


class SecondDisease:
    """The disease readings of patients infused again, by minutes from each one's second infusion.

    The baseline is what was read on the last round before it, visits are those after it: as a
    Record with two infusions is read. Patients infused on different days share columns, since
    their visits are as far from their own infusions.
    """

    def __init__(
        self,
        observables: Mapping[str, Observable],
        criteria: ResponseCriteria,
        start: datetime,
        n: int,
    ) -> None:
        """Start with nothing read."""
        self._observables = {name: observables[name] for name in DISEASE if name in observables}
        self._criteria, self._start, self._n = criteria, start, n
        self._read: dict[int, tuple[NDArray[np.int64], dict[str, NDArray[Any]]]] = {}

    def take(self, minutes: NDArray[np.int64], rows: Rows, read: Mapping[str, Any]) -> bool:
        """Keep the readings of a round, ``minutes`` after each one's infusion; return if any."""
        mine = {name: values for name, values in read.items() if name in self._observables}
        if not mine:
            return False
        for minute in np.unique(minutes):
            at = minutes == minute
            when, columns = self._column(int(minute))
            when[rows[at]] = minute
            for name, values in mine.items():
                columns[name][rows[at]] = values[at]
        return True

    def course(self, rows: Rows) -> DiseaseCourse:
        """Return what came of the disease of ``rows`` so far, days from the second infusion."""
        order = sorted(self._read)
        found = DiseaseReadings(
            start=self._start,
            minutes=np.stack([self._read[one][0][rows] for one in order], axis=1),
            values={
                name: np.stack([self._read[one][1][name][rows] for one in order], axis=1)
                for name in self._observables
            },
        )
        return disease_course(found, tuple(self._observables.values()), self._criteria)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read yet."""
        return not self._read

    def _column(self, minute: int) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]]]:
        if minute not in self._read:
            self._read[minute] = (
                np.full(self._n, NEVER - 1, dtype=np.int64),
                {
                    name: np.full(self._n, none_of(one), dtype=dtype_of(one))
                    for name, one in self._observables.items()
                },
            )
        return self._read[minute]
