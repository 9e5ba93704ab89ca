"""stated_ranges: hold ranges that the text states against the cells of the table."""

from collections.abc import Iterator
from typing import NamedTuple

from trephine.core.finding import CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.place import place_words
from trephine.core.publication import Publication, Statement
from trephine.core.published import Printed
from trephine.core.source import Locator
from trephine.core.study import Percentage, Study, Survival
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    cited,
    gathered,
    number_of,
    outcome_name,
    raised,
)

CHECK = "stated-ranges"
_WHOLE_TABLE = Text(zh="该句说的是表中的研究", en="the sentence speaks of the studies in the table")
_UNITS = {"outcome": Text(zh="%", en="%"), "median": Text(zh=" 个月", en=" months")}


class _Cell(NamedTuple):
    study: Study
    printed: Printed
    at: Locator


def stated_ranges(publication: Publication) -> CheckResult:
    """Compare each stated smallest or largest percentage or median with the table's cells.

    A range cited to some rows of the table is ``proved`` wrong where these rows go beyond it or do
    not reach it; one without a citation is ``computed``, as it may speak of other studies. It
    compares figures as printed, with their rounding.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    for one in publication.statements:
        family, _, end = one.of.partition("-")
        if family in _UNITS and end in {"min", "max"}:
            yield _statement(publication, one, family, end)


def _cells(publication: Publication, one: Statement) -> list[_Cell]:
    found = []
    for study in publication.studies:
        for outcome in study.arms[0].outcomes if study.arms else ():
            mark, value = outcome.mark, outcome.value
            if outcome.key != one.row or not isinstance(mark, Read):
                continue
            if mark.locator.source != publication.id:
                continue
            if isinstance(value, Percentage) or (
                isinstance(value, Survival) and value.median_months is not None
            ):
                found.append(_Cell(study, Printed(text=value.printed), mark.locator))
    return found


def _statement(publication: Publication, one: Statement, family: str, end: str) -> Looked:
    cells = _cells(publication, one)
    among = [cell for cell in cells if not one.among or cell.study.id in one.among]
    subject = f"{one.of} {one.row} {one.at.place}"
    if not among:
        zh, en = "所引各行没有这一数值", "none of the rows cited has the figure"
        return cannot_tell(CHECK, subject, zh, en)
    pick = min if end == "min" else max
    extreme = pick(among, key=lambda cell: cell.printed.value)
    stated = printed_range(Printed(text=one.printed.strip("%").strip()))
    behind = printed_range(extreme.printed)
    number = number_of(publication, extreme.study)
    unit = _UNITS[family]
    if stated.meets(behind):
        return agrees(
            CHECK,
            subject,
            f"与表相符：{number} {extreme.printed.text}",
            f"as in the table: {number} {extreme.printed.text}",
        )
    low = end == "min"
    beyond = [
        cell
        for cell in among
        if (
            printed_range(cell.printed).high < stated.low
            if low
            else printed_range(cell.printed).low > stated.high
        )
    ]
    elsewhere = [
        cell for cell in cells if cell not in among and stated.meets(printed_range(cell.printed))
    ]
    name = outcome_name(publication, one.row)
    listed = "; ".join(
        f"{number_of(publication, cell.study)} {cell.printed.text}" for cell in among
    )
    zh = f"表中{'最小' if low else '最大'}为 {number} 的 {extreme.printed.text}{unit.zh}"
    en = f"the table's {'smallest' if low else 'largest'} is {extreme.printed.text}{unit.en} in"
    en += f" {number}"
    if beyond:
        others = cited(publication, [cell.study.id for cell in beyond])
        zh += f"；超出者：{others}"
        en += f"; beyond it: {others}"
    if elsewhere:
        others = cited(publication, [cell.study.id for cell in elsewhere])
        zh += f"；{one.printed} 属 {others}"
        en += f"; {one.printed} is that of {others}"
    said = Text(
        zh=one.printed if unit.zh in one.printed else one.printed + unit.zh,
        en=one.printed if unit.en in one.printed else one.printed + unit.en,
    )
    where = place_words(one.at)
    kind = "proved" if one.among else "computed"
    finding = Finding(
        id=f"{publication.id}/{CHECK}/{one.row}/{end}/{one.printed.strip('%')}",
        check=CHECK,
        kind=kind,  # type: ignore[arg-type]
        severity="minor",
        at=one.at,
        against=tuple(dict.fromkeys(cell.at for cell in beyond or [extreme])),
        printed=one.printed,
        follows=Text(zh=zh, en=en),
        sentence=Text(
            zh=f"{where.zh} 写 {name.zh} {'低至' if low else '高至'} {said.zh}：{zh}。",
            en=f"{where.en} has {name.en} {'from' if low else 'up to'} {said.en}: {en}.",
        ),
        arithmetic=(
            Text(zh=f"表中各格：{listed}", en=f"cells: {listed}"),
            Text(
                zh=f"{'最小' if low else '最大'} = {extreme.printed.text}，印作 {one.printed}",
                en=f"{end} = {extreme.printed.text}, printed {one.printed}",
            ),
        ),
        assumes=() if one.among else (_WHOLE_TABLE,),
        concerns=tuple(cell.study.id for cell in beyond or [extreme]),
    )
    return raised(subject, finding)
