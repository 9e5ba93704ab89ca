"""assessment_json: an Assessment as plain values, the same in every language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from trephine.care.assessment import Assessment, Proposal, Timer
from trephine.care.dosing.earliest_leukapheresis import WashoutResult
from trephine.care.dosing.steroids import SteroidState
from trephine.care.explain import explain, mark_words
from trephine.care.outpaced import Outpaced
from trephine.care.response.answer import ResponseCourse
from trephine.care.words import Vocabulary
from trephine.core.calendar import CalendarEntry
from trephine.core.decision import Decision
from trephine.core.rule import Rule
from trephine.core.text import Text
from trephine.core.value import Coded, CodedSet, Number, Truth, Value


def assessment_json(found: Assessment, words: Vocabulary) -> dict[str, Any]:
    """Return an Assessment as JSON can hold it: decimals as text, moments in ISO 8601.

    Sentences come as ``{"zh": …, "en": …}``. Decisions that do not apply are left out.
    """
    return {
        "patient": found.patient,
        "at": found.at.isoformat(),
        "pathway": found.pathway,
        "decisions": [
            decision_json(one, words) for one in found.decisions if one.status != "not applicable"
        ],
        "proposals": [_proposal(one) for one in found.proposals],
        "timers": [_timer(one) for one in found.timers],
        "asked": [
            {"observable": one.name, "reason": one.reason, "decisions": list(one.decisions)}
            for one in found.asked
        ],
        "disputes": [
            {
                "decides": one.decides,
                "in_force": one.in_force.table.id,
                "others": [other.table.id for other in one.others],
            }
            for one in found.disputes
        ],
        "conflicts": [
            [
                {"observable": r.observable, "time": r.time.isoformat(), "value": plain(r.value)}
                for r in same
            ]
            for same in found.conflicts
        ],
        "outpaced": [_outpaced(one) for one in found.outpaced],
        "response": None if found.response is None else response_json(found.response),
        "calendar": [calendar_json(one) for one in found.calendar],
        "washouts": _washouts(found.washouts),
        "lymphodepletion": _lymphodepletion(found),
        "steroids": _steroids(found.steroids),
        "errata": list(found.errata),
        "later_readings": found.later,
    }


def decision_json(one: Decision, words: Vocabulary) -> dict[str, Any]:
    """Return one decision, with its trace in both languages."""
    return {
        "table": one.table.id,
        "decides": one.table.decides,
        "layer": one.table.layer,
        "at": str(one.table.at),
        "in_force": one.in_force,
        "status": one.status,
        "applies": value_json(one.applies),
        "value": None if one.value is None else value_json(one.value),
        "rules": [
            {**_rule(fired.rule), "holds": value_json(fired.holds)}
            for fired in one.fired
            if fired.holds.high or fired.rule.conclusions[0].kind == "require"
        ],
        "inputs": {name: value_json(value) for name, value in one.inputs},
        "missing": [
            {"input": m.name, "reason": m.reason, "narrows": m.narrows} for m in one.missing
        ],
        "changes": [
            {"input": c.name, "to": c.to, "value": value_json(c.value)} for c in one.changes
        ],
        "trace": [_text(line) for line in explain(one, words)],
    }


def value_json(value: Value) -> Any:
    """Return what is known: a plain value where it is known, a range or list where it is not."""
    match value:
        case Truth():
            return value.low if value.known else None
        case Number():
            if value.known:
                return plain(value.low)
            return {"min": plain(value.low), "max": plain(value.high)}
        case Coded():
            codes = sorted(value.possible)
            return codes[0] if value.known else {"possible": codes}
        case CodedSet():
            sure = sorted(value.sure)
            return sure if value.known else {"sure": sure, "possible": sorted(value.possible)}


def plain(value: object) -> Any:
    """Return a value as JSON can hold it; an infinite bound is None."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        short = text.rstrip("0").rstrip(".") if "." in text else text
        return None if value.is_infinite() else short
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "strength": rule.strength,
        "text": _text(rule.text),
        "source": _text(mark_words(rule.mark)),
        "errata": list(rule.errata),
        "then": [
            {
                "kind": c.kind,
                "code": c.code,
                **({"measure": list(c.measure)} if c.measure else {}),
                **({"every_hours": plain(c.every)} if c.every is not None else {}),
            }
            for c in rule.conclusions
        ],
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "order": one.order.id,
        "label": _text(one.order.label),
        "rules": [rule.id for rule in one.rules],
        "sure": one.sure,
        "released": one.released,
        "amount": plain(one.amount),
        "unit": one.unit,
        "working": _text(one.working),
        "missing": list(one.missing),
        "against": [rule.id for rule in one.against],
        "allowed": one.allowed,
        "limits": [_text(text) for text in one.limits],
        "earliest": plain(one.earliest),
    }


def _outpaced(one: Outpaced) -> dict[str, Any]:
    return {
        "observable": one.name,
        "stated": [{"time": r.time.isoformat(), "value": plain(r.value)} for r in one.stated],
        "newer": [
            {"observable": r.observable, "time": r.time.isoformat(), "value": plain(r.value)}
            for r in one.newer
        ],
        "would": value_json(one.would),
    }


def _timer(one: Timer) -> dict[str, Any]:
    return {
        "observable": one.name,
        "rule": one.rule.id,
        "sure": one.sure,
        "last": plain(one.last),
        "due": plain(one.due),
        "status": one.status,
    }


def response_json(course: ResponseCourse) -> dict[str, Any]:
    """Return a course of response: level of each visit, best confirmed, progression, flags."""
    pd = course.confirmed_pd
    return {
        "visits": [
            {
                "at": _when(one.at),
                "level": one.level,
                "text": _text(one.text),
                "missing": [m.code for m in one.missing if m.changes],
                "flags": [flag.code for flag in one.flags],
            }
            for one in course.visits
        ],
        "best_confirmed": course.best_confirmed,
        "confirmed_pd": None if pd is None else {"at": _when(pd.first_at), "reason": pd.reason},
        "best_before_pd": course.best_before_pd,
        "flags": [flag.code for flag in course.flags],
    }


def calendar_json(one: CalendarEntry) -> dict[str, Any]:
    """Return one entry of the calendar."""
    return {
        "id": one.id,
        "kind": one.kind,
        "status": one.status,
        "due": None if one.due is None else _when(one.due),
        "first": None if one.first is None else _when(one.first),
        "last": None if one.last is None else _when(one.last),
        "text": _text(one.text),
        "why": _text(one.why),
        "source": str(one.at),
        "contents": list(one.contents),
        "done": list(one.done),
        "missing": list(one.missing),
    }


def _washouts(found: WashoutResult | None) -> dict[str, Any] | None:
    if found is None:
        return None
    earliest = found.earliest
    return {
        "violations": list(found.violations),
        "unknown": list(found.unknown),
        "warnings": list(found.warnings),
        "earliest": None if earliest is None else _when(earliest.moment or earliest.day),
        "binding": list(found.binding),
        "entries": [_text(one.text) for one in found.entries],
    }


def _lymphodepletion(found: Assessment) -> dict[str, Any] | None:
    plan = found.lymphodepletion
    if plan is None:
        return None
    return {
        "regimen": plan.regimen.id,
        "infusion": plan.infusion.isoformat(),
        "formula": plan.formula,
        "surfaces_m2": {one.formula: plain(one.area) for one in plan.surfaces},
        "doses": [
            {
                "day": one.day,
                "on": one.on.isoformat(),
                "drug": one.dose.order.drug,
                "amount": plain(one.dose.amount),
                "unit": one.dose.unit,
                "by_formula": {name: plain(amount) for name, amount in one.by_formula},
                "working": _text(one.dose.working),
            }
            for one in plan.doses
        ],
        "against": {
            drug: [rule.id for rule in found.excluding(drug)]
            for drug in dict.fromkeys(one.dose.order.drug for one in plan.doses)
        },
        "not_given": list(plan.not_given),
        "missing": list(plan.missing),
    }


def _steroids(found: SteroidState | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "equivalent": plain(found.equivalent),
        "unit": found.rule.unit,
        "reference": found.rule.reference,
        "complete": found.complete,
        "course_start": plain(
            None if found.course_start is None else found.course_start.isoformat()
        ),
        "course_days": found.course_days,
        "text": _text(found.text),
    }


def _when(when: date | int) -> str | int:
    return when if isinstance(when, int) else when.isoformat()
