"""trial_plan, trial_plan_text and its parts: what a trial would do, overrides beside rules."""

from typing import TYPE_CHECKING, Any

from trephine.care.explain import mark_words
from trephine.care.words import expression_words, vocabulary
from trephine.core.handbook import Handbook
from trephine.core.parse_expression import parse_expression
from trephine.core.rule import DecisionTable, Rule
from trephine.core.text import Language, Text
from trephine.core.trial import RuleOverride, Trial, TrialArm
from trephine.library.population_table import population
from trephine.library.product_table import product
from trephine.library.strategy_table import strategy
from trephine.library.trial_handbook import trial_handbook
from trephine.loop.override import overridden
from trephine.loop.override_cautions import override_cautions
from trephine.reports.trial_json import ensemble_json
from trephine.reports.trial_spread import ensemble_words

if TYPE_CHECKING:
    from trephine.core.dose import BudgetRule, StatedLimit

_KINDS = {
    "changed": Text(zh="换条件", en="another condition"),
    "off": Text(zh="停用", en="switched off"),
    "added": Text(zh="新增", en="added"),
    "budget": Text(zh="换限额", en="another limit"),
}
_LIMITS = {
    "total": Text(zh="总次数", en="doses in all"),
    "in_window": Text(zh="窗内次数", en="starts in the window"),
    "window": Text(zh="窗（h）", en="window (h)"),
    "interval": Text(zh="间隔（h）", en="interval (h)"),
    "infusion": Text(zh="滴注时间（h）", en="infusion time (h)"),
}
_JOIN = {"zh": "、", "en": ", "}
_WORDS = {
    "whom": Text(
        zh="人群 {label}（{id}），每组同样的 {n:,} 例，{days:g} 天，种子 {seed}，第 0 天 {start}",
        en="Population {label} ({id}), the same {n:,} virtual patients in every arm, {days:g} days,"
        " seed {seed}, day 0 at {start}",
    ),
    "rules": Text(zh="规则：{guidelines}；{outside}", en="Rules: {guidelines}; {outside}"),
    "all": Text(zh="全部", en="all"),
    "outside_on": Text(
        zh="来源之外的做法也参与决定", en="practice outside the sources decides too"
    ),
    "outside_off": Text(
        zh="只按来源，来源之外的做法不参与决定", en="by the sources alone, not by practice outside"
    ),
    "watched": Text(zh="监测：{said}", en="Monitoring: {said}"),
    "as_library": Text(zh="照库中日程", en="as the library's schedules have it"),
    "every": Text(zh="{id} 每 {hours:g} h", en="{id} every {hours:g} h"),
    "without": Text(zh="不取 {id}", en="without {id}"),
    "missing": Text(zh="缺失：{said}", en="Missing: {said}"),
    "nothing": Text(zh="无", en="nothing"),
    "figures": Text(
        zh="错过 {missed:.0%} 的轮次与随访；{late:.0%} 的化验晚 {hours:g} h；每年脱落率 {rate:g}",
        en="{missed:.0%} of rounds and visits missed; {late:.0%} of laboratory results {hours:g} h"
        " late; dropping out at {rate:g} a year",
    ),
    "asks": Text(
        zh="终点：{endpoints}；执行的医嘱：{acts}", en="Endpoints: {endpoints}; orders: {acts}"
    ),
    "given": Text(zh="给予：{said}", en="Given: {said}"),
    "second": Text(zh="二次输注用 {product} ({id})", en="for the second infusion {product} ({id})"),
    "together": Text(
        zh="同在第 0 天输注 {product} ({id})", en="infused with it on day 0: {product} ({id})"
    ),
    "depletion": Text(zh="清淋 {id}", en="lymphodepletion {id}"),
    "none": Text(zh="不清淋", en="no lymphodepletion"),
    "printed": Text(zh="原：", en="printed: "),
    "now": Text(zh="改：", en="now: "),
    "why": Text(zh="理由：", en="why: "),
    "never": Text(zh="永不成立", en="never holds"),
    "no_rule": Text(zh="（无此条）", en="(no such rule)"),
    "as_is": Text(zh="规则一律照库中。", en="Every rule as the library has it."),
    "simulated": Text(
        zh="虚拟试验：其结果是模型的结论，不是临床证据。",
        en="A virtual trial: what it gives is what the model holds, and no clinical evidence.",
    ),
}


def trial_plan(trial: Trial) -> dict[str, Any]:
    """Return a trial as a person checks it: whom, what, and each override beside the rule.

    Words are under ``zh`` and ``en``. Cautions are what a proof finds in the tables that an arm
    changes. Raises InputError for overrides that cannot be followed together.
    """
    base = trial_handbook(trial.pathway, ward=True)
    whom = population(trial.population)
    return {
        "id": trial.id,
        "title": _both(trial.title),
        "question": _both(trial.question),
        "note": _both(trial.note),
        "written": trial.written.isoformat(),
        "population": {"id": whom.id, **_text(whom.label)},
        "patients": trial.patients,
        "days": trial.days,
        "seed": trial.seed,
        "start": trial.start.isoformat(),
        "guidelines": list(trial.pathway.guidelines),
        "outside": trial.pathway.outside,
        "monitoring": {
            "every": dict(trial.monitoring.every),
            "without": list(trial.monitoring.without),
        },
        "missing": {
            "missed": trial.missing.missed,
            "late": trial.missing.late,
            "late_hours": trial.missing.late_hours,
            "dropout_per_year": trial.missing.dropout_per_year,
        },
        "endpoints": list(trial.endpoints),
        "acts": list(trial.acts),
        "ensemble": None
        if trial.ensemble is None
        else {
            **ensemble_json(trial.ensemble),
            "zh": ensemble_words(trial, "zh"),
            "en": ensemble_words(trial, "en"),
        },
        "arms": [_arm(arm, base) for arm in trial.arms],
    }


def _arm(arm: TrialArm, base: Handbook) -> dict[str, Any]:
    after = overridden(base, arm.overrides)
    given = product(arm.product)
    return {
        "id": arm.id,
        "label": _both(arm.label),
        "product": {"id": given.id, **_text(given.label)},
        "second": arm.second,
        "second_product": _text(product(arm.second).label) if arm.second else None,
        "second_with_first": bool(arm.second)
        and not any(one.place == 2 for name in arm.strategies for one in strategy(name).infusions),
        "strategies": [{"id": name, **_text(strategy(name).label)} for name in arm.strategies],
        "lymphodepletion": arm.lymphodepletion,
        "changes": dict(arm.changes),
        "overrides": [_override(one, base) for one in arm.overrides],
        "cautions": [
            {"kind": one.kind, **_text(one.text)} for one in override_cautions(base, after)
        ],
    }


def _override(one: RuleOverride, base: Handbook) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": one.kind, "reason": _both(one.reason)}
    if one.kind == "budget":
        budget: BudgetRule = next(b for b in base.budgets if b.id == one.budget)
        limit: StatedLimit = getattr(budget, str(one.field))
        name = _LIMITS[str(one.field)]
        return said | {
            "budget": one.budget,
            "field": one.field,
            "printed": {**_text(limit.text), "source": _text(mark_words(limit.mark))},
            "now": _text(Text(zh=f"{name.zh} {one.value}", en=f"{name.en} {one.value}")),
        }
    table = next(t for t in base.pathway.tables if t.id == one.table)
    rule = next((r for r in table.rules if r.id == one.rule), None)
    now = _WORDS["never"] if one.condition is None else _condition(one.condition, table, base)
    more: dict[str, Any] = {}
    if one.kind == "added":
        like = next(r for t in base.pathway.tables for r in t.rules if r.id == one.like)
        does = base.pathway.orders[one.order].label if one.order else like.text
        more = {"like": one.like, "order": one.order, "does": _text(does)}
    return said | {
        "table": {"id": table.id, **_text(table.title)},
        "rule": one.rule,
        "printed": None if rule is None else _printed(rule, table, base),
        "now": _text(now),
        **more,
    }


def _printed(rule: Rule, table: DecisionTable, base: Handbook) -> dict[str, Any]:
    words = vocabulary(base.pathway, base.observables).of(table)
    return {
        **_text(rule.text),
        "if": _text(expression_words(rule.condition, words)),
        "source": _text(mark_words(rule.mark)),
    }


def _condition(written: str, table: DecisionTable, base: Handbook) -> Text:
    words = vocabulary(base.pathway, base.observables).of(table)
    return expression_words(parse_expression(written), words)


def caution_lines(trial: Trial, language: Language) -> list[str]:
    """Return what a proof finds in the tables that each arm changes, a line each; mostly none."""
    return [
        f"! [{arm['id']}] {one[language]}"
        for arm in trial_plan(trial)["arms"]
        for one in arm["cautions"]
    ]


def trial_plan_text(found: dict[str, Any], language: Language) -> str:
    """Return a plan as lines."""
    lines = [f"{found['title'][language]} ({found['id']})", _WORDS["simulated"][language]]
    lines += [found["question"][language]] if found["question"] else []
    lines += head_lines(found, language)
    for arm in found["arms"]:
        lines += ["", f"[{arm['id']}] {arm['label'][language]}"]
        lines += [f"  {line}" for said in arm_lines(arm, language) for line in said.split("\n")]
    if found["note"]:
        lines += ["", found["note"][language]]
    return "\n".join(lines)


def head_lines(found: dict[str, Any], language: Language) -> list[str]:
    """Return whom a plan treats, for how long, by which rules, and what is seen and asked."""

    def word(name: str, **parts: object) -> str:
        return _WORDS[name][language].format(**parts)

    listed = {
        key: _JOIN[language].join(found[key]) or word("all")
        for key in ("guidelines", "endpoints", "acts")
    }
    every = [
        word("every", id=name, hours=hours) for name, hours in found["monitoring"]["every"].items()
    ] + [word("without", id=name) for name in found["monitoring"]["without"]]
    missing = found["missing"]
    figures = word(
        "figures",
        missed=missing["missed"],
        late=missing["late"],
        hours=missing["late_hours"],
        rate=missing["dropout_per_year"],
    )
    whom = found["population"]
    lines = [
        word(
            "whom",
            label=whom[language],
            id=whom["id"],
            n=found["patients"],
            days=found["days"],
            seed=found["seed"],
            start=found["start"],
        ),
        word(
            "rules",
            guidelines=listed["guidelines"],
            outside=word("outside_on" if found["outside"] else "outside_off"),
        ),
        word("watched", said=_JOIN[language].join(every) or word("as_library")),
        word("missing", said=figures if any(missing.values()) else word("nothing")),
        word("asks", endpoints=listed["endpoints"], acts=listed["acts"]),
    ]
    if found["ensemble"]:
        lines.append(found["ensemble"][language])
    return lines


def more_given(arm: dict[str, Any], language: Language) -> list[str]:
    """Return what an arm of a plan is given besides product and strategies, in words."""
    given = []
    if arm["second"]:
        name = "together" if arm["second_with_first"] else "second"
        of = {"product": arm["second_product"][language], "id": arm["second"]}
        given.append(_WORDS[name][language].format(**of))
    if arm["lymphodepletion"]:
        name = "none" if arm["lymphodepletion"] == "none" else "depletion"
        given.append(_WORDS[name][language].format(id=arm["lymphodepletion"]))
    return given + [f"{name} = {value:g}" for name, value in arm["changes"].items()]


def arm_lines(arm: dict[str, Any], language: Language) -> list[str]:
    """Return what an arm is given, each override beside the rule, and what a proof finds.

    An override has four lines in one text: which, as printed, as it is now, why.
    """
    given = [f"{arm['product'][language]} ({arm['product']['id']})"]
    given += [f"{one[language]} ({one['id']})" for one in arm["strategies"]]
    given += more_given(arm, language)
    lines = [_WORDS["given"][language].format(said=_JOIN[language].join(given))]
    if not arm["overrides"]:
        lines.append(_WORDS["as_is"][language])
    lines += [_override_line(one, language) for one in arm["overrides"]]
    return lines + [f"! {one[language]}" for one in arm["cautions"]]


def _override_line(one: dict[str, Any], language: Language) -> str:
    def head(name: str) -> str:
        return f"  {_WORDS[name][language]}"

    kind = _KINDS[one["kind"]][language]
    if one["kind"] == "budget":
        where = f"{one['budget']} {_LIMITS[one['field']][language]}"
        printed = f"{one['printed'][language]} ({one['printed']['source'][language]})"
        now = one["now"][language]
    else:
        where = f"{one['table'][language]} ({one['table']['id']}) {one['rule']}"
        now = f"← {one['now'][language]}"
        printed = _WORDS["no_rule"][language]
        if one["printed"]:
            rule = one["printed"]
            printed = f"{rule[language]} ← {rule['if'][language]} ({rule['source'][language]})"
        if "does" in one:
            now = f"{one['does'][language]} {now}"
    lines = [head("printed") + printed, head("now") + now, head("why") + one["reason"][language]]
    return "\n".join([f"* {where}: {kind}", *lines])


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else _text(text)
