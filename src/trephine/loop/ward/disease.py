"""disease: the myeloma's readings of many patients, and what they come to by the clinic's rules."""

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


class Disease:
    """The disease readings so far, round by round.

    Judged anew with every round that brings any, for the patients who were read: confirmation and
    nadir look back over all of them.
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
        self._criteria = criteria
        self._start = start
        self._n = n
        self._minutes: list[NDArray[np.int64]] = []
        self._values: dict[str, list[NDArray[Any]]] = {name: [] for name in self._observables}
        self.new_therapy = np.full(n, NEVER - 1, dtype=np.int64)

    def take(self, minute: int, rows: Rows, read: Mapping[str, NDArray[Any]]) -> bool:
        """Keep the readings of a round; return whether there are any of the disease."""
        mine = {name: values for name, values in read.items() if name in self._observables}
        if not mine:
            return False
        minutes = np.full(self._n, NEVER - 1, dtype=np.int64)
        minutes[rows] = minute
        self._minutes.append(minutes)
        for name in self._observables:
            column = self._unread(name)
            if name in mine:
                column[rows] = mine[name]
            self._values[name].append(column)
        return True

    def course(self, rows: Rows, until: int | None = None) -> DiseaseCourse:
        """Return what came of the disease of ``rows`` so far: nothing where nothing was read.

        ``until``: by what was read up to this minute (None: by all).
        """
        never = [np.full(self._n, NEVER - 1, dtype=np.int64)]
        minutes = np.stack([one[rows] for one in self._minutes or never]).T
        if until is not None:
            minutes = np.where(minutes <= until, minutes, NEVER - 1)
        found = DiseaseReadings(
            start=self._start,
            # a column a round lies together, as it is gone through
            minutes=minutes,
            values={
                name: np.stack([one[rows] for one in columns or [self._unread(name)]]).T
                for name, columns in self._values.items()
            },
            new_therapy=self.new_therapy[rows],
        )
        return disease_course(found, tuple(self._observables.values()), self._criteria)

    def _unread(self, name: str) -> NDArray[Any]:
        one = self._observables[name]
        return np.full(self._n, none_of(one), dtype=dtype_of(one))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read yet."""
        return not self._minutes
