"""names: what formulas may name at a round, worked out when asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.mechanism.compiled_formula import Numbers, number

Column = NDArray[Any]
Rows = NDArray[np.intp]


class Names(Numbers):
    """Columns of ``rows`` by name, each taken from the first of ``sources`` that has it, once.

    A source is a mapping of columns over all patients. ``formulas`` are terms over what stands
    before them, ``extra`` numbers that are of ``rows`` already. As a dict it has what was looked up
    so far.
    """

    def __init__(
        self,
        rows: Rows,
        sources: Sequence[Mapping[str, Column]],
        formulas: Mapping[str, Callable[[Mapping[str, Any]], Any]],
        extra: Mapping[str, Column],
    ) -> None:
        """Note where names are looked up."""
        super().__init__(extra)
        self._rows = rows
        self._sources = sources
        self._formulas = formulas

    def __missing__(self, name: str) -> Any:
        """Return a column, and keep it. Raises KeyError."""
        found = self[name] = number(self._found(name))
        return found

    def _found(self, name: str) -> Any:
        for source in self._sources:
            if name in source:
                return of_rows(source[name], self._rows)
        return wide(self._formulas[name](self), self._rows)


class PastAt(Mapping[str, Column]):
    """The PastQuantities of ``rows`` at one minute, worked out when asked for.

    Hours since something are those at ``after`` minutes later: when what is decided is given.
    """

    def __init__(self, past: Any, minute: int, rows: Rows, after: int = 0) -> None:
        """Note when, and of whom."""
        self._after = after
        self._past = past
        self._minute = minute
        self._rows = rows

    def __getitem__(self, name: str) -> Column:
        """Return a quantity, a column of ``rows``. Raises KeyError."""
        return np.asarray(self._past.worth(name, self._minute, self._rows, self._after))

    def __contains__(self, name: object) -> bool:
        """Whether there is one of that name."""
        return name in self._past

    def __iter__(self) -> Iterator[str]:
        """Yield nothing: names are asked for, not listed."""
        return iter(())

    def __len__(self) -> int:
        """Return 0: names are asked for, not counted."""
        return 0


def of_rows(column: Column, rows: Rows) -> Column:
    """Return a column over all patients as one of ``rows``, which rise: itself where it is all."""
    return column if len(column) == len(rows) else column[rows]


def wide(value: Any, rows: Rows) -> NDArray[np.float64]:
    """Return a value as a column of ``rows``."""
    found = np.asarray(value, dtype=np.float64)
    return found if found.shape == rows.shape else np.full(rows.shape, float(found))
