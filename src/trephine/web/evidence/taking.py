"""citations_of, studies_file: what a paper's analysis rests on as references, and its table."""

import csv
from dataclasses import asdict, dataclass
from io import BytesIO, StringIO
from typing import Literal

import trephine
from trephine import library
from trephine.core.text import Language, Text
from trephine.interop.references.write_table import defused
from trephine.reports.cite import cite
from trephine.reports.reference import Style
from trephine.web.evidence.analyses import Paper
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import PooledAnswer, meta_of, pooled_of

TableForm = Literal["csv", "xlsx"]
_COLUMNS = (
    Text(zh="研究", en="study"),
    Text(zh="年份", en="year"),
    Text(zh="事件数", en="events"),
    Text(zh="例数", en="n"),
    Text(zh="计数来源", en="origin of the count"),
    Text(zh="比例", en="proportion"),
    Text(zh="区间下限", en="low"),
    Text(zh="区间上限", en="high"),
    Text(zh="权重 %", en="weight %"),
    Text(zh="MINORS", en="MINORS"),
    Text(zh="未纳入的原因", en="why not pooled"),
)
_LEFT_OUT = Text(zh="在此视图中剔除", en="left out in this view")
_POOLED = Text(zh="合并", en="pooled")
_POOLED_ROWS = Text(zh="合并（{rows}）", en="pooled ({rows})")
_FROM = Text(zh="出处", en="Provenance")
_CHOICES = Text(zh="选项", en="Choices")
_MADE = Text(zh="由 Trephine 生成，版本", en="Made by Trephine, version")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationShown:
    """One entry of a list of references, as a line in the style asked for."""

    number: int
    key: str
    what: Text | None
    text: str


def citations_of(
    paper: Paper, name: str, options: PoolOptions, style: Style
) -> tuple[CitationShown, ...]:
    """Return methods, paper, pooled studies and software as references.

    Raises NotFoundError, InputError, MethodError.
    """
    found = meta_of(paper, name, options)
    kept = {one.counted.study for one in pooled_of(paper, name, options).studies if one.weight}
    known = {one.id: one.source for one in library.studies(paper)}
    own = [library.source(key) for key in (known.get(one, "") for one in kept) if key]
    sources = (library.source(paper), *sorted(own, key=lambda one: (one.year, one.id)))
    return tuple(
        CitationShown(number=one.number, key=one.key, what=one.what, text=one.text)
        for one in cite(found.estimate, style=style, sources=sources)
    )


def studies_file(
    paper: Paper, name: str, options: PoolOptions, form: TableForm, language: Language
) -> bytes:
    """Return a paper's studies of an analysis as ``studies_table`` writes them."""
    return studies_table(pooled_of(paper, name, options), options, form, language)


def studies_table(
    found: PooledAnswer, options: PoolOptions, form: TableForm, language: Language
) -> bytes:
    """Return an analysis's studies with their provenance below; no cell is a formula."""
    rows = _rows(found, options, language)
    if form == "csv":
        page = StringIO()
        csv.writer(page, lineterminator="\r\n").writerows(rows)
        return page.getvalue().encode("utf-8-sig")  # with the mark Excel reads the Chinese
    from openpyxl import Workbook  # noqa: PLC0415  (for workbooks alone)

    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _rows(
    found: PooledAnswer, options: PoolOptions, language: Language
) -> list[list[str | int | float | None]]:
    rows: list[list[str | int | float | None]] = [[one[language] for one in _COLUMNS]]
    for one in found.studies:
        counted, own = one.counted, one.own
        why = _LEFT_OUT if one.left_out else counted.excluded
        rows.append(
            [
                counted.label[language],
                counted.year,
                counted.events,
                counted.n,
                counted.origin,
                None if own is None else own.estimate,
                None if own is None else own.ci_lb,
                None if own is None else own.ci_ub,
                one.weight,
                counted.minors,
                "" if why is None else why[language],
            ]
        )
    if found.estimate is not None:
        answer = found.estimate.natural
        pooled = _POOLED if found.rows is None else _POOLED_ROWS.filled(rows=found.rows)
        sums = [pooled[language], None, found.events, found.people, ""]
        rows.append([*sums, answer.estimate, answer.ci_lb, answer.ci_ub, None, None, ""])
    chosen = {key: value for key, value in asdict(options).items() if value}
    rows += [
        [],
        [_FROM[language], f"{found.paper} · {found.analysis} · {found.label[language]}"],
        [found.method[language] if found.method is not None else ""],
        [_CHOICES[language], "; ".join(f"{key}={value}" for key, value in chosen.items())],
        [_MADE[language], trephine.__version__],
    ]
    return [[defused(one) if isinstance(one, str) else one for one in row] for row in rows]
