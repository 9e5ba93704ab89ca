"""tally: the columns of the table of patients, kept up round by round."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decided import Decided

Rows = NDArray[np.intp]
_DAY = 1440
_D30 = (27 * _DAY, 33 * _DAY)
# Columns of grades, and the decision that each is the highest of.
_GRADES = {
    "crs_max": "crs_grade",
    "icans_max": "icans_grade",
    "anc_grade": "neutrophil_grade",
    "wbc_grade": "wbc_grade",
    "alc_grade": "lymphocyte_grade",
    "platelet_grade": "platelet_grade",
    "anemia_grade": "anemia_grade",
}
_ON_DAY_30 = {
    "anc_grade_d30": "neutrophil_grade",
    "platelet_grade_d30": "platelet_grade",
    "anemia_grade_d30": "anemia_grade",
}
_SPELLS = {"crs": "crs_grade", "icans": "icans_grade"}
NOTHING = -1


class Tally:
    """Highest grades, first days, days with a toxicity, doses: what a trial counts of each patient.

    A grade that is a range counts by its lower end: by what is surely so; that of day 30 is the
    latest one that is known in the days around it.
    """

    def __init__(self, n: int) -> None:
        """Start with nothing seen."""
        self._n = n
        self.grade = {name: np.full(n, NOTHING, dtype=np.int8) for name in (*_GRADES, *_ON_DAY_30)}
        self.day = {f"{name}_day": np.full(n, np.nan) for name in _SPELLS}
        self.spell = {f"{name}_days": np.zeros(n) for name in _SPELLS}
        self._was = {name: np.zeros(n, dtype=np.bool_) for name in _SPELLS}
        self._seen = np.full(n, np.nan)
        self.tocilizumab_doses = np.zeros(n, dtype=np.int64)
        self.steroid_days = np.zeros(n)
        self._steroid_on = np.full(n, -(10**6), dtype=np.int64)
        self.icu = np.zeros(n, dtype=np.int8)
        self.infection_any = np.zeros(n, dtype=np.int8)
        self.infection_serious = np.zeros(n, dtype=np.int8)
        self.igg_low = np.full(n, NOTHING, dtype=np.int8)

    def take(self, decided: Decided, rows: Rows, minute: int) -> None:
        """Take the decisions of one round after the infusion."""
        if minute < 0:
            return
        low = {name: self._low(decided, name) for name in _GRADES.values()}
        for column, name in _GRADES.items():
            kept = self.grade[column]
            kept[rows] = np.maximum(kept[rows], low[name])
        if _D30[0] <= minute <= _D30[1]:
            for column, name in _ON_DAY_30.items():
                low_end, high_end = decided.number(name)
                there = low_end == high_end  # read at this round, not a range of what may be
                self.grade[column][rows[there]] = low[name][there]
        gap = np.where(np.isnan(self._seen[rows]), 0.0, (minute - self._seen[rows]) / _DAY)
        for short, name in _SPELLS.items():
            now = low[name] >= 1
            self.spell[f"{short}_days"][rows] += np.where(self._was[short][rows], gap, 0.0)
            self._was[short][rows] = now
            day = self.day[f"{short}_day"]
            new = rows[now & np.isnan(day[rows])]
            day[new] = minute / _DAY
        self._seen[rows] = minute
        replace = decided.codes("igg_action").index("replace")
        bits = decided.coded("igg_action")
        known = np.bitwise_and(bits, bits - 1) == 0
        self.igg_low[rows[known]] = np.maximum(
            self.igg_low[rows[known]], (bits[known] == 1 << replace).astype(np.int8)
        )

    def given(self, kind: str, rows: Rows, minute: int) -> None:
        """Count what was given of a kind of acts."""
        if kind == "tocilizumab":
            self.tocilizumab_doses[rows] += 1
        elif kind == "glucocorticoid":
            day = minute // _DAY
            new = rows[self._steroid_on[rows] != day]
            self.steroid_days[new] += 1
            self._steroid_on[new] = day

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name."""
        return {
            **self.grade,
            **self.day,
            **self.spell,
            "tocilizumab_doses": self.tocilizumab_doses,
            "steroid_days": self.steroid_days,
            "icu": self.icu,
            "infection_any": self.infection_any,
            "infection_serious": self.infection_serious,
            "igg_low": self.igg_low,
        }

    @staticmethod
    def _low(decided: Decided, name: str) -> NDArray[np.int8]:
        """Return the grade that there surely is, below 0 where nothing is known."""
        return np.maximum(decided.number(name)[0], NOTHING).astype(np.int8)
