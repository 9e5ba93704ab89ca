"""predict: run the arms of predictions on the same virtual patients and see whether they hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import Model
from trephine.core.option import names_near
from trephine.core.population import Population
from trephine.core.prediction import Prediction, PredictionArm, PredictionCheck
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.strategy import Strategy
from trephine.core.text import Text
from trephine.mechanism.administer import INFUSED
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.doses import Doses
from trephine.mechanism.enrol import enrol
from trephine.mechanism.patients import Patients
from trephine.mechanism.reduce import reduce
from trephine.mechanism.solve import solve

# Observed every quarter of a day while cytokines move, then daily, then every fourth day: what is
# observed costs more than the steps between. Step and the day until which it holds.
_GRID = ((0.25, 28.0), (1.0, 120.0), (4.0, inf))
# What a ratio's logarithm is taken of is at least a thousandth of a cell.
_LEAST = 1e-12
_LATE = {"first_above", "first_below"}
_NEVER = {"last_above"}

Column = NDArray[np.float64]
Figure = Callable[[Prediction, str, TrajectoryMeasure], Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionResult:
    """The figures that the checks of one prediction gave, in their order, and which bounds held.

    Not-a-number where a patient's integration failed: such a check does not hold.
    """

    id: str
    figures: tuple[float, ...]
    held: tuple[bool, ...]

    @property
    def holds(self) -> bool:
        """Whether every bound held."""
        return all(self.held)


def predict(
    model: Model,
    population: Population,
    predictions: Sequence[Prediction],
    products: Sequence[Product],
    strategies: Sequence[Strategy],
    regimens: Sequence[Regimen],
    *,
    seed: int,
    rtol: float = 1e-5,
) -> tuple[PredictionResult, ...]:
    """Return what each prediction gave, in their order.

    All arms of a prediction begin on the same day and hold the same people. ``seed`` draws those
    of cohorts; the typical patient needs none. Side effects are not treated. Raises InputError for
    products, strategies and quantities that do not exist.
    """
    shelf = {one.id: one for one in strategies}
    known = {one.id: one for one in products}
    enrolled = {
        (one.id, arm.id): _enrolled(
            model, population, one, arm, known, shelf, regimens, products, seed
        )
        for one in predictions
        for arm in one.arms
    }
    begin = {one.id: min(enrolled[one.id, arm.id].start for arm in one.arms) for one in predictions}
    figures: dict[str, tuple[float, ...]] = {}
    for group in _groups(predictions, begin):
        figures |= _run(model, group, enrolled, begin[group[0].id], rtol)
    return tuple(
        PredictionResult(
            id=one.id,
            figures=figures[one.id],
            held=tuple(
                _within(figure, check)
                for figure, check in zip(figures[one.id], one.checks, strict=True)
            ),
        )
        for one in predictions
    )


def _groups(
    predictions: Sequence[Prediction], begin: Mapping[str, float]
) -> list[list[Prediction]]:
    """Return predictions that can be run together: typical patients by start, each cohort alone."""
    typical: dict[float, list[Prediction]] = {}
    cohorts = []
    for one in predictions:
        if one.patients == 1:
            typical.setdefault(begin[one.id], []).append(one)
        else:
            cohorts.append([one])
    return [*typical.values(), *cohorts]


def _enrolled(
    model: Model,
    population: Population,
    one: Prediction,
    arm: PredictionArm,
    products: Mapping[str, Product],
    shelf: Mapping[str, Strategy],
    regimens: Sequence[Regimen],
    listed: Sequence[Product],
    seed: int,
) -> Cohort:
    where = f"prediction {one.id}, arm {arm.id}"
    name = arm.product or one.product
    for asked, among in ((name, products), *((each, shelf) for each in arm.strategies)):
        if asked not in among:
            raise InputError(
                what=Text(zh="没有这个产品或策略", en="there is no such product or strategy"),
                where=where,
                found=repr(asked),
                do=names_near(asked, list(among), listed="trephine.library"),
            )
    product = products[name]
    if arm.share > 0:
        dose = replace(product.dose, value=product.dose.value * arm.share)
        product = replace(product, dose=dose)
    words = Text(zh=f"预测 {one.id} 的 {arm.id} 组", en=f"arm {arm.id} of prediction {one.id}")
    own = Strategy(
        id=f"{one.id}/{arm.id}",
        kind="strategy",
        topic="outside",
        label=words,
        text=words,
        expects=words,
        at=(),
        sureness="very low",
        evidence=(),
        changes=arm.changes,
        doses=arm.doses,
    )
    cohort = enrol(
        model,
        population,
        product,
        (own, *(shelf[each] for each in arm.strategies)),
        one.patients,
        seed,
        regimens,
        products=listed,
        typical=one.patients == 1,
    )
    if arm.share > 0:
        return cohort
    cells = [at for at, state in enumerate(model.states) if state.id.rstrip("12") == INFUSED]
    amounts = np.where(np.isin(cohort.doses.targets, cells), 0.0, cohort.doses.amounts)
    return replace(cohort, doses=replace(cohort.doses, amounts=amounts))


def _run(
    model: Model,
    group: Sequence[Prediction],
    enrolled: Mapping[tuple[str, str], Cohort],
    start: float,
    rtol: float,
) -> dict[str, tuple[float, ...]]:
    rows: dict[tuple[str, str], slice] = {}
    held: list[Cohort] = []
    n = 0
    for one in group:
        for arm in one.arms:
            cohort = enrolled[one.id, arm.id]
            rows[one.id, arm.id] = slice(n, n + len(cohort))
            held.append(cohort)
            n += len(cohort)
    end = max(one.days for one in group)
    points = _points(start, end, group)
    names = tuple(
        dict.fromkeys(
            measure.of
            for one in group
            for check in one.checks
            for measure in (check.measure, check.over)
            if measure is not None
        )
    )
    patients = Patients(
        numbers=np.arange(n, dtype=np.int64),
        parameters=np.concatenate([one.patients.parameters for one in held]),
    )
    solution = solve(
        model,
        patients,
        _joined([one.doses for one in held]),
        start=start,
        end=end,
        names=names,
        times=points,
        rtol=rtol,
    )
    values = {name: np.asarray(solution.of(name)) for name in names}

    def figure(one: Prediction, arm: str, measure: TrajectoryMeasure) -> Column:
        high = one.days if measure.high is None else min(measure.high, one.days)
        found = reduce(replace(measure, high=high), points, values[measure.of][rows[one.id, arm]])
        failed = solution.status[rows[one.id, arm]] != 0
        if measure.kind in _LATE:
            found = np.where(np.isnan(found), inf, found)
        if measure.kind in _NEVER:
            found = np.where(np.isnan(found), -inf, found)
        return np.where(failed, np.nan, found)

    return {one.id: tuple(_figure(one, check, figure) for check in one.checks) for one in group}


def _points(start: float, end: float, group: Sequence[Prediction]) -> Column:
    """Return the days observed: the grid, and every day that a check names."""
    days: list[Column] = []
    low = start
    for step, until in _GRID:
        high = min(until, end)
        days.append(np.arange(low, high + step / 2, step))
        low = max(high, start)
    measures = (
        each for one in group for check in one.checks for each in (check.measure, check.over)
    )
    named = [
        edge for each in measures if each for edge in (each.low, each.high) if edge is not None
    ]
    days.append(np.array([*named, end]))
    points = np.unique(np.concatenate(days))
    return points[(points >= start) & (points <= end)]


def _figure(one: Prediction, check: PredictionCheck, figure: Figure) -> float:
    with np.errstate(invalid="ignore", divide="ignore"):
        mine = _own(one, check, check.arm, figure)
        if check.compare == "share":
            if check.limit is None or np.isnan(mine).any():
                return float("nan")
            return float(np.mean(mine <= check.limit))
        if not check.against:
            return float(np.median(_alone(one, check, mine, figure)))
        other = _own(one, check, check.against, figure)
        if check.compare == "difference":
            return float(np.median(mine - other))
        if check.compare == "ratio":
            return float(np.median(mine / other))
        return float(np.median(np.log10(np.maximum(mine, _LEAST) / np.maximum(other, _LEAST))))


def _own(one: Prediction, check: PredictionCheck, arm: str, figure: Figure) -> Column:
    """Return the figure of an arm, divided by the second one where there is one to divide by."""
    mine = figure(one, arm, check.measure)
    apart = check.compare in {"difference", "decades"} and not check.against
    if check.over is None or apart:
        return mine
    return np.asarray(mine / figure(one, arm, check.over))


def _alone(one: Prediction, check: PredictionCheck, mine: Column, figure: Figure) -> Column:
    if check.over is None or check.compare not in {"difference", "decades"}:
        return mine
    other = figure(one, check.arm, check.over)
    if check.compare == "difference":
        return np.asarray(mine - other)
    return np.asarray(np.log10(np.maximum(mine, _LEAST) / np.maximum(other, _LEAST)))


def _within(figure: float, check: PredictionCheck) -> bool:
    if np.isnan(figure):
        return False
    low = -inf if check.above is None else check.above
    high = inf if check.below is None else check.below
    return low <= figure <= high


def _joined(doses: Sequence[Doses]) -> Doses:
    """Return doses of many cohorts as one table, padded with doses that never come."""
    width = max(one.times.shape[1] for one in doses)

    def padded(table: NDArray[np.generic], fill: float) -> NDArray[np.generic]:
        return np.pad(table, ((0, 0), (0, width - table.shape[1])), constant_values=fill)

    return Doses(
        times=np.concatenate([padded(one.times, inf) for one in doses]),
        targets=np.concatenate([padded(one.targets, 0) for one in doses]).astype(np.int32),
        amounts=np.concatenate([padded(one.amounts, 0.0) for one in doses]),
    )
