"""Given: the columns a measure is computed from, and how to say where a value stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector

Place = Callable[[str, int], str]
_MISSING_TYPES = {"NAType", "NaTType"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """Columns by their field names, float64 (k,), NaN where a study reports nothing.

    ``place`` names where the value of a column and row stands (a cell, a line, a study).
    """

    columns: Mapping[str, Vector]
    labels: tuple[str, ...]
    place: Place

    def __getitem__(self, name: str) -> Vector:
        """Return a column."""
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        """Tell whether a column was given."""
        return name in self.columns

    def get(self, name: str) -> Vector:
        """Return a column, all NaN where it was not given."""
        found = self.columns.get(name)
        return np.full(len(self.labels), np.nan) if found is None else found

    def having(self, **more: Vector) -> "Given":
        """Return the same with derived columns beside."""
        columns = MappingProxyType({**self.columns, **more})
        return Given(columns=columns, labels=self.labels, place=self.place)

    def named(self, mask: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return the labels of the studies that ``mask`` marks."""
        return tuple(self.labels[index] for index in np.flatnonzero(mask))


def place_by_study(labels: tuple[str, ...]) -> Place:
    """Return a place that names study and column, for values that come from no file."""

    def place(column: str, row: int) -> str:
        return f"study {labels[row]!r}, column {column!r}"

    return place


def vector(name: str, values: object, place: Place) -> Vector:
    """Return ``values`` as float64 (k,); None and NaN stay missing.

    Raises InputError for text, truth values and infinities, naming the first one.
    """
    array = np.asarray(values)
    if array.ndim == 0:
        array = array[None]
    if array.ndim != 1:
        raise InputError(
            what=Text(zh="每一列应为一维数据", en="A column must be one-dimensional"),
            where=f"column {name!r}",
            found=f"an array of shape {array.shape}",
            do=Text(zh="请按列传入一维数组", en="Pass one number a study"),
        )
    if array.dtype.kind in "fiu":
        out = array.astype(np.float64)
    else:
        out = np.array([_number(name, row, value, place) for row, value in enumerate(array)])
        out = out.astype(np.float64)
    infinite = np.flatnonzero(np.isinf(out))
    if infinite.size:
        raise InputError(
            what=Text(zh="数值不能是无穷大", en="A value cannot be infinite"),
            where=place(name, int(infinite[0])),
            found=str(out[infinite[0]]),
            do=Text(
                zh="请改为实际数值；未报告时请留空",
                en="Give the real number, or leave it missing if it was not reported",
            ),
        )
    return out


def _number(name: str, row: int, value: object, place: Place) -> float:
    if value is None or type(value).__name__ in _MISSING_TYPES:
        return np.nan
    if not isinstance(value, (str, bytes, bool, np.bool_)):
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            pass
    raise InputError(
        what=Text(zh="此处应为数字", en="A number was expected"),
        where=place(name, row),
        found=repr(value),
        do=Text(
            zh="请改为数字；未报告时请留空",
            en="Write a number, or leave it missing if it was not reported",
        ),
    )
