"""Laws that hold on whole courses: removing, shuffling, later readings, the outside layer."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from assessed import CASES, MOMENTS, assessed, named, recorded
from case_file import Case

from trephine import library
from trephine.care.assess import assess
from trephine.care.assessment import Assessment
from trephine.core.decision import Decision
from trephine.core.observable import Observable
from trephine.core.record import Record
from trephine.core.value import Coded, Number, Value

# Whether it happened, and how often, is read from the record as it stands: nothing on record means
# that it did not happen, so that removing one is to state something else, not to know less.
COUNTED = {"event", "dose"}


def turning_point(case: Case) -> int:
    """Return the moment of which most is expected."""
    return max(range(len(case.moments)), key=lambda one: len(case.moments[one].value))


def conclusions(found: Assessment) -> tuple[object, ...]:
    """Return all that was concluded, without the readings that it rests on."""
    return (
        tuple((one.table.id, *said(one)) for one in found.decisions),
        tuple((one.order.id, one.sure, one.amount, one.allowed) for one in found.proposals),
        tuple((one.name, one.status, one.due, one.sure) for one in found.timers),
        tuple((one.name, one.reason, one.decisions) for one in found.asked),
        found.errata,
        found.response,
        found.calendar,
        found.washouts,
    )


def said(one: Decision) -> tuple[object, ...]:
    value = None if one.value is None else replace(one.value, readings=())
    fired = tuple((rule.rule.id, rule.holds.low, rule.holds.high) for rule in one.fired)
    return one.status, value, fired, one.in_force


def contains(wide: Value | None, narrow: Value | None) -> bool:
    """Return whether all that is possible of one output is possible of another."""
    if isinstance(narrow, Number) and isinstance(wide, Number):
        return wide.low <= narrow.low and narrow.high <= wide.high
    if isinstance(narrow, Coded) and isinstance(wide, Coded):
        return narrow.possible <= wide.possible
    return narrow is None


def parts_of(names: set[str], observables: Mapping[str, Observable]) -> set[str]:
    """Return observables with all that they are computed from."""
    found: set[str] = set()
    while names:
        found |= names
        made = [observables[one].derivation for one in names if one in observables]
        names = {part for one in made if one is not None for part in one.of} - found
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_knowing_less_only_widens(case: Case) -> None:
    handbook, record = library.handbook(), recorded(case.id)
    number = turning_point(case)
    at = case.moments[number].at
    graded = [
        one
        for one in assessed(case.id, number, outside=False).decisions
        if one.in_force and one.table.hit != "collect"
    ]
    before = {one.table.decides: one.value for one in graded}
    assert before
    names = {one.observable for one in record.readings if one.known_from <= at}
    names = {name for name in names if handbook.observables[name].kind not in COUNTED}
    used = parts_of({name for one in graded for name, _ in one.inputs}, handbook.observables)
    # One by one those that a graded table rests on; the others, on which none does, at one time.
    for gone in [*({name} for name in sorted(names & used)), names - used]:
        less = tuple(one for one in record.readings if one.observable not in gone)
        found = assess(Record(patient=record.patient, readings=less), at, handbook)
        after = {one.table.decides: one.value for one in found.decisions if one.in_force}
        narrower = {
            decides: (value, after.get(decides))
            for decides, value in before.items()
            if not contains(after.get(decides), value)
        }
        assert not narrower, f"{case.id} without {sorted(gone)}: {narrower}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_order_of_lines_changes_nothing(case: Case) -> None:
    record, number = recorded(case.id), turning_point(case)
    shuffled = list(record.readings)
    Random(20261122).shuffle(shuffled)  # noqa: S311  (no secret: a fixed shuffle)
    other = Record(patient=record.patient, readings=tuple(shuffled))
    moment = case.moments[number]
    found = assess(other, moment.at, library.handbook(outside=moment.outside))
    assert conclusions(found) == conclusions(assessed(case.id, number))


@pytest.mark.parametrize("pair", MOMENTS, ids=named)
def test_what_comes_later_changes_nothing(pair: tuple[Case, int]) -> None:
    case, number = pair
    moment, record = case.moments[number], recorded(case.id)
    then = tuple(one for one in record.readings if one.known_from <= moment.at)
    handbook = library.handbook(outside=moment.outside)
    found = assess(Record(patient=record.patient, readings=then), moment.at, handbook)
    assert conclusions(found) == conclusions(assessed(case.id, number))
    assert found.later == 0
    assert assessed(case.id, number).later == len(record.readings) - len(then)


@pytest.mark.parametrize("pair", MOMENTS, ids=named)
def test_the_outside_layer_adds_or_overrides_and_changes_nothing_else(
    pair: tuple[Case, int],
) -> None:
    case, number = pair
    faithful = assessed(case.id, number, outside=False)
    wider = assessed(case.id, number, outside=True)
    tables = {one.table.id: one for one in wider.decisions}
    outside = {one.table.decides for one in wider.decisions if one.table.layer == "outside"}
    for one in faithful.decisions:
        if one.table.layer == "outside" and one.table.always is None:
            continue
        other = tables[one.table.id]
        assert said(other)[:3] == said(one)[:3], one.table.id
        if other.in_force != one.in_force:
            assert one.table.decides in outside, one.table.id
    amounts = {one.order.id: (one.amount, one.sure, one.released) for one in wider.proposals}
    for proposal in faithful.proposals:
        expected = (proposal.amount, proposal.sure, proposal.released)
        assert amounts[proposal.order.id] == expected, proposal.order.id
