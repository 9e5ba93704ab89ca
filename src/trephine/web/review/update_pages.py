"""update_page: what an update of a living review changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trephine import library
from trephine.core.error import MethodError
from trephine.core.review import Review, ReviewStudy
from trephine.core.text import Text
from trephine.evidence.review.changes import changes
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.update_flow import update_flow
from trephine.evidence.review.updates import conclusion_moved, conclusion_side, updates
from trephine.web.errors import NotFoundError
from trephine.web.evidence.options import PoolOptions
from trephine.web.review.shown import UNTITLED, report_shown
from trephine.web.review.synthesis import review_outcomes, review_pooled
from trephine.web.review.update_shape import (
    OutcomeMoved,
    PooledThen,
    StudyMoved,
    ThresholdMoved,
    UpdatePage,
    UpdateShown,
)

_NOTHING = PooledThen(k=0, known=0, people=0, answer=None)


def update_page(
    name: str, review: Review, before: Review, shown: int | None, names: Mapping[str, str]
) -> UpdatePage:
    """Return what changed since ``before``; both are blinded for the asker."""
    held = updates(review)
    found = changes(before, review)
    flow = update_flow(review, before)
    # both are pooled by the protocol in force: what moves is the evidence, not the method
    then = replace(before, registrations=review.registrations)
    outcomes = _outcomes(name, then, review) if shown is not None else ()
    return UpdatePage(
        version=review.version,
        updates=tuple(
            UpdateShown(
                number=one.number,
                label=one.label,
                version=one.version,
                at=one.at,
                by=names.get(one.author, one.author),
            )
            for one in held
        ),
        shown=shown,
        next_label=f"v1.{len(held) + 1}",
        new_reports=len(found.reports),
        waiting_title=flow.waiting["title"],
        waiting_full_text=flow.waiting["full-text"],
        studies_in=_studies(review, included_studies(review), found.studies_in),
        studies_out=_studies(before, included_studies(before), found.studies_out),
        values=len(found.values),
        protocol_changed=found.protocol_changed,
        outcomes=outcomes,
        moved=sum(it.moved for one in outcomes for it in one.thresholds),
    )


def version_before(review: Review, number: int | None) -> tuple[int | None, int]:
    """Return which update is shown, and the version before it. Raises NotFoundError."""
    held = updates(review)
    if not held and number is None:
        return None, review.version
    chosen = held[-1].number if number is None else number
    for one in held:
        if one.number == chosen:
            return chosen, one.version - 1
    raise NotFoundError(
        what=Text(zh="没有这次更新", en="there is no such update"),
        where="number",
        found=str(number),
        do=Text(zh="见更新的列表", en="see the list of updates"),
    )


def _outcomes(name: str, before: Review, after: Review) -> tuple[OutcomeMoved, ...]:
    said = after.protocol.methods.thresholds if after.protocol is not None else ()
    found = []
    for one in review_outcomes(after).outcomes:
        was, now = _pooled(name, before, one.outcome), _pooled(name, after, one.outcome)
        if was.known == now.known == 0:
            continue
        found.append(
            OutcomeMoved(
                outcome=one.outcome,
                label=library.outcome(one.outcome).label,
                before=was,
                after=now,
                thresholds=tuple(
                    _threshold(was, now, it.percent) for it in said if it.outcome == one.outcome
                ),
            )
        )
    return tuple(found)


def _pooled(name: str, review: Review, outcome: str) -> PooledThen:
    if not included_studies(review):
        return _NOTHING
    try:
        found = review_pooled(name, review, outcome, PoolOptions()).pooled
    except (MethodError, NotFoundError):
        return _NOTHING
    return PooledThen(
        k=found.k,
        known=found.known,
        people=found.people,
        answer=found.estimate.natural if found.estimate is not None else None,
    )


def _threshold(was: PooledThen, now: PooledThen, percent: float) -> ThresholdMoved:
    sides = [
        conclusion_side(one.answer.ci_lb, one.answer.ci_ub, percent / 100)
        if one.answer is not None
        else ""
        for one in (was, now)
    ]
    return ThresholdMoved(
        percent=percent,
        before=sides[0],
        after=sides[1],
        moved=conclusion_moved(sides[0], sides[1]),
    )


def _studies(
    review: Review, held: Sequence[ReviewStudy], wanted: Sequence[str]
) -> tuple[StudyMoved, ...]:
    return tuple(
        StudyMoved(
            id=one.id,
            label=one.label or UNTITLED,
            reports=tuple(report_shown(review.reports[key]) for key in one.reports),
        )
        for one in held
        if one.id in set(wanted)
    )
