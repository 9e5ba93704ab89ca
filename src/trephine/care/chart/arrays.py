"""The arrays of a Chart in the order in which compiled loops take them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.care.chart.chart import Chart
from trephine.care.chart.plan import Plan
from trephine.core.error import InputError
from trephine.core.text import Text

# The ordinal of 1970-01-01.
_EPOCH = 719_163


def arrays_of(chart: Chart) -> tuple[NDArray[Any], ...]:
    """Return what a chart holds: columns, limits of normal, logs."""
    logs = chart.logs
    return (
        chart.column, chart.value, chart.minute, chart.state, chart.limit, chart.lln, chart.uln,
        logs.row, logs.offset, logs.room, logs.filled, logs.minute,
    )  # fmt: skip


def calendar_of(chart: Chart) -> tuple[int, int]:
    """Return how many minutes into its day minute 0 lies, and that day from 1970-01-01."""
    origin = chart.origin
    return origin.hour * 60 + origin.minute, origin.date().toordinal() - _EPOCH


def told_of(
    plan: Plan, concluded: Mapping[str, ArrayLike], chart: Chart, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return what algorithms concluded: row and place of each coded input, and its codes' places.

    Raises InputError for an input that is not coded.
    """
    for name in concluded:
        if name not in chart.observables or chart.observables[name].kind != "choice":
            raise InputError(
                what=Text(
                    zh="算法的结论只能是编码型观察项",
                    en="what an algorithm concludes has to be a coded observable",
                ),
                where="concluded",
                found=name,
                do=Text(zh="其他项写入 Chart", en="write other things into the Chart"),
            )
    found = [slot for slot in plan.slots.values() if slot.name in concluded]
    where = np.array([[one.row, chart.places[one.name]] for one in found], dtype=np.int64)
    values = [np.broadcast_to(np.asarray(concluded[one.name]), rows.shape) for one in found]
    told = np.array(values, dtype=np.int64).reshape(len(found), len(rows))
    return where.reshape(len(found), 2), told
