"""own_audit: the audit of a paper that somebody brings as tables; nothing of it is kept."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from trephine import library
from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.evidence.audit.audit import Audit, audit
from trephine.evidence.audit.read_publication import read_publication
from trephine.evidence.audit.template import write_template
from trephine.library.publication_file import relations
from trephine.reports.audit_report import audit_report
from trephine.reports.write import write
from trephine.web.evidence.findings import AuditShown, audit_shown

SheetName = Literal[
    "paper", "studies", "outcomes", "pooled", "relations", "statements", "references"
]
LetterForm = Literal["docx", "pdf", "html"]
_UNPACKED = 100 * 1024 * 1024
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBrought:
    """One table as it was pasted: its name in the template, and its text (CSV, or from Excel)."""

    sheet: SheetName
    text: Annotated[str, Field(max_length=2_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesBrought:
    """The tables of a published meta-analysis; one of studies or of pooled results is needed."""

    tables: Annotated[tuple[TableBrought, ...], Field(max_length=7)]


def own_audit(brought: TablesBrought | bytes) -> AuditShown:
    """Return the audit of tables, or of a workbook. Raises InputError, which names the cell."""
    return _with(brought, lambda found, _: audit_shown("own", found))


def own_letter(brought: TablesBrought | bytes, form: LetterForm, language: Language) -> bytes:
    """Return the same as a document that can be sent: each finding with its arithmetic."""

    def made(found: Audit, folder: Path) -> bytes:
        return write(audit_report(found), folder / f"letter.{form}", language).read_bytes()

    return _with(brought, made)


def template_workbook() -> bytes:
    """Return the commented template as a workbook."""
    with TemporaryDirectory() as folder:
        (path,) = write_template(Path(folder) / "template.xlsx")
        return path.read_bytes()


def _with(brought: TablesBrought | bytes, make: Callable[[Audit, Path], _Made]) -> _Made:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        if isinstance(brought, bytes):
            source = home / "tables.xlsx"
            _check_workbook(brought)
            source.write_bytes(brought)
        else:
            source = home / "tables"
            source.mkdir()
            for one in brought.tables:
                ending = "tsv" if "\t" in one.text.partition("\n")[0] else "csv"
                (source / f"{one.sheet}.{ending}").write_text(one.text, encoding="utf-8")
        try:
            paper = read_publication(source, outcomes=library.outcomes(), relations=relations())
        except InputError as refused:
            # where the files lay for a moment is nobody's business
            where = refused.where.replace(f"{source}/", "").replace(str(source), "tables")
            raise InputError(
                what=refused.what, where=where, found=refused.found, do=refused.do
            ) from None
        return make(audit(paper), home)


def _check_workbook(raw: bytes) -> None:
    """Refuse what is no workbook, or one that would unpack beyond 100 MiB."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            size = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile:
        raise InputError(
            what=Text(zh="这不是 .xlsx 工作簿", en="This is no .xlsx workbook"),
            where="workbook",
            found=f"{len(raw)} bytes",
            do=Text(zh="在 Excel 中另存为 .xlsx", en="Save it as .xlsx in Excel"),
        ) from None
    if size > _UNPACKED:
        raise InputError(
            what=Text(zh="工作簿展开后太大", en="The workbook unpacks to too much"),
            where="workbook",
            found=f"{size >> 20} MiB > {_UNPACKED >> 20} MiB",
            do=Text(zh="只保留模板中的工作表", en="Keep the sheets of the template alone"),
        )
