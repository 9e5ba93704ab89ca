"""compare: what an assessment says, held against what is expected of a moment."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from case_file import Moment

from trephine.care.assessment import Assessment, Proposal
from trephine.core.value import INFINITE, Coded, Number, Value


def written(value: Value | None) -> str:
    """Return an output as the case files write it."""
    if value is None:
        return "not applicable"
    if isinstance(value, Number):
        low, high = (_whole(one) for one in (value.low, value.high))
        return low if low == high else f"{low}..{high}"
    if isinstance(value, Coded):
        return "|".join(sorted(value.possible))
    return repr(value)


def _whole(value: Decimal) -> str:
    return "?" if abs(value) == INFINITE else str(value.normalize() if value else 0)


def compare(moment: Moment, found: Assessment) -> dict[str, str]:
    """Return every difference by what it is about: ``value crs_grade``, ``order tocilizumab-8``."""
    differences: dict[str, str] = {}
    for about, expected, said in answers(moment, found):
        if expected != said:
            differences[about] = f"{about}: expected {expected}, found {said}"
    return differences


def answers(moment: Moment, found: Assessment) -> Iterator[tuple[str, Any, Any]]:
    """Yield each expectation with what it is about, what is expected and what is found."""
    for decides, expected in moment.value.items():
        one = found.decision(decides)
        yield f"value {decides}", expected, "not applicable" if one is None else written(one.value)
    for table, expected in moment.shown.items():
        said = [written(one.value) for one in found.decisions if one.table.id == table]
        yield f"shown {table}", expected, said[0] if said else "not evaluated"
    yield from _rules(moment, found)
    proposed = {one.order.id: one for one in found.proposals}
    for order in moment.order:
        yield from _order(order, proposed.get(order["id"]))
    for name in moment.not_ordered:
        yield f"not ordered {name}", "not proposed", _proposed(proposed.get(name))
    timers = {one.name: one.status for one in found.timers}
    for status, names in (
        ("upcoming", moment.upcoming),
        ("due", moment.due),
        ("overdue", moment.overdue),
        ("not recorded", moment.unrecorded),
    ):
        for name in names:
            yield f"timer {name}", status, timers.get(name, "no timer")
    asked = {one.name for one in found.asked}
    for name in moment.asked:
        yield f"asked {name}", "asked", "asked" if name in asked else "not asked"
    for name in moment.not_asked:
        yield f"asked {name}", "not asked", "asked" if name in asked else "not asked"
    yield from _response(moment, found)
    yield from _calendar(moment, found)
    yield from _washout(moment, found)
    if moment.disputes is not None:
        disputed = {one.decides for one in found.disputes}
        if not moment.disputes:
            yield "disputes", [], sorted(disputed)
        for name in moment.disputes:
            yield f"dispute {name}", "shown", "shown" if name in disputed else "not shown"
    for name in moment.errata:
        yield f"erratum {name}", "shown", "shown" if name in found.errata else "not shown"
    if moment.conflicts is not None:
        yield "conflicts", moment.conflicts, len(found.conflicts)


def _rules(moment: Moment, found: Assessment) -> Iterator[tuple[str, Any, Any]]:
    said: dict[str, str] = {}
    for decision in found.decisions:
        if not decision.in_force:
            continue
        for one in decision.fired:
            if decision.status != "not applicable" and one.holds.high:
                sure = one.holds.low and decision.applies.low
                said[one.rule.id] = "holds" if sure else "open"
    for state in ("holds", "open", "absent"):
        for name in getattr(moment, state):
            yield f"rule {name}", state, said.get(name, "absent")


def _proposed(one: Proposal | None) -> str:
    if one is None:
        return "not proposed"
    return "proposed" if one.sure else "proposed if an open rule holds"


def _order(expected: dict[str, Any], one: Proposal | None) -> Iterator[tuple[str, Any, Any]]:
    name = f"order {expected['id']}"
    if one is None:
        yield name, "proposed", "not proposed"
        return
    for key, value in expected.items():
        said: Any
        if key == "id":
            continue
        if key == "amount":
            want = Decimal(value) if value else None
            said = one.amount
            if want is not None and said is not None:
                said = said.quantize(want)
            yield f"{name} amount", want, said
        elif key == "earliest":
            yield f"{name} earliest", datetime.fromisoformat(value), one.earliest
        elif key == "missing":
            yield f"{name} missing", sorted(value), sorted(one.missing)
        else:
            yield f"{name} {key}", value, getattr(one, key)


def _response(moment: Moment, found: Assessment) -> Iterator[tuple[str, Any, Any]]:
    if not moment.response:
        return
    course = found.response
    if course is None:
        yield "response", moment.response, None
        return
    last = course.mrd[-1] if course.mrd else None
    said = {
        "kind": course.disease.kind,
        "level": course.visits[-1].level,
        "best": course.best_confirmed,
        "before_progression": course.best_before_pd,
        "progression": course.confirmed_pd is not None,
        "mrd_imwg": None if last is None else last.imwg_negative,
    }
    for key, expected in moment.response.items():
        yield f"response {key}", expected, said[key]


def _calendar(moment: Moment, found: Assessment) -> Iterator[tuple[str, Any, Any]]:
    entries = {one.id: one for one in found.calendar}
    for name, expected in moment.calendar.items():
        one = entries.get(name)
        if one is None:
            yield f"calendar {name}", expected, "no entry"
            continue
        due = expected.rpartition(" ")[2]
        if due[:1].isdigit():
            day = one.due.date() if isinstance(one.due, datetime) else one.due
            yield f"calendar {name}", expected, f"{one.status} {day}"
        else:
            yield f"calendar {name}", expected, one.status


def _washout(moment: Moment, found: Assessment) -> Iterator[tuple[str, Any, Any]]:
    result = found.washouts
    for key, expected in moment.washout.items():
        said: Any
        if key == "asked":
            said = result is not None
        elif result is None:
            said = "not asked"
        elif key == "earliest":
            said = None if result.earliest is None else result.earliest.day.isoformat()
        else:
            said = list(getattr(result, key))
        yield f"washout {key}", expected, said
