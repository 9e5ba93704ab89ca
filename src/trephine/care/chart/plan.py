"""plan: which inputs are resolved for which use, in which order, as figures for compiled loops."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.encode import (
    DOSE,
    EVENT,
    MOMENT,
    NUMBER,
    SET,
    coding,
)
from trephine.care.chart.formula_codes import BY_EVENTS, BY_MOMENTS, BY_VALUES, PART_KINDS
from trephine.core.error import MethodError
from trephine.core.observable import Derivation, Observable, Use
from trephine.core.text import Text

_LONG = 2.0**50
_EPISODE = "episode:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where one input for one use stands: of numbers a row of low and high, else rows of bits.

    A set has two rows, what is surely and what is possibly in it. ``codes`` are the codes whose
    bits a coded input or a set has.
    """

    name: str
    use: Use
    kind: int
    row: int
    codes: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it has a low and a high end."""
        return self.kind in {NUMBER, MOMENT}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """Slots, and lists of steps: what a Chart says, what follows from moments, and from values.

    ``plain`` (float64, a row a slot): kind, place of the observable, minutes for which a reading is
    valid, row, bits of all codes, row of the status (-1: not asked for). ``moments``:
    formula, first and last part, window in minutes, place of the event that the episode begins with
    (-1); ``takers`` (int64) who takes each: step, row, row of the status. ``derived``: formula,
    row, first and last part, row of the status, bits looked for, place of the observable.
    ``parts``: place of the observable, row of its slot, kind of its slot, least and most possible
    value, whether it is always read and never computed.
    """

    slots: Mapping[tuple[str, Use], Slot]
    numbers: int
    bits: int
    statuses: int
    plain: NDArray[np.float64]
    moments: NDArray[np.float64]
    takers: NDArray[np.int64]
    derived: NDArray[np.float64]
    parts: NDArray[np.float64]

    def slot(self, name: str, use: Use) -> Slot:
        """Return where an input stands. Raises KeyError for one that was not planned."""
        return self.slots[name, use]


class _Planning:
    def __init__(self, observables: Mapping[str, Observable], concluded: Collection[str]) -> None:
        self.observables = observables
        self.concluded = concluded
        self.places = {name: i for i, name in enumerate(observables)}
        self.slots: dict[tuple[str, Use], Slot] = {}
        self.numbers = self.bits = self.statuses = 0
        self.plain: list[list[float]] = []
        # What is computed from moments is the same for every use: who takes it, by step.
        self.moments: dict[tuple[float, ...], tuple[list[float], list[tuple[int, int]]]] = {}
        self.derived: list[list[float]] = []
        self.parts: list[list[float]] = []

    def slot(self, name: str, use: Use) -> Slot:
        """Return the slot of an input, planned together with all that it rests on."""
        if (name, use) in self.slots:
            return self.slots[name, use]
        one = self.observables[name]
        kind = coding(one).kind
        number = kind in {NUMBER, MOMENT}
        row = self.numbers if number else self.bits
        codes = tuple(choice.code for choice in one.choices)
        made = self.slots[name, use] = Slot(name=name, use=use, kind=kind, row=row, codes=codes)
        self.numbers += number
        self.bits += 0 if number else 2 if kind == SET else 1
        status = -1
        if one.derivation is not None:
            status = self.statuses
            self.statuses += 1
        hours = one.hours_valid(use)
        # To the microsecond, as a timedelta has it.
        valid = _LONG if hours is None else round(float(hours) * 3.6e9) / 6e7
        every = float((1 << len(codes)) - 1)
        self.plain.append([kind, self.places[name], valid, row, every, status])
        if one.derivation is not None:
            self._derive(one, one.derivation, made, status)
        return made

    def _derive(self, one: Observable, how: Derivation, made: Slot, status: int) -> None:
        looked_for = 0
        anchor = -1
        if how.formula in BY_EVENTS:
            parts = [self._event(one, name, how) for name in how.of]
            if how.value.startswith(_EPISODE):
                begins = how.value.removeprefix(_EPISODE)
                self._event(one, begins, how)
                anchor = self.places[begins]
        elif how.formula in BY_VALUES or how.formula in BY_MOMENTS:
            use: Use = "course" if how.formula == "ever" else made.use
            slots = [self._part(one, name, use, made, how) for name in how.of]
            parts = [self._entry(slot) for slot in slots]
            wanted = how.value.split("|") if slots[0].codes else []
            # The sex of a formula for kidney function: what is not female is male.
            wanted = ["female"] if how.formula in {"cockcroft_gault", "ckd_epi_2021"} else wanted
            codes = next((slot.codes for slot in slots if slot.codes), ())
            looked_for = sum(1 << codes.index(code) for code in wanted if code in codes)
        else:
            _refuse(one, how.formula)
        formula = (BY_EVENTS | BY_MOMENTS | BY_VALUES)[how.formula]
        window = _LONG if how.within is None else float(how.within) * 60
        if how.formula in BY_VALUES:
            step = [formula, made.row, *self._joined(parts), status, looked_for]
            self.derived.append([*step, self.places[one.id]])
            return
        key = (formula, window, anchor, *(figure for part in parts for figure in part))
        if key not in self.moments:
            self.moments[key] = [formula, *self._joined(parts), window, anchor], []
        self.moments[key][1].append((made.row, status))

    def _joined(self, parts: list[list[float]]) -> tuple[int, int]:
        """Append parts, and return between which places they stand."""
        first = len(self.parts)
        self.parts += parts
        return first, len(self.parts)

    def _event(self, one: Observable, name: str, how: Derivation) -> list[float]:
        kind = coding(self.observables[name]).kind
        counted = how.formula == "count" and how.within is not None and kind != MOMENT
        if kind not in {EVENT, DOSE} and not counted:
            _refuse(one, f"{how.formula} ({name})")
        return [self.places[name], -1, kind, 0, 0, 1]

    def _part(self, one: Observable, name: str, use: Use, made: Slot, how: Derivation) -> Slot:
        if name in self.concluded:
            _refuse(one, f"{how.formula} ({name})")
        found = self.slot(name, use)
        part = self.observables[name]
        stated = how.formula in {"ratio_to_lln", "ratio_to_uln"} and part.derivation is not None
        same = how.formula != "first_known" or (
            found.is_number == made.is_number and found.kind != SET and found.codes == made.codes
        )
        if stated or not same or found.kind not in PART_KINDS[how.formula]:
            _refuse(one, f"{how.formula} ({name})")
        return found

    def _entry(self, slot: Slot) -> list[float]:
        part = self.observables[slot.name]
        low, high = part.possible or (-np.inf, np.inf)
        read = part.derivation is None
        return [self.places[slot.name], slot.row, slot.kind, float(low), float(high), read]


def _refuse(one: Observable, formula: str) -> NoReturn:
    raise MethodError(
        what=Text(
            zh="此公式还不能对许多病人一起计算",
            en="the formula cannot be computed for many patients at once",
        ),
        where=one.id,
        found=formula,
        do=Text(
            zh="不问依赖它的决策，或逐例用 assess", en="leave out what rests on it, or use assess"
        ),
    )


def plan(
    asked: Iterable[tuple[str, Use]],
    observables: Mapping[str, Observable],
    concluded: Collection[str] = (),
) -> Plan:
    """Return the plan by which what is ``asked`` is resolved.

    ``concluded`` are what tables decide: no formula may rest on them here. Raises MethodError for a
    formula without a twin, naming it.
    """
    planning = _Planning(observables, concluded)
    for name, use in asked:
        planning.slot(name, use)
    steps = list(planning.moments.values())
    takers = [[i, *taker] for i, (_, takers) in enumerate(steps) for taker in takers]
    return Plan(
        slots=planning.slots,
        numbers=planning.numbers,
        bits=planning.bits,
        statuses=planning.statuses,
        plain=_matrix(planning.plain, 6),
        moments=_matrix([step for step, _ in steps], 5),
        takers=np.array(takers, dtype=np.int64).reshape(-1, 3),
        derived=_matrix(planning.derived, 7),
        parts=_matrix(planning.parts, 6),
    )


def _matrix(rows: list[list[float]], width: int) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64).reshape(len(rows), width)
