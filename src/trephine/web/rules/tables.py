"""guidelines_shown, guideline_shown, table_shown: the rules as pages show them."""

from functools import cache

from trephine import library
from trephine.care.boundaries import boundaries
from trephine.care.explain import cell_words, mark_words
from trephine.care.verify import verify
from trephine.care.with_outputs import with_outputs
from trephine.care.words import Vocabulary, expression_words, vocabulary
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.rule import Conclusion, DecisionTable, Guideline, Order, Pathway, Rule
from trephine.core.text import Text
from trephine.web.errors import NotFoundError
from trephine.web.evidence.findings import place_of
from trephine.web.rules.errata import errata_named
from trephine.web.rules.shape import (
    BoundaryShown,
    ConclusionShown,
    DefinitionShown,
    FlawShown,
    GuidelineListed,
    GuidelineShown,
    InputAt,
    LeftOut,
    MarkShown,
    OrderShown,
    ProofShown,
    RuleShown,
    TableListed,
    TableShown,
)


@cache
def pathway() -> Pathway:
    """Return all guidelines, with what lies outside the sources."""
    return library.pathway(outside=True)


@cache
def _words() -> Vocabulary:
    return vocabulary(pathway(), library.observables())


def guidelines_shown() -> tuple[GuidelineListed, ...]:
    """Return every guideline with what of it is modelled."""
    return tuple(_listed(one) for one in pathway().guidelines)


def guideline_shown(name: str) -> GuidelineShown:
    """Return one guideline. Raises NotFoundError."""
    for one in pathway().guidelines:
        if one.id == name:
            return GuidelineShown(
                guideline=_listed(one),
                tables=tuple(table_listed(table) for table in one.tables),
                orders=tuple(_order(order) for order in one.orders),
                not_modelled=tuple(
                    LeftOut(id=left.id, at=place_of(left.at), text=left.text, reason=left.reason)
                    for left in one.not_modelled
                ),
            )
    raise _none(name, [one.id for one in pathway().guidelines])


def table_of(rule: str) -> TableListed:
    """Return the table in which a rule stands. Raises NotFoundError."""
    for table in pathway().tables:
        if any(one.id == rule for one in table.rules):
            return table_listed(table)
    raise _none(rule, [])


@cache
def table_shown(name: str) -> TableShown:
    """Return one table woven. Raises NotFoundError."""
    for guideline in pathway().guidelines:
        for table in guideline.tables:
            if table.id == name:
                return _table(guideline, table)
    raise _none(name, [table.id for table in pathway().tables])


def _none(name: str, known: list[str]) -> NotFoundError:
    some = ", ".join(known[:8]) or "/api/rules/guidelines"
    return NotFoundError(
        what=Text(zh="规则库中没有这一项", en="The rules have no such entry"),
        where="/api/rules",
        found=name[:100],
        do=Text(zh=f"例如：{some}", en=f"For example: {some}"),
    )


def _listed(one: Guideline) -> GuidelineListed:
    rules = [rule for table in one.tables for rule in table.rules]
    partly = sum(rule.partly is not None for rule in rules)
    return GuidelineListed(
        id=one.id,
        title=one.title,
        source=library.source(one.source),
        layers=tuple(dict.fromkeys(table.layer for table in one.tables)),
        named=tuple(map(library.source, dict.fromkeys(table.at.source for table in one.tables))),
        tables=len(one.tables),
        modelled=len(rules) - partly,
        partly=partly,
        not_modelled=len(one.not_modelled),
    )


def table_listed(one: DecisionTable) -> TableListed:
    """Return a table as a list shows it."""
    return TableListed(
        id=one.id,
        title=one.title,
        layer=one.layer,
        decides=one.decides,
        at=place_of(one.at),
        rules=len(one.rules),
        errata=len(_errata_of(one)),
    )


def _errata_of(one: DecisionTable) -> tuple[str, ...]:
    named = [*one.errata, *(defect.erratum for defect in one.defects)]
    named += [erratum for rule in one.rules for erratum in rule.errata]
    return tuple(dict.fromkeys(named))


def _table(guideline: Guideline, one: DecisionTable) -> TableShown:
    words = _words().of(one)
    return TableShown(
        id=one.id,
        guideline=guideline.id,
        title=one.title,
        text=one.text,
        layer=one.layer,
        hit=one.hit,
        decides=one.decides,
        at=place_of(one.at),
        file=one.file,
        when=None if one.when is None else expression_words(one.when, words),
        assumes=None if one.assumes is None else expression_words(one.assumes, words),
        always=one.always,
        definitions=tuple(
            DefinitionShown(
                name=each.name, text=each.text, condition=expression_words(each.condition, words)
            )
            for each in one.definitions
        ),
        rules=tuple(_rule(rule, one, words) for rule in one.rules),
        boundaries=tuple(
            BoundaryShown(
                comparison=expression_words(edge.comparison, words),
                limit=edge.comparison.limit,
                step=edge.step,
                below=edge.below,
                at=edge.at,
                above=edge.above,
            )
            for edge in boundaries(one, library.observables())
        ),
        proof=_proof(one, words),
        errata=errata_named(_errata_of(one)),
        beside=tuple(
            table_listed(other)
            for other in pathway().tables
            if other.decides == one.decides and other.id != one.id
        ),
    )


def _rule(rule: Rule, table: DecisionTable, words: Vocabulary) -> RuleShown:
    return RuleShown(
        id=rule.id,
        strength=rule.strength,
        text=rule.text,
        condition=expression_words(rule.condition, words),
        conclusions=tuple(_conclusion(one, table, words) for one in rule.conclusions),
        mark=mark_shown(rule.mark),
        errata=rule.errata,
        partly=rule.partly,
    )


def _conclusion(one: Conclusion, table: DecisionTable, words: Vocabulary) -> ConclusionShown:
    order = pathway().orders.get(one.code) if one.kind == "order" else None
    label = words.code(table.decides, one.code) if one.kind == "value" else None
    return ConclusionShown(
        kind=one.kind,
        code=one.code,
        number=one.number,
        points=one.points,
        label=label if order is None else order.label,
        measured=tuple(words.label(name) for name in one.measure),
        every_hours=one.every,
        within_hours=one.within,
        order=None if order is None else _order(order),
    )


def _order(one: Order) -> OrderShown:
    return OrderShown(
        id=one.id,
        drug=one.drug,
        label=one.label,
        amount=one.amount,
        unit=one.unit,
        per=one.per,
        cap=one.cap,
        cap_unit=one.cap_unit,
        route=one.route,
        every_hours=one.every,
        times=one.times,
        note=one.note,
        mark=mark_shown(one.mark),
    )


def mark_shown(mark: Mark) -> MarkShown:
    """Return an honesty mark in words."""
    if isinstance(mark, Read):
        return MarkShown(kind="read", words=mark_words(mark), places=(place_of(mark.locator),))
    if isinstance(mark, Derived):
        places = tuple(place_of(at) for at in mark.inputs)
        return MarkShown(kind="derived", words=mark_words(mark), places=places)
    assert isinstance(mark, Assumed)  # noqa: S101  (there is no fourth kind)
    return MarkShown(kind="assumed", words=mark_words(mark), places=())


def _proof(one: DecisionTable, words: Vocabulary) -> ProofShown:
    found = verify(one, with_outputs(pathway(), library.observables()))
    flaws = {(flaw.kind, tuple(sorted(flaw.rules))) for flaw in found.flaws}
    declared = {(defect.kind, tuple(sorted(defect.rules))) for defect in one.defects}
    return ProofShown(
        cells=found.cells,
        sound=not flaws,
        as_declared=flaws == declared,
        flaws=tuple(
            FlawShown(
                kind=flaw.kind,
                rules=flaw.rules,
                cells=flaw.count,
                witness=tuple(
                    InputAt(
                        name=name,
                        label=words.label(name),
                        value=cell_words(name, value, words),
                    )
                    for name, value in flaw.witness
                ),
            )
            for flaw in found.flaws
        ),
    )
