"""overridden: a handbook as the arm of a trial follows it, its changes marked as the trial's."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from trephine.care.cells import inputs
from trephine.care.words import expression_words, vocabulary
from trephine.core.check_override import check_override
from trephine.core.dose import BudgetRule, StatedLimit
from trephine.core.error import InputError
from trephine.core.expression import Constant, Expression
from trephine.core.handbook import Handbook
from trephine.core.mark import Assumed
from trephine.core.parse_expression import parse_expression
from trephine.core.rule import Conclusion, DecisionTable, Pathway, Rule
from trephine.core.text import Text
from trephine.core.trial import BudgetField, RuleOverride

_CHANGED = Text(
    zh="{text}〔试验改动：改以“{said}”为条件。理由：{reason}〕",
    en="{text} [Changed by a trial: it now holds where {said}. Reason: {reason}]",
)
_OFF = Text(
    zh="{text}〔试验改动：此条停用。理由：{reason}〕",
    en="{text} [Changed by a trial: switched off. Reason: {reason}]",
)
_ADDED = Text(
    zh="{text}〔试验新增，仿 {like}：以“{said}”为条件。理由：{reason}〕",
    en="{text} [Added by a trial like {like}: it holds where {said}. Reason: {reason}]",
)
_LIMITS: dict[BudgetField, Text] = {
    "total": Text(zh="总次数不超过 {v} 次", en="no more than {v} doses in all"),
    "in_window": Text(zh="窗内最多开始 {v} 次", en="at most {v} starts in the window"),
    "window": Text(zh="以 {v} h 为窗", en="a window of {v} h"),
    "interval": Text(zh="满 {v} h 后可再用", en="again after {v} h"),
    "infusion": Text(zh="静脉滴注不短于 {v} h", en="infused over {v} h or more"),
}
_LIMIT = Text(
    zh="{said}（试验改动；库中为 {old}）", en="{said} (changed by a trial; the library has {old})"
)


def overridden(handbook: Handbook, overrides: Iterable[RuleOverride]) -> Handbook:
    """Return ``handbook`` with the overrides in it; tables they leave alone stay the same objects.

    A changed rule keeps id, strength, conclusions and errata; its text says in both languages that
    a trial changed it, and its mark is Assumed with the trial's reason. A rule switched off stays,
    never to hold; an added one comes last in its table, as strong as the rule it is like. A limit
    of a budget keeps what the source prints beside its new value. It does not say whether a table
    is still without gap or overlap: that is ``override_cautions``. Raises InputError for what the
    handbook does not have, for a rule or limit overridden twice, and for decisions that would rest
    on each other in a circle; ``where`` is ``overrides[i] field``.
    """
    seen: set[tuple[str, str]] = set()
    every = tuple(overrides)
    for i, one in enumerate(every):
        try:
            check_override(one, handbook)
            _check_once(one, seen)
            handbook = _with_one(handbook, one)
            _check_circle(handbook.pathway, one)
        except InputError as error:
            error.where = f"overrides[{i}] {error.where}"
            raise
    if not every:
        return handbook
    pathway = handbook.pathway
    return handbook.with_pathway(replace(pathway, id=f"{pathway.id}, changed by a trial"))


def _check_once(one: RuleOverride, seen: set[tuple[str, str]]) -> None:
    key = (one.budget, str(one.field)) if one.kind == "budget" else (one.table, one.rule)
    if key in seen:
        raise InputError(
            what=Text(zh="同一处改了两次", en="The same is overridden twice"),
            where="field" if one.kind == "budget" else "rule",
            found=" ".join(key),
            do=Text(zh="合为一项", en="Make one override of the two"),
        )
    seen.add(key)


def _check_circle(pathway: Pathway, one: RuleOverride) -> None:
    if one.kind == "budget":
        return
    tables = [t for t in pathway.tables if t.layer in pathway.layers or t.always is not None]
    known = {table.decides for table in tables if table.hit != "collect"}
    needs: dict[str, set[str]] = {}
    for table in tables:
        needs.setdefault(table.decides, set()).update(set(inputs(table)) & known)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        raise InputError(
            what=Text(
                zh="这样改后，各项判定互相依赖成环",
                en="Decisions would rest on each other in a circle",
            ),
            where="condition",
            found=" → ".join(reversed(error.args[1])),
            do=Text(
                zh="条件中不要用依赖此表的判定",
                en="Do not ask in the condition for what rests on this table",
            ),
        ) from None


def _with_one(handbook: Handbook, one: RuleOverride) -> Handbook:
    if one.kind == "budget":
        budgets = tuple(_budget(entry, one) for entry in handbook.budgets)
        return replace(handbook, budgets=budgets)
    if one.kind == "added":
        return _with_table(handbook, one.table, lambda table: _added(table, one, handbook))
    return _with_table(handbook, one.table, lambda table: _changed(table, one, handbook))


def _with_table(
    handbook: Handbook, name: str, change: Callable[[DecisionTable], DecisionTable]
) -> Handbook:
    guidelines = tuple(
        replace(entry, tables=tuple(change(t) if t.id == name else t for t in entry.tables))
        if any(table.id == name for table in entry.tables)
        else entry
        for entry in handbook.pathway.guidelines
    )
    return handbook.with_pathway(replace(handbook.pathway, guidelines=guidelines))


def _changed(table: DecisionTable, one: RuleOverride, handbook: Handbook) -> DecisionTable:
    condition: Expression = Constant(value=False)
    said, form = Text(zh="—", en="—"), _OFF
    if one.kind == "changed":
        condition, said, form = *_condition(table, one, handbook), _CHANGED
    return replace(
        table,
        rules=tuple(
            replace(
                rule,
                condition=condition,
                text=form.filled(text=rule.text, said=said, reason=_bare(one.reason)),
                mark=Assumed(reason=one.reason, on=one.on),
            )
            if rule.id == one.rule
            else rule
            for rule in table.rules
        ),
    )


def _added(table: DecisionTable, one: RuleOverride, handbook: Handbook) -> DecisionTable:
    like = next(rule for t in handbook.pathway.tables for rule in t.rules if rule.id == one.like)
    condition, said = _condition(table, one, handbook)
    conclusions, does = like.conclusions, like.text
    if one.order:
        conclusions = (Conclusion(kind="order", code=one.order),)
        does = handbook.pathway.orders[one.order].label
    name = Text(zh=one.like, en=one.like)
    rule = Rule(
        id=one.rule,
        strength=like.strength,
        condition=condition,
        conclusions=conclusions,
        text=_ADDED.filled(text=does, like=name, said=said, reason=_bare(one.reason)),
        mark=Assumed(reason=one.reason, on=one.on),
    )
    return replace(table, rules=(*table.rules, rule))


def _condition(
    table: DecisionTable, one: RuleOverride, handbook: Handbook
) -> tuple[Expression, Text]:
    condition = parse_expression(one.condition or "")
    words = vocabulary(handbook.pathway, handbook.observables).of(table)
    return condition, expression_words(condition, words)


def _budget(entry: BudgetRule, one: RuleOverride) -> BudgetRule:
    if entry.id != one.budget or one.field is None or one.value is None:
        return entry
    old: StatedLimit = getattr(entry, one.field)
    said = _LIMITS[one.field].filled(v=Text(zh=str(one.value), en=str(one.value)))
    limit = StatedLimit(
        value=one.value,
        text=_LIMIT.filled(said=said, old=Text(zh=str(old.value), en=str(old.value))),
        mark=Assumed(reason=one.reason, on=one.on),
        printed=old.value if old.printed is None else old.printed,
        errata=old.errata,
    )
    return replace(entry, **{one.field: limit})  # type: ignore[arg-type]


def _bare(reason: Text) -> Text:
    return Text(zh=reason.zh.rstrip("。. "), en=reason.en.rstrip("。. "))
