"""one_patient: one patient's own series on the model, between the population and the data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.special import expit, log_ndtr, logit

from trephine.core.error import InputError, MethodError
from trephine.core.kinetics import SeriesPoint
from trephine.core.model import Model, ModelParameter
from trephine.core.text import Text
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.patients import Patients
from trephine.mechanism.solve import solve

Vector = NDArray[np.float64]
# Scores are searched within this many standard deviations of the population.
_REACH = 4.0
# A difference quotient this wide, in scores, stands well above the solver's error of 1e-6.
_STEP = 2e-3
# Where the search starts: the best of so many draws from the population, and the typical patient.
_DRAWS = 48
_STARTS = 3
# Draws that turn the optimum's curvature into the posterior, by their weights.
_POSTERIOR = 300
# Where fewer of them count, the curvature alone is reported.
_LEAST_EFFECTIVE = 25.0
_TINY = 1e-12
_BAND = (0.025, 0.5, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnePatientFit:
    """One patient's fitted parameters with their uncertainty, and trajectories with bands.

    ``values`` ``[d]`` are those of ``parameters`` at the most probable point, ``low`` and ``high``
    their 95% interval; ``width`` their standard deviation in units of the population's: near one,
    the series says nothing of it. ``correlation`` is between them. ``times`` ``[m]`` and ``band``
    ``[quantity, 3, m]`` (2.5%, median, 97.5%) are of ``quantities``, ``before`` the same for the
    population. ``missed`` are the points' residuals in standard deviations (not-a-number for a
    point below the limit that is met). ``effective`` is how many independent draws the interval
    rests on; below 25 it is the curvature's. ``settled``: the search from every start came to one
    optimum.
    """

    parameters: tuple[str, ...]
    values: Vector
    low: Vector
    high: Vector
    width: Vector
    correlation: Vector
    quantities: tuple[str, ...]
    times: Vector
    band: Vector
    before: Vector
    missed: Vector
    effective: float
    settled: bool


def one_patient(
    model: Model,
    typical: Cohort,
    series: Sequence[SeriesPoint],
    parameters: Sequence[str],
    *,
    seed: int,
    until: float | None = None,
    rtol: float = 1e-6,
) -> OnePatientFit:
    """Return the fit of ``parameters`` to one patient's series.

    ``typical`` is one patient as enrolled: its parameters are the prior's medians and the model's
    spreads its widths; its doses are given. The posterior is the prior times a log-normal
    likelihood with each point's ``sd``, in which a point below its limit counts as the chance to
    be there. Found by trust-region least squares from several starts, uncertainty by weighting
    draws around the optimum. ``until``: how far the bands reach, the last point's day and half as
    much again where None. Raises InputError for a parameter that has no spread, a quantity the
    model does not have, or a cohort of several; MethodError for fewer than three points above
    their limit.
    """
    problem = _problem(model, typical, series, parameters, rtol)
    generator = np.random.default_rng(seed)
    d = len(parameters)
    drawn = np.vstack([np.zeros((1, d)), generator.standard_normal((_DRAWS, d))])
    first = problem.residuals(drawn)
    order = np.argsort((first**2).sum(axis=1))[:_STARTS]
    found = [
        least_squares(
            lambda z: problem.residuals(z[None])[0],
            np.clip(drawn[row], -0.9 * _REACH, 0.9 * _REACH),
            jac=problem.slopes,
            bounds=(-_REACH, _REACH),
            x_scale=1.0,
            max_nfev=60,
        )
        for row in order
    ]
    best = min(found, key=lambda one: float(one.cost))
    close = [one for one in found if one.cost <= best.cost + 0.5]
    settled = bool(best.success) and all(np.abs(one.x - best.x).max() < 0.5 for one in close)
    jacobian = problem.slopes(best.x)
    covariance: Vector = np.linalg.inv(jacobian.T @ jacobian).astype(np.float64)
    draws, weights, effective = _weighted(problem, best.x, covariance, generator)
    mean = weights @ draws
    spread = ((draws - mean) * weights[:, None]).T @ (draws - mean)
    if effective < _LEAST_EFFECTIVE:
        draws = best.x + generator.multivariate_normal(np.zeros(d), covariance, _POSTERIOR)
        weights, spread = np.full(_POSTERIOR, 1.0 / _POSTERIOR), covariance
    width = np.sqrt(np.diag(spread))
    edges = np.stack([_quantiles(column, weights, (0.025, 0.975)) for column in draws.T])
    last = max(one.day for one in series)
    end = max(1.5 * last, last + 30.0) if until is None else until
    times = np.unique(np.concatenate([np.arange(0.0, min(60.0, end)), np.linspace(0, end, 80)]))
    quantities = tuple(dict.fromkeys(one.quantity for one in series))
    return OnePatientFit(
        parameters=tuple(parameters),
        values=problem.values(best.x[None])[0],
        low=problem.values(edges[:, 0][None])[0],
        high=problem.values(edges[:, 1][None])[0],
        width=width,
        correlation=spread / np.outer(width, width),
        quantities=quantities,
        times=times,
        band=problem.band(draws, weights, times, quantities),
        before=problem.band(drawn[1:], np.full(_DRAWS, 1.0 / _DRAWS), times, quantities),
        missed=problem.missed(best.x),
        effective=effective,
        settled=settled,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Problem:
    model: Model
    typical: Cohort
    series: tuple[SeriesPoint, ...]
    columns: tuple[int, ...]
    free: tuple[ModelParameter, ...]
    rtol: float

    def values(self, z: Vector) -> Vector:
        """Return parameter values ``[k, d]`` of scores ``[k, d]``, within the model's limits."""
        found = np.empty_like(z)
        for j, (column, one) in enumerate(zip(self.columns, self.free, strict=True)):
            middle = self.typical.patients.parameters[0, column]
            sd = one.spread.sd if one.spread is not None else 0.0
            if one.spread is not None and one.spread.kind == "logitnormal":
                found[:, j] = expit(logit(middle) + sd * z[:, j])
            elif one.spread is not None and one.spread.kind == "lognormal":
                found[:, j] = middle * np.exp(sd * z[:, j])
            else:
                found[:, j] = middle + sd * z[:, j]
            low = -np.inf if one.low is None else one.low
            high = np.inf if one.high is None else one.high
            found[:, j] = np.clip(found[:, j], low, high)
        return found

    def run(self, z: Vector, times: Vector, names: Sequence[str]) -> Vector:
        """Return quantities ``[k, names, times]`` of patients with scores ``z`` ``[k, d]``."""
        k = len(z)
        table = np.repeat(self.typical.patients.parameters[:1], k, axis=0)
        table[:, list(self.columns)] = self.values(z)
        doses = self.typical.doses
        repeated = type(doses)(
            times=np.repeat(doses.times[:1], k, axis=0),
            targets=np.repeat(doses.targets[:1], k, axis=0),
            amounts=np.repeat(doses.amounts[:1], k, axis=0),
        )
        found = solve(
            self.model,
            Patients(numbers=np.arange(k, dtype=np.int64), parameters=table),
            repeated,
            start=self.typical.start,
            end=float(times[-1]),
            names=names,
            times=times,
            rtol=self.rtol,
        )
        values = found.values
        if values is None:  # pragma: no cover  (times are always asked for)
            message = "no values"
            raise AssertionError(message)
        return np.asarray(values)

    def logs(self, z: Vector) -> Vector:
        """Return the logarithm of what each point should read, ``[k, points]``."""
        days = np.unique([one.day for one in self.series])
        names = tuple(dict.fromkeys(one.quantity for one in self.series))
        found = self.run(z, days, names)
        row = [names.index(one.quantity) for one in self.series]
        column = np.searchsorted(days, [one.day for one in self.series])
        return np.asarray(np.log(np.maximum(found[:, row, column], _TINY)))

    def residuals(self, z: Vector) -> Vector:
        """Return residuals ``[k, points + d]``; half their squares' sum is minus the posterior.

        A run that failed is far from everything.
        """
        logs = self.logs(z)
        read = np.log([one.value for one in self.series])
        sd = np.array([one.sd for one in self.series])
        apart = (logs - read) / sd
        below = np.array([one.below for one in self.series])
        # A point below its limit is worth the chance to lie there: a residual of that square.
        chance = np.sqrt(np.maximum(-2.0 * log_ndtr(-apart), 0.0))
        data = np.where(below, chance, apart)
        data = np.where(np.isnan(data), 1e3, data)
        return np.hstack([data, z])

    def slopes(self, z: Vector) -> Vector:
        """Return the Jacobian ``[points + d, d]`` by central differences, in one batch."""
        d = len(z)
        moved = np.vstack([z + _STEP * np.eye(d), z - _STEP * np.eye(d)])
        found = self.residuals(moved)
        return np.asarray((found[:d] - found[d:]).T / (2.0 * _STEP))

    def missed(self, z: Vector) -> Vector:
        residual = self.residuals(z[None])[0, : len(self.series)]
        below = np.array([one.below for one in self.series])
        return np.where(below & (residual < 1.0), np.nan, residual)

    def band(self, draws: Vector, weights: Vector, times: Vector, names: Sequence[str]) -> Vector:
        found = self.run(draws, times, names)
        whole = ~np.isnan(found).any(axis=(1, 2))
        share = weights[whole] / weights[whole].sum()
        return np.stack(
            [
                np.stack([_quantiles(found[whole, q, m], share, _BAND) for m in range(len(times))])
                for q in range(len(names))
            ]
        ).transpose(0, 2, 1)


def _weighted(
    problem: _Problem, centre: Vector, covariance: Vector, generator: np.random.Generator
) -> tuple[Vector, Vector, float]:
    """Return draws from a wide Student law round the optimum, weighted by the posterior."""
    d, freedom = len(centre), 6.0
    factor = np.linalg.cholesky(1.2 * covariance)
    normal = generator.standard_normal((_POSTERIOR, d))
    scale = np.sqrt(freedom / generator.chisquare(freedom, _POSTERIOR))
    draws = np.clip(centre + (normal * scale[:, None]) @ factor.T, -_REACH, _REACH)
    apart = np.linalg.solve(factor, (draws - centre).T)
    proposal = -0.5 * (freedom + d) * np.log1p((apart**2).sum(axis=0) / freedom)
    target = -0.5 * (problem.residuals(draws) ** 2).sum(axis=1)
    logs = target - proposal
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    return draws, weights, float(1.0 / (weights**2).sum())


def _quantiles(values: Vector, weights: Vector, shares: Sequence[float]) -> Vector:
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - 0.5 * weights[order]
    return np.asarray(np.interp(shares, reached, values[order]))


def _problem(
    model: Model,
    typical: Cohort,
    series: Sequence[SeriesPoint],
    parameters: Sequence[str],
    rtol: float,
) -> _Problem:
    if len(typical) != 1:
        found = f"{len(typical)} patients"
        raise _input(found, Text(zh="只给一名患者", en="enrol one patient"))
    seen = sum(not one.below for one in series)
    if seen < 3:
        raise MethodError(
            what=Text(zh="测量值太少，无法拟合", en="too few measurements to fit"),
            where="one_patient",
            found=f"{seen} above the limit, {len(series)} in all",
            do=Text(
                zh="至少三个高于检测限的测量值，最好包括峰值前后",
                en="give at least three above the limit, before and after the peak if possible",
            ),
        )
    early = min(one.day for one in series)
    if early < typical.start:
        found = f"day {early:g}"
        raise _input(found, Text(zh="删去治疗之前的值", en="leave out what came before"))
    ids = [one.id for one in model.parameters]
    columns, free = [], []
    if not parameters:
        found = "0 parameters"
        raise _input(found, Text(zh="至少写一个参数", en="name at least one parameter"))
    for name in parameters:
        known = name in ids and model.parameter(name).spread is not None
        if not known or parameters.count(name) > 1:
            do = Text(
                zh="使用模型中有个体差异的参数，各写一次",
                en="use parameters of the model that differ between patients, each once",
            )
            raise _input(name, do)
        columns.append(ids.index(name))
        free.append(model.parameter(name))
    return _Problem(
        model=model,
        typical=typical,
        series=tuple(series),
        columns=tuple(columns),
        free=tuple(free),
        rtol=rtol,
    )


def _input(found: str, do: Text) -> InputError:
    return InputError(
        what=Text(zh="这样的个体拟合要求不成立", en="this fit of one patient cannot be asked for"),
        where="one_patient",
        found=found,
        do=do,
    )
