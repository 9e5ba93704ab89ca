"""Routes of tables that are pasted or uploaded: understood first, kept by what enters readings."""

from fastapi import APIRouter

from trephine.web.account.allow import allow
from trephine.web.care.asking import Kept, Now, Writer
from trephine.web.care.sheet import sheet_shown, sheet_targets
from trephine.web.care.sheet_shape import SheetAsked, SheetShown, SheetTarget

router = APIRouter(
    prefix="/api/care/sheet", tags=["care"], dependencies=[allow("clinician", "nurse")]
)


@router.get("/targets")
def care_sheet_targets() -> tuple[SheetTarget, ...]:
    """List what the headings of a table can mean."""
    return sheet_targets()


@router.post("")
def care_sheet(asked: SheetAsked, records: Kept, now: Now, who: Writer) -> SheetShown:  # noqa: ARG001  (a writer asks)
    """Understand a table (CSV, TSV, Excel; UTF-8, GBK) of one patient; nothing is kept."""
    return sheet_shown(records, asked, now)
