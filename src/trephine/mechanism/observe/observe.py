"""observe: a run's values become the records of its patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.readout import Readout, Readouts
from trephine.core.record import Reading, ReadingValue, Record
from trephine.core.text import Text
from trephine.mechanism.cohort import Administration
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.given_readings import given_readings
from trephine.mechanism.observe.infections import Infection, illness, infections
from trephine.mechanism.observe.measured import exact, measured, noisy
from trephine.mechanism.observe.plan import ObservationPlan
from trephine.mechanism.random.stream import Stream
from trephine.mechanism.solution import Solution

Vector = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]
# A draw's place follows from its minute, so that other readings, or a longer run, do not move it.
_MINUTES, _FIRST = 1440, 1000.0
# An infection is looked at when it begins, daily for three more days, half-way and at its end.
_LOOKS = (0.1, 1.1, 2.1, 3.1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observed:
    """The records of a run's patients, their infections, and whose run failed before its end."""

    records: tuple[Record, ...]
    infections: tuple[tuple[Infection, ...], ...]
    failed: tuple[int, ...]


def observe(
    solution: Solution,
    states: Sequence[str],
    covariates: Columns,
    numbers: NDArray[np.int64],
    readouts: Readouts,
    observables: Mapping[str, Observable],
    planned: ObservationPlan,
    *,
    seed: int,
    infusion: datetime,
    administrations: Sequence[Administration] = (),
    stated: Mapping[str, ReadingValue] | None = None,
    named: Mapping[str, str] | None = None,
    support: Mapping[str, Vector] | None = None,
    until: Vector | None = None,
    died: NDArray[np.bool_] | None = None,
    prefix: str = "virtual",
) -> Observed:
    """Return the Record of every patient of a run, all its readings of origin ``simulated``.

    ``solution`` holds the quantities and times of ``planned``; ``states`` are the ids of the
    model's states, to say what a dose was given to. ``covariates`` are columns ``[n]``; one that
    bears the name of an observable, or that ``named`` gives one, is also written down before
    treatment, like ``stated``, what holds for all. ``infusion`` is the moment of day 0, with its
    zone. ``support`` puts columns ``[n, len(planned.times)]`` in the place of terms, where care
    decides on it. ``until``: the day of death (``died``) or of the last visit. Nothing is written
    after a patient's run failed.

    Draws hang on seed, patient, observable and minute alone. It takes no decision and gives no
    treatment. Raises InputError for a moment without a zone, quantities that the run does not
    have, and formulas that name what is not known.
    """
    _check(solution, planned, infusion)
    n = len(numbers)
    columns = {**{name: np.full(n, value) for name, value in readouts.assumed}, **covariates}
    values = {name: solution.of(name) for name in planned.names}
    wide = {**values, **{k: np.asarray(v)[:, None] for k, v in columns.items()}}
    hazard = evaluate(readouts.infection.hazard, wide, f"{readouts.model}: infection")
    times = np.asarray(solution.times, dtype=np.float64)
    ill = infections(readouts.infection, np.asarray(hazard), times, numbers, seed)
    records = []
    for row, number in enumerate(numbers):
        last = float(until[row]) if until is not None else float("inf")
        person = {name: column[row] for name, column in columns.items()}
        one = _Patient(
            number=int(number),
            times=times,
            values={name: found[row] for name, found in values.items()},
            person=person,
            ill=tuple(i for i in ill[row] if i.onset < last),
            support={name: np.asarray(column)[row] for name, column in (support or {}).items()},
            last=min(last, float(np.nan_to_num(solution.failed_at[row], nan=np.inf))),
        )
        readings = _before(
            one, readouts, observables, covariates, stated or {}, infusion, row, named or {}
        )
        readings += given_readings(
            readouts, observables, solution.given, states, administrations, person,
            row=row, infusion=infusion, last=one.last,
        )  # fmt: skip
        for schedule in readouts.schedules:
            mine = tuple(r for r in readouts.readouts if r.schedule == schedule.id)
            days = _days(planned.days[schedule.id], one, ill=schedule.ill)
            readings += _scheduled(one, mine, days, readouts, observables, seed, infusion)
        if died is not None and died[row] and np.isfinite(last):
            readings.append(_reading(observables["death"], last, True, infusion))
        readings.sort(key=lambda reading: reading.time)
        records.append(Record(patient=f"{prefix}-{int(number)}", readings=tuple(readings)))
    failed = tuple(int(i) for i in np.asarray(numbers)[np.asarray(solution.status) != 0])
    return Observed(records=tuple(records), infections=ill, failed=failed)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patient:
    number: int
    times: Vector
    values: Mapping[str, Vector]
    person: Mapping[str, Any]
    ill: tuple[Infection, ...]
    support: Mapping[str, Vector]
    last: float


def _check(solution: Solution, planned: ObservationPlan, infusion: datetime) -> None:
    if infusion.tzinfo is None:
        raise InputError(
            what=Text(zh="时间没有时区", en="the time has no zone"),
            where="infusion",
            found=infusion.isoformat(),
            do=Text(zh="写成 2026-03-02T10:00+08:00", en="write it as 2026-03-02T10:00+08:00"),
        )
    missing = set(planned.names) - set(solution.names)
    short = solution.values is None or not np.isin(planned.times, solution.times).all()
    if missing or short:
        raise InputError(
            what=Text(
                zh="运行结果缺少观察所需的量或时刻",
                en="the run lacks quantities or times that readings need",
            ),
            where="solution",
            found=", ".join(sorted(missing)) or f"{len(solution.times)} times",
            do=Text(
                zh="按 plan() 给出的 names 与 times 求解",
                en="solve for the names and times that plan() gives",
            ),
        )


def _days(days: Vector, one: _Patient, *, ill: bool) -> Vector:
    extra: list[float] = []
    if ill:
        for infection in one.ill:
            looks = [*_LOOKS, infection.days / 2, infection.days - 0.1, infection.days + 0.9]
            extra += [infection.onset + look for look in looks if look <= infection.days + 1]
    found = np.unique(np.round(np.concatenate([days, np.asarray(extra)]), 4))
    kept = (found <= one.last) & (found >= one.times[0]) & (found <= one.times[-1])
    return np.asarray(found[kept])


def _scheduled(
    one: _Patient,
    mine: Sequence[Readout],
    days: Vector,
    readouts: Readouts,
    observables: Mapping[str, Observable],
    seed: int,
    infusion: datetime,
) -> list[Reading]:
    if not len(days) or not mine:
        return []
    at: dict[str, Any] = {name: np.interp(days, one.times, v) for name, v in one.values.items()}
    at |= one.person
    at |= illness(readouts.infection, one.ill, days)
    at["day"] = days
    for term in readouts.terms:
        if term.id in one.support:
            at[term.id] = np.interp(days, one.times, one.support[term.id])
        else:
            at[term.id] = evaluate(term.formula, at, f"{readouts.model}: term {term.id}")
    index = np.round((days + _FIRST) * _MINUTES).astype(np.uint64)
    found: list[Reading] = []
    for readout in mine:
        where = f"{readouts.model}: {readout.observable}"
        observable = observables[readout.observable]
        true = np.broadcast_to(evaluate(readout.formula, at, where), days.shape).astype(np.float64)
        u = np.full(len(days), 0.5)
        if readout.noise != "none":
            stream = Stream(seed=seed, purpose=f"reading: {readout.observable}")
            u = stream.uniforms_at([one.number], index)[0]
        written = measured(readout, observable, noisy(readout, true, u))
        asked = np.ones(len(days))
        if readout.when:
            asked = np.broadcast_to(evaluate(readout.when, at, where), days.shape)
        low, high = (None if x is None else exact(observable, x) for x in readout.limits)
        found += [
            _reading(observable, float(day), value, infusion, low=low, high=high)
            for day, value, take in zip(days, written, asked, strict=True)
            if value is not None and take
        ]
    return found


def _before(
    one: _Patient,
    readouts: Readouts,
    observables: Mapping[str, Observable],
    covariates: Columns,
    stated: Mapping[str, ReadingValue],
    infusion: datetime,
    row: int,
    named: Mapping[str, str],
) -> list[Reading]:
    """Return what is known before treatment: covariates, statements, what holds for all."""
    start = float(one.times[0])
    found = [_reading(observables[name], start, value, infusion) for name, value in stated.items()]
    told_by = {named.get(name, name): name for name in covariates}
    for name, covariate in told_by.items():
        if name in observables and name not in stated:
            value = _plain(observables[name], covariates[covariate][row])
            if value is not None:
                found.append(_reading(observables[name], start, value, infusion))
    for statement in readouts.statements:
        if statement.observable in told_by or statement.observable in stated:
            continue
        where = f"{readouts.model}: {statement.observable}"
        if statement.when and not evaluate(statement.when, one.person, where):
            continue
        told = evaluate(statement.formula, one.person, where) if statement.formula else None
        value = _plain(observables[statement.observable], told, statement.code)
        days = [max(day, start) for day in statement.days]
        if statement.at:
            days.append(float(evaluate(statement.at, one.person, where)))
        found += [
            _reading(observables[statement.observable], day, value, infusion)
            for day in days
            if value is not None and day <= one.last
        ]
    return found


def _plain(observable: Observable, value: Any, code: str = "") -> ReadingValue | None:
    """Return a covariate or a statement as its observable writes it; None where it cannot."""
    if observable.kind == "choices":
        return tuple(sorted(part for part in code.split(",") if part))
    if observable.kind == "choice":
        told = code or str(value)
        return told if told in {choice.code for choice in observable.choices} else None
    if observable.kind in {"yesno", "event"}:
        return bool(value) if value is not None else code == "true"
    if observable.kind == "quantity":
        return exact(observable, float(value if value is not None else code))
    return None


def _reading(
    observable: Observable,
    day: float,
    value: ReadingValue,
    infusion: datetime,
    *,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> Reading:
    number = isinstance(value, Decimal)
    return Reading(
        time=infusion + timedelta(minutes=round(day * _MINUTES)),
        observable=observable.id,
        value=value,
        unit=observable.unit if number else "",
        origin="simulated",
        entered=str(value) if number or isinstance(value, str) else "",
        entered_unit=observable.unit if number else "",
        low=low,
        high=high,
    )
