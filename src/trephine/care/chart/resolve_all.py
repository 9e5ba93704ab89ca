"""resolve_all: what is known of inputs for many patients, the vectorised twin of ``Known``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.care.chart.arrays import arrays_of, calendar_of, told_of
from trephine.care.chart.chart import Chart
from trephine.care.chart.events_kernel import derive_moments
from trephine.care.chart.needs_kernel import told_by_algorithm
from trephine.care.chart.plan import Plan
from trephine.care.chart.resolve_kernel import resolve
from trephine.care.chart.values_kernel import derive_values
from trephine.core.observable import Use


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resolved:
    """What is known of the inputs of a plan, as a compiled table takes it; a column a patient."""

    plan: Plan
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    bits: NDArray[np.int64]

    def number(self, name: str, use: Use) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and greatest that a number can be; -inf and inf where it is unknown."""
        row = self.plan.slot(name, use).row
        return self.low[row], self.high[row]

    def coded(self, name: str, use: Use) -> NDArray[np.int64]:
        """Return bits: of a truth false 1, true 2, unknown 3; of a code each that it can be."""
        found: NDArray[np.int64] = self.bits[self.plan.slot(name, use).row]
        return found

    def members(self, name: str, use: Use) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the bits of the codes that are surely, and possibly, in a set."""
        row = self.plan.slot(name, use).row
        return self.bits[row], self.bits[row + 1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scratch:
    """Where what is known of a block of patients is put; outputs of decisions below the inputs."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    bits: NDArray[np.int64]
    status: NDArray[np.int8]

    @classmethod
    def of(cls, plan: Plan, width: int, *, graded: int = 0, unique: int = 0) -> "Scratch":
        """Return room for ``width`` patients, and for that many outputs of decisions."""
        return cls(
            low=np.zeros((plan.numbers + graded, width)),
            high=np.zeros((plan.numbers + graded, width)),
            bits=np.zeros((plan.bits + unique, width), dtype=np.int64),
            status=np.zeros((plan.statuses, width), dtype=np.int8),
        )


def resolve_block(
    plan: Plan,
    held: tuple[NDArray[Any], ...],
    days: tuple[int, int],
    told: tuple[NDArray[np.int64], NDArray[np.int64]],
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    block: tuple[int, int],
    into: Scratch,
) -> None:
    """Resolve the inputs of some of ``rows``: what is stated, what was concluded, what follows."""
    column, value, last, state, limit, lln, uln, log, offset, room, filled, minutes = held
    low, high, bits, status = into.low, into.high, into.bits, into.status
    resolve(plan.plain, column, value, last, state, rows, at, *block, low, high, bits, status)
    if len(told[0]):
        told_by_algorithm(*told, column, state, rows, *block, bits)
    derive_moments(
        plan.moments, plan.takers, plan.parts, column, state, log, offset, room, filled, minutes,
        rows, at, *block, *days, low, high, bits, status,
    )  # fmt: skip
    derive_values(
        plan.derived, plan.parts, column, last, limit, lln, uln, rows, *block, low, high, bits,
        status,
    )  # fmt: skip


def resolve_all(
    plan: Plan,
    chart: Chart,
    minute: ArrayLike,
    rows: ArrayLike | None = None,
    concluded: Mapping[str, ArrayLike] | None = None,
) -> Resolved:
    """Return what ``chart`` says of the inputs of ``plan`` at ``minute``, stated or computed.

    The compiled decisions do the same in their own loop; this is for looking on. Raises InputError
    for a moment before the latest reading.
    """
    whom = chart.rows_of(rows)
    at = chart.moments_of(minute, whom)
    n = len(whom)
    scratch = Scratch.of(plan, n)
    concluding = told_of(plan, concluded or {}, chart, whom)
    resolve_block(plan, arrays_of(chart), calendar_of(chart), concluding, whom, at, (0, n), scratch)
    low, high, bits = scratch.low, scratch.high, scratch.bits
    return Resolved(plan=plan, low=low, high=high, bits=bits)
