"""ExportAsked: what a page sends of itself to be written into a file, with where it is from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

import trephine
from trephine.core.text import Language, Text
from trephine.loop.code_here import code_here
from trephine.plots.read_svg import read_svg
from trephine.reports.cite import cite
from trephine.reports.shown_page import ShownFigure, ShownPage, ShownTable

_Words = Annotated[str, Field(max_length=20_000)]
_Row = Annotated[tuple[_Words, ...], Field(max_length=80)]
_FROM = Text(zh="来源：{title} · {address}", en="From: {title} · {address}")
_MADE = Text(
    zh="由 Trephine {version} 制作（代码与内容 {digest}）· {moment}",
    en="Made by Trephine {version} (code and content {digest}) · {moment}",
)
_CITE = Text(zh="引用：{line}", en="Cite as: {line}")
_DEMO = Text(
    zh="示例模式：患者均为虚构，不是真实患者。", en="Demonstration: patients are made up, not real."
)
_SUPPORT = Text(
    zh="供科研与医师决策参考；不构成医嘱。",
    en="For research and to support clinicians' decisions; no medical order.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSent:
    """A table as shown: names of columns, rows of words; a row of one cell is a heading."""

    title: _Words
    columns: _Row
    rows: Annotated[tuple[_Row, ...], Field(max_length=20_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSent:
    """A figure as shown: its SVG."""

    title: _Words
    svg: Annotated[str, Field(max_length=8_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAsked:
    """What is to be written: the page's path and title, what it says above, tables and figures."""

    page: Annotated[str, Field(max_length=2_000, pattern="^/")]
    title: Annotated[str, Field(min_length=1, max_length=500)]
    parts: Annotated[tuple[TableSent | FigureSent, ...], Field(min_length=1, max_length=100)]
    notes: Annotated[tuple[_Words, ...], Field(max_length=20)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCitation:
    """How to cite the workspace's page, in both styles."""

    vancouver: str
    gbt7714: str


def shown_page(
    asked: ExportAsked, language: Language, address: str, now: datetime, *, demo: bool
) -> ShownPage:
    """Return what was sent as reports write it, with its provenance.

    ``address`` is the server's own. It does not look whether the page shows what was sent. Raises
    InputError for a figure that is none.
    """
    return ShownPage(
        title=asked.title,
        language=language,
        parts=tuple(_part(one, language) for one in asked.parts),
        provenance=provenance(asked.title, f"{address}{asked.page}", language, now, demo=demo),
        notes=asked.notes,
    )


def provenance(
    title: str, address: str, language: Language, now: datetime, *, demo: bool
) -> tuple[str, ...]:
    """Return where a file is from, line by line; the last says how to cite it."""
    return (
        _FROM[language].format(title=title, address=address),
        _MADE[language].format(
            version=trephine.__version__,
            digest=code_here()["trephine files"],
            moment=now.isoformat(" ", "minutes"),
        ),
        *([_DEMO[language]] if demo else []),
        _SUPPORT[language],
        _CITE[language].format(line=citation(language, address, now)),
    )


def page_citation(address: str, now: datetime) -> PageCitation:
    """Return a page's citation in both styles, with its address and the day it was read."""
    return PageCitation(
        vancouver=citation("en", address, now), gbt7714=citation("zh", address, now)
    )


def citation(language: Language, address: str, now: datetime) -> str:
    """Return the software's line of a reference list, with a page and the day it was read."""
    line = cite(style="gbt7714" if language == "zh" else "vancouver")[0].text
    day = now.date().isoformat()
    return f"{line} [{day}]. {address}" if language == "zh" else f"{line} {address} [cited {day}]."


def _part(one: TableSent | FigureSent, language: Language) -> ShownTable | ShownFigure:
    if isinstance(one, TableSent):
        return ShownTable(title=one.title, columns=one.columns, rows=one.rows)
    return ShownFigure(title=one.title, figure=read_svg(one.svg, language))
