"""rounds: the readings of many virtual patients at one moment, before, and of what is given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.readout import Readouts
from trephine.core.record import ReadingValue
from trephine.core.text import Text
from trephine.mechanism.cohort import Administration
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.doses import Doses
from trephine.mechanism.evaluate import names_in
from trephine.mechanism.observe.before_batch import before_batch
from trephine.mechanism.observe.encoded import none_of
from trephine.mechanism.observe.given_batch import given_amounts, given_writings
from trephine.mechanism.observe.measured import exact
from trephine.mechanism.observe.measured_batch import MeasuredBatch
from trephine.mechanism.observe.round_program import RoundProgram, round_program
from trephine.mechanism.observe.writing import Writing
from trephine.mechanism.random.stream import Stream
from trephine.mechanism.random.uniforms_of import uniforms_of

Column = NDArray[Any]
Vector = NDArray[np.float64]
Rows = NDArray[np.intp]
_MINUTES = 1440
# As in observe: a draw's place follows from its minute, counted from here.
_FIRST = 1000 * _MINUTES


class Rounds:
    """The read-outs, statements and doses of one model as readings of many patients, in arrays.

    ``covariates`` are columns ``[n]``, ``numbers`` the patients' own. Columns come back as
    ``encoded`` describes them, in the order of ``rows``. Columns that are asked for may have an
    entry for every patient, or one for each of ``rows``, which rise. The readings are those that
    ``observe`` writes of the same values, draw for draw. It takes no decision, and it does not say
    when a reading is due. Raises InputError for formulas that cannot be read, when first used.
    """

    def __init__(
        self,
        readouts: Readouts,
        observables: Mapping[str, Observable],
        covariates: Mapping[str, Column],
        numbers: NDArray[np.int64],
        seed: int,
    ) -> None:
        """Take what does not change from round to round."""
        n = len(numbers)
        self._readouts, self._observables, self._seed = readouts, observables, seed
        self._numbers = np.asarray(numbers, dtype=np.int64)
        self._covariates = covariates
        self._columns: dict[str, Any] = {
            **{name: np.full(n, value) for name, value in readouts.assumed},
            **{name: np.asarray(column) for name, column in covariates.items()},
        }
        self._asked: dict[tuple[frozenset[str], frozenset[str]], _Asked] = {}
        self._hazard = compiled_formula(readouts.infection.hazard, f"{readouts.model}: infection")
        self._hazard_uses = names_in(readouts.infection.hazard)
        self._limits = {
            one.observable: tuple(
                None if x is None else exact(observables[one.observable], x) for x in one.limits
            )
            for one in readouts.readouts
        }

        # as numbers, NaN for none, of those that have any
        self.number_limits = {
            name: (np.nan if low is None else float(low), np.nan if high is None else float(high))
            for name, (low, high) in self._limits.items()
            if low is not None or high is not None
        }

    def names(self, schedules: Collection[str], replaced: Collection[str] = ()) -> tuple[str, ...]:
        """Return the model's quantities that a run has to watch for these schedules.

        ``replaced``: the terms that ``support`` will give, which then need none. What the hazard of
        infections needs is ``hazard_names``.
        """
        return tuple(sorted(self._asking(schedules, replaced).program.quantities))

    @property
    def hazard_names(self) -> tuple[str, ...]:
        """The model's quantities that the hazard of infections follows from."""
        used = names_in(self._readouts.infection.hazard)
        return tuple(sorted(used - set(self._columns)))

    def hazard(self, quantities: Mapping[str, Column], rows: Rows | None = None) -> Vector:
        """Return the infections a day of each of ``rows`` (None: of all)."""
        mine = {**quantities, **self._columns}
        if rows is not None:
            used = self._hazard_uses & mine.keys()
            mine = {name: mine[name][rows] for name in used}
        found = self._hazard(mine)
        shape = self._numbers.shape if rows is None else rows.shape
        return np.broadcast_to(np.asarray(found, dtype=np.float64), shape)

    def limits_of(self, observable: str) -> tuple[Decimal | None, Decimal | None]:
        """Return the laboratory's limits of normal, as a reading carries them; None: none."""
        low, high = self._limits.get(observable, (None, None))
        return low, high

    def read(
        self,
        schedules: Collection[str],
        minute: int,
        quantities: Mapping[str, Column],
        rows: ArrayLike | None = None,
        support: Mapping[str, Column] | None = None,
        ill: Mapping[str, Column] | None = None,
    ) -> dict[str, Column]:
        """Return what the read-outs of ``schedules`` give at ``minute`` for ``rows`` (None: all).

        ``quantities`` are the model's, at least those of ``names``; ``support`` takes the place of
        terms, ``ill`` is what ``Infections.illness`` gives (None: nobody is ill). Noise hangs on
        seed, patient, observable and minute alone. Raises InputError for a schedule that there is
        not, a name in ``support`` that is no term, and a quantity that is missing.
        """
        asked = self._asking(schedules, support or ())
        chosen = self._rows(rows)
        count = len(self._numbers if chosen is None else chosen)
        program = asked.program
        illness: Mapping[str, Any] = ill or dict.fromkeys(program.ill, 0.0)
        given = [
            [self._part(source, name, chosen) for name in names]
            for source, names in (
                (quantities, program.quantities),
                (support or {}, program.support),
                (illness, program.ill),
            )
        ]
        kept = [one if chosen is None or np.ndim(one) == 0 else one[chosen] for one in asked.kept]
        numbers = self._numbers if chosen is None else self._numbers[chosen]
        drawn = uniforms_of(asked.streams, numbers, minute + _FIRST)
        # A patient whose run failed has what is no number; whoever else reads on is not warned.
        with np.errstate(all="ignore"):
            told = program.function(given[0], kept, given[1], given[2], minute / _MINUTES)
            true = np.empty((len(asked.batch.order), count))
            for row, place in enumerate(asked.batch.order):
                true[row] = told[2 * place]
            columns = asked.batch.written(true, drawn)
        for place, none in asked.conditional:
            columns[place][np.broadcast_to(np.asarray(told[2 * place + 1]) == 0, count)] = none
        return {name: columns[place] for place, name in enumerate(asked.observables)}

    def before(
        self,
        minute: int,
        stated: Mapping[str, ReadingValue] | None = None,
        named: Mapping[str, str] | None = None,
        infusion: datetime | None = None,
    ) -> tuple[Writing, ...]:
        """Return what is known before treatment, in rising minutes; ``minute``: the run's first.

        Covariates that are observables, or that ``named`` gives one; the statements, which such
        covariates and ``stated``, what holds for all, go before. A moment in ``stated`` needs the
        ``infusion``. Raises InputError as formulas and codes ask for it.
        """
        return before_batch(
            self._readouts,
            self._observables,
            self._covariates,
            self._columns,
            len(self._numbers),
            minute=minute,
            stated=stated or {},
            named=named or {},
            infusion=infusion,
        )

    def given(self, what: str, amounts: ArrayLike, rows: ArrayLike | None = None) -> dict[str, Any]:
        """Return how a dose into a state, or of a drug, is written: a column for each observable.

        ``amounts`` in the state's unit, one for each of ``rows``; one that is not above 0 was not
        given. Only what is written of every dose at its own minute; what is written of the first
        or the last dose of a course ``planned`` gives. Nothing where the ward has no words for it.
        """
        return given_amounts(
            self._readouts,
            self._observables,
            self._columns,
            what,
            np.asarray(amounts, dtype=np.float64),
            self._rows(rows),
        )

    def planned(
        self, doses: Doses, states: Sequence[str], administrations: Sequence[Administration] = ()
    ) -> tuple[Writing, ...]:
        """Return how whole schedules of doses are written, in rising minutes, as ``observe`` does.

        ``states`` are the ids of the model's states, which ``doses`` count.
        """
        return given_writings(
            self._readouts, self._observables, self._columns, doses, states, administrations
        )

    def _asking(self, schedules: Collection[str], replaced: Collection[str]) -> "_Asked":
        key = (frozenset(schedules), frozenset(replaced))
        if key not in self._asked:
            self._asked[key] = self._compiled(*key)
        return self._asked[key]

    def _compiled(self, schedules: frozenset[str], replaced: frozenset[str]) -> "_Asked":
        known = {one.id for one in self._readouts.schedules}
        terms = {one.id for one in self._readouts.terms}
        for asked, there in ((schedules, known), (replaced, terms)):
            if asked - there:
                raise _unknown(self._readouts.model, asked - there, there)
        mine = tuple(one for one in self._readouts.readouts if one.schedule in schedules)
        where = self._readouts.model
        program = round_program(
            mine, tuple(self._readouts.terms), frozenset(self._columns), replaced, where
        )
        batch = MeasuredBatch(mine, self._observables)
        return _Asked(
            program=program,
            kept=tuple(compiled_formula(one, where)(self._columns) for one in program.kept),
            batch=batch,
            observables=tuple(one.observable for one in mine),
            conditional=tuple(
                (place, none_of(self._observables[one.observable]))
                for place, one in enumerate(mine)
                if one.when
            ),
            streams=tuple(
                Stream(seed=self._seed, purpose=f"reading: {name}") for name in batch.drawn
            ),
        )

    def _rows(self, rows: ArrayLike | None) -> Rows | None:
        if rows is None:
            return None
        chosen = np.asarray(rows, dtype=np.intp)
        if (chosen[1:] <= chosen[:-1]).any():
            raise InputError(
                what=Text(zh="行号须递增", en="rows must rise"),
                where="rows",
                found=str(chosen[:10].tolist()),
                do=Text(zh="排序并去重", en="sort them, each once"),
            )
        return chosen

    def _part(self, source: Mapping[str, Any], name: str, rows: Rows | None) -> Any:
        if name not in source:
            raise _missing(self._readouts.model, name)
        column = np.asarray(source[name])
        if column.dtype != np.float64:
            column = column.astype(np.float64)
        if rows is None or column.ndim == 0 or len(column) == len(rows) != len(self._numbers):
            return column
        return column[rows]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    program: RoundProgram
    kept: tuple[Any, ...]
    batch: MeasuredBatch
    observables: tuple[str, ...]
    conditional: tuple[tuple[int, float | int], ...]
    streams: tuple[Stream, ...]


def _unknown(model: str, asked: Collection[str], there: Collection[str]) -> InputError:
    return InputError(
        what=Text(
            zh="没有这样的读数安排或中间项", en="there is no such schedule of readings, or term"
        ),
        where=model,
        found=", ".join(sorted(asked)),
        do=Text(
            zh="可用：" + "、".join(sorted(there)), en="there are: " + ", ".join(sorted(there))
        ),
    )


def _missing(model: str, name: str) -> InputError:
    return InputError(
        what=Text(zh="缺少读数所需的量", en="a quantity that a reading needs is missing"),
        where=model,
        found=name,
        do=Text(zh="按 names() 所列给出", en="give what names() lists"),
    )
