"""What people see while they screen: their queue, disagreements, agreement, the flow, pairs."""

from collections.abc import Mapping

from trephine.core.reference import Reference
from trephine.core.review import Review
from trephine.core.review_flow import ReviewFlow
from trephine.core.review_order import RelevanceOrder
from trephine.core.review_protocol import STAGES, Stage
from trephine.core.screening import Standing
from trephine.core.text import Language, Text, both_of
from trephine.evidence.review.conflicts import conflicts
from trephine.evidence.review.duplicate_words import duplicate_reason
from trephine.evidence.review.kappa import kappa
from trephine.evidence.review.pending_duplicates import pending_duplicates
from trephine.evidence.review.prisma import prisma
from trephine.evidence.review.queue import queue
from trephine.evidence.review.standings import standings
from trephine.plots.figure import Figure
from trephine.plots.prisma import prisma as draw_prisma
from trephine.web.review.order import order_shown, page_of
from trephine.web.review.shape import (
    AgreementShown,
    BoxShown,
    ConflictShown,
    ConflictsShown,
    DuplicatesShown,
    FlowShown,
    PairShown,
    QueueShown,
    Which,
)
from trephine.web.review.shown import reference_shown, report_shown, vote_shown

_AT_ONCE = 40  # reports of a queue in one answer, abstracts included
_LAST = 20
_BOXES = (
    "duplicates", "other_reasons", "screened", "excluded", "sought", "not_retrieved", "assessed",
    "studies", "reports",
)  # fmt: skip


def queue_shown(
    review: Review,
    me: str,
    stage: Stage,
    names: Mapping[str, str],
    *,
    first: int = 0,
    order: RelevanceOrder | None = None,
) -> QueueShown:
    """Return what somebody has still to judge; ``review`` is blinded for them.

    In the order of import, or in ``order``, which leaves nothing out.
    """
    waiting = queue(review, me, stage, order=order.reports if order is not None else ())
    page = page_of(first, len(waiting), _AT_ONCE)
    shown = waiting[page.first : page.first + _AT_ONCE]
    mine = [one for one in review.votes if one.reviewer == me and one.stage == stage]
    return QueueShown(
        version=review.version,
        stage=stage,
        left=len(waiting),
        voted=len(mine),
        reports=tuple(report_shown(review.reports[key]) for key in shown),
        mine=tuple(vote_shown(review, one, names) for one in reversed(mine[-_LAST:])),
        page=page,
        order=order_shown("relevance", order, shown),
    )


def conflicts_shown(review: Review, me: str, names: Mapping[str, str]) -> ConflictsShown:
    """Return open disagreements and kappa; ``review`` is blinded for the asker."""
    person = review.reviewer(me)
    parts: set[str] = set(person.roles) if person is not None and person.active else set()
    agreement = [(stage, one) for stage in STAGES for one in kappa(review, stage)]
    return ConflictsShown(
        version=review.version,
        open=tuple(_conflict(review, one, me, parts, names) for one in conflicts(review)),
        agreement=tuple(
            AgreementShown(
                stage=stage,
                one=names.get(one.one, one.one),
                other=names.get(one.other, one.other),
                n=one.n,
                observed=one.observed,
                kappa=one.kappa,
                low=one.ci_lb,
                high=one.ci_ub,
            )
            for stage, one in agreement
        ),
    )


def flow_shown(review: Review) -> FlowShown:
    """Return every box of the flow with the reports behind it."""
    found = prisma(review)
    flow = found.flow
    known = dict.fromkeys(_BOXES) | {name: getattr(flow, name) for name in _BOXES}
    boxes = [_box(review, "identified", None, _sum(flow.databases, flow.registers), found.behind)]
    boxes += [_box(review, name, None, known[name], found.behind) for name in _BOXES]
    excluded = [key for key in found.behind if key.startswith("reports_excluded:")]
    at = next(i for i, one in enumerate(boxes) if one.key == "studies")
    boxes[at:at] = [
        _box(review, key, both_of(count.label), count.n, found.behind)
        for key, count in zip(excluded, flow.reports_excluded, strict=True)
    ]
    boxes += _second_stream(review, found)
    return FlowShown(
        version=review.version,
        boxes=tuple(
            BoxShown(
                key=one.key,
                reason=one.reason,
                n=one.n,
                origin=found.origin.get(
                    one.key, "counted" if one.reports or found.own else "stated"
                )
                if one.n is not None
                else "",
                reports=one.reports,
            )
            for one in boxes
        ),
        waiting_title=found.waiting["title"],
        waiting_full_text=found.waiting["full-text"],
        unreached=tuple(sorted(found.unreached)),
        own=found.own,
        remarks=found.remarks,
    )


def _second_stream(review: Review, found: ReviewFlow) -> list[BoxShown]:
    """Return the boxes of what was found by other means, where there is any."""
    named = {}
    if found.flow.other is not None:
        keys = [key for key in found.behind if key.startswith("other_reports_excluded:")]
        excluded = found.flow.other.excluded
        named = {key: both_of(one.label) for key, one in zip(keys, excluded, strict=True)}
    return [
        _box(review, key, named.get(key), len(held), found.behind)
        for key, held in found.behind.items()
        if key.startswith("other_")
    ]


def flow_figure(review: Review, language: Language) -> Figure:
    """Draw the flow; one of a review made here is in progress, or done, never unreported."""
    return drawn_flow(prisma(review), language)


def drawn_flow(found: ReviewFlow, language: Language) -> Figure:
    """Draw a flow; what waits in one that is made here is said as waiting."""
    waiting = found.waiting if found.own else None
    return draw_prisma(found.flow, language=language, waiting=waiting, unreached=found.unreached)


def duplicates_shown(review: Review) -> DuplicatesShown:
    """Return the pairs to look at side by side, and those decided."""
    pending = pending_duplicates(review)
    # those that are the same beyond doubt wait here only where somebody took their join back
    ask = pending.of("same") + pending.of("ask")
    held = review.references
    return DuplicatesShown(
        version=review.version,
        ask=tuple(
            PairShown(
                one=reference_shown(held[pair.one]),
                other=reference_shown(held[pair.other]),
                score=pair.score,
                reasons=tuple(duplicate_reason(code) for code in (*pair.reasons, *pair.bars)),
            )
            for pair in ask
        ),
        decided=tuple(
            PairShown(
                one=reference_shown(held[pair.one]),
                other=reference_shown(held[pair.other]),
                score=pair.score,
                reasons=tuple(duplicate_reason(code) for code in pair.reasons),
                same=pair.same,
                joined=review.report_of[pair.one] == review.report_of[pair.other],
            )
            for pair in review.duplicates
            if pair.one in held and pair.other in held
        ),
        # a pair that stays apart tells so itself (``joined``); it has no step of its own
        left_out=tuple(one.reason for one in review.left_out if one.version),
    )


def chosen(review: Review, which: Which) -> tuple[Reference, ...]:
    """Return the reports to export: all, the included, or those excluded at either stage."""
    if which == "all":
        return tuple(one.merged for one in review.reports.values())
    found = {stage: standings(review, stage) for stage in STAGES}
    if which == "included":
        keys = [key for key, one in found["full-text"].items() if one.state == "included"]
    else:
        keys = [
            key
            for key in review.reports
            if any(key in of and of[key].state == "excluded" for of in found.values())
        ]
    return tuple(review.reports[key].merged for key in keys)


def _conflict(
    review: Review, one: Standing, me: str, parts: set[str], names: Mapping[str, str]
) -> ConflictShown:
    voted = me in {vote.reviewer for vote in one.votes}
    may_discuss = voted and "screener" in parts
    may_third = not voted and "third" in parts
    return ConflictShown(
        report=report_shown(review.reports[one.report]),
        stage=one.stage,
        on="reason" if one.conflict == "reason" else "verdict",
        votes=tuple(vote_shown(review, vote, names) for vote in one.votes),
        by="discussion" if may_discuss else "third" if may_third else "",
    )


def _box(
    review: Review,
    key: str,
    reason: Text | None,
    n: int | None,
    behind: Mapping[str, tuple[str, ...]],
) -> BoxShown:
    reports = []
    for held in behind.get(key, ()):
        if held in review.reports:
            reports.append(report_shown(review.reports[held]))
        elif held in review.references:
            reports.append(reference_shown(review.references[held]))
    return BoxShown(key=key, reason=reason, n=n, origin="", reports=tuple(reports))


def _sum(*counts: tuple[object, ...]) -> int | None:
    numbers = [getattr(one, "n", None) for many in counts for one in many]
    known = [one for one in numbers if one is not None]
    return sum(known) if numbers and len(known) == len(numbers) else None
