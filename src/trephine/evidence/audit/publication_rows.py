"""The rows of a user's publication tables: pooled results, statements, relations, references."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Literal, cast, get_args

from trephine.core.mark import Read
from trephine.core.outcome import OutcomeKind
from trephine.core.publication import Relation, RelationKind, Statement, StatementOf
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator, Source
from trephine.core.study import NotReported, Study
from trephine.core.text import Text
from trephine.evidence.audit.listed_ids import listed_ids
from trephine.evidence.audit.printed_range import p_value_range
from trephine.evidence.audit.publication_cell import PublicationSheet
from trephine.evidence.reading.number import folded

_MODELS = {
    "fixed": "fixed", "common": "fixed", "固定": "fixed", "固定效应": "fixed",
    "random": "random", "随机": "random", "随机效应": "random", "": "",
}  # fmt: skip
_NO_ID = Text(zh="引用了表中没有的标识", en="An id that is in no table")
_KEYS = Text(
    zh="写 pooled 表的 id 或 outcomes 表的 key",
    en="Write an id of the table pooled or a key of the table outcomes",
)
_NO_MODEL = Text(zh="模型应为固定或随机", en="The model is fixed or random")
_ONE_MODEL = Text(zh="写 固定 或 随机，未写明则留空", en="Write fixed or random, or leave it empty")
_POOLED = (
    "id", "outcome", "place", "k", "studies", "excluded", "I2", "P", "model", "estimate", "ci",
    "ci_lb", "ci_ub", "egger_p",
)  # fmt: skip
_NO_STUDIES = Text(
    zh="既无研究列表，也无研究数", en="Neither the studies nor their number is given"
)
_LIST = Text(
    zh="列出研究（id、文献号如 9, 13-29，或 all），或在 k 列写研究数",
    en="List the studies (ids, numbers such as 9, 13-29, or all), or write their number under k",
)
_NO_INTERVAL = Text(zh="读不成区间", en="The cell does not read as an interval")
_ORDER = Text(zh="下限大于上限", en="The lower limit is above the upper one")
_INTERVAL = Text(zh="写成 76-94，下限在前", en="Write 76-94, the lower limit first")
_NO_STATEMENT = Text(zh="没有这一类陈述", en="There is no such kind of statement")
_NO_RELATION = Text(zh="没有这一种关系", en="There is no such relation")


def pooled_rows(
    sheet: PublicationSheet | None,
    paper: str,
    studies: Sequence[Study],
    kinds: Mapping[str, OutcomeKind],
    model: Literal["fixed", "random", ""] = "",
) -> tuple[PublishedEstimate, ...]:
    """Return the pooled results of the table ``pooled``; ``model`` where a row names none."""
    if sheet is None:
        return ()
    sheet.only(_POOLED)
    sheet.need(("outcome", "estimate", *(() if sheet.has("studies") else ("k",))))
    sheet.need_unit(("estimate",))
    found: dict[str, PublishedEstimate] = {}
    for row in sheet.rows:
        outcome = sheet.one_of("outcome", row, kinds, _NO_ID)
        key = sheet.new("id", row, found) if sheet.has("id") else _numbered(outcome, found)
        excluded = listed_ids(sheet, "excluded", row, studies)
        pooled = _pooled(sheet, row, studies, outcome)
        k = sheet.whole("k", row, least=1)
        if not pooled and k is None:
            sheet.refuse("studies" if sheet.has("studies") else "k", row, _NO_STUDIES, _LIST)
        P = _p_value(sheet.text("P", row))
        sheet.checked("P", row, partial(p_value_range, P))
        estimate, ci_lb, ci_ub = _figures(sheet, row)
        egger = sheet.printed("egger_p", row, most=1.0, percent=False)
        mark = Read(locator=Locator(source=paper, place=sheet.text("place", row) or key))
        found[key] = PublishedEstimate(
            id=key,
            review=paper,
            outcome=outcome,
            analysis="sensitivity" if excluded else "primary",
            k_stated=k,
            studies=tuple(one for one in pooled if one not in excluded),
            excluded=excluded,
            I2=sheet.printed("I2", row) or Printed(text=""),
            p_heterogeneity=P,
            model=model_named(sheet, "model", row) or model,
            estimate=estimate,
            ci_lb=ci_lb,
            ci_ub=ci_ub,
            mark=mark,
            egger_p=egger,
            egger_mark=mark if egger else None,
        )
    return tuple(found.values())


def model_named(sheet: PublicationSheet, column: str, row: int) -> Literal["fixed", "random", ""]:
    """Return the model that a cell names, empty where it names none. Raises InputError."""
    words = sheet.text(column, row).lower().removesuffix("模型").removesuffix("model").strip()
    words = words.removesuffix("effects").removesuffix("effect").rstrip("- ")
    if words not in _MODELS:
        sheet.refuse(column, row, _NO_MODEL, _ONE_MODEL)
    return cast("Literal['fixed', 'random', '']", _MODELS[words])


def _numbered(outcome: str, taken: Collection[str]) -> str:
    """Return an id for a result that has none: its outcome, numbered from the second on."""
    key, count = outcome, 1
    while key in taken:
        count += 1
        key = f"{outcome}-{count}"
    return key


def _pooled(
    sheet: PublicationSheet, row: int, studies: Sequence[Study], outcome: str
) -> tuple[str, ...]:
    if sheet.text("studies", row).lower() not in {"all", "全部"}:
        return listed_ids(sheet, "studies", row, studies)
    with_column = [
        (study.id, any(not isinstance(one.value, NotReported) for one in cells))
        for study in studies
        if (cells := [one for one in study.arms[0].outcomes if one.key == outcome])
    ]
    if not with_column:  # no column for it: every row of the table
        return tuple(study.id for study in studies)
    return tuple(key for key, reported in with_column if reported)


def _p_value(text: str) -> str:
    """Return a P value without its letter: ``P = 0.12`` is 0.12, ``p<0.01`` is <0.01."""
    return text.lstrip("Pp").strip().removeprefix("=").strip() if text else ""


def _figures(sheet: PublicationSheet, row: int) -> tuple[Printed, Printed, Printed]:
    """Return estimate and limits, in three columns, in two with ``ci``, or in one cell."""
    sheet.required("estimate", row)
    if len(three := sheet.interval("estimate", row)) == 3:
        estimate, *limits = three
    else:
        found = sheet.share("estimate", row)
        assert found is not None  # noqa: S101  (the cell is not empty)
        estimate = found
        if sheet.text("ci", row):
            limits = list(sheet.interval("ci", row))
            if len(limits) != 2:
                sheet.refuse("ci", row, _NO_INTERVAL, _INTERVAL)
        else:
            sheet.need(("ci_lb", "ci_ub"))
            limits = []
            for column in ("ci_lb", "ci_ub"):
                sheet.required(column, row)
                limit = sheet.share(column, row)
                assert limit is not None  # noqa: S101
                limits.append(limit)
    if not limits[0].value <= limits[1].value:
        where = next((one for one in ("ci", "ci_lb") if sheet.text(one, row)), "estimate")
        sheet.refuse(where, row, _ORDER, _INTERVAL)
    return estimate, limits[0], limits[1]


def statement_rows(
    sheet: PublicationSheet | None,
    paper: str,
    rows: Collection[str],
    studies: Sequence[Study],
    kinds: Mapping[str, OutcomeKind],
) -> tuple[Statement, ...]:
    """Return what the paper states elsewhere, from the table ``statements``."""
    if sheet is None:
        return ()
    sheet.only(("of", "row", "printed", "value", "place", "language", "among"))
    sheet.need(("of", "printed"))
    found = []
    for row in sheet.rows:
        target = sheet.text("row", row)
        if target and target not in rows and target not in kinds:
            sheet.refuse("row", row, _NO_ID, _KEYS)
        of = cast("StatementOf", sheet.one_of("of", row, get_args(StatementOf), _NO_STATEMENT))
        printed, value = _stated(sheet, row, of)
        found.append(
            Statement(
                of=of,
                printed=printed,
                value=value,
                at=Locator(source=paper, place=sheet.text("place", row)),
                row=target,
                among=listed_ids(sheet, "among", row, studies),
                language="en" if sheet.text("language", row).lower().startswith("en") else "zh",
            )
        )
    return tuple(found)


def _stated(sheet: PublicationSheet, row: int, of: StatementOf) -> tuple[str, float]:
    """Return a stated figure as printed, and as a number; shares of people in percent."""
    printed = sheet.required("printed", row)
    column = "value" if sheet.text("value", row) else "printed"
    if of in _SHARES:
        share = sheet.share(column, row)
        assert share is not None  # noqa: S101  (the cell is not empty)
        as_it_is = column == "printed" and sheet.unit != "proportion"
        return (printed if as_it_is else f"{share.text}%"), share.value
    number = folded(sheet.text(column, row)).rstrip("%").replace(",", "").strip()
    return printed, sheet.checked(column, row, partial(float, number))


_SHARES = {"estimate", "ci_lb", "ci_ub", "outcome-min", "outcome-max"}


def relation_rows(
    sheet: PublicationSheet | None, known: Sequence[Relation], kinds: Mapping[str, OutcomeKind]
) -> tuple[Relation, ...]:
    """Return the known relations between outcomes in use, and those of the table ``relations``."""
    found = [one for one in known if one.one in kinds and one.other in kinds]
    if sheet is not None:
        sheet.only(("kind", "one", "other", "reason"))
        sheet.need(("kind", "one", "other"))
        for row in sheet.rows:
            kind = sheet.one_of("kind", row, get_args(RelationKind), _NO_RELATION)
            reason = sheet.text("reason", row) or kind
            found.append(
                Relation(
                    kind=cast("RelationKind", kind),
                    one=sheet.one_of("one", row, kinds, _NO_ID),
                    other=sheet.one_of("other", row, kinds, _NO_ID),
                    reason=Text(zh=reason, en=reason),
                )
            )
    return tuple(found)


def reference_rows(sheet: PublicationSheet | None, paper: str) -> tuple[Source, ...]:
    """Return the list of references of the table ``references``."""
    if sheet is None:
        return ()
    sheet.only(("number", "authors", "title", "journal", "year", "doi"))
    sheet.need(("number",))
    return tuple(
        Source(
            id=sheet.required("number", row),
            kind="article",
            authors=sheet.text("authors", row),
            title=sheet.text("title", row),
            container=sheet.text("journal", row),
            year=sheet.whole("year", row) or 0,
            doi=sheet.text("doi", row).lower(),
            cited=(Locator(source=paper, place=f"[{sheet.required('number', row)}]"),),
        )
        for row in sheet.rows
    )
