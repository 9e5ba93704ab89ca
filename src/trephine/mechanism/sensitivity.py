"""sensitivity: which parameters an outcome depends on, over their spreads between patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.option import names_near, one_of
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.run_outcome import RunOutcomes
from trephine.core.text import Text
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.doses import Doses
from trephine.mechanism.enrol import enrol
from trephine.mechanism.outcomes import OutcomePlan, needed_for, plan_outcomes
from trephine.mechanism.patients import Patients
from trephine.mechanism.places import FIRST, SECOND, base_of, ids_of
from trephine.mechanism.progress import Advance
from trephine.mechanism.sensitivity_draw import quantile_of
from trephine.mechanism.sensitivity_index import (
    Index,
    latin_sample,
    prcc_indices,
    sobol_indices,
    sobol_sample,
)
from trephine.mechanism.simulate_check import check_run
from trephine.mechanism.simulate_chunk import CHUNK, outcomes_of
from trephine.mechanism.virtual_arm import VirtualArm

Method = Literal["prcc", "sobol"]
SHARES = (0.125, 0.25, 0.5, 1.0)  # of the sample, at which the indices are shown to settle
LEAST_OVER = 4  # more runs than parameters: below, partial correlations are not defined


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The indices of every parameter on one outcome, and how they settled.

    ``indices`` by parameter; ``settled`` holds for each share of the sample (an eighth to all) the
    first index of every parameter. ``runs`` is the number of virtual patients solved, ``failed`` of
    those left out: for Sobol indices a failed one is replaced by the outcome's median, since the
    design must stay whole. ``reading`` says how a day that never came was read.
    """

    outcome: str
    method: Method
    parameters: tuple[str, ...]
    indices: tuple[Index, ...]
    sizes: tuple[int, ...]
    settled: NDArray[np.float64]
    runs: int
    failed: int
    level: float
    reading: Text


def sensitivity(
    model: Model,
    arm: VirtualArm,
    *,
    population: Population,
    regimens: Sequence[Regimen],
    outcomes: RunOutcomes,
    outcome: str,
    method: Method = "prcc",
    parameters: Sequence[str] = (),
    n: int = 1024,
    days: float = 365.0,
    seed: int = 0,
    level: float = 95.0,
    threads: int = 0,
    products: Sequence[Product] = (),
    changes: Mapping[str, float] | None = None,
    advance: Advance | None = None,
) -> Sensitivity:
    """Vary the parameters of the typical patient over their spreads and index their effects.

    ``prcc``: partial rank correlations of a Latin hypercube of ``n`` (monotone dependence, other
    parameters' linear effect on ranks removed), intervals by Fisher's z. ``sobol``: first-order and
    total shares of the variance (SALib; Saltelli's design of ``n`` × (parameters + 2) patients, n a
    power of 2), bootstrap intervals. ``parameters``: those to vary, by default all that have a
    spread; each is varied alone over its own law, so correlations between them are left out, and
    covariates stay typical. An event's day that never came counts as the end of the run. Raises
    InputError.
    """
    check_run(n=n, days=days, seed=seed, threads=threads)
    names = _chosen(model, parameters)
    _check(outcomes, outcome, method, n)
    if method == "prcc" and n < len(names) + LEAST_OVER:
        raise InputError(
            what=Text(
                zh="样本量不足：偏秩相关需多于参数个数",
                en="The sample is too small: partial ranks need more runs than parameters",
            ),
            where="n",
            found=f"{n}, {len(names)} parameters",
            do=Text(
                zh=f"至少 {len(names) + LEAST_OVER}，例如 1024，或少选几个参数",
                en=f"{len(names) + LEAST_OVER} or more, 1024 say, or fewer parameters",
            ),
        )
    cohort = enrol(
        model, population, arm.product, arm.strategies, 1, seed, regimens, products=products,
        second=arm.second, changes=changes, typical=True,
    )  # fmt: skip
    unit = (sobol_sample if method == "sobol" else latin_sample)(len(names), n, seed)
    table = _table(model, names, unit, cohort.patients.parameters[0])
    plan = plan_outcomes(
        needed_for(outcomes.outcomes, [outcome]), model, days=days, start=cohort.start
    )
    values, solved = _solved(model, plan, table, cohort, days, threads, outcome, advance)
    ends = outcomes.outcome(outcome).ends
    if ends:
        values = np.where(np.isnan(values), days, np.minimum(values, days))
    usable = solved & ~np.isnan(values)
    if not usable.any():
        raise InputError(
            what=Text(zh="没有一例得到这个结局", en="Nobody has this outcome"),
            where=outcome,
            found=f"0 / {len(values)}",
            do=Text(zh="改用别的结局或更长的天数", en="Choose another outcome or more days"),
        )
    if method == "sobol":
        values = np.where(usable, values, np.median(values[usable]))
        usable = np.ones(len(values), dtype=bool)
    found = [
        _indexed(method, names, unit, values, usable, round(n * share), level, seed)
        for share in SHARES
    ]
    return Sensitivity(
        outcome=outcome,
        method=method,
        parameters=tuple(names),
        indices=found[-1],
        sizes=tuple(round(n * share) for share in SHARES),
        settled=np.array([[one.value for one in row] for row in found]),
        runs=len(values),
        failed=int((~solved).sum()),
        level=level,
        reading=_DAY if ends else _VALUE,
    )


_DAY = Text(zh="未发生者按观察结束之日计", en="a day that never came is read as the end of the run")
_VALUE = Text(zh="没有该值的患者未计入", en="patients without the value are left out")


def _indexed(
    method: Method,
    names: Sequence[str],
    unit: NDArray[np.float64],
    values: NDArray[np.float64],
    usable: NDArray[np.bool_],
    size: int,
    level: float,
    seed: int,
) -> tuple[Index, ...]:
    """Return the indices from the first ``size`` points of the design."""
    if method == "sobol":
        return sobol_indices(names, values[: size * (len(names) + 2)], level, seed)
    rows = np.flatnonzero(usable[:size])
    return prcc_indices(names, unit[rows], values[rows], level)


def _table(
    model: Model, names: Sequence[str], unit: NDArray[np.float64], base: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the parameters of every point: both places of a parameter move together."""
    known = {one.id: at for at, one in enumerate(model.parameters)}
    table = np.tile(base, (len(unit), 1))
    for column, name in enumerate(names):
        for own in ids_of(name, known, (FIRST, SECOND)):
            at = known[own]
            if model.parameters[at].spread is None:
                continue  # the second place may be fixed where the first one varies
            table[:, at] = quantile_of(model.parameters[at], float(base[at]), unit[:, column])
    return table


def _solved(
    model: Model,
    plan: OutcomePlan,
    table: NDArray[np.float64],
    cohort: Cohort,
    days: float,
    threads: int,
    outcome: str,
    advance: Advance | None,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the outcome of every row of parameters, and whether its integration succeeded."""
    doses = cohort.doses
    values, solved = np.full(len(table), np.nan), np.zeros(len(table), dtype=bool)
    for first in range(0, len(table), CHUNK):
        rows = slice(first, min(first + CHUNK, len(table)))
        n = rows.stop - rows.start
        same = Doses(
            times=np.repeat(doses.times, n, axis=0),
            targets=np.repeat(doses.targets, n, axis=0),
            amounts=np.repeat(doses.amounts, n, axis=0),
        )
        people = Patients(
            numbers=np.arange(rows.start, rows.stop, dtype=np.int64),
            parameters=np.ascontiguousarray(table[rows]),
        )
        columns, bad, _ = outcomes_of(
            model, plan, people, same, start=cohort.start, days=days, threads=threads
        )
        values[rows], solved[rows] = columns[outcome], ~bad
        if advance:
            advance(rows.stop, len(table), 0)
    return values, solved


def _chosen(model: Model, parameters: Sequence[str]) -> list[str]:
    """Return the parameters to vary, places left out: those named, or all that have a spread."""
    known = {one.id: one for one in model.parameters}
    varying = [
        base_of(one.id, known)
        for one in model.parameters
        if one.spread is not None and not one.formula
    ]
    varying = list(dict.fromkeys(varying))
    for name in parameters:
        if name not in varying:
            raise InputError(
                what=Text(
                    zh="没有这个参数，或它在患者间没有差异",
                    en="There is no such parameter, or it does not vary between patients",
                ),
                where="parameters",
                found=name,
                do=names_near(name, varying, listed="trephine model show --parameters"),
            )
    found = list(dict.fromkeys(parameters)) or varying
    if not found:
        raise InputError(
            what=Text(zh="模型的参数都没有患者间差异", en="No parameter of the model varies"),
            where=model.id,
            found="0",
            do=Text(zh="在参数表中给出差异", en="give parameters a spread in their table"),
        )
    return found


def _check(outcomes: RunOutcomes, outcome: str, method: str, n: int) -> None:
    one_of("method", method, ("prcc", "sobol"))
    if n < 64 or (method == "sobol" and n & (n - 1)):
        raise InputError(
            what=Text(
                zh="样本量至少 64；Sobol 设计须为 2 的幂",
                en="The sample is of 64 or more, a power of 2 for Sobol's design",
            ),
            where="n",
            found=str(n),
            do=Text(zh="例如 256、512、1024", en="256, 512 or 1024, say"),
        )
    known = [one.id for one in outcomes.outcomes]
    if outcome not in known:
        raise InputError(
            what=Text(zh="没有这个结局", en="There is no such outcome"),
            where="outcome",
            found=outcome,
            do=names_near(outcome, known, listed="trephine model show --outcomes"),
        )
