"""Routes of the audit of a paper that somebody brings; nothing of it is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import Response

from trephine.core.text import Language
from trephine.web.account.allow import allow, signed_in
from trephine.web.account.who import SignedIn
from trephine.web.evidence.findings import AuditShown
from trephine.web.evidence.own_audit import (
    LetterForm,
    TablesBrought,
    own_audit,
    own_letter,
    template_workbook,
)

router = APIRouter(prefix="/api/evidence/own-audit", tags=["evidence"], dependencies=[signed_in()])
Auditing = Annotated[SignedIn, allow("reviewer", "methodologist", "clinician", "modeller")]
Raw = Annotated[bytes, Body(media_type="application/octet-stream")]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES: dict[LetterForm, str] = {"docx": _DOCX, "pdf": "application/pdf", "html": "text/html"}


def _file(*types: str) -> dict[int | str, dict[str, Any]]:
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "The file", "content": dict.fromkeys(types, schema)}}


class TemplateResponse(Response):
    """The template as a workbook."""

    media_type = _XLSX


class LetterResponse(Response):
    """A document of findings."""

    media_type = _DOCX


@router.get("/template.xlsx", response_class=TemplateResponse, responses=_file(_XLSX))
def own_audit_template() -> TemplateResponse:
    """Return the tables to fill in, with a word on each column and rows that are made up."""
    given = 'attachment; filename="trephine-audit-template.xlsx"'
    return TemplateResponse(template_workbook(), headers={"Content-Disposition": given})


@router.post("/tables")
def own_audit_tables(asked: TablesBrought, _: Auditing) -> AuditShown:
    """Audit tables that were pasted."""
    return own_audit(asked)


@router.post("/workbook")
def own_audit_workbook(raw: Raw, _: Auditing) -> AuditShown:
    """Audit a workbook with a sheet a table."""
    return own_audit(raw)


@router.post(
    "/tables/letter.{form}", response_class=LetterResponse, responses=_file(*_TYPES.values())
)
def own_audit_letter(
    form: LetterForm, asked: TablesBrought, _: Auditing, lang: Language = "zh"
) -> LetterResponse:
    """Write the findings of pasted tables as a document."""
    return _letter(own_letter(asked, form, lang), form)


@router.post(
    "/workbook/letter.{form}", response_class=LetterResponse, responses=_file(*_TYPES.values())
)
def own_audit_workbook_letter(
    form: LetterForm, raw: Raw, _: Auditing, lang: Language = "zh"
) -> LetterResponse:
    """Write the findings of a workbook as a document."""
    return _letter(own_letter(raw, form, lang), form)


def _letter(raw: bytes, form: LetterForm) -> LetterResponse:
    given = f'attachment; filename="trephine-audit.{form}"'
    return LetterResponse(raw, media_type=_TYPES[form], headers={"Content-Disposition": given})
