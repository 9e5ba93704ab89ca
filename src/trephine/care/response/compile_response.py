"""compile_response: the same algorithm over arrays, for millions of simulated sequences."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from trephine.care.response.judge_all import judge_all
from trephine.care.response.options import ResponseOptions, check_options, standard_options
from trephine.core.error import InputError, MethodError
from trephine.core.response import DEPTH, ResponseCriteria
from trephine.core.text import Text

Array = NDArray[np.float64]

# A value is rounded to a thousandth of its unit once, on entry: from there all is whole numbers.
_GRAIN = 1000
_UNKNOWN = -(2**62)
ABSENT = -2
_COMPARATORS = {">=": 0, ">": 1, "<=": 2, "<": 3}
# In the order in which the kernel unpacks them.
_THRESHOLDS = (
    "serum_measurable",
    "urine_measurable",
    "flc_measurable",
    "ratio_low",
    "ratio_high",
    "marrow_measurable",
    "marrow_cr",
    "serum_vgpr",
    "urine_vgpr",
    "dflc_vgpr",
    "spd_vgpr",
    "serum_pr",
    "urine_pr_fall",
    "urine_pr_level",
    "dflc_pr",
    "marrow_pr",
    "spd_pr",
    "serum_mr",
    "urine_mr",
    "rise",
    "serum_rise",
    "serum_high_nadir",
    "serum_high_rise",
    "urine_rise",
    "dflc_rise",
    "marrow_rise",
    "spd_rise",
)
_OPTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("nadir", ("lowest_recorded_including_baseline", "lowest_confirmed_including_baseline")),
    (
        "urine_if_unmeasurable_at_baseline",
        ("not_required_below_CR_but_blocks_if_present", "required", "ignored"),
    ),
    ("confirmation", ("next_evaluable_assessment_any_interval", "not_required")),
    ("missing_measurable_marker", ("NE", "from_the_others")),
    ("serum_high_nadir_rule", ("sufficient", "required_too", "off")),
    ("pd_confirmation_after_new_therapy", ("allowed", "not_allowed")),
    ("visits_after_new_therapy", ("graded_but_confirm_no_response", "not_evaluable")),
    ("no_measurable_disease", ("NE", "progression_only")),
    ("baseline_imaging_carry_forward", ("no", "within_window")),
    ("light_chain_escape", ("alert", "progression")),
    ("plasmacytoma_unknown_at_baseline", ("blocks_CR", "taken_as_none")),
    ("flc_unknown_at_baseline", ("marrow", "NE")),
    ("spd_lesion_count_unknown", ("counts", "not_counted")),
    ("progression_without_repeat", ("needs_second_assessment", "confirmed_at_once")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseArrays:
    """Measurements of many patients, NaN where not done; None: never done in any.

    At baseline each array has shape (patients,), after it (patients, visits). Units as in Visit;
    ``serum_ife``, ``urine_ife``: 1 positive, 0 negative; ``clonality``: 1 present, 0 absent;
    ``new_lesion``: 1 or 0. Lesion counts and diameters, circulating plasma cells, a ratio without
    its two chains, quantitative immunoglobulins, antibody interference, MRD and clinical relapse
    are not supported: ``respond`` reads them.
    """

    serum_m: Array | None = None
    urine_m: Array | None = None
    kappa: Array | None = None
    lambda_: Array | None = None
    serum_ife: Array | None = None
    urine_ife: Array | None = None
    marrow_pc: Array | None = None
    clonality: Array | None = None
    spd: Array | None = None
    new_lesion: Array | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseBatch:
    """Response of many patients.

    ``levels`` (patients, visits) and ``best_confirmed`` (patients,) hold depths: PD 0, SD 1, MR 2,
    PR 3, VGPR 4, CR 5, sCR 6, NE -1; -2 where there was no visit. ``best_before_pd`` is -1 where
    nothing was evaluable before, or nothing progressed. ``progression`` is the index of the first
    visit of confirmed progression, -1 where there is none.
    """

    levels: NDArray[np.int8]
    best_confirmed: NDArray[np.int8]
    best_before_pd: NDArray[np.int8]
    progression: NDArray[np.int64]


CompiledResponse = Callable[[ResponseArrays, ResponseArrays, Array, Array | None], ResponseBatch]


def compile_response(
    criteria: ResponseCriteria, options: ResponseOptions | None = None
) -> CompiledResponse:
    """Return a function of (baseline, visits, days, new therapy) that judges many patients.

    ``days`` (patients, visits) are counted from the baseline, rising within a patient, NaN where
    there is no visit; new therapy (patients,) likewise, NaN for none, or None. Values are rounded
    to a thousandth of their unit on entry, so that it equals ``respond`` on such values exactly.
    Raises InputError for shapes, days or amounts that cannot be, MethodError for an option that
    needs what the arrays do not hold.
    """
    chosen = standard_options(criteria) if options is None else options
    check_options(chosen, criteria)
    if chosen.serum_m_by_immunoglobulin != "not_used":
        raise MethodError(
            what=Text(
                zh="批量计算不支持以免疫球蛋白代替血清 M 蛋白",
                en="immunoglobulins in place of serum M-protein are not supported over arrays",
            ),
            where="serum_m_by_immunoglobulin",
            found=chosen.serum_m_by_immunoglobulin,
            do=Text(zh="改用 respond，或直接给出血清值", en="use respond, or give serum values"),
        )
    table = _thresholds(criteria, chosen)
    codes = np.array(
        [names.index(getattr(chosen, name)) for name, names in _OPTIONS]
        + [chosen.bm_window_days, chosen.imaging_window_days],
        dtype=np.int64,
    )

    def judge(
        baseline: ResponseArrays,
        visits: ResponseArrays,
        days: Array,
        new_therapy: Array | None = None,
    ) -> ResponseBatch:
        when = _days(days)
        patients, number = when.shape
        start = np.full(patients, np.nan) if new_therapy is None else new_therapy
        if start.shape != (patients,):
            raise _refused(where="new_therapy", found=str(start.shape), do=f"({patients},)")
        batch = ResponseBatch(
            levels=np.full((patients, number), ABSENT, dtype=np.int8),
            best_confirmed=np.full(patients, -1, dtype=np.int8),
            best_before_pd=np.full(patients, -1, dtype=np.int8),
            progression=np.full(patients, -1, dtype=np.int64),
        )
        judge_all(
            _packed(baseline, (patients,), criteria),
            _packed(visits, (patients, number), criteria),
            when,
            _first_day(start),
            table,
            codes,
            batch.levels,
            batch.best_confirmed,
            batch.best_before_pd,
            batch.progression,
        )
        return batch

    return judge


def level_names(codes: NDArray[np.int8]) -> list[str]:
    """Return the names of depths: ``""`` where there was no visit."""
    names = ["", "NE", *DEPTH]
    return [names[code - ABSENT] for code in codes]


def _thresholds(criteria: ResponseCriteria, options: ResponseOptions) -> NDArray[np.int64]:
    """Return value (in thousandths) and comparator of each threshold the kernel needs."""
    found = []
    for name in _THRESHOLDS:
        threshold = getattr(criteria, name)
        value = threshold.value * _GRAIN
        if value != int(value):
            raise _refused(where=name, found=str(threshold.value), do="a multiple of 0.001")
        code = _COMPARATORS[threshold.comparator]
        if name in {"dflc_vgpr", "spd_vgpr"}:
            boundary = options.vgpr_dflc if name == "dflc_vgpr" else options.vgpr_spd
            code = _COMPARATORS[">" if boundary == "more_than" else ">="]
        found.append((int(value), code))
    return np.array(found, dtype=np.int64)


def _packed(
    arrays: ResponseArrays, shape: tuple[int, ...], criteria: ResponseCriteria
) -> NDArray[np.int64]:
    highest = {one.id: float(one.value) for one in criteria.highest}
    packed = np.full((*shape, len(fields(ResponseArrays))), _UNKNOWN, dtype=np.int64)
    for index, field in enumerate(fields(ResponseArrays)):
        values = getattr(arrays, field.name)
        if values is None:
            continue
        if values.shape != shape:
            raise _refused(where=field.name, found=str(values.shape), do=str(shape))
        known = ~np.isnan(values)
        most = highest.get(field.name)
        wrong = known & ((values < 0) | (values > (1 if most is None else most)))
        if most is None:
            wrong |= known & (values != 0) & (values != 1)
        if wrong.any():
            place = tuple(int(i) for i in np.argwhere(wrong)[0])
            raise _refused(
                where=f"{field.name}{list(place)}",
                found=str(values[place]),
                do="0 / 1" if most is None else f"0 - {most:g}",
            )
        scaled = np.rint(np.where(known, values, 0.0) * _GRAIN).astype(np.int64)
        packed[..., index] = np.where(known, scaled, _UNKNOWN)
    return packed


def _days(days: Array) -> NDArray[np.int64]:
    if days.ndim != 2:
        raise _refused(where="days", found=str(days.shape), do="(patients, visits)")
    there = ~np.isnan(days)
    when = np.where(there, np.nan_to_num(days), 0).astype(np.int64)
    latest = np.maximum.accumulate(np.where(there, when, 0), axis=1)
    before = np.concatenate([np.zeros((len(when), 1), dtype=np.int64), latest[:, :-1]], axis=1)
    wrong = there & ((when <= before) | (days != when))
    if wrong.any():
        row, column = (int(i) for i in np.argwhere(wrong)[0])
        raise _refused(
            where=f"days[{row}, {column}]",
            found=str(days[row, column]),
            do="0 < d1 < d2 < ...",
        )
    return when


def _first_day(start: Array) -> NDArray[np.int64]:
    """Return the first whole day on which new therapy has begun; never, where there is none."""
    return np.where(np.isnan(start), 2**62, np.ceil(np.nan_to_num(start)).astype(np.int64))


def _refused(*, where: str, found: str, do: str) -> InputError:
    return InputError(
        what=Text(zh="数组不符合要求", en="an array is not as it has to be"),
        where=where,
        found=found,
        do=Text(zh=f"应为 {do}", en=f"it has to be {do}"),
    )
