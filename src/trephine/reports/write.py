"""write: a Document to a file; the suffix says the form."""

from pathlib import Path

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.reports.document import Document


def write(document: Document, path: Path | str, language: Language, *, other: str = "") -> Path:
    """Write a document in one language as .html, .docx or .pdf and return the path.

    The folder is made where it is missing; the file appears whole or not at all. ``other`` is the
    address of the same report in the other language (HTML only). Raises InputError for another
    suffix or a place that cannot be written.
    """
    target = Path(path)
    suffix = check_form(target)
    if suffix == ".html":
        from trephine.reports.html import html  # noqa: PLC0415  (one of three)

        content = html(document, language, other=other).encode("utf-8")
    elif suffix == ".docx":
        from trephine.reports.docx import docx  # noqa: PLC0415  (one of three)

        content = docx(document, language)
    else:
        from trephine.reports.pdf import pdf  # noqa: PLC0415  (one of three)

        content = pdf(document, language)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法写入报告", en="The report cannot be written"),
            where=str(target),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None
    return target


def check_form(path: Path) -> str:
    """Return the suffix that says the form of a report, in small letters.

    For a command that computes for long before it writes. Raises InputError for another suffix.
    """
    suffix = path.suffix.lower()
    if suffix not in {".html", ".docx", ".pdf"}:
        raise InputError(
            what=Text(zh="不支持的报告格式", en="This form of report is unknown"),
            where=str(path),
            found=suffix or "''",
            do=Text(zh="请用 .html、.docx 或 .pdf", en="Use .html, .docx or .pdf"),
        )
    return suffix
