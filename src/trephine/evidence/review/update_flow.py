"""update_flow: the PRISMA flow of an update alone, with the studies that stood before."""

from collections import Counter
from dataclasses import replace

from trephine.core.prisma import PrismaCount, PrismaPrevious
from trephine.core.review import ImportBatch, Review
from trephine.core.review_event import SearchRecorded
from trephine.core.review_flow import ReviewFlow
from trephine.core.text import Text
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.prisma import prisma

_UNNAMED = Text(zh="未注明的数据库", en="Database not named")


def update_flow(review: Review, before: Review) -> ReviewFlow:
    """Return the flow of what came after ``before``, an earlier version of the same review.

    Records that came since are counted, also those that turned out to be duplicates of earlier
    reports; reports are those that no earlier record belongs to. Previous studies are those of
    ``before``, the total is that of ``review``: a study that was taken out shows in it. Reports
    found by other means than databases stand with the databases here.
    """
    fresh = [key for key in review.references if key not in before.references]
    old = {key for key, one in review.reports.items() if set(one.references) & {*before.references}}
    reports = {key: one for key, one in review.reports.items() if key not in old}
    batches = tuple(one for one in review.batches if one.version > before.version)
    searches = tuple(
        line.payload
        for line in review.history
        if isinstance(line.payload, SearchRecorded)
        and line.version > before.version
        and line.version not in review.undone
    )
    kept = {key: one for key, one in review.report_of.items() if one in reports}
    found = prisma(
        replace(
            review,
            reports=reports,
            references={key: review.references[key] for key in kept},
            report_of=kept,
            batches=batches,
            searches=searches,
            counts=(),
            stated=tuple(one for one in review.stated if one.report in reports),
        )
    )
    doubles = [key for key in fresh if key not in reports]
    was, now = included_studies(before), included_studies(review)
    flow = replace(
        found.flow,
        databases=_databases(review, fresh, batches=batches, searches=searches),
        registers=(),
        duplicates=len(doubles),
        other_reasons=sum(one.refused for one in batches),
        automation=0,
        screened=found.flow.screened or 0,
        excluded=found.flow.excluded or 0,
        sought=found.flow.sought or 0,
        not_retrieved=found.flow.not_retrieved or 0,
        assessed=found.flow.assessed or 0,
        studies=len({one.id for one in now} - {one.id for one in was}),
        reports=sum(key in reports for one in now for key in one.reports),
        other=None,
        previous=PrismaPrevious(
            studies=len(was),
            reports=sum(len(one.reports) for one in was),
            total_studies=len(now),
            total_reports=sum(len(one.reports) for one in now),
        ),
    )
    behind = {**found.behind, "identified": tuple(fresh), "duplicates": tuple(doubles)}
    return replace(found, flow=flow, behind=behind)


def _databases(
    review: Review,
    fresh: list[str],
    *,
    batches: tuple[ImportBatch, ...],
    searches: tuple[SearchRecorded, ...],
) -> tuple[PrismaCount, ...]:
    counts = Counter(review.references[key].database for key in fresh)
    for one in batches:
        if one.refused:
            counts[one.database] += one.refused
    labels = {one.database: one.label for one in (*review.searches, *searches)}
    found = [
        PrismaCount(label=labels.get(name, name or _UNNAMED), n=n) for name, n in counts.items()
    ]
    quiet = [
        PrismaCount(label=one.label, n=one.hits) for one in searches if one.database not in counts
    ]
    return tuple(found + quiet)
