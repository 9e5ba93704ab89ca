"""page_file: the tables and figures of a page as one file, each with where it is from."""

from dataclasses import replace
from typing import Literal

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.figure import Figure
from trephine.plots.footed import footed
from trephine.plots.kit.drawable import drawable
from trephine.plots.render import render
from trephine.reports.docx import docx
from trephine.reports.page_document import page_document
from trephine.reports.page_sheet import page_sheet
from trephine.reports.pdf import pdf
from trephine.reports.shown_page import ShownFigure, ShownPage, ShownTable

PageForm = Literal["docx", "pdf", "xlsx", "csv", "svg", "png", "tiff"]


def page_file(page: ShownPage, form: PageForm) -> bytes:
    """Return what was taken from a page in a format.

    DOCX and PDF hold everything in its order; CSV and XLSX the tables; SVG, PNG and TIFF (300 dpi)
    one figure, and so does PDF where a figure is all there is. Raises InputError where the form has
    nothing to hold, and as ``page_document`` does.
    """
    alone = len(page.parts) == 1 and len(page.figures) == 1
    if form == "docx":
        return docx(page_document(page), page.language)
    if form == "pdf" and not alone:
        return pdf(page_document(_drawn(page)), page.language)
    if form == "csv" or form == "xlsx":  # noqa: PLR1714  (mypy narrows it)
        if not page.tables:
            raise _nothing(form)
        return page_sheet(page, form)
    if not alone:
        raise _nothing(form)
    below = (*page.notes, *page.provenance[:-1])
    return render(footed(_titled(page.figures[0]), below), form, dpi=300)


def _titled(one: ShownFigure) -> Figure:
    title = drawable(one.title) or one.figure.title
    return replace(
        one.figure, title=one.figure.title or title, desc=one.figure.desc or title or "—"
    )


def _drawn(page: ShownPage) -> ShownPage:
    """Return the page in letters that the PDF's typeface has."""
    parts = tuple(
        ShownFigure(title=drawable(one.title), figure=_titled(one))
        if isinstance(one, ShownFigure)
        else ShownTable(
            title=drawable(one.title),
            columns=tuple(map(drawable, one.columns)),
            rows=tuple(tuple(map(drawable, row)) for row in one.rows),
        )
        for one in page.parts
    )
    return replace(
        page,
        title=drawable(page.title),
        parts=parts,
        notes=tuple(map(drawable, page.notes)),
        provenance=tuple(map(drawable, page.provenance)),
    )


def _nothing(form: PageForm) -> InputError:
    return InputError(
        what=Text(zh="没有可放入该格式的内容", en="There is nothing that this format can hold"),
        where="parts",
        found=form,
        do=Text(
            zh="CSV、XLSX 需有表格；SVG、PNG、TIFF 每次一幅图",
            en="CSV and XLSX need a table; SVG, PNG and TIFF take one figure at a time",
        ),
    )
