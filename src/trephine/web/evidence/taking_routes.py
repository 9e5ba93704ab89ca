"""Routes of what is taken out of an analysis: references in a style, the table of its studies."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from trephine.core.text import Language
from trephine.reports.reference import Style
from trephine.web.account.allow import signed_in
from trephine.web.evidence.analyses import Paper
from trephine.web.evidence.options import PoolOptions, pool_options
from trephine.web.evidence.scripts import SCRIPT, ScriptResponse
from trephine.web.evidence.taking import CitationShown, TableForm, citations_of, studies_file

router = APIRouter(prefix="/api/evidence/papers", tags=["evidence"], dependencies=[signed_in()])
Options = Annotated[PoolOptions, Depends(pool_options)]
TABLE_TYPES: dict[TableForm, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLE_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The table",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in TABLE_TYPES.values()
        },
    }
}


class StudiesResponse(Response):
    """A table of studies as a file."""

    media_type = "text/csv"


@router.get("/{paper}/{analysis}/citations")
def evidence_citations(
    paper: Paper, analysis: str, options: Options, style: Style = "vancouver"
) -> tuple[CitationShown, ...]:
    """Return what an analysis rests on as a list of references, Vancouver or GB/T 7714."""
    return citations_of(paper, analysis, options, style)


@router.get("/{paper}/{analysis}/citations.txt", response_class=ScriptResponse, responses=SCRIPT)
def evidence_citations_file(
    paper: Paper, analysis: str, options: Options, style: Style = "vancouver"
) -> ScriptResponse:
    """Return the same list as text, a reference a line."""
    lines = [f"[{one.number}] {one.text}" for one in citations_of(paper, analysis, options, style)]
    name = f'attachment; filename="trephine-{paper}-{analysis}-{style}.txt"'
    return ScriptResponse("\n".join(lines) + "\n", headers={"Content-Disposition": name})


@router.get(
    "/{paper}/{analysis}/studies.{form}", response_class=StudiesResponse, responses=TABLE_FILE
)
def evidence_studies_file(
    paper: Paper, analysis: str, form: TableForm, options: Options, lang: Language = "zh"
) -> StudiesResponse:
    """Return an analysis's studies as CSV or Excel, with their provenance below."""
    raw = studies_file(paper, analysis, options, form, lang)
    name = f'attachment; filename="trephine-{paper}-{analysis}.{form}"'
    return StudiesResponse(raw, media_type=TABLE_TYPES[form], headers={"Content-Disposition": name})
