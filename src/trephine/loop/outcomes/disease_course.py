"""disease_course: best response, its day, progression and residual disease of many patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from trephine.care.response.compile_response import ABSENT, ResponseArrays, compile_response
from trephine.care.response.options import ResponseOptions, standard_options
from trephine.core.observable import Observable
from trephine.core.response import ResponseCriteria, Threshold, depth
from trephine.loop.outcomes.disease_readings import DiseaseReadings, gather

Days = NDArray[np.float64]
Codes = NDArray[np.int8]
_PD, _PR, _CR = depth("PD"), depth("PR"), depth("CR")
_EXACT_METHODS = ("ngf", "ngs")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiseaseCourse:
    """What came of each patient's disease by IMWG 2016, (patients,); days from the infusion.

    ``measurable``: serum, urine or light chains were measurable at baseline; ``by_marrow``: nothing
    but the marrow was (judged, and named apart: trials do not enrol it). ``best_response`` is the
    depth (sCR 6 to PD 0, NE -1) of the best confirmed response before progression; PD where
    progression was confirmed and nothing could be judged before. ``response_day`` is the first
    visit of the first confirmed PR or better, ``cr_day`` of CR or better; ``progression_day`` the
    first visit of confirmed progression; NaN for never. ``last_visit_day`` is the last visit that
    could be judged, NaN for none: where progression-free time is censored. ``mrd_tested`` 1 or 0;
    ``mrd_negative`` 1 where a test was negative at the criteria's sensitivity by next-generation
    flow or sequencing, -1 never tested; ``mrd_day`` its first day; ``mrd_in_cr`` and
    ``mrd_in_cr_day`` the same in CR or better on that day, as IMWG asks. ``suspected``, no column:
    the last visit that could be judged shows progression that none has confirmed.
    """

    measurable: NDArray[np.bool_]
    by_marrow: NDArray[np.bool_]
    best_response: Codes
    response_day: Days
    cr_day: Days
    progression_day: Days
    last_visit_day: Days
    mrd_tested: Codes
    mrd_negative: Codes
    mrd_day: Days
    mrd_in_cr: Codes
    mrd_in_cr_day: Days
    suspected: NDArray[np.bool_]

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns by name, as the table of patients holds them."""
        return {
            name: np.asarray(getattr(self, name), dtype=np.int8 if own == "bool" else None)
            for name, own in (
                (name, getattr(self, name).dtype.name)
                for name in self.__dataclass_fields__
                if name != "suspected"
            )
        }


def disease_course(
    readings: DiseaseReadings,
    observables: Sequence[Observable],
    criteria: ResponseCriteria,
    options: ResponseOptions | None = None,
) -> DiseaseCourse:
    """Judge many patients' disease by the clinic's algorithm over arrays.

    Equal, patient by patient, to ``respond`` on the assessments that ``visits_of`` reads from the
    patient's Record. It knows no death and censors nothing. Raises InputError, MethodError (see
    ``gather`` and ``compile_response``).
    """
    chosen = standard_options(criteria) if options is None else options
    found = gather(readings, observables)
    batch = compile_response(criteria, chosen)(
        found.baseline, found.visits, found.days, found.new_therapy
    )
    levels = batch.levels.astype(np.int64)
    judged = (levels != ABSENT) & (levels >= _PD)
    place = np.arange(levels.shape[1])
    progressed = batch.progression >= 0
    cut = np.where(progressed, batch.progression, levels.shape[1])
    best = np.where(
        progressed,
        np.where(batch.best_before_pd > _PD, batch.best_before_pd, _PD),
        batch.best_confirmed,
    )
    started = np.where(np.isnan(found.new_therapy), np.inf, found.new_therapy)
    may = judged & (place < cut[:, None]) & (found.days < started[:, None])
    pair = _borne_out(levels, may, always=chosen.confirmation == "not_required")
    day = found.days + found.from_infusion[:, None]
    measurable, by_marrow = _measurable(found.baseline, criteria, chosen)
    tested, negative = _residual(found.mrd, levels.shape, observables, criteria)
    in_cr = negative & (levels >= _CR)
    return DiseaseCourse(
        measurable=measurable,
        by_marrow=by_marrow,
        best_response=best.astype(np.int8),
        response_day=_first(pair >= _PR, day),
        cr_day=_first(pair >= _CR, day),
        progression_day=_first(progressed[:, None] & (place == cut[:, None]), day),
        last_visit_day=_first(judged[:, ::-1], day[:, ::-1]),
        mrd_tested=np.asarray(tested.any(axis=1), dtype=np.int8),
        mrd_negative=_known(negative, tested),
        mrd_day=_first(negative, day),
        mrd_in_cr=_known(in_cr, tested),
        mrd_in_cr_day=_first(in_cr, day),
        suspected=~progressed & judged.any(axis=1) & (_last(levels, judged) == _PD),
    )


def _borne_out(
    levels: NDArray[np.int64], may: NDArray[np.bool_], *, always: bool
) -> NDArray[np.int64]:
    """Return the level that each visit and the next judged one bear out; -1 where none does."""
    out = np.full(levels.shape, -1, dtype=np.int64)
    following = np.full(levels.shape[0], -1, dtype=np.int64)
    for v in range(levels.shape[1] - 1, -1, -1):
        own = levels[:, v]
        out[:, v] = np.where(may[:, v], own if always else np.minimum(own, following), -1)
        following = np.where(may[:, v], own, following)
    return out


def _first(holds: NDArray[np.bool_], day: Days) -> Days:
    """Return the day of the first visit at which something holds; NaN for never."""
    rows = np.arange(holds.shape[0])
    return np.where(holds.any(axis=1), day[rows, holds.argmax(axis=1)], np.nan)


def _last(levels: NDArray[np.int64], judged: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the level of the last visit that could be judged; where none could, of the last."""
    rows = np.arange(levels.shape[0])
    return np.asarray(levels[rows, levels.shape[1] - 1 - judged[:, ::-1].argmax(axis=1)])


def _known(holds: NDArray[np.bool_], tested: NDArray[np.bool_]) -> Codes:
    return np.where(tested.any(axis=1), holds.any(axis=1), -1).astype(np.int8)


def _measurable(
    baseline: ResponseArrays, criteria: ResponseCriteria, options: ResponseOptions
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who had measurable serum, urine or light chains, and who nothing but marrow."""
    n = next(len(v) for v in (getattr(baseline, f) for f in _BASE) if v is not None)
    serum, urine, kappa, lambda_, marrow = (
        np.full(n, np.nan) if own is None else own
        for own in (getattr(baseline, name) for name in _BASE)
    )
    secreted = _met(serum, criteria.serum_measurable) | _met(urine, criteria.urine_measurable)
    neither = ~secreted & ~np.isnan(serum) & ~np.isnan(urine)
    chains = ~np.isnan(kappa) & ~np.isnan(lambda_)
    normal = _met(kappa, criteria.ratio_low, lambda_) & _met(kappa, criteria.ratio_high, lambda_)
    odd = chains & (~normal | (lambda_ == 0)) & ~((kappa == 0) & (lambda_ == 0))
    flc = odd & _met(np.fmax(kappa, lambda_), criteria.flc_measurable)
    seen = chains | (options.flc_unknown_at_baseline != "NE")
    alone = neither & ~flc & seen & _met(marrow, criteria.marrow_measurable)
    return secreted | (neither & flc), alone


_BASE = ("serum_m", "urine_m", "kappa", "lambda_", "marrow_pc")


def _met(values: Days, threshold: Threshold, over: Days | float = 1.0) -> NDArray[np.bool_]:
    """Compare values (a ratio: ``over`` another) in whole thousandths; unknown meets nothing."""
    left = np.rint(values * 1000.0) * 1000.0
    right = np.rint(float(threshold.value) * 1000.0) * np.rint(np.asarray(over) * 1000.0)
    compared = {">=": np.greater_equal, ">": np.greater, "<=": np.less_equal, "<": np.less}
    return np.asarray(compared[threshold.comparator](left, right), dtype=np.bool_)


def _residual(
    codes: Mapping[str, NDArray[np.int64]],
    shape: tuple[int, ...],
    observables: Sequence[Observable],
    criteria: ResponseCriteria,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where residual disease was looked for, and where a sensitive test was negative."""
    none = np.zeros(shape, dtype=np.bool_)
    if "mrd" not in codes:
        return none, none
    choices = {one.id: [c.code for c in one.choices] for one in observables if one.id in codes}
    tested = codes["mrd"] >= 0
    negative = codes["mrd"] == choices["mrd"].index("negative")
    fits = np.zeros(shape, dtype=np.bool_)
    if "mrd_method" in codes and "mrd_sensitivity" in codes:
        methods = [i for i, code in enumerate(choices["mrd_method"]) if code in _EXACT_METHODS]
        enough = [
            i
            for i, code in enumerate(choices["mrd_sensitivity"])
            if criteria.mrd_sensitivity.met(Fraction(Decimal(code)))
        ]
        fits = np.isin(codes["mrd_method"], methods) & np.isin(codes["mrd_sensitivity"], enough)
    return tested, tested & negative & fits
