"""write_trial: a virtual trial as the file that it can be read from again."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from trephine.core.text import Text
from trephine.core.trial import RuleOverride, Trial, TrialArm

_Value = (
    str
    | bool
    | int
    | float
    | date
    | datetime
    | Decimal
    | Text
    | Sequence[str]
    | Mapping[str, float]
)


def write_trial(trial: Trial) -> str:
    """Return the plan as TOML: ``read_trial`` gives the same trial. Comments are not kept."""
    lines = [
        _line("id", trial.id),
        _line("title", trial.title),
        *([_line("question", trial.question)] if trial.question else []),
        *([_line("note", trial.note)] if trial.note else []),
        _line("written", trial.written),
        _line("population", trial.population),
        _line("patients", trial.patients),
        _line("days", trial.days),
        _line("start", trial.start),
        _line("seed", trial.seed),
    ]
    lines += [_line(name, own) for name in ("endpoints", "acts") if (own := getattr(trial, name))]
    if trial.ensemble is not None:
        fitted = trial.ensemble
        member = '"mean"' if fitted.member is None else str(fitted.member)
        told = f"name = {_text(fitted.name)}, member = {member}, members = {fitted.members}"
        lines.append(f"ensemble = {{ {told} }}")
    lines += ["", "[pathway]"]
    if trial.pathway.guidelines:
        lines.append(_line("guidelines", trial.pathway.guidelines))
    lines.append(_line("outside", trial.pathway.outside))
    if trial.monitoring.every or trial.monitoring.without:
        lines += ["", "[monitoring]", _line("every", trial.monitoring.every)]
        lines.append(_line("without", trial.monitoring.without))
    missing = trial.missing
    lines += ["", "[missing]"]
    lines += [
        _line(name, float(getattr(missing, name)))
        for name in ("missed", "late", "late_hours", "dropout_per_year")
    ]
    for arm in trial.arms:
        lines += _arm(arm)
    return "\n".join(lines) + "\n"


def _arm(arm: TrialArm) -> list[str]:
    lines = ["", "[[arm]]"]
    lines += [_line(name, getattr(arm, name)) for name in ("id", "label", "product")]
    for name in ("strategies", "second", "lymphodepletion", "changes"):
        if given := getattr(arm, name):
            lines.append(_line(name, given))
    for one in arm.overrides:
        lines += ["", "[[arm.override]]", *_override(one)]
    return lines


def _override(one: RuleOverride) -> list[str]:
    lines = []
    for name in ("table", "rule", "like", "order", "budget", "field", "condition", "value"):
        given = getattr(one, name)
        if given is not None and given != "":
            lines.append(_line(name, given))
    if one.off:
        lines.append(_line("off", one.off))
    return [*lines, _line("reason", one.reason)]


def _line(name: str, value: _Value) -> str:
    return f"{name} = {_said(value)}"


def _said(value: _Value) -> str:
    if isinstance(value, Text):
        return f"{{ zh = {_text(value.zh)}, en = {_text(value.en)} }}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return _text(str(value))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(k)} = {float(v)!r}" for k, v in value.items()) + " }"
    return "[" + ", ".join(_text(one) for one in value) + "]"


def _text(value: str) -> str:
    """Return a basic string of TOML: its escapes are those of JSON, and DEL is one more."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
