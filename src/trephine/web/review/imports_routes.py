"""Routes of what was imported and joined, and of taking it back."""

from fastapi import APIRouter

from trephine.core.review import Review
from trephine.core.undone import Undone
from trephine.web.account.allow import signed_in
from trephine.web.conflict import CONFLICT
from trephine.web.review.admitted import admitted
from trephine.web.review.imports_pages import import_page, imports_page, joins_page
from trephine.web.review.imports_shape import ImportsPage, ImportUndo, JoinsPage
from trephine.web.review.person import Writer, names_of
from trephine.web.review.routes import Blind, Kept, Now
from trephine.web.review.shape import ImportShown, ReviewWritten
from trephine.web.review.undoing import batch_restored, batch_undone
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence/reviews", tags=["review"], dependencies=[signed_in()])


@router.get("/{review}/imports")  # noqa: FAST003  (Blind takes it)
def review_imports(blind: Blind, at: At) -> ImportsPage:
    """List the imported files, those taken back too."""
    return imports_page(blind, names_of(at))


@router.get("/{review}/imports/{batch}")
def review_import_report(review: str, batch: str, blind: Blind) -> ImportShown:
    """Return what became of each record of an imported file."""
    return import_page(review, blind, batch)


@router.post("/{review}/imports/undo", responses=CONFLICT)
def review_import_undo(
    review: str, asked: ImportUndo, kept: Kept, me: Writer, now: Now
) -> ReviewWritten:
    """Take an import back with its automatic joins, or bring it in again."""

    def make(held: Review) -> list[Undone]:
        return (batch_undone if asked.back else batch_restored)(held, asked.batch)

    return admitted(kept, review, asked.after, make, me=me.person, now=now)


@router.get("/{review}/joins")  # noqa: FAST003  (Blind takes it)
def review_joins(blind: Blind, at: At) -> JoinsPage:
    """List the acts by which pairs of records were judged."""
    return joins_page(blind, names_of(at))
