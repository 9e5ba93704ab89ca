"""The forest plot: studies, intervals, pooled diamonds, prediction interval, heterogeneity."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Literal, get_args

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Language, Text
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.forest_rows import (
    ForestRow,
    ForestSubgroup,
    ForestSummary,
    SubgroupTest,
    summary_of,
)
from trephine.plots.forest_sheet import axis_of, columns_of, sheet_rows
from trephine.plots.forest_text import Wording
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.layout import MARGIN, Look
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.palette import MUTED
from trephine.plots.kit.scale import Kind
from trephine.plots.kit.sheet import draw_sheet
from trephine.plots.options import check_options
from trephine.plots.style import STYLES, StyleName, base_size

__all__ = ["ForestRow", "ForestSubgroup", "ForestSummary", "SubgroupTest", "forest", "summary_of"]

Sort = Literal["given", "estimate", "weight", "year", "label", "n"]


def forest(
    rows: Sequence[ForestRow],
    summaries: Sequence[ForestSummary] = (),
    *,
    measure: Label,
    short: Label | None = None,
    kind: Kind = "proportion",
    language: Language = "zh",
    style: StyleName = "cma",
    width_mm: float = 176.0,
    sort: Sort = "given",
    subgroups: Sequence[ForestSubgroup] = (),
    subgroup_test: SubgroupTest | None = None,
    axis: tuple[float, float] | None = None,
    favours: tuple[Label, Label] | None = None,
    flag_notes: Mapping[str, Label] | None = None,
    notes: Sequence[Label] = (),
    digits: int | None = None,
    level: float = 95.0,
    title: Label | None = None,
) -> Figure:
    """Draw a forest plot in one of the journal styles.

    It does not fit anything: every number is given. ``measure`` names what is pooled, ``short``
    the same in the column header. ``kind`` says how values are written and scaled: a proportion
    (0 to 1, shown as 0 to 100 % on an axis that is never cut unless ``axis`` says so), a ratio
    (logarithmic, line at 1) or plain (linear, line at 0 with ``favours``). Squares have an area
    proportional to their weight. The dashed line stands at the first summary. ``sort`` orders
    studies, also within subgroups, and keeps excluded ones among the others. ``width_mm`` is
    84 for one journal column, 176 for two. Raises InputError for rows of an unlisted subgroup, a
    character that the font lacks, or columns that cannot fit.
    """
    one_of("sort", sort, get_args(Sort))
    check_options(
        language=language, style=style, kind=kind, width_mm=width_mm, axis=axis, digits=digits,
        level=level, measure=measure, short=short, title=title, notes=notes, favours=favours,
    )  # fmt: skip
    wording = Wording(
        language=language,
        style=STYLES[style],
        kind=kind,
        digits=(1 if kind == "proportion" else 2) if digits is None else digits,
        level=level,
    )
    _check(rows, subgroups)
    ordered = _sorted(rows, sort, language)
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    columns = columns_of(ordered, wording, say(short or measure, language))
    largest = size * (1.02 if width_mm >= 120 else 0.72)
    built = sheet_rows(ordered, tuple(summaries), subgroups, wording, size, largest)
    look = Look(
        size=size,
        rules=wording.style.rules,
        grid=wording.style.grid,
        plot_share=0.3 if width_mm >= 120 else 0.24,
        accent=wording.style.diamond,
    )
    plot_axis = axis_of(rows, summaries, subgroups, wording, axis, measure, favours)
    below = draw_sheet(canvas, columns=columns, rows=built, axis=plot_axis, look=look)
    lines = _notes(ordered, summaries, subgroup_test, flag_notes or {}, notes, wording)
    for line in lines:
        below += canvas.block(
            MARGIN, below, line, canvas.width - 2 * MARGIN, size=size - 1, fill=MUTED
        )
    pooled = sum(1 for row in rows if row.excluded is None)
    return canvas.finish(
        height=below + MARGIN,
        title=say(title, language)
        if title
        else words.FOREST[language].format(measure=say(measure, language)),
        desc=wording.brief(pooled, tuple(summaries)),
        table=_table(ordered, summaries, wording),
    )


def _check(rows: Sequence[ForestRow], subgroups: Sequence[ForestSubgroup]) -> None:
    """Refuse an empty plot, rows of a subgroup that is not listed, and crossed intervals."""
    if not rows:
        raise InputError(
            what=Text(zh="森林图没有任何研究", en="a forest plot without any study"),
            where="rows",
            found="0",
            do=Text(zh="请至少给出一项研究", en="give at least one study"),
        )
    known = {group.key for group in subgroups}
    for row in rows:
        if subgroups and row.subgroup not in known:
            raise InputError(
                what=Text(zh="研究所属的亚组未列出", en="a study belongs to a subgroup not listed"),
                where=str(row.label),
                found=repr(row.subgroup),
                do=Text(zh="请在 subgroups 中列出该亚组", en="list the subgroup in subgroups"),
            )
        if row.ci_lb > row.ci_ub:
            raise InputError(
                what=Text(zh="置信区间下限大于上限", en="a confidence interval is upside down"),
                where=str(row.label),
                found=f"{row.ci_lb} > {row.ci_ub}",
                do=Text(zh="请检查该研究的区间", en="check the study's interval"),
            )


def _sorted(rows: Sequence[ForestRow], sort: Sort, language: Language) -> list[ForestRow]:
    """Return the rows in the order asked for; what is unknown comes last."""
    if sort == "given":
        return list(rows)
    if sort == "label":
        return sorted(rows, key=lambda row: say(row.label, language))

    def key(row: ForestRow) -> tuple[bool, float]:
        value = getattr(row, sort)
        unknown = value is None or isnan(value)
        sign = -1 if sort in {"weight", "n"} else 1
        return unknown, 0.0 if unknown else sign * value

    return sorted(rows, key=key)


def _notes(
    rows: Sequence[ForestRow],
    summaries: Sequence[ForestSummary],
    test: SubgroupTest | None,
    flag_notes: Mapping[str, Label],
    notes: Sequence[Label],
    wording: Wording,
) -> list[str]:
    """Return the lines below the plot."""
    lines = [wording.sentences([wording.model(s), wording.heterogeneity(s)]) for s in summaries]
    if test is not None:
        lines.append(wording.difference(test))
    for flag in sorted({flag for row in rows for flag in row.flags}):
        if flag not in flag_notes:
            raise InputError(
                what=Text(zh="标记没有说明", en="a flag without a note"),
                where="flag_notes",
                found=repr(flag),
                do=Text(zh="请在 flag_notes 中说明该标记", en="explain the flag in flag_notes"),
            )
        meaning = wording.say(flag_notes[flag])
        lines.append(words.FLAGS[wording.language].format(flag=flag, meaning=meaning))
    lines += [wording.say(note) for note in notes]
    return [line for line in lines if line]


def _table(
    rows: Sequence[ForestRow], summaries: Sequence[ForestSummary], wording: Wording
) -> Table:
    """Return the plot's numbers as a table."""
    lang = wording.language
    columns = (words.STUDY, words.EVENTS_N, words.ESTIMATE, words.LOWER, words.UPPER, words.WEIGHT)
    body: list[tuple[str, ...]] = []
    every: list[ForestRow | ForestSummary] = [*rows, *summaries]
    for row in every:
        note = ""
        if isinstance(row, ForestRow) and row.excluded is not None:
            note = words.EXCLUDED[lang].format(reason=wording.say(row.excluded))
        known = row.n is not None or isinstance(row, ForestRow)
        fraction = wording.fraction(row.events, row.n) if known else ""
        numbers = tuple(wording.value(v) for v in (row.estimate, row.ci_lb, row.ci_ub))
        weight = wording.weight(row.weight)
        body.append((wording.say(row.label), fraction, *numbers, weight, note))
        if isinstance(row, ForestSummary) and not isnan(row.pi_lb):
            label = words.PREDICTION_INTERVAL[lang].format(level=f"{wording.level:g}")
            ends = (wording.value(row.pi_lb), wording.value(row.pi_ub))
            body.append((label, "", "", *ends, "", ""))
    return Table(columns=(*(text[lang] for text in columns), words.NOTE[lang]), rows=tuple(body))
