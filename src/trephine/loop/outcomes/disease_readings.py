"""gather: the disease readings of many patients as baseline and assessments, as a Record's are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.response.compile_response import ResponseArrays
from trephine.care.response.visits_of import GATHERED_DAYS
from trephine.core.error import InputError, MethodError
from trephine.core.observable import Observable
from trephine.core.text import Text
from trephine.loop.outcomes.assessment_kernel import join

Array = NDArray[np.float64]
Minutes = NDArray[np.int64]

DAY = 1440
# A minute below this one stands for none: no trial begins two thousand years before its infusion.
NEVER = -(10**9)

# The order in which the readings of one moment join an assessment, as visits_of has it.
DISEASE = (
    "serum_m_protein",
    "urine_m_protein",
    "kappa_flc",
    "lambda_flc",
    "iga",
    "serum_ife",
    "urine_ife",
    "marrow_plasma_cells",
    "marrow_clonal_plasma_cells",
    "plasmacytoma_spd",
    "plasmacytoma_longest",
    "new_lesion",
    "mrd",
    "mrd_method",
    "mrd_sensitivity",
)
# The field of ResponseArrays, and the code that counts as 1 where the observable is a choice.
_FIELDS = {
    "serum_m_protein": ("serum_m", ""),
    "urine_m_protein": ("urine_m", ""),
    "kappa_flc": ("kappa", ""),
    "lambda_flc": ("lambda_", ""),
    "serum_ife": ("serum_ife", "positive"),
    "urine_ife": ("urine_ife", "positive"),
    "marrow_plasma_cells": ("marrow_pc", ""),
    "marrow_clonal_plasma_cells": ("clonality", "present"),
    "plasmacytoma_spd": ("spd", ""),
    "new_lesion": ("new_lesion", ""),
}
# Read by the algorithm over visits alone: refused here, so that nothing is passed over in silence.
_UNREAD = ("flc_ratio", "circulating_plasma_cells", "ife_antibody_interference", "clinical_relapse")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiseaseReadings:
    """The disease readings of many patients at the rounds of a trial, before and after infusion.

    ``minutes`` int64 (rounds,), the same for all, or (patients, rounds), rising, from the infusion
    at minute 0; below ``NEVER``: no such round. ``values`` by observable, (patients, rounds), in
    the Chart's encodings: quantity float64, NaN not done; choice int64, the place among the
    choices, -1 not done; yes or no int8, 1, 0, -1 not done. ``start`` is the zoned moment of minute
    0: visits are counted in calendar days of its zone. ``new_therapy`` int64 (patients,), the
    minute at which the next anti-myeloma therapy began, below ``NEVER`` for none. Readings are
    taken as known when they were true: late results do not change what came of the trial.
    """

    start: datetime
    minutes: Minutes
    values: Mapping[str, NDArray[Any]]
    new_therapy: Minutes | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assessments:
    """Baseline and assessments: (patients,) and (patients, assessments), NaN where there is none.

    ``days`` are counted from the baseline, ``from_infusion`` is the baseline's own day counted from
    the infusion (not positive). ``mrd`` holds codes by observable, -1 where not done.
    """

    baseline: ResponseArrays
    visits: ResponseArrays
    days: Array
    from_infusion: Array
    new_therapy: Array
    mrd: Mapping[str, NDArray[np.int64]]


def gather(
    readings: DiseaseReadings,
    observables: Sequence[Observable],
    *,
    gathered_days: int = GATHERED_DAYS,
) -> Assessments:
    """Return what ``visits_of`` reads from each patient's Record, for all patients at once.

    The baseline is the latest value of each test before the infusion; afterwards readings within
    ``gathered_days`` of the first belong to one assessment, dated by that first one, and a test
    that is repeated opens the next. A second infusion does not begin a new course here (it does in
    ``visits_of``): give it as ``new_therapy``. Raises InputError for shapes that do not fit or
    minutes that fall, MethodError for an observable that the arrays cannot hold.
    """
    done, values, minutes = _checked(readings)
    n, rounds = minutes.shape
    day = _calendar_days(minutes, readings.start)
    baseline = {name: np.full(n, np.nan) for name in values}
    at = np.full(n, NEVER, dtype=np.int64)
    for v in range(rounds):
        early = (minutes[:, v] < 0) & (minutes[:, v] > NEVER)
        for name in values if early.any() else ():
            before = done[name][:, v] & early
            baseline[name][before] = values[name][before, v]
            at[before] = minutes[before, v]
    first = np.where(at > NEVER, _calendar_days(at[:, None], readings.start)[:, 0], 0.0)
    after, when = _grouped(done, values, minutes, day, gathered_days * DAY)
    therapy = np.full(n, np.nan)
    if readings.new_therapy is not None:
        begun = readings.new_therapy > 0
        on = _calendar_days(readings.new_therapy[:, None], readings.start)[:, 0]
        therapy[begun] = on[begun] - first[begun]
    by_id = {one.id: one for one in observables}
    return Assessments(
        baseline=_arrays(baseline, by_id),
        visits=_arrays(after, by_id),
        days=when - first[:, None],
        from_infusion=first,
        new_therapy=therapy,
        mrd={
            name: np.where(np.isnan(after[name]), -1, after[name]).astype(np.int64)
            for name in ("mrd", "mrd_method", "mrd_sensitivity")
            if name in after
        },
    )


def _checked(
    readings: DiseaseReadings,
) -> tuple[dict[str, NDArray[np.bool_]], dict[str, Array], Minutes]:
    """Return what was done and the values as numbers, NaN where not done, in gathering order."""
    unread = [name for name in _UNREAD if name in readings.values]
    if unread:
        raise MethodError(
            what=Text(
                zh="批量计算不读取这些检查", en="these tests are not read over many patients"
            ),
            where="DiseaseReadings.values",
            found=", ".join(unread),
            do=Text(
                zh="逐例用 care.response.respond，或不给出",
                en="use care.response.respond patient by patient, or leave them out",
            ),
        )
    shapes = {name: np.shape(column) for name, column in readings.values.items()}
    shape = next(iter(shapes.values()), (0, 0))
    strange = {n: s for n, s in shapes.items() if s != shape or len(s) != 2 or n not in DISEASE}
    if strange or not shapes:
        raise InputError(
            what=Text(zh="病情读数的数组不一致", en="the disease readings do not fit together"),
            where="DiseaseReadings.values",
            found=", ".join(f"{n} {s}" for n, s in strange.items()) or "0",
            do=Text(
                zh=f"各为（患者，轮次），可用：{', '.join(DISEASE)}",
                en=f"each is (patients, rounds); known: {', '.join(DISEASE)}",
            ),
        )
    fits = np.shape(readings.minutes) in {shape, shape[1:]}
    minutes = np.broadcast_to(readings.minutes, shape) if fits else np.zeros((0, 0), dtype=np.int64)
    there = minutes > NEVER
    latest = np.maximum.accumulate(np.where(there, minutes, NEVER), axis=1) if fits else minutes
    if not fits or (there & (minutes < latest)).any() or readings.start.tzinfo is None:
        raise InputError(
            what=Text(
                zh="时刻不递增、形状不符或无时区", en="times that fall, do not fit or have no zone"
            ),
            where="DiseaseReadings.minutes / start",
            found=f"{np.shape(readings.minutes)} for {shape}, start {readings.start}",
            do=Text(
                zh="每名患者的时刻依次递增，start 写明时区",
                en="let each patient's minutes rise, and state the zone of start",
            ),
        )
    values: dict[str, Array] = {}
    for name in DISEASE:
        if name in readings.values:
            column = np.asarray(readings.values[name])
            known = ~np.isnan(column) if column.dtype.kind == "f" else column >= 0
            values[name] = np.where(known & there, column, np.nan).astype(np.float64)
    return {name: ~np.isnan(column) for name, column in values.items()}, values, minutes


def _grouped(
    done: Mapping[str, NDArray[np.bool_]],
    values: Mapping[str, Array],
    minutes: Minutes,
    day: Array,
    within: int,
) -> tuple[dict[str, Array], Array]:
    """Return the values and the day from the infusion of each assessment, in order."""
    n, rounds = minutes.shape
    out = {name: np.full((n, rounds), np.nan) for name in values}
    when = np.full((n, rounds), np.nan)
    group = np.full(n, -1, dtype=np.int64)
    opened = np.full(n, NEVER, dtype=np.int64)
    last = np.full((n, len(values)), NEVER, dtype=np.int64)
    for v in range(rounds):
        t = np.ascontiguousarray(minutes[:, v])
        for row, name in enumerate(values):
            join(
                done[name][:, v], values[name][:, v], t, day[:, v], within, NEVER,
                row, group, opened, last, when, out[name],
            )  # fmt: skip
    most = max(int(group.max(initial=-1)) + 1, 1)
    return {name: np.ascontiguousarray(column[:, :most]) for name, column in out.items()}, when[
        :, :most
    ]


def _calendar_days(minutes: Minutes, start: datetime) -> Array:
    """Return days from the day of ``start`` in its zone; the few distinct minutes are looked up."""
    found = np.full(minutes.shape, np.nan)
    first = start.astimezone(UTC)
    for v in range(minutes.shape[1]):
        # One round is at one minute for all who are there, or at few.
        left = np.flatnonzero(minutes[:, v] > NEVER)
        while left.size:
            one = int(minutes[left[0], v])
            on = (first + timedelta(minutes=one)).astimezone(start.tzinfo).date()
            same = minutes[left, v] == one
            found[left[same], v] = float((on - start.date()).days)
            left = left[~same]
    return found


def _arrays(values: Mapping[str, Array], observables: Mapping[str, Observable]) -> ResponseArrays:
    given: dict[str, Array] = {}
    for name, (field, code) in _FIELDS.items():
        if name not in values:
            continue
        column = values[name]
        if code:
            place = [one.code for one in observables[name].choices].index(code)
            column = np.where(np.isnan(column), np.nan, (column == place).astype(np.float64))
        given[field] = column
    return ResponseArrays(**given)
