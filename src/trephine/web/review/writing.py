"""What people write to a review: it begins, a protocol, an import, pairs, votes, settlements."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_event import (
    ConflictSettled,
    DuplicatesDecided,
    DuplicateVerdict,
    PersonAdded,
    ProtocolRegistered,
    ReviewOpened,
    ReviewRole,
    VoteCast,
)
from trephine.core.text import Text
from trephine.core.undone import Undone
from trephine.evidence.review.admit import admit
from trephine.evidence.review.dedup import decided
from trephine.evidence.review.import_events import import_events
from trephine.evidence.review.import_reports import import_reports, unused_of
from trephine.evidence.review.pending_duplicates import pending_duplicates
from trephine.evidence.review.portions import portions
from trephine.interop.references.read_references import read_references
from trephine.web.review.imports_pages import record_shown
from trephine.web.review.protocol_written import protocol_of
from trephine.web.review.reviews import Reviews, ahead
from trephine.web.review.shape import (
    ImportShown,
    NewReview,
    PairAsked,
    ProtocolAsked,
    ReviewWritten,
    SettlementAsked,
    VoteAsked,
    VoteUndo,
)

if TYPE_CHECKING:
    from trephine.core.duplicates import DuplicatePair

MEMBER: tuple[ReviewRole, ...] = ("screener", "extractor", "third")


def begin_review(
    reviews: Reviews, asked: NewReview, me: str, may: frozenset[str], now: datetime
) -> ReviewWritten:
    """Begin a review with its people. Raises InputError for somebody who cannot take part."""
    strange = [one.person for one in asked.people if one.person not in may]
    if strange:
        raise InputError(
            what=Text(zh="此人不能参加评价", en="this person cannot take part in a review"),
            where="people",
            found=strange[0][:60],
            do=Text(
                zh="请管理员给予评价员或方法学角色",
                en="ask an administrator for the role of reviewer or methodologist",
            ),
        )
    people = {me: MEMBER} | {one.person: one.roles for one in asked.people}
    payloads = [
        ReviewOpened(title=asked.title),
        *(PersonAdded(person=person, roles=roles) for person, roles in people.items()),
    ]
    name = uuid4().hex
    review = reviews.begin(name, payloads, author=me, at=now)
    return ReviewWritten(id=name, version=review.version)


def register_protocol(
    reviews: Reviews, name: str, asked: ProtocolAsked, me: str, now: datetime
) -> ReviewWritten:
    """Register a protocol, or an amended one with its reason; its SHA-256 is that of its words."""

    def make(review: Review) -> list[ProtocolRegistered]:
        _member(review, me)
        if not asked.criteria or any(not one.id.strip() for one in asked.criteria):
            raise InputError(
                what=Text(zh="至少要有一条编了号的标准", en="there is no numbered criterion"),
                where="criteria",
                found=str(len(asked.criteria)),
                do=Text(zh="写明纳入与排除的标准", en="write down what is included and excluded"),
            )
        payload = ProtocolRegistered(protocol=protocol_of(review, asked), why=asked.why)
        admit(review, payload, me)
        return [payload]

    review = reviews.write(name, asked.after, make, author=me, at=now)
    return ReviewWritten(id=name, version=review.version)


def import_file(
    reviews: Reviews,
    name: str,
    raw: bytes,
    *,
    file: str,
    database: str,
    after: int,
    me: str,
    now: datetime,
) -> ImportShown:
    """Bring a file in: its records, and the pairs that are the same beyond doubt, or nothing.

    It is one act and taken back as one. What takes long is done while others vote.
    """
    batch = uuid4().hex[:12]
    read = read_references(raw, file=file, batch=batch, database=database)
    joined: list[int] = []
    left: list[int] = []

    def make(review: Review) -> list[object]:
        _member(review, me)
        if any(one.digest == read.digest for one in review.batches):
            raise InputError(
                what=Text(zh="此文件已导入过", en="this file has been imported before"),
                where=file,
                found=read.digest[:12],
                do=Text(zh="选另一个文件", en="choose another file"),
            )
        payloads: list[object] = list(import_events(read, batch=batch))
        for one in payloads:
            admit(review, one, me)
        then = ahead(review, payloads, author=me, at=now)
        found = pending_duplicates(then)
        same = decided(found)
        joined[:] = [len(same.verdicts)]
        left[:] = [len(found.of("ask"))]
        if same.verdicts:
            admit(then, same, me)
            payloads += [replace(same, verdicts=part) for part in portions(same.verdicts)]
        payloads += import_reports(read, batch=batch, joined=joined[0], ask=left[0])
        return payloads

    review = reviews.write_long(name, after, make, _same_records, author=me, at=now)
    titles = {one.id: one.title for one in read.references}
    return ImportShown(
        batch=batch,
        id=name,
        version=review.version,
        file=file,
        form=read.form,
        encoding=read.encoding,
        read=len(read.references),
        refused=len(read.refused),
        joined=joined[0],
        ask=left[0],
        records=tuple(record_shown(one, titles) for one in read.reports),
        unused=unused_of(read),
        remarks=read.remarks,
    )


def decide_pair(
    reviews: Reviews, name: str, asked: PairAsked, me: str, now: datetime
) -> ReviewWritten:
    """Say whether two records are one document; a later verdict takes the earlier one's place."""

    def make(review: Review) -> list[DuplicatesDecided]:
        _member(review, me)
        known: dict[frozenset[str], DuplicatePair | DuplicateVerdict] = {
            frozenset((one.one, one.other)): one for one in pending_duplicates(review).pairs
        }
        known |= {frozenset((one.one, one.other)): one for one in review.duplicates}
        before = known.get(frozenset((asked.one, asked.other)))
        verdict = DuplicateVerdict(
            one=asked.one,
            other=asked.other,
            same=asked.same,
            score=before.score if before else 0.0,
            reasons=before.reasons if before else (),
        )
        payload = DuplicatesDecided(verdicts=(verdict,))
        admit(review, payload, me)
        return [payload]

    review = reviews.write(name, asked.after, make, author=me, at=now)
    return ReviewWritten(id=name, version=review.version)


def cast_vote(
    reviews: Reviews, name: str, asked: VoteAsked, me: str, now: datetime
) -> ReviewWritten:
    """Cast a vote, or another in its place."""
    payload = VoteCast(
        report=asked.report,
        stage=asked.stage,
        verdict=asked.verdict,
        reason=asked.reason,
        note=asked.note,
    )
    return _one(reviews, name, asked.after, payload, me, now)


def undo_vote(
    reviews: Reviews, name: str, asked: VoteUndo, me: str, now: datetime
) -> ReviewWritten:
    """Take a vote of one's own back. Raises InputError for anything else."""

    def make(review: Review) -> list[Undone]:
        line = next((one for one in review.history if one.version == asked.version), None)
        if line is None or line.kind != "vote-cast" or line.author != me:
            raise InputError(
                what=Text(zh="只能撤销自己的投票", en="one takes one's own votes back"),
                where="version",
                found=str(asked.version),
                do=Text(zh="从自己的投票中选", en="choose one of your own votes"),
            )
        payload = Undone(version=asked.version)
        admit(review, payload, me)
        return [payload]

    review = reviews.write(name, asked.after, make, author=me, at=now)
    return ReviewWritten(id=name, version=review.version)


def settle_conflict(
    reviews: Reviews, name: str, asked: SettlementAsked, me: str, now: datetime
) -> ReviewWritten:
    """End a disagreement, as a third person or in discussion."""
    payload = ConflictSettled(
        report=asked.report,
        stage=asked.stage,
        verdict=asked.verdict,
        reason=asked.reason,
        note=asked.note,
        by=asked.by,
    )
    return _one(reviews, name, asked.after, payload, me, now)


def _one(
    reviews: Reviews, name: str, after: int, payload: object, me: str, now: datetime
) -> ReviewWritten:
    def make(review: Review) -> list[object]:
        admit(review, payload, me)
        return [payload]

    review = reviews.write(name, after, make, author=me, at=now)
    return ReviewWritten(id=name, version=review.version)


def _same_records(one: Review, other: Review) -> bool:
    """Tell whether what an import looks at is the same in both: then it would write the same."""
    looked_at = ("reviewers", "batches", "references", "duplicates", "report_of")
    return one is other or all(getattr(one, name) == getattr(other, name) for name in looked_at)


def _member(review: Review, me: str) -> None:
    """Refuse whoever does not take part: what concerns everybody is done by those who do."""
    person = review.reviewer(me)
    if person is None or not person.active:
        raise InputError(
            what=Text(zh="您不是本评价的成员", en="you do not take part in this review"),
            where="review",
            found="—",
            do=Text(zh="请建立评价的人加入您", en="ask whoever began it to add you"),
        )
