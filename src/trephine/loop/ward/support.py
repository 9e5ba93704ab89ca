"""support: fluids, vasopressors, oxygen and the like, given by rule and read anew."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decided import Decided
from trephine.core.act import Support, SupportMove, SupportState
from trephine.core.observable import Observable
from trephine.loop.ward.names import of_rows
from trephine.mechanism.compiled_formula import compiled_formula

Rows = NDArray[np.intp]
_HOUR = 60


class SupportGiven:
    """The support in place of each of many patients, and since when it is.

    ``levels`` are whole numbers by state, ``[n]``. Who decides stands elsewhere: this moves levels
    as decisions say, and lets them lapse.
    """

    def __init__(self, support: Support, observables: Mapping[str, Observable], n: int) -> None:
        """Start with no support."""
        self._support = support
        self.levels: dict[str, NDArray[np.float64]] = {
            one.id: np.zeros(n) for one in support.states
        }
        self._until = {one.id: np.full(n, -np.inf) for one in support.states}
        self._most = {one.id: one.most for one in support.states}
        self._hours = {one.id: one.hours for one in support.states}
        self._written = [
            (one, _codes(one, observables[one.observable]), _reading(one))
            for one in support.states
            if one.observable
        ]

    def lapse(self, minute: int) -> None:
        """Take away what lasts only some hours and has lasted them."""
        for name, hours in self._hours.items():
            if hours is not None:
                self.levels[name][self._until[name] <= minute] = 0

    def put(self, name: str, rows: Rows, level: int, minute: int) -> None:
        """Put a state at a level."""
        self.levels[name][rows] = min(level, self._most[name])
        hours = self._hours[name]
        if hours is not None:
            self._until[name][rows] = minute + hours * _HOUR

    def readings(self, rows: Rows) -> dict[str, NDArray[np.int64]]:
        """Return what is written of the support in place of ``rows``, by observable."""
        found = {}
        mine = {name: of_rows(levels, rows) for name, levels in self.levels.items()}
        for state, codes, reading in self._written:
            level = np.asarray(reading(mine)).astype(np.int64)
            found[state.observable] = codes[level]
        return found

    def moved(
        self, decided: Decided, rows: Rows, minute: int, *, first: bool
    ) -> tuple[Rows, list[tuple[SupportMove, Rows]]]:
        """Make the moves that decisions surely conclude; return who moved, and by which move."""
        changed = np.zeros(len(rows), dtype=np.bool_)
        made = []
        for move in self._support.moves:
            if move.change == "down" and not first:
                continue
            asked = concludes(decided, move.decision, move.value)
            now = self.levels[move.state][rows]
            to = {"set": now * 0 + move.level, "up": now + 1, "down": now - 1}[move.change]
            to = np.clip(to, 0, self._most[move.state])
            if move.change == "set" and not first:
                # less support is tried at the first reading alone: what follows shows the effect
                asked &= (to >= now) | (self._hours[move.state] is not None)
            asked &= (to != now) | ((move.level > 0) & (self._hours[move.state] is not None))
            mine = rows[asked]
            if not len(mine):
                continue
            self.levels[move.state][mine] = to[asked]
            hours = self._hours[move.state]
            if hours is not None:
                self._until[move.state][mine] = minute + hours * _HOUR
            changed |= asked
            made.append((move, mine))
        return rows[changed], made


def concludes(decided: Decided, decision: str, value: str) -> NDArray[np.bool_]:
    """Return where a decision in force is surely one value, a mask over its rows."""
    bits = decided.coded(decision)
    bit = 1 << decided.codes(decision).index(value)
    return np.asarray(bits == bit, dtype=np.bool_)


def _codes(state: SupportState, observable: Observable) -> NDArray[np.int64]:
    """Return what each level is written as, in the Chart's encoding."""
    places = {choice.code: i for i, choice in enumerate(observable.choices)}
    if observable.kind == "choice":
        return np.array([places[code] for code in state.levels], dtype=np.int64)
    if observable.kind == "choices":
        sets = [[part for part in code.split(",") if part] for code in state.levels]
        return np.array([sum(1 << places[part] for part in one) for one in sets], dtype=np.int64)
    return np.minimum(np.arange(state.most + 1), 1)


def _reading(state: SupportState) -> Any:
    return compiled_formula(state.reading or state.id, f"support: {state.id}")
