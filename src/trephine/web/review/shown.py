"""What is shown of a review: its row, its page, its records, each from the blinded review."""

from collections.abc import Mapping
from datetime import datetime

from trephine.core.reference import Reference
from trephine.core.review import Report, Review, Vote
from trephine.core.review_protocol import STAGES
from trephine.core.text import Text
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.queue import queue
from trephine.evidence.review.standings import standings
from trephine.web.review.shape import (
    BatchShown,
    CriterionShown,
    PersonShown,
    ProtocolShown,
    QuestionShown,
    ReferenceShown,
    ReviewRow,
    ReviewShown,
    StageShown,
    VoteShown,
)

UNTITLED = Text(zh="未命名", en="untitled")


def row_of(name: str, review: Review, at: datetime) -> ReviewRow:
    """Return a review as a row of the list."""
    return ReviewRow(
        id=name,
        title=review.title or UNTITLED,
        demo=review.demo,
        version=review.version,
        at=at,
        records=len(review.references),
        reports=len(review.reports),
        people=sum(one.active for one in review.reviewers),
        studies=len(included_studies(review)),
    )


def unread_row(name: str, at: datetime) -> ReviewRow:
    """Return the row of a review that cannot be read."""
    return ReviewRow(
        id=name,
        title=Text(
            zh="评价无法读出：请告知管理员", en="This review cannot be read: tell the administrator"
        ),
        demo=False,
        version=0,
        at=at,
        records=0,
        reports=0,
        people=0,
        studies=0,
    )


def review_shown(name: str, review: Review, me: str, names: Mapping[str, str]) -> ReviewShown:
    """Return a review's page for somebody; ``review`` is blinded for them."""
    own = review.reviewer(me)
    return ReviewShown(
        id=name,
        title=review.title or UNTITLED,
        demo=review.demo,
        version=review.version,
        me=me,
        mine=own.roles if own is not None and own.active else (),
        protocol=_protocol(review, names),
        people=tuple(
            PersonShown(
                person=one.person,
                name=names.get(one.person, one.person),
                roles=one.roles,
                active=one.active,
            )
            for one in review.reviewers
        ),
        batches=tuple(
            BatchShown(
                batch=one.batch,
                file=one.file,
                form=one.form,
                encoding=one.encoding,
                database=one.database,
                digest=one.digest,
                read=one.read,
                refused=one.refused,
                whole=one.whole,
            )
            for one in review.batches
        ),
        records=len(review.references),
        reports=len(review.reports),
        stages=_stages(review, me),
        left_out=tuple(one.reason for one in review.left_out),
    )


def reference_shown(one: Reference, *, records: int = 1) -> ReferenceShown:
    """Return a record as it is read on screen."""
    other = one.title_en if one.title != one.title_en else one.title_zh
    return ReferenceShown(
        id=one.id,
        title=one.title,
        title_other=other if other != one.title else "",
        authors=one.authors or one.authors_en,
        year=one.year or None,
        journal=one.journal or one.journal_short,
        volume=one.volume,
        issue=one.issue,
        pages=one.pages,
        doi=one.doi,
        pmid=one.pmid,
        abstract=one.abstract or one.abstract_en,
        keywords=one.keywords,
        database=one.database,
        kind=one.kind,
        records=records,
    )


def report_shown(report: Report) -> ReferenceShown:
    """Return a report, from one record or several, as it is read on screen."""
    return reference_shown(report.merged, records=len(report.references))


def vote_shown(review: Review, vote: Vote, names: Mapping[str, str]) -> VoteShown:
    """Return a vote with the name of who cast it."""
    report = review.reports.get(vote.report)
    return VoteShown(
        version=vote.version,
        by=names.get(vote.reviewer, vote.reviewer),
        report=vote.report,
        title=report.merged.title if report else "",
        verdict=vote.verdict,
        reason=vote.reason,
        note=vote.note,
    )


def _protocol(review: Review, names: Mapping[str, str]) -> ProtocolShown | None:
    if not review.registrations:
        return None
    last = review.registrations[-1]
    asked = last.protocol.question
    return ProtocolShown(
        question=QuestionShown(
            population=asked.population,
            intervention=asked.intervention,
            outcomes=asked.outcomes,
            comparison=asked.comparison,
            designs=asked.designs,
        ),
        criteria=tuple(
            CriterionShown(id=one.id, text=one.text, includes=one.includes)
            for one in last.protocol.criteria
        ),
        votes=last.protocol.votes,
        digest=last.digest,
        at=last.at,
        by=names.get(last.author, last.author),
        why=last.why,
        earlier=len(review.registrations) - 1,
    )


def _stages(review: Review, me: str) -> tuple[StageShown, ...]:
    found = []
    for stage in STAGES:
        states = [one.state for one in standings(review, stage).values()]
        found.append(
            StageShown(
                stage=stage,
                waiting=states.count("waiting"),
                included=states.count("included"),
                excluded=states.count("excluded"),
                conflicts=states.count("conflict"),
                mine=len(queue(review, me, stage)),
            )
        )
    return tuple(found)
