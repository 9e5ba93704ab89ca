"""giving: what an act puts into the patient, the record, the support and the infections."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.act import Act, Acts
from trephine.core.observable import Observable
from trephine.loop.ward.acting import Acting, Carried
from trephine.loop.ward.names import Names, wide
from trephine.loop.ward.support import SupportGiven
from trephine.loop.ward.written import written_as
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.observe.writing import Writing
from trephine.mechanism.policy import DecidedDose

Rows = NDArray[np.intp]
Columns = Mapping[str, NDArray[Any]]
_DAY = 1440


class Giving:
    """The effects of acts on states of the model, on what is written, held and protected."""

    def __init__(
        self,
        carried: tuple[Act, ...],
        acts: Acts,
        observables: Mapping[str, Observable],
        covariates: Columns,
        n: int,
    ) -> None:
        """Read the formulas; ``covariates`` are columns ``[n]``.

        Protection that a trial does not carry out is lacking too: it is that of all ``acts``.
        """
        self._n = n
        self._acts = carried
        self._covariates = covariates
        self._effects = {
            one.id: [
                (each.state, compiled_formula(each.formula, f"act {one.id}"))
                for each in one.effects
            ]
            for one in carried
        }
        self._readings = {
            one.id: [
                (
                    each,
                    compiled_formula(each.formula, f"act {one.id}") if each.formula else None,
                    written_as(observables[each.observable]),
                )
                for each in one.readings
            ]
            for one in carried
        }
        self._protections = [
            (one.id, one.protection, compiled_formula(one.protection.where, f"act {one.id}"))
            for one in acts.acts
            if one.protection is not None
        ]
        self._lapsing = {one.id for one in acts.support.states if one.hours is not None}

    def doses(self, carried: Sequence[Carried], minute: int, after: int) -> list[DecidedDose]:
        """Return the doses into states of the model, each ``after`` minutes after its own.

        ``minute`` is that of the round, from which the doses count.
        """
        found = []
        for one in carried:
            names = self._named(one)
            for state, formula in self._effects[one.act.id]:
                mask, amount = np.zeros(self._n, np.bool_), np.zeros(self._n)
                mask[one.rows] = True
                amount[one.rows] = wide(formula(names), one.rows)
                days = (one.minute - minute + after) / _DAY
                found.append(DecidedDose(mask=mask, state=state, amount=amount, after=days))
        return found

    def writes(self, carried: Sequence[Carried], after: int) -> Iterator[Writing]:
        """Yield what is written of what is given, ``after`` minutes after it was due.

        What is written of the last of a course alone is not: nobody knows yet that it is the last.
        """
        for one in carried:
            names = self._named(one)
            for reading, formula, written in self._readings[one.act.id]:
                if reading.of == "last":
                    continue
                told = np.ones(len(one.rows)) if formula is None else wide(formula(names), one.rows)
                column = written(told)
                mine = one.is_first if reading.of == "first" else slice(None)
                yield Writing(
                    observable=reading.observable,
                    minute=one.minute + after,
                    rows=one.rows[mine],
                    values=column[mine],
                )

    def hold(
        self,
        carried: Sequence[Carried],
        acting: Acting,
        support: SupportGiven,
        minute: int,
        rows: Rows,
    ) -> None:
        """Put up the support states that acts hold, and take down those of ``rows`` nothing holds.

        Whom the round does not see keeps what the own last round held.
        """
        held: dict[str, list[str]] = {}
        for act in self._acts:
            for one in act.holds:
                if one.state not in self._lapsing:
                    held.setdefault(one.state, []).append(act.id)
        for state, acts in held.items():
            stands = np.any([acting.standing(name)[rows] for name in acts], axis=0)
            down = rows[~stands & (support.levels[state][rows] > 0)]
            support.put(state, down, 0, minute)
        for given in carried:
            for one in given.act.holds:
                support.put(one.state, given.rows, one.level, minute)

    def risk(
        self, rows: Rows, acting: Acting, minute: int, names: Mapping[str, Any]
    ) -> NDArray[np.float64]:
        """Return by how much the hazard of infections is raised where protection is lacking."""
        factor = np.ones(len(rows))
        for name, protection, where in self._protections:
            due = wide(where(names), rows) != 0
            bare = acting.since(name, minute, rows) > protection.hours
            factor *= np.where(due & bare, protection.without, 1.0)
        return factor

    def _named(self, one: Carried) -> Names:
        return Names(one.rows, (self._covariates,), {}, {"amount": one.amount})
