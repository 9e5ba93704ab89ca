"""What a record says twice over and not alike: readings of one moment, totals and their parts."""

from dataclasses import replace

from tests.unit.care.small import AT, by_id, derived, quantity, reading, record, valid
from trephine import library
from trephine.care.at_odds import conflict_words
from trephine.care.contradictions import contradictions
from trephine.care.resolve import Known
from trephine.care.words import vocabulary

SMALL = by_id(
    quantity("p", possible=("0", "2"), validity=valid("grading", "24")),
    quantity("q", possible=("0", "1"), validity=valid("grading", "24")),
    derived(quantity("t", possible=("0", "3"), validity=valid("grading", "24")), "sum", "p", "q"),
)


def told(*readings):
    """Return what is told, as name, value and hours ago."""
    found = contradictions(Known(record(*readings), AT, SMALL))
    return [
        [(one.observable, int(one.value), (AT - one.time).seconds // 3600) for one in same]
        for same in found
    ]


def test_two_values_of_one_moment():
    pair = (reading("p", "1", 3), reading("p", "2", 3), reading("q", "1", 3))
    assert told(*pair) == [[("p", 1, 3), ("p", 2, 3)]]


def test_a_total_and_parts_of_its_moment():
    parts = (reading("p", "1", 3), reading("q", "1", 3))
    assert told(reading("t", "2", 3), *parts) == []
    shown = [("t", 3, 3), ("p", 1, 3), ("q", 1, 3)]
    assert told(reading("t", "3", 3), *parts) == [shown]
    # Superseded by another total, or by all parts: told all the same, as other readings are.
    assert told(reading("t", "3", 3), *parts, reading("t", "2", 1)) == [shown]
    later = (reading("p", "2", 1), reading("q", "1", 1))
    assert told(reading("t", "3", 3), *parts, *later) == [shown]


def test_a_total_and_later_parts_that_do_not_fit_it():
    total, part = reading("t", "3", 3), reading("p", "0", 1)
    assert told(total, part) == [[("t", 3, 3), ("p", 0, 1)]]
    # All of them: nothing is left to settle. Those that fit: nothing disagrees.
    assert told(total, part, reading("q", "1", 1)) == []
    assert told(total, reading("p", "2", 1)) == []
    assert told(part, reading("t", "3", 1), reading("p", "0", 2)) == [[("t", 3, 1), ("p", 0, 1)]]
    assert told(reading("p", "0", 5), total) == []


def test_two_doses_of_one_day_without_hours_ask_for_the_hours():
    handbook = library.handbook()
    words = vocabulary(handbook.pathway, handbook.observables)
    doses = [reading("dexamethasone", "10", 3), reading("dexamethasone", "20", 3)]
    days = [replace(one, day_only=True) for one in doses]
    known = Known(record(*days), AT, handbook.observables)
    (same,) = contradictions(known)
    said = conflict_words(same, words)
    assert "10" in said.en
    assert "20" in said.en
    assert "hour of each" in said.en
    assert "各补写时刻" in said.zh
    assert "hour" not in conflict_words(doses, words).en, "their hour is known"
    two = (days[0], replace(doses[1], time=AT))
    assert contradictions(Known(record(*two), AT, handbook.observables)) == (), "as it is told"
