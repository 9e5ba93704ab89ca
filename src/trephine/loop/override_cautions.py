"""override_cautions: what a proof finds in the tables that a trial changed."""

from trephine.care.verify import Flaw, verify
from trephine.care.with_outputs import with_outputs
from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.handbook import Handbook
from trephine.core.rule import LAYERS, DecisionTable
from trephine.core.text import Text

_SAID = {
    "gap": Text(zh="无规则适用", en="no rule holds"),
    "overlap": Text(zh="两条规则同时成立", en="two rules hold at once"),
    "monotone": Text(zh="体征加重而级别下降", en="the grade falls though a sign worsens"),
    "never": Text(zh="永不成立", en="never holds"),
    "always": Text(zh="恒成立", en="always holds"),
}
_FLAW = Text(
    zh="表 {table} 经试验改动后：{rules} {said}{at}",
    en="The table {table} as the trial has it: {rules} {said}{at}",
)
_MANY = Text(
    zh="表 {table} 经试验改动后单元过多，未能证明无缺口、无重叠",
    en="The table {table} as the trial has it has too many cells to be proved without gap",
)

_OUTRANKED = Text(
    zh="表 {table} 改了，但 {above} 位于更高一层，凡其适用之处以其为准",
    en="The table {table} is changed, but {above}, of a higher layer, decides wherever it applies",
)


def override_cautions(before: Handbook, after: Handbook) -> tuple[Caution, ...]:
    """Return the flaws that overrides brought into tables, each with inputs at which it shows.

    Said too is where a table of a higher layer decides the same as a changed one. Flaws that a
    table had before are left out, and so is that a rule the trial itself switched off
    never holds. They are cautions: a trial may ask just what a rule with a gap would do, and where
    no rule holds nothing is decided. Tables with too many cells are said to be unproved.
    """
    old = {table.id: table for table in before.pathway.tables}
    observables = with_outputs(after.pathway, after.observables)
    found: list[Caution] = []
    for table in after.pathway.tables:
        known = old.get(table.id)
        if table is known:
            continue
        try:
            flaws = verify(table, observables).flaws
            had = (
                set()
                if known is None
                else {_key(flaw) for flaw in verify(known, observables).flaws}
            )
        except MethodError:
            text = Text(zh=_MANY.zh.format(table=table.id), en=_MANY.en.format(table=table.id))
            found.append(Caution(kind="trial-table-unproved", text=text))
            continue
        found += _outranked(table, after)
        off = _switched_off(table)
        new = [one for one in flaws if _key(one) not in had]
        found += [
            Caution(kind="trial-table-flaw", text=_said(table, one))
            for one in new
            if not (one.kind == "never" and set(one.rules) <= off)
        ]
    return tuple(found)


def _outranked(table: DecisionTable, after: Handbook) -> list[Caution]:
    """Say where a table of a higher layer decides the same: the change may show little."""
    enabled = [one for one in LAYERS if one in after.pathway.layers]
    if table.layer not in enabled:
        return []
    above = [
        one.id
        for one in after.pathway.tables
        if one.decides == table.decides
        and one.layer in enabled
        and enabled.index(one.layer) > enabled.index(table.layer)
    ]
    if not above:
        return []
    parts = {"table": table.id, "above": ", ".join(above)}
    return [Caution(kind="trial-table-outranked", text=_OUTRANKED.filled(**parts))]


def _key(flaw: Flaw) -> tuple[str, tuple[str, ...]]:
    return flaw.kind, flaw.rules


def _switched_off(table: DecisionTable) -> set[str]:
    return {rule.id for rule in table.rules if getattr(rule.condition, "value", None) is False}


def _said(table: DecisionTable, flaw: Flaw) -> Text:
    at = ", ".join(f"{name}: {word}" for name, word in flaw.witness)
    rules = " + ".join(flaw.rules)
    parts = {
        language: _FLAW[language].format(
            table=table.id,
            rules=rules,
            said=_SAID[flaw.kind][language],
            at=f" ({at})" if at else "",
        )
        for language in ("zh", "en")
    }
    return Text(zh=" ".join(parts["zh"].split()), en=" ".join(parts["en"].split()))
