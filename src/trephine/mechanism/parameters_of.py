"""parameters_of: every patient's parameters, from typical values, spreads and effects."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from trephine.core.error import InputError
from trephine.core.model import Model, Spread
from trephine.core.population import Population
from trephine.core.text import Text
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.places import FIRST, SECOND, base_of, ids_of, unknown_parameter
from trephine.mechanism.scores import Scores
from trephine.mechanism.settings import Settings

Vector = NDArray[np.float64]
_PLACES = (FIRST, SECOND)


def parameters_of(
    model: Model,
    population: Population,
    chosen: Settings,
    covariates: Mapping[str, NDArray[Any]],
    drawn: Scores,
) -> tuple[NDArray[np.float64], dict[str, int]]:
    """Return the parameters ``[n, parameters of the model]``, and how often each met a limit.

    A parameter is its typical value with its spread, then what the population's effects make of it,
    in their order. The two places of one parameter share a patient's draw. Values outside what the
    model accepts are set to its limit and counted. Columns of parameters that follow from others
    hold the typical value: they are computed when a run starts. Raises InputError for an effect on
    what the model does not have, and for a value that is not a number.
    """
    n = len(drawn.numbers)
    known = {one.id: column for column, one in enumerate(model.parameters)}
    derived = {one.id for one in model.parameters if one.formula}
    # A row a parameter while it is made: columns of a table by patient fill 4 times slower.
    table = np.empty((len(known), n))
    for one in model.parameters:
        column = known[one.id]
        if one.formula:
            table[column] = one.value
            continue
        table[column] = chosen.values[one.id]
        spread = chosen.spreads.get(one.id)
        if spread is not None and not drawn.typical:
            rank = drawn.ranks(base_of(one.id, known))
            table[column] = _spread(spread, chosen.values[one.id], rank)
    for effect in population.effects:
        found = ids_of(effect.parameter, known, _PLACES)
        where = f"{population.id}: effect on {effect.parameter}"
        if not found or not derived.isdisjoint(found):
            raise unknown_parameter(model, effect.parameter, where)
        for name in found:
            names = _Names(
                covariates=covariates,
                table=table,
                known=known,
                derived=derived,
                own=effect.parameter,
                id=name,
            )
            table[known[name]] = evaluate(effect.formula, names, where)
    held = _held(model, table, drawn.numbers)
    return np.ascontiguousarray(table.T), held


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns(Mapping[str, Vector]):
    """The columns of parameters by name, those that follow from others computed when asked for."""

    model: Model
    table: NDArray[np.float64]
    _made: dict[str, Vector] = field(default_factory=dict)
    _at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note where each parameter stands."""
        self._at.update({one.id: column for column, one in enumerate(self.model.parameters)})

    def __getitem__(self, name: str) -> Vector:
        """Return one parameter of all patients, ``[n]``. Raises KeyError."""
        if name not in self._made:
            column = self._at[name]
            formula = self.model.parameters[column].formula
            self._made[name] = (
                np.asarray(evaluate(formula, self, f"{self.model.id}: {name}"))
                if formula
                else self.table[:, column]
            )
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all parameters."""
        return (one.id for one in self.model.parameters)

    def __len__(self) -> int:
        """Return how many parameters there are."""
        return len(self.model.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names(Mapping[str, Any]):
    """What a formula may name: covariates, parameters, and those of the same place without it."""

    covariates: Mapping[str, NDArray[Any]]
    table: NDArray[np.float64]
    known: Mapping[str, int]
    derived: Container[str]
    own: str
    id: str

    def __getitem__(self, name: str) -> Any:
        if name in self.covariates:
            return self.covariates[name]
        if name not in self.known:
            name += self.id[-1] if self.id != self.own else FIRST
        if name in self.derived:
            raise KeyError(name)
        return self.table[self.known[name]]

    def __iter__(self) -> Iterator[str]:
        yield from (*self.covariates, *self.known)

    def __len__(self) -> int:
        return len(self.covariates) + len(self.known)


def _spread(spread: Spread, value: float, rank: Vector) -> Vector:
    if spread.kind == "exponential":
        return np.asarray(-value * np.log1p(-rank))
    if spread.sd == 0.0:
        return np.full(len(rank), value)
    outside = ndtr(-spread.cut)
    cut = spread.sd * ndtri(outside + rank * (1.0 - 2.0 * outside))
    if spread.kind == "lognormal":
        return np.asarray(value * np.exp(cut))
    if spread.kind == "logitnormal":
        return np.asarray(expit(logit(value) + cut))
    return np.asarray(value + cut)


def _held(model: Model, table: NDArray[np.float64], numbers: NDArray[np.int64]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, one in enumerate(model.parameters):
        if one.formula:
            continue
        values = table[column]
        bad = ~np.isfinite(values)
        if bad.any():
            row = int(np.argmax(bad))
            raise InputError(
                what=Text(zh="参数值不是数", en="a parameter's value is not a number"),
                where=f"{model.id}: {one.id}, patient {int(numbers[row])}",
                found=str(values[row]),
                do=Text(
                    zh="检查人群中作用于它的公式",
                    en="check the formulas of the population that act on it",
                ),
            )
        low = -np.inf if one.low is None else one.low
        high = np.inf if one.high is None else one.high
        outside = int(np.count_nonzero((values < low) | (values > high)))
        if outside:
            table[column] = np.clip(values, low, high)
            found[one.id] = outside
    return found
