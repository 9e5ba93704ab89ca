"""Routes of the review workflow. Everybody reads what is not blind to them; reviewers write."""

import logging
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Request
from fastapi.responses import Response

from trephine.core.review import Review
from trephine.core.review_protocol import Stage
from trephine.core.text import Language
from trephine.evidence.review.blinded import blinded
from trephine.interop.references.write_ris import write_ris
from trephine.interop.references.write_table import write_csv, write_xlsx
from trephine.journal.database import NoDatabaseError
from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.review import writing
from trephine.web.review.order_shape import OrderAsked
from trephine.web.review.person import Reader, Writer, candidates, names_of
from trephine.web.review.reviews import Reviews
from trephine.web.review.screening import (
    chosen,
    conflicts_shown,
    duplicates_shown,
    flow_figure,
    flow_shown,
    queue_shown,
)
from trephine.web.review.shape import (
    ConflictsShown,
    DuplicatesShown,
    FlowShown,
    ImportShown,
    NewReview,
    PairAsked,
    PersonShown,
    ProtocolAsked,
    QueueShown,
    ReviewRow,
    ReviewShown,
    ReviewWritten,
    SettlementAsked,
    VoteAsked,
    VoteUndo,
    Which,
)
from trephine.web.review.shown import review_shown, row_of, unread_row
from trephine.web.told import told
from trephine.web.workplace import At

log = logging.getLogger("trephine.web")
router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])
ExportForm = Literal["ris", "csv", "xlsx"]
_TYPES: dict[ExportForm, str] = {
    "ris": "application/x-research-info-systems",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The references",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()
        },
    }
}


class ReferencesResponse(Response):
    """A file of references."""

    media_type = "text/csv"


def _reviews(request: Request, at: At) -> Reviews:
    found: Reviews | None = getattr(request.app.state, "reviews", None)
    if found is None or found.journal is not at.journal:
        found = Reviews(at.journal)
        request.app.state.reviews = found
    return found


Kept = Annotated[Reviews, Depends(_reviews)]


def _blind(review: str, kept: Kept, me: Reader) -> Review:
    return blinded(kept.review(review), me.person)


def _now() -> datetime:
    return datetime.now(UTC)


Blind = Annotated[Review, Depends(_blind)]
Now = Annotated[datetime, Depends(_now)]


@router.get("")
def review_list(kept: Kept, me: Reader) -> tuple[ReviewRow, ...]:
    """List the reviews, the one last worked on first."""
    return tuple(_row(kept, key, me.person, at) for key, at in kept.ids())


def _row(kept: Reviews, key: str, person: str, at: datetime) -> ReviewRow:
    """Return a review's row; one that cannot be read takes no other away."""
    try:
        return row_of(key, blinded(kept.review(key), person), at)
    except NoDatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, the other reviews are listed)
        log.warning("review %s cannot be read: %s", key, told(error))
    return unread_row(key, at)


@router.get("/people")
def review_people(at: At) -> tuple[PersonShown, ...]:
    """List who can take part in a review; in demo mode three people who are made up."""
    return candidates(at)


@router.post("", responses=CONFLICT)
def review_begin(asked: NewReview, kept: Kept, me: Writer, at: At, now: Now) -> ReviewWritten:
    """Begin a review; whoever begins it takes part."""
    may = frozenset(one.person for one in candidates(at))
    return writing.begin_review(kept, asked, me.person, may, now)


@router.get("/{review}")
def review_page(review: str, blind: Blind, me: Reader, at: At) -> ReviewShown:
    """Return a review: protocol, people, files, how far it is."""
    return review_shown(review, blind, me.person, names_of(at))


@router.post("/{review}/protocol", responses=CONFLICT)
def review_protocol(
    review: str, asked: ProtocolAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Register the protocol under its SHA-256; an amended one needs its reason."""
    return writing.register_protocol(kept, review, asked, me.person, now)


@router.post("/{review}/import", responses=CONFLICT)
def review_import(
    review: str,
    kept: Kept,
    me: Writer,
    now: Now,
    file: Annotated[str, Query(min_length=1, max_length=200)],
    after: Annotated[int, Query(ge=0)],
    # an empty file has no body: reading it says that it is empty
    raw: Annotated[bytes, Body(media_type="application/octet-stream")] = b"",
    database: Annotated[str, Query(max_length=60)] = "",
) -> ImportShown:
    """Import a file of references, whatever its format; what became of each record is told."""
    return writing.import_file(
        kept,
        review,
        raw,
        file=file,
        database=database,
        after=after,
        me=me.person,
        now=now,
    )


@router.get("/{review}/duplicates")  # noqa: FAST003  (Blind takes it)
def review_duplicates(blind: Blind) -> DuplicatesShown:
    """Return the pairs of records to look at side by side, and those decided."""
    return duplicates_shown(blind)


@router.post("/{review}/duplicates", responses=CONFLICT)
def review_decide(review: str, asked: PairAsked, kept: Kept, me: Writer, now: Now) -> ReviewWritten:
    """Say whether two records are one document; it can be said otherwise later."""
    return writing.decide_pair(kept, review, asked, me.person, now)


@router.get("/{review}/queue")
def review_queue(
    review: str,
    blind: Blind,
    me: Reader,
    at: At,
    kept: Kept,
    stage: Stage = "title",
    order: OrderAsked = "import",
    first: Annotated[int, Query(ge=0)] = 0,
) -> QueueShown:
    """Return what the asker has still to judge at a stage, and their own last votes."""
    by = order == "relevance" and stage == "title"
    learned = kept.orders.of(review, me.person, blind) if by else None
    return queue_shown(blind, me.person, stage, names_of(at), first=first, order=learned)


@router.post("/{review}/votes", responses=CONFLICT)
def review_vote(review: str, asked: VoteAsked, kept: Kept, me: Writer, now: Now) -> ReviewWritten:
    """Cast a vote."""
    return writing.cast_vote(kept, review, asked, me.person, now)


@router.post("/{review}/votes/undo", responses=CONFLICT)
def review_undo(review: str, asked: VoteUndo, kept: Kept, me: Writer, now: Now) -> ReviewWritten:
    """Take a vote of one's own back; it stays in the history."""
    return writing.undo_vote(kept, review, asked, me.person, now)


@router.get("/{review}/conflicts")  # noqa: FAST003  (Blind takes it)
def review_conflicts(blind: Blind, me: Reader, at: At) -> ConflictsShown:
    """Return open disagreements with their votes, and kappa of each two people."""
    return conflicts_shown(blind, me.person, names_of(at))


@router.post("/{review}/conflicts", responses=CONFLICT)
def review_settle(
    review: str, asked: SettlementAsked, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """End a disagreement, as a third person or in discussion."""
    return writing.settle_conflict(kept, review, asked, me.person, now)


@router.get("/{review}/flow")  # noqa: FAST003  (Blind takes it)
def review_flow(blind: Blind) -> FlowShown:
    """Return the boxes of the PRISMA flow with the reports behind each."""
    return flow_shown(blind)


@router.get(
    "/{review}/flow.{form}",  # noqa: FAST003  (Blind takes it)
    response_class=FigureResponse,
    responses=FIGURE,
)
def review_flow_figure(blind: Blind, form: Form, lang: Language = "zh") -> FigureResponse:
    """Draw the PRISMA flow."""
    return figure_answer(flow_figure(blind, lang), form)


@router.get(
    "/{review}/export.{form}",  # noqa: FAST003  (Blind takes it)
    response_class=ReferencesResponse,
    responses=_FILE,
)
def review_export(blind: Blind, form: ExportForm, which: Which = "all") -> ReferencesResponse:
    """Return the reports as RIS, CSV or Excel: all, the included, or the excluded."""
    held = chosen(blind, which)
    raw = {"ris": lambda: write_ris(held).encode(), "csv": lambda: write_csv(held)}.get(
        form, lambda: write_xlsx(held)
    )()
    name = f'attachment; filename="references-{which}.{form}"'
    return ReferencesResponse(raw, media_type=_TYPES[form], headers={"Content-Disposition": name})
