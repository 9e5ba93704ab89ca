"""clinician: what the virtual clinician states at a round."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.act import StatedByRule
from trephine.core.observable import Observable
from trephine.loop.ward.names import wide
from trephine.loop.ward.written import written_as
from trephine.mechanism.compiled_formula import compiled_formula

Rows = NDArray[np.intp]


class Clinician:
    """The statements that tables ask for and no reading answers, by the rules of the acts' file."""

    def __init__(
        self, statements: tuple[StatedByRule, ...], observables: Mapping[str, Observable], n: int
    ) -> None:
        """Read the formulas; nothing is stated yet."""
        self._each = [
            (
                one,
                compiled_formula(one.formula, f"statement {one.observable}"),
                compiled_formula(one.when, f"statement {one.observable}") if one.when else None,
                written_as(observables[one.observable], one.cutpoints, one.last_code),
            )
            for one in statements
        ]
        self._done = {one.observable: np.zeros(n, np.bool_) for one in statements if one.once}

    def states(
        self, rows: Rows, names: Mapping[str, Any]
    ) -> Iterator[tuple[str, Rows, NDArray[Any]]]:
        """Yield observable, rows and column of what is stated of ``rows``."""
        for one, formula, when, written in self._each:
            mine = rows
            if when is not None or one.once:
                asked = (
                    np.ones(len(rows), np.bool_) if when is None else wide(when(names), rows) != 0
                )
                if one.once:
                    asked &= ~self._done[one.observable][rows]
                    self._done[one.observable][rows[asked]] = True
                if not np.count_nonzero(asked):
                    continue
                mine = rows[asked]
                yield one.observable, mine, written(wide(formula(names), rows)[asked])
            else:
                yield one.observable, mine, written(wide(formula(names), rows))
