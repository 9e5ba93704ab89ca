"""check_override: refuse what a trial asks to do otherwise, where the rules have no such thing."""

from collections.abc import Collection
from decimal import Decimal
from typing import get_args

from trephine.core.error import InputError
from trephine.core.expression import leaves
from trephine.core.handbook import Handbook
from trephine.core.option import advice, names_near
from trephine.core.parse_expression import parse_expression
from trephine.core.rule import DecisionTable, Rule
from trephine.core.text import Text
from trephine.core.trial import BudgetField, OverrideKind, RuleOverride
from trephine.core.unfit_leaf import condition_names, unfit_leaf

# Of each kind: what has to be filled in, and what may be.
_KEYS: dict[OverrideKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "changed": (("table", "rule", "condition"), ()),
    "off": (("table", "rule", "off"), ()),
    "added": (("table", "rule", "condition", "like"), ("order",)),
    "budget": (("budget", "field", "value"), ()),
}
_WHOLE = {"total", "in_window"}  # numbers of doses
# A year of hours, a hundred doses: beyond it is a slip of the pen.
_MOST = {"total": 100, "in_window": 100}
_MOST_HOURS = 8784
# What kind of conclusion belongs to which hit policy, and only there.
_BELONG = {"grade": "max", "points": "sum", "value": "unique"}

RULES = "trephine rules show"


def check_override(one: RuleOverride, handbook: Handbook) -> None:
    """Refuse an override that ``handbook`` cannot follow.

    Looked at: that it is whole and of one kind; that table, rule, budget, limit and order exist;
    that the table's layer is enabled; a condition's syntax, names, codes and thresholds;
    conclusions that fit the table's hit policy. Whether tables come to rest on each other in a
    circle is not. Raises InputError, its ``where`` the name of the field.
    """
    _check_whole(one)
    if one.kind == "budget":
        _check_budget(one, handbook)
        return
    tables = {table.id: table for table in handbook.pathway.tables}
    if one.table not in tables:
        what = Text(zh="没有这张规则表", en="There is no such table of rules")
        raise _refused(what, "table", one.table, names_near(one.table, tables, listed=RULES))
    table = tables[one.table]
    layers = handbook.pathway.layers
    if table.layer not in layers and table.always is None:
        raise _refused(
            Text(
                zh=f"这张表此处不参与决定（{table.layer} 一层未打开）",
                en=f"The table does not decide here: the layer {table.layer} is not enabled",
            ),
            "table",
            one.table,
            Text(zh="在 [pathway] 中写 outside = true", en="Write outside = true in [pathway]"),
        )
    rules = {rule.id: rule for entry in tables.values() for rule in entry.rules}
    own = [rule.id for rule in table.rules]
    if one.kind == "added":
        _check_added(one, table, rules, handbook)
    elif one.rule not in own:
        what = Text(zh=f"表 {table.id} 没有这条规则", en=f"The table {table.id} has no such rule")
        home = next((t.id for t in tables.values() if any(r.id == one.rule for r in t.rules)), "")
        do = Text(zh=f"它在表 {home} 中", en=f"It is in the table {home}")
        raise _refused(what, "rule", one.rule, do if home else advice(one.rule, own))
    if one.condition is not None:
        _check_condition(one.condition, table, handbook)


def _check_whole(one: RuleOverride) -> None:
    needed, free = _KEYS[one.kind]
    given = {
        name
        for name in ("table", "rule", "condition", "off", "like", "order", "budget", "field")
        if getattr(one, name)
    }
    given |= {"value"} if one.value is not None else set()
    missing = [name for name in needed if name not in given]
    foreign = sorted(given - {*needed, *free})
    if missing or foreign:
        forms = "; ".join(
            " + ".join((*keys, *(f"[{key}]" for key in free))) for keys, free in _KEYS.values()
        )
        zh = [f"补上 {'、'.join(missing)}"] * bool(missing)
        zh += [f"去掉 {'、'.join(foreign)}"] * bool(foreign)
        en = [f"Add {', '.join(missing)}"] * bool(missing)
        en += [f"Leave out {', '.join(foreign)}"] * bool(foreign)
        raise _refused(
            Text(zh="这一改动写得不全或自相矛盾", en="The override is not whole, or of two kinds"),
            (foreign or missing)[0],
            ", ".join(sorted(given)),
            Text(
                zh="；".join([*zh, f"四种写法之一：{forms}"]),
                en="; ".join([*en, f"the keys of one of four kinds: {forms}"]),
            ),
        )


def _check_budget(one: RuleOverride, handbook: Handbook) -> None:
    names = [entry.id for entry in handbook.budgets]
    if one.budget not in names:
        what = Text(zh="没有这个剂量限额", en="There is no such dose budget")
        raise _refused(what, "budget", one.budget, advice(one.budget, names))
    fields = get_args(BudgetField)
    if one.field not in fields:
        what = Text(zh="剂量限额没有这一项", en="A dose budget has no such limit")
        raise _refused(what, "field", str(one.field), advice(one.field, fields))
    value = one.value if one.value is not None else Decimal("NaN")
    most = _MOST.get(str(one.field), _MOST_HOURS)
    fits = value.is_finite() and 0 < value <= most
    if not fits or (one.field in _WHOLE and value % 1):
        unit = ("整数次", "whole doses") if one.field in _WHOLE else ("小时", "hours")
        do = Text(
            zh=f"写 0 以上、{most} 以内（{unit[0]}）",
            en=f"Give a number above 0, up to {most} ({unit[1]})",
        )
        what = Text(zh="限额不能取此值", en="The limit cannot have this value")
        raise _refused(what, "value", str(value), do)


def _check_added(
    one: RuleOverride, table: DecisionTable, rules: dict[str, Rule], handbook: Handbook
) -> None:
    if one.rule in rules:
        raise _refused(
            Text(zh="新规则的标识已有", en="The id of the new rule is taken"),
            "rule",
            one.rule,
            Text(zh="另取一个标识", en="Choose another id"),
        )
    if one.like not in rules:
        what = Text(zh="没有这条规则", en="There is no such rule")
        raise _refused(what, "like", one.like, names_near(one.like, rules, listed=RULES))
    orders = handbook.pathway.orders
    if one.order and one.order not in orders:
        what = Text(zh="没有这个医嘱", en="There is no such order")
        listed = "docs/reference/orders-and-budgets.md"
        raise _refused(what, "order", one.order, names_near(one.order, orders, listed=listed))
    kinds = {"order"} if one.order else {c.kind for c in rules[one.like].conclusions}
    wrong = sorted(
        kind
        for kind in kinds
        if (kind in _BELONG or table.hit in _BELONG.values()) and _BELONG.get(kind) != table.hit
    )
    codes = {choice.code for choice in table.values}
    if table.hit == "unique" and not wrong:
        wrong = [c.code for c in rules[one.like].conclusions if c.code not in codes]
    if wrong:
        raise _refused(
            Text(
                zh=f"此结论不属于表 {table.id}（{table.hit}）",
                en=f"Such a conclusion does not belong in the table {table.id} ({table.hit})",
            ),
            "order" if one.order else "like",
            ", ".join(wrong),
            Text(
                zh="结论须与该表的其他规则同类：可仿照该表自己的规则",
                en="It has to be of the kind of the table's own rules: take one of those as like",
            ),
        )


def _check_condition(written: str, table: DecisionTable, handbook: Handbook) -> None:
    try:
        condition = parse_expression(written)
    except ValueError as error:
        raise _refused(
            Text(zh="条件不能解析", en="The condition cannot be read"),
            "condition",
            str(error),
            Text(
                zh="只用 and、or、not、括号、名称与常数的比较、in",
                en="Use and, or, not, brackets, names compared with constants, and in",
            ),
        ) from None
    known = condition_names(handbook.pathway.tables, handbook.observables)
    defined = [entry.name for entry in table.definitions]
    every = [*defined, *known.numbers, *known.codes, *known.observables]
    for leaf in leaves(condition):
        found = unfit_leaf(leaf, defined, known)
        if found is not None:
            name = getattr(leaf, "name", "")
            raise _refused(
                Text(zh="条件中的名称或取值不成立", en="A name or value in the condition is wrong"),
                "condition",
                found,
                _about(name, every),
            )


def _about(name: str, every: Collection[str]) -> Text:
    if name in every:
        return Text(
            zh=f"核对 {name} 的种类、取值与分辨率（docs/reference/observables.md）",
            en=f"See its kind, choices and resolution: {name} (docs/reference/observables.md)",
        )
    return names_near(name, every, listed="docs/reference/observables.md")


def _refused(what: Text, where: str, found: str, do: Text) -> InputError:
    return InputError(what=what, where=where, found=found or "—", do=do)
