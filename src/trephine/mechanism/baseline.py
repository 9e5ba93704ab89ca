"""baseline: a virtual cohort's table 1, with the figures of real cohorts beside it."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import ContentError
from trephine.core.population import CohortFigure, Population
from trephine.core.text import Text

_PART = re.compile(r"(?P<id>\w+)(?P<sign>>=|<=|=|>|<)(?P<value>[\w.]+)")
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineRow:
    """One line of a baseline table: of the virtual patients, and of real cohorts where known.

    ``what`` is the covariate, or a part of it (``sex=male``, ``prior_lines>=5``). ``share``: the
    ``value`` is a share from 0 to 1; else it is the median in ``unit``, with quartiles ``low`` and
    ``high``. ``figures`` keep their marks.
    """

    what: str
    label: Text
    unit: str
    share: bool
    value: float
    low: float | None
    high: float | None
    figures: tuple[CohortFigure, ...]


def baseline(
    population: Population, covariates: Mapping[str, NDArray[Any]]
) -> tuple[BaselineRow, ...]:
    """Return a line for each covariate, each code of a categorical one, and each figure's part.

    ``covariates`` are a cohort's columns. Lines stand in the population's order; one without a
    figure has nothing to stand beside, and says so by an empty ``figures``. Raises ContentError
    where a figure is of something that the population does not have.
    """
    rows: list[BaselineRow] = []
    figures: dict[str, list[CohortFigure]] = {}
    for figure in population.cohorts:
        figures.setdefault(figure.covariate, []).append(figure)
    for one in population.covariates:
        column = covariates[one.id]
        parts = [one.id]
        if one.law == "categorical":
            parts = [f"{one.id}={code}" for code, _ in one.shares]
        parts += [what for what in figures if what.startswith(one.id) and what not in parts]
        for what in parts:
            hit = _PART.fullmatch(what)
            if what != one.id and (hit is None or hit["id"] != one.id):
                continue
            label = one.label if hit is None else _of(one.label, what.removeprefix(one.id))
            rows.append(
                _row(what, label, one.unit, _part(column, hit), tuple(figures.pop(what, ())))
            )
    if figures:
        raise ContentError(
            what=Text(zh="基线数字所指的协变量不存在", en="a baseline figure of no covariate"),
            where=population.id,
            found=", ".join(figures),
            do=Text(zh="改正协变量名", en="correct the covariate's name"),
        )
    return tuple(rows)


def _part(column: NDArray[Any], hit: re.Match[str] | None) -> NDArray[Any]:
    if hit is None:
        return column
    value: Any = hit["value"] if column.dtype.kind == "U" else float(hit["value"])
    return np.asarray(_SIGNS[hit["sign"]](column, value))


def _row(
    what: str, label: Text, unit: str, column: NDArray[Any], figures: tuple[CohortFigure, ...]
) -> BaselineRow:
    kind: Literal["share", "median"] = "share" if column.dtype == np.bool_ else "median"
    if kind == "share":
        value, low, high = float(np.mean(column)), None, None
    else:
        low, value, high = (float(one) for one in np.quantile(column, (0.25, 0.5, 0.75)))
    return BaselineRow(
        what=what,
        label=label,
        unit="" if kind == "share" else unit,
        share=kind == "share",
        value=value,
        low=low,
        high=high,
        figures=figures,
    )


def _of(label: Text, part: str) -> Text:
    shown = f" {part}" if part[0] in "<>" else f": {part.removeprefix('=').replace('_', ' ')}"
    return Text(zh=f"{label.zh}{shown}", en=f"{label.en}{shown}")
