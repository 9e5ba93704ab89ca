"""covariates: whom a population enrols, one column a covariate."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from trephine.core.error import InputError
from trephine.core.population import Covariate, Population
from trephine.core.product import ParameterChange
from trephine.core.text import Text
from trephine.mechanism.evaluate import evaluate, names_in
from trephine.mechanism.scores import Scores
from trephine.mechanism.settings import changed, numeric

Vector = NDArray[np.float64]
Column = NDArray[Any]


def covariates(
    population: Population, drawn: Scores, changes: Sequence[ParameterChange] = ()
) -> dict[str, Column]:
    """Return each covariate's values, ``[n]``, in the population's order.

    ``bernoulli`` gives truths, ``categorical`` codes or numbers, the rest numbers. A law is
    followed through its quantile function, so a higher score is a higher value (true, a later
    code), and limits cut the law instead of heaping values at them. A change moves the patients'
    values; of a ``bernoulli`` covariate it moves the share of those in whom it is true. Covariates
    that follow from parameters of the model are left to ``following``. Raises InputError where a
    share would leave 0 to 1 or a value is not a number.
    """
    found: dict[str, Column] = {}
    for one in population.covariates:
        if not follows(one, found):
            mine = [change for change in changes if change.parameter == one.id]
            column = _drawn(one, drawn, mine)
            moved = () if one.law == "bernoulli" else mine
            found[one.id] = _finished(population, one, column, drawn, found, moved)
    return found


def following(
    population: Population,
    drawn: Scores,
    people: Mapping[str, Column],
    parameters: Mapping[str, Column],
    changes: Sequence[ParameterChange] = (),
) -> dict[str, Column]:
    """Return all covariates, with those added that follow from parameters: what is measured.

    ``parameters`` holds the columns by name. Raises InputError where one of them is to be changed:
    the parameters behind it have to be.
    """
    found = dict(people)
    for one in population.covariates:
        if one.id in found:
            continue
        if any(change.parameter == one.id for change in changes):
            raise InputError(
                what=Text(
                    zh="此协变量由模型参数得出，不能改动",
                    en="this covariate follows from the model's parameters and cannot be changed",
                ),
                where=f"{population.id}: {one.id}",
                found=one.formula,
                do=Text(zh="改动公式中的参数", en="change the parameters in its formula"),
            )
        column = _drawn(one, drawn, ())
        names = _Either(first=found, then=parameters)
        found[one.id] = _finished(population, one, column, drawn, names, ())
    return {one.id: found[one.id] for one in population.covariates}


def follows(one: Covariate, before: Container[str]) -> bool:
    """Return whether a covariate's formula uses more than itself and the covariates before it."""
    try:
        return any(name != one.id and name not in before for name in names_in(one.formula or "0"))
    except SyntaxError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Either(Mapping[str, Column]):
    """Two mappings read as one: what the first does not have is looked for in the second."""

    first: Mapping[str, Column]
    then: Mapping[str, Column]

    def __getitem__(self, name: str) -> Column:
        return self.first[name] if name in self.first else self.then[name]

    def __iter__(self) -> Iterator[str]:
        yield from (*self.first, *self.then)

    def __len__(self) -> int:
        return len(self.first) + len(self.then)


def _finished(
    population: Population,
    one: Covariate,
    column: Column,
    drawn: Scores,
    names: Mapping[str, Column],
    changes: Sequence[ParameterChange],
) -> Column:
    n = len(drawn.numbers)
    where = f"{population.id}: covariate {one.id}"
    if one.formula:
        value = evaluate(one.formula, _Either(first={one.id: column}, then=names), where)
        column = np.broadcast_to(np.asarray(value), (n,))
        if one.law == "bernoulli":
            column = column != 0
    for change in changes:
        column = changed(column, change) + np.zeros(n)
    if one.step:
        column = np.round(column / one.step) * one.step
    if column.dtype.kind == "f" and not np.isfinite(column).all():
        row = int(np.argmin(np.isfinite(column)))
        raise InputError(
            what=Text(zh="协变量的值不是数", en="a covariate's value is not a number"),
            where=f"{where}, patient {int(drawn.numbers[row])}",
            found=str(column[row]),
            do=Text(zh="检查其分布与公式", en="check its law and its formula"),
        )
    return np.ascontiguousarray(column)


def _drawn(one: Covariate, drawn: Scores, changes: Sequence[ParameterChange]) -> Column:
    n = len(drawn.numbers)
    if one.law == "constant":
        return np.full(n, one.typical)
    rank = drawn.ranks(one.id)
    if one.law == "bernoulli":
        share = one.typical
        for change in changes:
            share = changed(share, change)
        if not 0 <= share <= 1:
            raise InputError(
                what=Text(zh="占比须在 0 与 1 之间", en="a share lies between 0 and 1"),
                where=one.id,
                found=f"{share:g}",
                do=Text(zh="改动占比的倍数或数值", en="change the factor or the share"),
            )
        return np.asarray(rank > 1.0 - share)
    if one.law == "categorical":
        bounds = np.cumsum([share for _, share in one.shares])
        place = np.searchsorted(bounds, rank * bounds[-1], side="right")
        place = np.minimum(place, len(bounds) - 1)
        codes = [code for code, _ in one.shares]
        table = np.array([float(code) for code in codes] if numeric(one) else codes)
        return np.asarray(table[place])
    return _within(one, rank)


def _within(one: Covariate, rank: Vector) -> Vector:
    """Return the values of a law on the line, cut at its limits."""
    low = 0.0 if one.low is None else float(ndtr(_score_of(one, one.low)))
    high = 1.0 if one.high is None else float(ndtr(_score_of(one, one.high)))
    score = ndtri(low + rank * (high - low))
    if one.law == "normal":
        return np.asarray(one.typical + one.sd * score)
    if one.law == "lognormal":
        return np.asarray(one.typical * np.exp(one.sd * score))
    return np.asarray(expit(logit(one.typical) + one.sd * score))


def _score_of(one: Covariate, value: float) -> float:
    """Return the score at which a law gives ``value``."""
    if one.law == "normal":
        return (value - one.typical) / one.sd
    if one.law == "lognormal":
        return float(np.log(value / one.typical) / one.sd) if value > 0 else -np.inf
    return float((logit(value) - logit(one.typical)) / one.sd)
