"""Guidelines: the decision tables of a source, from Markdown with TOML fences."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NoReturn

from trephine.core.error import ContentError, InputError
from trephine.core.expression import Expression
from trephine.core.mark import Mark, Read
from trephine.core.parse_expression import parse_expression
from trephine.core.rule import (
    LAYERS,
    Conclusion,
    DecisionTable,
    Defect,
    Definition,
    Guideline,
    Layer,
    Monotone,
    NotModelled,
    Order,
    Pathway,
    Rule,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.core.toml_line import line_of
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, place, read_toml
from trephine.library.guideline_check import check_guidelines
from trephine.library.guideline_file import (
    GuidelineEntry,
    OrderEntry,
    PlacedFence,
    RuleEntry,
    TableEntry,
    ThenEntry,
    marked,
    read_guideline_file,
)

FOLDER = ROOT / "guidelines"
# The consensus first, then what it names, then what lies outside it.
GUIDELINES = ("consensus2022", "reference", "li2023", "outside")
# The support that virtual patients get: no part of what a patient's record is assessed by.
WARD = "loop"
FAITHFUL: frozenset[Layer] = frozenset({"source", "reference", "product", "protocol"})


@cache
def guidelines() -> tuple[Guideline, ...]:
    """Return every guideline. Raises ContentError where content is wrong, with file and line."""
    found = tuple(_guideline(name) for name in GUIDELINES)
    check_guidelines(found)
    return found


@cache
def pathway(*, outside: bool = False) -> Pathway:
    """Return the pathway: the consensus with what it names, and the outside layer if asked for."""
    layers = frozenset(LAYERS) if outside else FAITHFUL
    return Pathway(
        id="with outside practice" if outside else "faithful to the source",
        guidelines=guidelines(),
        layers=layers,
    )


@cache
def ward_pathway(*, outside: bool = False) -> Pathway:
    """Return the pathway of a virtual ward: that of ``pathway`` with the rules of support."""
    return on_ward(pathway(outside=outside))


def on_ward(own: Pathway) -> Pathway:
    """Return a pathway with the rules of support of the virtual ward: a trial's own, say."""
    return replace(
        own, id=f"{own.id}, on the virtual ward", guidelines=(*own.guidelines, _ward_guideline())
    )


@cache
def _ward_guideline() -> Guideline:
    found = _guideline(WARD)
    check_guidelines((*guidelines(), found))
    return found


def guideline(name: str) -> Guideline:
    """Return one guideline. Raises InputError where there is none."""
    for one in guidelines():
        if one.id == name:
            return one
    names = ", ".join(GUIDELINES)
    raise InputError(
        what=Text(zh="没有这一指南", en="there is no such guideline"),
        where="library.guidelines()",
        found=repr(name),
        do=Text(zh=f"可用：{names}", en=f"choose one of: {names}"),
    )


def _guideline(name: str) -> Guideline:
    folder = FOLDER / name
    entry = read_toml(folder / "guideline.toml", GuidelineEntry)
    tables: list[DecisionTable] = []
    orders: list[Order] = []
    left: list[NotModelled] = []
    for path in sorted(folder.glob("*.md")):
        for placed in read_guideline_file(path):
            reader = _FenceReader(placed, entry)
            if placed.fence.table is not None:
                tables.append(reader.table(placed.fence.table))
            elif placed.fence.rule or placed.fence.define or placed.fence.defect:
                reader.refuse((), "[[rule]]", _NO_TABLE, _DO_TABLE)
            orders += [reader.order(i, one) for i, one in enumerate(placed.fence.order)]
            left += [
                NotModelled(
                    id=one.id,
                    at=reader.located(one.at, "not_modelled", i),
                    text=one.text,
                    reason=one.reason,
                )
                for i, one in enumerate(placed.fence.not_modelled)
            ]
    return Guideline(
        id=name,
        title=entry.title,
        source=entry.source,
        tables=tuple(tables),
        orders=tuple(orders),
        not_modelled=tuple(left),
    )


_NO_TABLE = Text(zh="规则不在任何表内", en="rules outside a table")
_DO_TABLE = Text(zh="在围栏内写 [table]", en="write [table] in the fence")
_BAD = Text(zh="条件不能解析", en="the condition cannot be read")
_BAD_DO = Text(
    zh="只用 and、or、not、括号、名称与常数的比较、in",
    en="use and, or, not, brackets, names compared with constants, and in",
)
_NO_MARK = Text(zh="没有出处", en="no place, derivation or assumption is given")
_NO_MARK_DO = Text(zh="写 at、derived 或 assumed", en="write at, derived or assumed")
_NUMBER = Text(zh="数字写法有误", en="a number cannot be read")
_NUMBER_DO = Text(zh='写成 "8" 或 "0.5"', en='write "8" or "0.5"')
_ONE = Text(zh="每个结论须恰有一种", en="a conclusion has exactly one kind")
_ONE_DO = Text(zh="分成几个结论", en="split it into several")


class _FenceReader:
    """Builds nouns from one fence and says where what is wrong stands."""

    def __init__(self, placed: PlacedFence, entry: GuidelineEntry) -> None:
        self.placed = placed
        self.entry = entry

    def where(self, steps: tuple[str | int, ...]) -> str:
        line = self.placed.first_line - 1 + line_of(self.placed.text, steps)
        return place(self.placed.path, line)

    def refuse(self, steps: tuple[str | int, ...], found: str, what: Text, do: Text) -> NoReturn:
        raise ContentError(what=what, where=self.where(steps), found=found, do=do)

    def located(self, at: str | Locator, *steps: str | int) -> Locator:
        source = self.placed.fence.table.at.source if self.placed.fence.table else ""
        found = at
        if isinstance(found, str):
            found = Locator(source=source or self.entry.source, place=found)
        check_source(found.source, lambda: self.where(steps))
        return found

    def expression(self, text: str, *steps: str | int) -> Expression:
        try:
            return parse_expression(text)
        except ValueError as error:
            self.refuse(steps, str(error), _BAD, _BAD_DO)

    def number(self, text: str | None, *steps: str | int) -> Decimal | None:
        try:
            return None if text is None else Decimal(text)
        except InvalidOperation:
            self.refuse(steps, repr(text), _NUMBER, _NUMBER_DO)

    def mark(self, one: RuleEntry | OrderEntry, *steps: str | int) -> Mark:
        table = self.placed.fence.table
        source = table.at.source if table else self.entry.source
        found = marked(one, source, table.at if table else None, self.entry.assumed_on)
        if found is None:
            self.refuse(steps, one.id, _NO_MARK, _NO_MARK_DO)
        if isinstance(found, Read):
            self.located(found.locator, *steps)
        return found

    def table(self, one: TableEntry) -> DecisionTable:
        fence = self.placed.fence
        self.located(one.at, "table", "at")
        return DecisionTable(
            id=one.id,
            decides=one.decides,
            title=one.title,
            layer=one.layer,
            hit=one.hit,
            use=one.use,
            at=one.at,
            text=one.text,
            when=self.expression(one.when, "table", "when") if one.when else None,
            floor=one.floor,
            values=one.values,
            definitions=tuple(
                Definition(
                    name=name,
                    condition=self.expression(entry.is_, "define", name, "is"),
                    text=entry.text,
                )
                for name, entry in fence.define.items()
            ),
            rules=tuple(self.rule(i, entry) for i, entry in enumerate(fence.rule)),
            monotone=tuple(
                Monotone(name=name, direction=way) for name, way in one.monotone.items()
            ),
            defects=tuple(
                Defect(kind=entry.kind, rules=entry.rules, erratum=entry.erratum)
                for entry in fence.defect
            ),
            assumes=self.expression(one.assumes, "table", "assumes") if one.assumes else None,
            always=one.always,
            errata=one.errata,
            file=place(self.placed.path, self.placed.first_line),
        )

    def rule(self, i: int, one: RuleEntry) -> Rule:
        return Rule(
            id=one.id,
            strength=one.strength,
            condition=self.expression(one.if_, "rule", i, "if"),
            conclusions=tuple(self.conclusion(then, i, j) for j, then in enumerate(one.then)),
            text=one.text,
            mark=self.mark(one, "rule", i, "id"),
            errata=one.errata,
            partly=one.partly,
        )

    def conclusion(self, then: ThenEntry, i: int, j: int) -> Conclusion:
        steps = ("rule", i, "then", j)
        kinds = [("grade", str(then.grade))] if then.grade is not None else []
        kinds += [
            (kind, code)
            for kind in (
                "points",
                "value",
                "require",
                "exclude",
                "order",
                "advise",
                "watch",
                "note",
            )
            if (code := getattr(then, kind)) is not None
        ]
        if then.measure is not None:
            kinds.append(("measure", "measure"))
        if len(kinds) != 1:
            self.refuse(steps, str([kind for kind, _ in kinds]), _ONE, _ONE_DO)
        kind, code = kinds[0]
        return Conclusion(
            kind=kind,  # type: ignore[arg-type]
            code=code,
            number=then.grade,
            points=self.number(then.points, *steps),
            measure=then.measure or (),
            every=self.number(then.every, *steps),
            within=self.number(then.within, *steps),
        )

    def order(self, i: int, one: OrderEntry) -> Order:
        return Order(
            id=one.id,
            drug=one.drug,
            label=one.label,
            mark=self.mark(one, "order", i, "id"),
            amount=self.number(one.amount, "order", i, "amount"),
            unit=one.unit,
            per=one.per,
            cap=self.number(one.cap, "order", i, "cap"),
            cap_unit=one.cap_unit,
            route=one.route,
            every=self.number(one.every, "order", i, "every"),
            times=one.times,
            budget=one.budget,
            needs=one.needs,
            note=one.note,
        )
