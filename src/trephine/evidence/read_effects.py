"""read_effects: from a file or data frame straight to effects, errors naming the cell."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.measure.declaration import Measure
from trephine.evidence.measure.register import measure_of
from trephine.evidence.reading.names import listed, matched, named
from trephine.evidence.reading.sheet import Sheet
from trephine.evidence.table import StudyTable, read_table

_TOTALS = {"total", "totals", "overall", "pooled", "sum", "合计", "总计", "总和", "合并"}


def read_effects(
    source: Any,
    measure: str,
    *,
    mapping: Mapping[str, str] | None = None,
    label: str | None = None,
    cc: float = 0.0,
    cc_to: str = "none",
    drop00: bool = False,
    **reading: Any,
) -> Effects:
    """Return the effects of the studies in a table, as ``effects`` computes them.

    ``source`` is a StudyTable or what ``read_table`` takes (with its options in ``reading``).
    ``mapping`` goes from the measure's column names to the table's (``{"xi": "events"}``);
    columns left out of it are found by the measure's own names in any case, then by common words
    where only one column fits: these are named in a caution. ``label`` is the column of study
    names, else found likewise (author and year together), else rows are numbered. It skips no
    row. Raises InputError naming file and cell.
    """
    kind = measure_of(measure)
    table = source if isinstance(source, StudyTable) else read_table(source, **reading)
    columns, by_word = _columns(table.sheet, kind, mapping or {})
    labels, told = _labels(table, label, set(columns.values()))
    sheet = table.sheet

    def place(name: str, row: int) -> str:
        return sheet.place(columns[name], row)

    values = {name: table.numbers(sheet.headers[at]) for name, at in columns.items()}
    found = effects(
        kind.key, labels=labels, cc=cc, cc_to=cc_to, drop00=drop00, place=place, **values
    )
    cautions = (*table.cautions, *_read_as(sheet, by_word), *told, *found.cautions)
    return replace(found, cautions=cautions)


def _columns(
    sheet: Sheet, kind: Measure, mapping: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the columns of the measure, and which of them were found by a common word."""
    unknown = [name for name in mapping if name not in kind.accepted]
    if unknown:
        raise InputError(
            what=Text(zh=f"{kind.key} 没有这些列", en=f"{kind.key} has no such columns"),
            where="mapping",
            found=", ".join(unknown),
            do=advice(unknown[0], kind.accepted),
        )
    taken = {name: named(sheet.headers, header, sheet.name) for name, header in mapping.items()}
    for name, at in taken.items():
        twice = [other for other, own in taken.items() if own == at and other != name]
        if twice:
            raise InputError(
                what=Text(zh="同一列不能有两种含义", en="One column cannot be two things"),
                where=f"{sheet.name}, column {sheet.headers[at]!r}",
                found=f"{name} and {twice[0]}",
                do=Text(zh=f"请为 {twice[0]} 指明另一列", en=f"Name another column for {twice[0]}"),
            )
    by_name, by_word = matched(sheet.headers, kind.accepted, taken)
    known = {**taken, **by_name}
    if not any(set(group) <= set(known) for group in kind.columns):
        known = {**known, **by_word}
    else:
        by_word = {}
    complete = [group for group in kind.columns if set(group) <= set(known)]
    if not complete:
        raise _missing(sheet, kind, known)
    used = {name for group in complete for name in group} | set(kind.optional) | set(taken)
    # a partial set beside a complete one says nothing: ai of a table that is pooled by yi and vi
    columns = {name: at for name, at in known.items() if name in used}
    return columns, {name: at for name, at in by_word.items() if name in columns}


def _missing(sheet: Sheet, kind: Measure, known: Mapping[str, int]) -> InputError:
    nearest = min(kind.columns, key=lambda group: len(set(group) - set(known)))
    absent = [name for name in nearest if name not in known]
    return InputError(
        what=Text(
            zh=f"缺少 {kind.key} 所需的列：{'、'.join(absent)}",
            en=f"Columns that {kind.key} needs are missing: {', '.join(absent)}",
        ),
        where=sheet.name,
        found=f"columns {listed(sheet.headers)}",
        do=Text(
            zh=f"请改列名，或指明对应关系，例如 --map {absent[0]}=<列名>",
            en=f"Rename the columns, or say which is which: --map {absent[0]}=NAME",
        ),
    )


def _read_as(sheet: Sheet, by_word: Mapping[str, int]) -> tuple[Caution, ...]:
    if not by_word:
        return ()
    pairs = "; ".join(f"{sheet.headers[at]!r} = {name}" for name, at in by_word.items())
    return (
        Caution(
            kind="column-names",
            text=Text(
                zh=f"按常用名称识别了列：{pairs}。如有不符，请指明对应关系。",
                en=f"Columns were recognised by common names: {pairs}. Map them if this is wrong.",
            ),
        ),
    )


def _labels(
    table: StudyTable, label: str | None, used: set[int]
) -> tuple[tuple[str, ...], tuple[Caution, ...]]:
    sheet = table.sheet
    if label is not None:
        at = [named(sheet.headers, label, sheet.name)]
    else:
        taken = {str(column): column for column in used}
        by_name, by_word = matched(sheet.headers, ("label", "author", "year"), taken)
        found = {**by_word, **by_name}
        at = [found["label"]] if "label" in found else []
        if not at and "author" in found:
            at = [found[name] for name in ("author", "year") if name in found]
    if not at:
        return tuple(str(row + 1) for row in range(table.k)), ()
    parts = [table.texts(sheet.headers[column]) for column in at]
    labels = tuple(", ".join(part for part in row if part) for row in zip(*parts, strict=True))
    seen: dict[str, int] = {}
    for row, name in enumerate(labels):
        if not name:
            raise InputError(
                what=Text(zh="缺少研究名称", en="The study has no name"),
                where=sheet.place(at[0], row),
                found="an empty cell",
                do=Text(zh="请填写研究名称，或删去该行", en="Name the study, or delete the row"),
            )
        if name in seen:
            raise InputError(
                what=Text(zh="研究名称重复", en="Two rows have the same study name"),
                where=f"{sheet.place(at[0], seen[name])} and {sheet.place(at[0], row)}",
                found=repr(name),
                do=Text(
                    zh="若为同一研究请删去一行，否则请改成不同的名称（如加上队列或年份）",
                    en="Delete one if it is the same study twice; otherwise tell them apart (by"
                    " cohort or year, say)",
                ),
            )
        seen[name] = row
    totals = tuple(name for name in labels if name.strip().lower() in _TOTALS)
    if not totals:
        return labels, ()
    text = Text(
        zh="有一行看起来是合计而不是一项研究，它会使患者被重复计算。",
        en="A row looks like a total rather than a study: its patients would count twice.",
    )
    return labels, (Caution(kind="total-row", text=text, studies=totals),)
