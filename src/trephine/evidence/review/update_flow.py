"""update_flow: the PRISMA flow of an update alone, with the studies that stood before."""

from dataclasses import replace

from trephine.core.prisma import PrismaPrevious
from trephine.core.review import Review
from trephine.core.review_event import SearchRecorded
from trephine.core.review_flow import ReviewFlow
from trephine.evidence.review.databases_and_registers import databases_and_registers
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.prisma import prisma
from trephine.evidence.review.unreached_boxes import unreached_boxes


def update_flow(review: Review, before: Review) -> ReviewFlow:
    """Return the flow of what came after ``before``, an earlier version of the same review.

    Records that came since are counted, also those that turned out to be duplicates of earlier
    reports; reports are those that no earlier record belongs to. Databases and registers make the
    first stream, reports found by other means alone the second, as in ``prisma``; a record of other
    means that repeats an earlier report is counted nowhere. Previous studies are those of
    ``before``, the total is that of ``review``: a study that was taken out shows in it.
    """
    fresh = [key for key in review.references if key not in before.references]
    old = {key for key, one in review.reports.items() if set(one.references) & {*before.references}}
    reports = {key: one for key, one in review.reports.items() if key not in old}
    kept = {key: one for key, one in review.report_of.items() if one in reports}
    now = replace(
        review,
        reports=reports,
        references={key: review.references[key] for key in kept},
        report_of=kept,
        batches=tuple(one for one in review.batches if one.version > before.version),
        searches=_searches(review, before, fresh),
        counts=(),
        stated=tuple(one for one in review.stated if one.report in reports),
    )
    found = prisma(now)
    aside = {one.database for one in now.searches if one.other_source}
    whole = any(one.whole for one in now.batches)
    again = tuple(
        key
        for key in fresh
        if whole and key not in kept and review.references[key].database not in aside
    )
    searched = databases_and_registers(
        replace(now, references=review.references),
        [
            *(key for one in reports.values() if one.whole for key in one.references),
            *again,
        ]
        if whole
        else None,
    )
    doubles = (*found.behind["duplicates"], *again)
    was, held = included_studies(before), included_studies(review)
    flow = replace(
        found.flow,
        databases=searched.databases,
        registers=searched.registers,
        studies=len({one.id for one in held} - {one.id for one in was}),
        reports=sum(key in reports for one in held for key in one.reports),
        previous=PrismaPrevious(
            studies=len(was),
            reports=sum(len(one.reports) for one in was),
            total_studies=len(held),
            total_reports=sum(len(one.reports) for one in held),
        ),
    )
    if whole:  # what came may all have been known before: then zeros are counted, not unknown
        flow = replace(
            flow,
            duplicates=len(doubles),
            automation=0,
            other_reasons=sum(
                one.refused for one in now.batches if one.whole and one.database not in aside
            ),
            screened=flow.screened or 0,
            excluded=flow.excluded or 0,
            sought=flow.sought or 0,
            not_retrieved=flow.not_retrieved or 0,
            assessed=flow.assessed or 0,
        )
    waiting = {**found.waiting, "import": searched.waiting}
    identified = (*found.behind["identified"], *again)
    return replace(
        found,
        flow=flow,
        behind={**found.behind, "identified": identified, "duplicates": doubles},
        waiting=waiting,
        unreached=unreached_boxes(flow, waiting) if found.own else frozenset(),
    )


def _searches(review: Review, before: Review, fresh: list[str]) -> tuple[SearchRecorded, ...]:
    """Return the searches of an update: new ones, and what earlier ones say of sources used again.

    The hits of an earlier search belong to the round before.
    """
    made = tuple(
        line.payload
        for line in review.history
        if isinstance(line.payload, SearchRecorded)
        and line.version > before.version
        and line.version not in review.undone
    )
    used = {review.references[key].database for key in fresh}
    used |= {one.database for one in review.batches if one.version > before.version}
    earlier = tuple(
        replace(one, hits=None)
        for one in review.searches
        if one.database in used and one not in made
    )
    return earlier + made
