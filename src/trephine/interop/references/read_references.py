"""read_references: a file of references, whatever its format and encoding, record by record."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from trephine.core.error import InputError
from trephine.core.reference import Reference
from trephine.core.reference_file import RecordReport, ReferenceFile, ReferenceForm
from trephine.core.text import Text
from trephine.interop.references.decode import decode
from trephine.interop.references.detect_form import detect_form
from trephine.interop.references.dialects import DIALECTS
from trephine.interop.references.draft import Draft, database_of
from trephine.interop.references.read_bibtex import read_bibtex
from trephine.interop.references.read_endnote_xml import read_endnote_xml
from trephine.interop.references.read_table import read_table
from trephine.interop.references.read_tagged import read_tagged

MOST_BYTES = 64 * 1024 * 1024
MOST_RECORDS = 100_000
# Formats that only one database writes.
_OWN = {"nbib": "pubmed", "wos": "wos", "estudy": "cnki"}
_Found = tuple[Sequence[Draft | RecordReport], Counter[str], tuple[Text, ...]]


def read_references(
    raw: bytes,
    *,
    file: str,
    batch: str,
    database: str = "",
    form: ReferenceForm | None = None,
    encoding: str = "",
) -> ReferenceFile:
    """Return what a file of references holds, one report a record; nothing is lost silently.

    The format is told by the content (``form`` and ``encoding`` decide where given), the database
    by the format and the records; ``database`` is for those that do not tell it. Ids are
    ``<batch>-<number>``, numbered through all records, refused ones too. Limits: 64 MiB, 100,000
    records, 200,000 characters a field (more refuses the record). Raises InputError for a file that
    is empty, too large, no text, in no known format, or that holds no record.
    """
    if len(raw) > MOST_BYTES:
        found = f"{len(raw) >> 20} MiB > {MOST_BYTES >> 20} MiB"
        do = Text(zh="分成几个文件导入", en="import it in several files")
        raise _refused(Text(zh="文件太大", en="the file is too large"), file, found, do)
    text = ""
    remarks: tuple[Text, ...] = ()
    if raw[:4] == b"PK\x03\x04":
        form = "xlsx"
    elif raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        do = Text(zh="在 Excel 中另存为 .xlsx", en="save it as .xlsx in Excel")
        raise _refused(Text(zh="旧式 Excel 文件", en="an old Excel file"), file, ".xls", do)
    if form != "xlsx":
        decoded = decode(raw, file, encoding)
        text, encoding, remarks = decoded.text, decoded.encoding, decoded.remarks
        if not text.strip():
            do = Text(zh="重新导出", en="export it again")
            raise _refused(Text(zh="文件是空的", en="the file is empty"), file, "", do)
        form = form or detect_form(text) or "csv"
    records, unused, more = _records(raw, text, form, file)
    if not records:
        do = Text(
            zh="导出为 RIS、NBIB、NoteExpress、RefWorks、EndNote、BibTeX 或 Excel",
            en="export as RIS, NBIB, NoteExpress, RefWorks, EndNote, BibTeX or Excel",
        )
        raise _refused(Text(zh="没有题录", en="the file holds no record"), file, form, do)
    if len(records) > MOST_RECORDS:
        do = Text(zh="分成几个文件导入", en="import it in several files")
        found = f"{len(records)} > {MOST_RECORDS}"
        raise _refused(Text(zh="题录太多", en="there are too many records"), file, found, do)
    references, reports = _finish(
        records, batch, file, _OWN.get(form, ""), database_of([database]) or database
    )
    return ReferenceFile(
        file=file,
        form=form,
        encoding=encoding,
        digest=hashlib.sha256(raw).hexdigest(),
        references=references,
        reports=reports,
        unused=dict(unused),
        remarks=(*remarks, *more),
    )


def _records(raw: bytes, text: str, form: ReferenceForm, file: str) -> _Found:
    if form in DIALECTS:
        return read_tagged(text, DIALECTS[form])
    if form == "endnote-xml":
        return read_endnote_xml(text, file)
    if form == "bibtex":
        return read_bibtex(text)
    return read_table(raw if form == "xlsx" else text, file)


def _finish(
    records: Sequence[Draft | RecordReport], batch: str, file: str, database: str, untold: str
) -> tuple[tuple[Reference, ...], tuple[RecordReport, ...]]:
    references: list[Reference] = []
    reports: list[RecordReport] = []
    for number, record in enumerate(records, 1):
        if isinstance(record, RecordReport):
            reports.append(record)
            continue
        reference, report = record.finish(
            f"{batch}-{number:05}", file=file, database=database, untold=untold
        )
        reports.append(report)
        if reference is not None:
            references.append(reference)
    return tuple(references), tuple(reports)


def _refused(what: Text, where: str, found: str, do: Text) -> InputError:
    return InputError(what=what, where=where, found=found, do=do)
