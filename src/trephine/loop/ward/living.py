"""living: who falls ill, dies or drops out between two rounds."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.act import DeathCause
from trephine.loop.ward.names import wide
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.random.stream import Stream

Vector = NDArray[np.float64]
Rows = NDArray[np.intp]
Minutes = NDArray[np.int64]
_FIRST = 1000 * 1440
_YEAR = 365.25 * 1440


class Hazards:
    """Deaths and dropping out of many patients, drawn from round to round.

    A hazard holds from the round at which it was worked out until the next one of that patient. A
    draw hangs on seed, patient and minute alone. ``lost_at`` is the minute of each one's dropping
    out, were they to live so long; infinite for never.
    """

    def __init__(
        self,
        causes: tuple[DeathCause, ...],
        numbers: NDArray[np.int64],
        seed: int,
        dropout_per_year: float,
    ) -> None:
        """Start with no hazard known."""
        n = len(numbers)
        self.causes = causes
        self._numbers = numbers
        self._formulas = [compiled_formula(one.hazard, f"death: {one.id}") for one in causes]
        self._hazard = np.zeros((len(causes), n))
        # Drawn once, for the dead too: up to when each could have been followed, in whatever arm.
        self.lost_at = np.full(n, np.inf)
        if dropout_per_year:
            u = Stream(seed=seed, purpose="dropout").uniforms(numbers, 1)[:, 0]
            self.lost_at = -np.log1p(-u) / (dropout_per_year / _YEAR)
        self._death = Stream(seed=seed, purpose="death")

    def update(self, rows: Rows, names: Mapping[str, Any]) -> None:
        """Work out the hazards of ``rows`` (deaths a day) from what holds now, columns of them."""
        for k, formula in enumerate(self._formulas):
            found = wide(formula(names), rows)
            self._hazard[k, rows] = np.fmax(found, 0.0)  # also where it is not a number

    def deaths(
        self, minute: int, since: int | Minutes, alive: Rows
    ) -> tuple[Rows, NDArray[np.int64]]:
        """Return who of ``alive`` died between ``since`` and ``minute``, and the place of why.

        ``since`` is one minute, or one for each of ``alive``.
        """
        rates = self._hazard[:, alive] * ((minute - since) / 1440)
        total = rates.sum(axis=0)
        first = 2 * (minute + _FIRST)
        u = self._death.uniforms(self._numbers[alive], 1, first)[:, 0]
        died = np.flatnonzero(u < -np.expm1(-total))
        if not len(died):
            return alive[died], np.zeros(0, dtype=np.int64)
        share = np.cumsum(rates[:, died], axis=0) / total[died]
        why = self._death.uniforms(self._numbers[alive[died]], 1, first + 1)[:, 0]
        cause = (why > share).sum(axis=0)
        return alive[died], np.minimum(cause, len(self.causes) - 1)

    def leaving(self, minute: int, alive: Rows) -> Rows:
        """Return who of ``alive`` dropped out up to ``minute``."""
        found: Rows = alive[self.lost_at[alive] <= minute]
        return found
