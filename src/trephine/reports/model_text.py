"""model_text: a model, and what a strategy changes in it, as lines for a terminal."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.model import Model, ModelParameter
from trephine.core.product import ParameterChange, Product
from trephine.core.run_outcome import RunOutcomes
from trephine.core.strategy import DoseCourse, SecondInfusion, Strategy
from trephine.core.text import Language, Text

_OVERVIEW = Text(
    zh="{label}（{id}）：{states} 个状态，{assignments} 个赋值量，{parameters} 个参数"
    "（其中 {spread} 个在患者间有差异，{derived} 个由公式算出），时间单位 {unit}",
    en="{label} ({id}): {states} states, {assignments} assignments, {parameters} parameters"
    " ({spread} differ between patients, {derived} follow from a formula), time in {unit}",
)
_MARKS = Text(
    zh="参数来源：{read} 个读自文献，{assumed} 个为假设，{other} 个无标记",
    en="Parameters: {read} read in a source, {assumed} assumed, {other} without a mark",
)
_SEE = Text(
    zh="更多：--equations --parameters --states --outcomes --products --strategies --populations"
    " --sbml --antimony --strategy ID",
    en="more: --equations --parameters --states --outcomes --products --strategies --populations"
    " --sbml --antimony --strategy ID",
)
_STATES = Text(zh="状态", en="States")
_VARIES = Text(zh="患者间 {kind}，sd {sd:g}", en="between patients {kind}, sd {sd:g}")
_READ = Text(zh="读自 {place}", en="read in {place}")
_ASSUMED = Text(zh="假设：{reason}", en="assumed: {reason}")
_DERIVED = Text(zh="推算：{formula}", en="derived: {formula}")
_EXPECTS = Text(zh="应当出现", en="Expected")
_CHANGES = Text(zh="对模型的改动", en="What it changes in the model")
_NOTHING = Text(zh="没有改动", en="nothing")
_LEFT = Text(zh="未建模", en="Not modelled")
_SURE = Text(zh="把握", en="How sure")
_EVIDENCE = Text(zh="证据", en="Evidence")
_SURENESS = {
    "high": Text(zh="高", en="high"),
    "moderate": Text(zh="中", en="moderate"),
    "low": Text(zh="低", en="low"),
    "very low": Text(zh="很低", en="very low"),
}
_DIRECTIONS = {
    "for": Text(zh="支持", en="for"),
    "against": Text(zh="反对", en="against"),
    "neutral": Text(zh="中性", en="neutral"),
}
_SETTINGS = {
    "in vitro": Text(zh="体外", en="in vitro"),
    "animal": Text(zh="动物", en="animal"),
    "patients": Text(zh="患者", en="patients"),
}
_PATIENTS = Text(zh="{n} 例", en="n = {n}")
_UNSEEN = Text(zh="未读原文", en="the document itself was not read")
_DOSE = Text(zh="给药 {state} +{amount:g}，第 {days} 天", en="dose {state} +{amount:g}, day {days}")
_EVERY = Text(zh="，其后每 {every:g} 天至第 {until:g} 天", en=", then every {every:g} to {until:g}")
_INFUSION = Text(
    zh="第 {day:g} 天再次输注 {product}，位置 {place}，剂量的 {share:g} 倍",
    en="second infusion of {product} on day {day:g}, place {place}, {share:g} of the dose",
)
_SAME = Text(zh="同一产品", en="the same product")
_REGIMEN = Text(zh="清淋方案 {regimen}", en="lymphodepletion {regimen}")


def model_text(model: Model, language: Language) -> str:
    """Return what the model consists of, in numbers."""
    marks = [one.mark for one in model.parameters]
    read = sum(isinstance(one, Read) for one in marks)
    assumed = sum(isinstance(one, Assumed) for one in marks)
    overview = _OVERVIEW[language].format(
        label=model.label[language],
        id=model.id,
        states=len(model.states),
        assignments=len(model.assignments),
        parameters=len(model.parameters),
        spread=sum(one.spread is not None for one in model.parameters),
        derived=sum(bool(one.formula) for one in model.parameters),
        unit=model.time_unit,
    )
    sources = _MARKS[language].format(read=read, assumed=assumed, other=len(marks) - read - assumed)
    return "\n".join([overview, sources, _SEE[language]])


def model_json(model: Model) -> dict[str, Any]:
    """Return the model as plain values: states, parameters, assignments, with both languages."""
    return {
        "id": model.id,
        "zh": model.label.zh,
        "en": model.label.en,
        "time_unit": model.time_unit,
        "states": [
            {"id": s.id, "unit": s.unit, "zh": s.label.zh, "en": s.label.en, "initial": s.initial,
             "rate": s.rate}
            for s in model.states
        ],
        "assignments": [
            {"id": a.id, "unit": a.unit, "zh": a.label.zh, "en": a.label.en, "formula": a.formula}
            for a in model.assignments
        ],
        "parameters": [
            {"id": p.id, "unit": p.unit, "zh": p.label.zh, "en": p.label.en, "value": p.value,
             "formula": p.formula or None,
             "spread": None if p.spread is None else {"law": p.spread.kind, "sd": p.spread.sd},
             "mark": None if p.mark is None else mark_text(p.mark, "en")}
            for p in model.parameters
        ],
    }  # fmt: skip


def equations_text(model: Model) -> str:
    """Return every assignment, first value and rate, in the notation of SBML Level 3."""
    lines = [f"{one.id} := {one.formula}" for one in model.assignments]
    lines += [f"{one.id}(0) = {one.initial}" for one in model.states]
    lines += [f"d{one.id}/dt = {one.rate}" for one in model.states]
    for event in model.events:
        changes = "; ".join(f"{name} = {formula}" for name, formula in event.changes)
        lines.append(f"at {event.trigger}: {changes}")
    return "\n".join(lines)


def parameters_text(model: Model, language: Language) -> str:
    """Return every parameter under its group: value, unit, spread, where the number comes from."""
    groups: dict[str, list[ModelParameter]] = {}
    for one in model.parameters:
        groups.setdefault(one.group, []).append(one)
    lines = []
    for group, rows in groups.items():
        lines += ["", group] if group else []
        for one in rows:
            value = f"= {one.formula} ({one.value:.4g})" if one.formula else f"= {one.value:g}"
            unit = "" if one.unit == "1" else f" {one.unit}"
            parts = [f"  {one.id} {value}{unit}", one.label[language]]
            if one.spread is not None:
                kind, sd = one.spread.kind, one.spread.sd
                parts.append(_VARIES[language].format(kind=kind, sd=sd))
            if one.mark is not None:
                parts.append(mark_text(one.mark, language))
            lines.append(" · ".join(parts))
    return "\n".join(lines).strip("\n")


def states_text(model: Model, language: Language) -> str:
    """Return every state and every assignment that has words, with units."""
    lines = [_STATES[language]]
    lines += [f"  {one.id} ({one.unit}): {one.label[language]}" for one in model.states]
    lines += [f"  {one.id} ({one.unit}): {one.label[language]}" for one in model.assignments]
    return "\n".join(lines)


def outcomes_text(outcomes: RunOutcomes, language: Language) -> str:
    """Return what a run reports, the rule of progression, and the causes of relapse."""
    lines = [
        f"{one.id} ({one.unit}): {one.label[language]} · {mark_text(one.mark, language)}"
        for one in outcomes.outcomes
    ]
    lines += ["", outcomes.rule[language], ""]
    lines += [f"{one.id}: {one.label[language]} · {one.text[language]}" for one in outcomes.causes]
    return "\n".join(lines)


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Text: ...


def list_text(entries: Iterable[_Named], language: Language) -> str:
    """Return ids with their words."""
    return "\n".join(f"{one.id}: {one.label[language]}" for one in entries)


def products_text(products: Sequence[Product], language: Language) -> str:
    """Return each product with its dose and what its preset mixes."""
    lines = []
    for one in products:
        lines.append(f"{one.id}: {one.label[language]} · {one.dose.value:g} {one.dose.unit}")
        lines.append(f"    {one.mixes[language]}")
    return "\n".join(lines)


def strategy_text(one: Strategy, language: Language) -> str:
    """Return a strategy: what it says, what it changes, how sure it is, on what evidence."""
    colon = "：" if language == "zh" else ": "
    lines = [
        f"{one.id}{colon}{one.label[language]} ({'; '.join(map(str, one.at))})",
        one.text[language],
        f"{_EXPECTS[language]}{colon}{one.expects[language]}",
        f"{_CHANGES[language]}{colon}",
        *(f"  {line}" for line in _acts(one, language) or [_NOTHING[language]]),
    ]
    if one.not_modelled is not None:
        lines.append(f"{_LEFT[language]}{colon}{one.not_modelled[language]}")
    lines.append(f"{_SURE[language]}{colon}{_SURENESS[one.sureness][language]}")
    if one.evidence:
        lines.append(f"{_EVIDENCE[language]}{colon}")
    for item in one.evidence:
        parts = [
            _DIRECTIONS[item.direction][language],
            _SETTINGS[item.setting][language],
            item.disease[language],
            item.design[language],
        ]
        if item.patients is not None:
            parts.append(_PATIENTS[language].format(n=item.patients))
        if not item.seen:
            parts.append(_UNSEEN[language])
        joined = ("，" if language == "zh" else ", ").join(parts)
        lines.append(f"  - {item.finding[language]} [{joined}] ({item.at})")
    return "\n".join(lines)


def _acts(one: Strategy, language: Language) -> list[str]:
    lines = [change_text(change, language) for change in one.changes]
    lines += [_course(course, language) for course in one.doses]
    lines += [_infusion(infusion, language) for infusion in one.infusions]
    if one.regimen:
        lines.append(_REGIMEN[language].format(regimen=one.regimen))
    return lines


def change_text(change: ParameterChange, language: Language) -> str:
    """Return one change of a parameter with where its number comes from."""
    sign = {"set": "=", "times": "×", "plus": "+"}[change.operation]
    of = "" if change.of == "parameter" else f" ({change.of})"
    return f"{change.parameter}{of} {sign} {change.value:g} · {mark_text(change.mark, language)}"


def mark_text(mark: Mark, language: Language) -> str:
    """Return where a number comes from."""
    if isinstance(mark, Read):
        return _READ[language].format(place=mark.locator)
    if isinstance(mark, Derived):
        return _DERIVED[language].format(formula=mark.formula)
    return _ASSUMED[language].format(reason=mark.reason[language])


def _course(course: DoseCourse, language: Language) -> str:
    days = ", ".join(f"{day:g}" for day in course.days)
    text = _DOSE[language].format(state=course.state, amount=course.amount, days=days)
    if course.every is not None and course.until is not None:
        text += _EVERY[language].format(every=course.every, until=course.until)
    return f"{text} · {mark_text(course.mark, language)}"


def _infusion(one: SecondInfusion, language: Language) -> str:
    text = _INFUSION[language].format(
        day=one.day, product=one.product or _SAME[language], place=one.place, share=one.share
    )
    if one.regimen:
        text += ("，" if language == "zh" else ", ") + _REGIMEN[language].format(
            regimen=one.regimen
        )
    return f"{text} · {mark_text(one.mark, language)}"
