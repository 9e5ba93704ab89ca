"""contradictions: what a record says twice over, and not alike."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from trephine.care.resolve import Known
from trephine.core.observable import Observable, Use
from trephine.core.record import Reading, Record


def contradictions(known: Known) -> tuple[tuple[Reading, ...], ...]:
    """Return readings that disagree: of one observable at one moment, of a total and its parts.

    A total comes first and is followed by the parts of its moment that do not fit it; what has been
    superseded since is told as well. A total that still counts is told with the later parts, too,
    where these do not fit it and are not complete. What was computed and is stated besides, other
    than a sum, is not compared.
    """
    found = []
    for readings in known.readings.values():
        if len({one.time for one in readings}) == len(readings):
            continue
        found += [same for same in _by_time(readings).values() if _differ(same)]
    for one in known.observables.values():
        if one.derivation is not None and one.derivation.formula == "sum":
            found += _of_total(one, known)
    return tuple(found)


def _of_total(one: Observable, known: Known) -> Iterator[tuple[Reading, ...]]:
    history = known.history(one.id)
    if not history:
        return
    now = _standing(one, known)
    for moment, told in _by_time(history).items():
        if now and moment == history[-1].time:
            yield now
        elif not _differ(told):
            yield from _at_one_moment(one, told, known)


def _standing(one: Observable, known: Known) -> tuple[Reading, ...]:
    """Return the total that was stated last with the parts for which it does not stand."""
    uses: tuple[Use, ...] = tuple(entry.use for entry in one.validity) or ("course",)
    for use in uses:
        value = known.value(one.id, use)
        several = len({entry.observable for entry in value.readings}) > 1
        if several and value.reason in {"conflicting", "incomplete"}:
            return value.readings
    return ()


def _at_one_moment(
    one: Observable, told: tuple[Reading, ...], known: Known
) -> Iterator[tuple[Reading, ...]]:
    """Yield a total and the parts of its moment, if they disagree."""
    moment = told[0].time
    names = () if one.derivation is None else one.derivation.of
    parts = [entry for name in names for entry in known.history(name) if entry.time == moment]
    if not parts:
        return
    lines = tuple(replace(entry, recorded=None) for entry in (*told, *parts))
    then = Known(Record(patient="", readings=lines), moment, known.observables)
    if then.value(one.id, "course").reason == "conflicting":
        yield (*told, *parts)


def _by_time(readings: tuple[Reading, ...]) -> dict[datetime, tuple[Reading, ...]]:
    found: dict[datetime, list[Reading]] = defaultdict(list)
    for one in readings:
        found[one.time].append(one)
    return {time: tuple(same) for time, same in found.items()}


def _differ(same: tuple[Reading, ...]) -> bool:
    return len({one.value for one in same}) > 1
