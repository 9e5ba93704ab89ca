"""respond: IMWG response at every visit, confirmed over the sequence."""

from collections.abc import Iterable
from datetime import datetime

from trephine.care.response.answer import (
    MrdReport,
    ResponseCourse,
    ResponseFlag,
    VisitResponse,
)
from trephine.care.response.before import Before, before
from trephine.care.response.confirm import Confirmed, confirm
from trephine.care.response.disease import Disease, disease
from trephine.care.response.flags import disease_flags, flags_of
from trephine.care.response.grade import Graded, grade
from trephine.care.response.missing import missing_tests
from trephine.care.response.options import ResponseOptions, check_options, standard_options
from trephine.care.response.residual import residual, sustained
from trephine.care.response.seen import Seen, day_of, seen
from trephine.care.response.visit import Visit
from trephine.care.response.wording import joined
from trephine.core.response import Level, ResponseCriteria, depth
from trephine.core.text import Text


def respond(
    baseline: Visit,
    visits: Iterable[Visit],
    *,
    criteria: ResponseCriteria,
    options: ResponseOptions | None = None,
    new_therapy: int | datetime | None = None,
) -> ResponseCourse:
    """Return the response at every visit and over the course.

    The order of ``visits`` does not matter, and one given twice counts once. ``new_therapy`` is
    the day or moment on which the next anti-myeloma therapy began. Without ``options`` those that
    the criteria's conventions name as standard. It does not judge bone disease, does not compute
    survival, and does not read a laboratory report: units are settled before (see Visit).

    Raises InputError for input that cannot be true (see ``seen``) and for an unknown option.
    Source: IMWG 2016 (kumar2016); which numbers were checked where stands in the criteria.
    """
    chosen = standard_options(criteria) if options is None else options
    check_options(chosen, criteria)
    first, days = seen(baseline, tuple(visits), criteria, chosen)
    start = None if new_therapy is None else day_of(new_therapy, baseline.at)
    kind = disease(first, criteria, chosen)
    judged = tuple(
        _visit(one, first, days[:index], kind, criteria, chosen, start)
        for index, one in enumerate(days)
    )
    confirmed = confirm(judged, start, chosen)
    mrd = residual(days, judged, criteria)
    relapse = _relapse(days, judged, confirmed, criteria, chosen)
    signs = (one.day for one in days if one.visit.clinical_relapse)
    pd = confirmed.progression
    evaluable = any(one.level != "NE" for one in judged)
    best: Level = "PD" if pd else (confirmed.best or "SD") if evaluable else "NE"
    return ResponseCourse(
        disease=kind,
        options=chosen,
        visits=judged,
        best_confirmed=best,
        confirmed_pd=pd,
        best_before_pd=confirmed.best if pd else None,
        progression_day=pd.first_day if pd else None,
        relapse_from_cr_day=relapse,
        relapse_from_mrd_day=_mrd_relapse(mrd, relapse),
        clinical_relapse_day=next(signs, None),
        mrd=mrd,
        sustained_mrd=sustained(mrd, criteria),
        flags=_course_flags(disease_flags(first, kind), judged, confirmed, relapse),
    )


def _visit(
    one: Seen,
    first: Seen,
    earlier: tuple[Seen, ...],
    kind: Disease,
    criteria: ResponseCriteria,
    options: ResponseOptions,
    new_therapy: int | None,
) -> VisitResponse:
    """Return one visit's response: it looks back, never ahead."""

    def graded(now: Seen, held: Before) -> Graded:
        return grade(now, held, first, kind, criteria, options)

    held = before(first, earlier, one, kind, options)
    found = graded(one, held)
    flags = flags_of(one, held, found, kind, criteria, options)
    missing = (
        () if one.conflicting else missing_tests(one, held, kind, lambda *at: graded(*at).level)
    )
    level = found.level
    if (
        new_therapy is not None
        and one.day >= new_therapy
        and options.visits_after_new_therapy == "not_evaluable"
    ):
        level, missing = "NE", ()
    return VisitResponse(
        day=one.day,
        at=one.visit.at,
        level=level,
        components=found.components,
        progression=found.progression,
        missing=missing,
        flags=flags,
        text=_said(level, found, flags),
    )


def _said(level: Level, graded: Graded, flags: tuple[ResponseFlag, ...]) -> Text:
    reasons = tuple(one.text for one in graded.progression) if level == "PD" else ()
    parts = reasons or tuple(one.text for one in graded.components)
    if level == "NE" and not parts:
        parts = tuple(one.text for one in flags)
    if not parts:
        return Text(zh=level, en=level)
    said = joined(parts)
    return Text(zh=f"{level}：{said.zh}", en=f"{level}: {said.en}")


def _relapse(
    days: tuple[Seen, ...],
    judged: tuple[VisitResponse, ...],
    confirmed: Confirmed,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> int | None:
    """Return the first day on which M-protein, marrow or a lesion came back after confirmed CR."""
    if confirmed.cr_day is None:
        return None
    by_serum = options.serum_m_by_immunoglobulin == "not_used"
    for one, visit in zip(days, judged, strict=True):
        if one.day <= confirmed.cr_day or one.conflicting or depth(visit.level) >= depth("CR"):
            continue
        masked = one.visit.antibody_interference and options.antibody_interference != "as_read"
        back = (
            (one.visit.serum_ife == "positive" and not masked)
            or one.visit.urine_ife == "positive"
            or (by_serum and bool(one.serum))
            or bool(one.urine)
            or (one.marrow is not None and criteria.marrow_relapse.met(one.marrow))
            or bool(visit.progression)
        )
        if back:
            return one.day
    return None


def _mrd_relapse(reports: tuple[MrdReport, ...], relapse: int | None) -> int | None:
    """Return the day on which IMWG MRD negativity was lost: a positive test, or relapse from CR."""
    since = next((one.day for one in reports if one.imwg_negative), None)
    if since is None:
        return None
    lost = [one.day for one in reports if one.day > since and one.test.result == "positive"]
    if relapse is not None and relapse > since:
        lost.append(relapse)
    return min(lost, default=None)


def _course_flags(
    opening: tuple[ResponseFlag, ...],
    judged: tuple[VisitResponse, ...],
    confirmed: Confirmed,
    relapse: int | None,
) -> tuple[ResponseFlag, ...]:
    found = [*opening, *(flag for one in judged for flag in one.flags)]
    if relapse is not None:
        found.append(
            ResponseFlag(
                code="relapse_from_CR_dfs_only",
                text=Text(
                    zh=f"第 {relapse} 天自 CR 复发：只用于 DFS，不等于 PD",
                    en=f"relapse from CR on day {relapse}: for disease-free survival alone, "
                    "not progression",
                ),
                day=relapse,
            )
        )
    if confirmed.progression and confirmed.best is not None:
        found.append(
            ResponseFlag(
                code=f"best_before_pd:{confirmed.best}",
                text=Text(
                    zh=f"进展前最佳确认级别 {confirmed.best}",
                    en=f"best confirmed before progression: {confirmed.best}",
                ),
            )
        )
    if confirmed.progression is None and any(one.level == "PD" for one in judged):
        found.append(
            ResponseFlag(
                code="pd_not_confirmed",
                text=Text(zh="PD 尚未确认", en="progression is not confirmed"),
            )
        )
    return tuple(found)
