"""Routes of exports: what a page shows as a file, and how to cite it; nothing is kept."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from trephine.core.text import Language
from trephine.reports.page_file import PageForm, page_file
from trephine.web.account.allow import own_account, signed_in
from trephine.web.exports.asked import ExportAsked, PageCitation, page_citation, shown_page
from trephine.web.workplace import At

router = APIRouter(prefix="/api/exports", tags=["exports"])
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES: dict[PageForm, str] = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "png": "image/png",
    "tiff": "image/tiff",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()
        },
    }
}


class ExportResponse(Response):
    """A file that a browser saves."""

    media_type = f"{_OFFICE}.wordprocessingml.document"


def _now(at: At) -> datetime:
    return at.settings.clock.read(datetime.now(UTC))


Now = Annotated[datetime, Depends(_now)]


@router.get("/citation", dependencies=[signed_in()])
def export_citation(
    request: Request, now: Now, page: Annotated[str, Query(max_length=2_000, pattern="^/")]
) -> PageCitation:
    """Return how to cite a page of the workspace."""
    return page_citation(f"{_address(request)}{page}", now)


# It changes nothing, so the auditor may, too.
@router.post(
    "/{form}", response_class=ExportResponse, responses=_FILE, dependencies=[own_account()]
)
def export_page(
    form: PageForm, asked: ExportAsked, request: Request, at: At, now: Now, lang: Language = "zh"
) -> ExportResponse:
    """Write tables and figures that a page shows into a file, with where they are from."""
    page = shown_page(asked, lang, _address(request), now, demo=at.settings.demo)
    given = f'attachment; filename="trephine.{form}"'
    return ExportResponse(
        page_file(page, form), media_type=_TYPES[form], headers={"Content-Disposition": given}
    )


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/")
