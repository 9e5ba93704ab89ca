"""The rows of a user's publication tables: pooled results, statements, relations, references."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Literal, cast, get_args

from trephine.core.mark import Read
from trephine.core.outcome import OutcomeKind
from trephine.core.publication import Relation, RelationKind, Statement, StatementOf
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator, Source
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import p_value_range
from trephine.evidence.audit.publication_cell import PublicationSheet

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
_NO_STATEMENT = Text(zh="没有这一类陈述", en="There is no such kind of statement")
_NO_RELATION = Text(zh="没有这一种关系", en="There is no such relation")


def pooled_rows(
    sheet: PublicationSheet | None,
    paper: str,
    studies: Collection[str],
    kinds: Mapping[str, OutcomeKind],
) -> tuple[PublishedEstimate, ...]:
    """Return the pooled results of the table ``pooled``."""
    if sheet is None:
        return ()
    sheet.need(("id", "outcome", "studies", "I2", "estimate", "ci_lb", "ci_ub"))
    found: dict[str, PublishedEstimate] = {}
    for row in sheet.rows:
        key = sheet.new("id", row, found)
        excluded = sheet.all_of("excluded", row, studies, _NO_ID)
        pooled = sheet.all_of("studies", row, studies, _NO_ID)
        sheet.checked("P", row, partial(p_value_range, sheet.text("P", row)))
        model = sheet.text("model", row).lower().removesuffix("模型")
        if model not in _MODELS:
            sheet.refuse("model", row, _NO_MODEL, _ONE_MODEL)
        egger = sheet.printed("egger_p", row, most=1.0, percent=False)
        mark = Read(locator=Locator(source=paper, place=sheet.text("place", row) or key))
        found[key] = PublishedEstimate(
            id=key,
            review=paper,
            outcome=sheet.one_of("outcome", row, kinds, _NO_ID),
            analysis="sensitivity" if excluded else "primary",
            k_stated=sheet.whole("k", row, least=1),
            studies=tuple(one for one in pooled if one not in excluded),
            excluded=excluded,
            I2=_figure(sheet, "I2", row),
            p_heterogeneity=sheet.text("P", row),
            model=cast("Literal['fixed', 'random', '']", _MODELS[model]),
            estimate=_figure(sheet, "estimate", row),
            ci_lb=_figure(sheet, "ci_lb", row),
            ci_ub=_figure(sheet, "ci_ub", row),
            mark=mark,
            egger_p=egger,
            egger_mark=mark if egger else None,
        )
    return tuple(found.values())


def _figure(sheet: PublicationSheet, column: str, row: int) -> Printed:
    sheet.required(column, row)
    found = sheet.printed(column, row)
    assert found is not None  # noqa: S101  (the cell is not empty)
    return found


def statement_rows(
    sheet: PublicationSheet | None,
    paper: str,
    rows: Collection[str],
    studies: Collection[str],
    kinds: Mapping[str, OutcomeKind],
) -> tuple[Statement, ...]:
    """Return what the paper states elsewhere, from the table ``statements``."""
    if sheet is None:
        return ()
    sheet.need(("of", "printed"))
    found = []
    for row in sheet.rows:
        target = sheet.text("row", row)
        if target and target not in rows and target not in kinds:
            sheet.refuse("row", row, _NO_ID, _KEYS)
        printed = sheet.required("printed", row)
        number = (sheet.text("value", row) or printed).rstrip("%％")
        found.append(
            Statement(
                of=cast(
                    "StatementOf", sheet.one_of("of", row, get_args(StatementOf), _NO_STATEMENT)
                ),
                printed=printed,
                value=sheet.checked("printed", row, partial(float, number)),
                at=Locator(source=paper, place=sheet.text("place", row)),
                row=target,
                among=sheet.all_of("among", row, studies, _NO_ID),
                language="en" if sheet.text("language", row).lower().startswith("en") else "zh",
            )
        )
    return tuple(found)


def relation_rows(
    sheet: PublicationSheet | None, known: Sequence[Relation], kinds: Mapping[str, OutcomeKind]
) -> tuple[Relation, ...]:
    """Return the known relations between outcomes in use, and those of the table ``relations``."""
    found = [one for one in known if one.one in kinds and one.other in kinds]
    if sheet is not None:
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
    sheet.need(("number",))
    return tuple(
        Source(
            id=sheet.required("number", row),
            kind="article",
            authors=sheet.text("authors", row) or "?",
            title=sheet.text("title", row) or "?",
            container=sheet.text("journal", row),
            year=sheet.whole("year", row) or 0,
            doi=sheet.text("doi", row).lower(),
            cited=(Locator(source=paper, place=f"[{sheet.required('number', row)}]"),),
        )
        for row in sheet.rows
    )
