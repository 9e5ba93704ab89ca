"""explain: how a decision came about, rule by rule and input by input, in both languages."""

from collections.abc import Mapping

from trephine.care.cells import OTHER
from trephine.care.holds import definitions_of, holds
from trephine.care.words import REASONS, Vocabulary, expression_words, value_words
from trephine.core.decision import Decision
from trephine.core.expression import All, Constant, Expression, Not, Some, Stated
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.place import place_words
from trephine.core.text import Text
from trephine.core.value import CodedSet, Value

_CELLS: dict[str, Text] = {
    "true": Text(zh="是", en="yes"),
    "false": Text(zh="否", en="no"),
    "none": Text(zh="无", en="none"),
    OTHER: Text(zh="其他", en="another"),
}


def explain(decision: Decision, words: Vocabulary) -> tuple[Text, ...]:
    """Return the trace of a decision, one line each: outcome, rules, inputs, what is missing.

    Rules that surely hold come with the parts of their condition that made them hold and the
    values behind these; rules that may hold with what keeps them open. It explains what was
    decided and gives no advice of its own.
    """
    table = decision.table
    words = words.of(table)
    values = dict(decision.inputs)
    lines = [_outcome(decision, words)]
    if not decision.applies.known:
        lines.append(
            Text(
                zh="是否适用尚不能确定：缺少前提条件的信息",
                en="whether the question arises is not known",
            )
        )
    for one in decision.fired:
        if not one.holds.high:
            continue
        rule = one.rule
        mark = ("✓", "✓") if one.holds.low else ("？", "?")
        place = mark_words(rule.mark)
        lines.append(
            Text(
                zh=f"{mark[0]} {rule.id}：{rule.text.zh}（{place.zh}）",
                en=f"{mark[1]} {rule.id}: {rule.text.en} ({place.en})",
            )
        )
        definitions = definitions_of(table)
        wanted = one.holds.low
        for leaf in _bearing(rule.condition, values, definitions, settled=wanted):
            name = leaf.name  # type: ignore[union-attr]
            said = expression_words(leaf, words)
            found = value_words(name, values[name], words)
            lines.append(Text(zh=f"    {said.zh} ← {found.zh}", en=f"    {said.en} ← {found.en}"))
    lines += [
        Text(
            zh=f"缺：{words.label(one.name).zh}（{REASONS[one.reason].zh}）",
            en=f"missing: {words.label(one.name).en} ({REASONS[one.reason].en})",
        )
        for one in decision.missing
        if one.narrows
    ]
    lines += change_words(decision, words)
    return tuple(lines)


def mark_words(mark: Mark) -> Text:
    """Return where a rule comes from, in words."""
    if isinstance(mark, Read):
        place = place_words(mark.locator)
        source = mark.locator.source
        return Text(zh=f"{source} {place.zh}", en=f"{source} {place.en}")
    if isinstance(mark, Assumed):
        return Text(zh=f"假设：{mark.reason.zh}", en=f"assumed: {mark.reason.en}")
    return Text(zh=f"推得：{mark.formula}", en=f"derived: {mark.formula}")


def _outcome(decision: Decision, words: Vocabulary) -> Text:
    title = decision.table.title
    if decision.status == "not applicable":
        return Text(zh=f"{title.zh}：不适用", en=f"{title.en}: does not apply")
    if decision.value is None:
        n = len(decision.concluded)
        return Text(
            zh=f"{title.zh}：{n} 条成立，{len(decision.open)} 条待定",
            en=f"{title.en}: {n} hold, {len(decision.open)} open",
        )
    found = value_words(decision.table.decides, decision.value, words)
    return Text(zh=f"{title.zh}：{found.zh}", en=f"{title.en}: {found.en}")


def change_words(decision: Decision, words: Vocabulary) -> list[Text]:
    """Return what would change a decision, a sentence each; ``words`` may be the pathway's.

    Of a set, several signs at once are told only where no part of them would change it to the same.
    """
    words = words.of(decision.table)
    sets = {name for name, value in decision.inputs if isinstance(value, CodedSet)}
    found = []
    for one in decision.changes:
        alike = (o for o in decision.changes if (o.name, o.value) == (one.name, one.value))
        if one.name in sets and any(_codes(o.to) < _codes(one.to) for o in alike if _codes(o.to)):
            continue
        label = words.label(one.name)
        to = value_words(decision.table.decides, one.value, words)
        cell = cell_words(one.name, one.to, words)
        found.append(
            Text(zh=f"若{label.zh} {cell.zh}，则为 {to.zh}", en=f"if {label.en} {cell.en}: {to.en}")
        )
    return found


def cell_words(name: str, cell: str, words: Vocabulary) -> Text:
    """Return a cell of an input (see ``cells``) in words: a statement, one code or several."""
    if cell in _CELLS:
        return _CELLS[cell]
    codes = [words.code(name, code) for code in cell.split(", ")]
    return Text(zh="、".join(one.zh for one in codes), en=", ".join(one.en for one in codes))


def _codes(cell: str) -> frozenset[str]:
    """Return the codes of a cell of a set; of the empty set none."""
    return frozenset() if cell == "none" else frozenset(cell.split(", "))


def _bearing(
    expression: Expression,
    values: dict[str, Value],
    definitions: Mapping[str, Expression],
    *,
    settled: bool,
    wanted: bool = True,
) -> list[Expression]:
    """Return the leaves that make a condition hold, or that keep it open."""
    if isinstance(expression, Constant):
        return []
    if isinstance(expression, Stated) and expression.name in definitions:
        part = definitions[expression.name]
        return _bearing(part, values, definitions, settled=settled, wanted=wanted)
    if isinstance(expression, Not):
        return _bearing(expression.part, values, definitions, settled=settled, wanted=not wanted)
    if isinstance(expression, All | Some):
        kept = []
        for part in expression.parts:
            found = holds(part, values.__getitem__, definitions)
            sure = found.low if wanted else not found.high
            if sure if settled else not found.known:
                kept += _bearing(part, values, definitions, settled=settled, wanted=wanted)
        return list(dict.fromkeys(kept))
    return [expression]
