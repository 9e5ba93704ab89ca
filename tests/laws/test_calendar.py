"""Laws of the calendar: dates never move, the batch agrees, and the export reads back."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trephine.care.calendar.add_months import add_months
from trephine.care.calendar.calendar import calendar
from trephine.care.calendar.ics import escape, fold, ics
from trephine.care.kernel.calendar import day_number, due_days
from trephine.core.record import Reading
from trephine.core.value import Truth
from trephine.library.calendar_schedule import calendar_schedule

SCHEDULE = calendar_schedule("consensus2022")
DAYS = st.dates(date(1900, 1, 1), date(2900, 12, 31))
ZONES = st.integers(-14 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n)))
TRUTHS = st.sampled_from([Truth(), Truth(low=True, high=True), Truth(low=False, high=False)])
NAMES = sorted({name for one in SCHEDULE.visits for name in one.contents})
ZERO = datetime(2024, 1, 31, 10, tzinfo=UTC)
READINGS = st.lists(
    st.builds(
        Reading,
        time=st.integers(0, 900 * 24).map(lambda hours: ZERO + timedelta(hours=hours)),
        observable=st.sampled_from(NAMES),
        value=st.just(Decimal(1)),
    ),
    max_size=20,
)


def at(days):
    return ZERO + timedelta(days=days)


def entries(moment, readings=(), truth=Truth(), infusion=ZERO):  # noqa: B008  (frozen)
    return calendar(
        {"infusion": infusion}, SCHEDULE, moment, holds=lambda _: truth, readings=readings
    )


@given(DAYS, st.integers(0, 600))
def test_a_month_later_is_in_that_month_and_never_after_its_day(day, months):
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (
        found.day < day.day and (found + timedelta(days=1)).month != found.month
    )


@given(st.lists(DAYS, min_size=1, max_size=5))
def test_the_batch_is_the_same_calendar(days):
    found = due_days(np.array([day_number(day) for day in days]), SCHEDULE)
    for row, day in zip(found, days, strict=True):
        for number, visit in zip(row, SCHEDULE.visits, strict=True):
            due = add_months(day, visit.months or 0) + timedelta(days=visit.days or 0)
            assert number == day_number(due)


@given(st.integers(0, 900), st.integers(0, 900), READINGS, TRUTHS)
def test_a_later_moment_moves_no_visit(first, more, readings, truth):
    now = {one.id: one for one in entries(at(first), readings, truth)}
    later = {one.id: one for one in entries(at(first + more), readings, truth)}
    for visit in SCHEDULE.visits:
        here, there = now[visit.id], later[visit.id]
        assert (here.due, here.first, here.last) == (there.due, there.first, there.last)
        assert set(here.done) <= set(there.done)
        if here.status == "done":
            assert there.status == "done"


@given(st.integers(0, 900), READINGS, TRUTHS, ZONES, st.randoms(use_true_random=False))
def test_order_duplicates_and_zones_do_not_matter(days, readings, truth, zone, random):
    here = entries(at(days), readings, truth)
    shuffled = [*readings, *readings]
    random.shuffle(shuffled)
    moved = [
        Reading(time=one.time.astimezone(zone), observable=one.observable, value=one.value)
        for one in shuffled
    ]
    assert entries(at(days).astimezone(zone), moved, truth) == here


@given(st.integers(0, 900), READINGS, TRUTHS)
def test_an_entry_says_what_is_done_and_what_is_not(days, readings, truth):
    for one in entries(at(days), readings, truth):
        assert set(one.done) | set(one.missing) == set(one.contents) or one.kind == "clock"
        assert not set(one.done) & set(one.missing)
        if one.first is not None and one.last is not None and one.kind != "clock":
            assert one.first <= one.due <= one.last


@given(st.integers(0, 900), READINGS, READINGS)
def test_more_readings_never_undo_a_visit(days, readings, more):
    before = {one.id: one for one in entries(at(days), readings, Truth(low=True, high=True))}
    for after in entries(at(days), [*readings, *more], Truth(low=True, high=True)):
        if before[after.id].kind == "visit":
            assert set(before[after.id].done) <= set(after.done)


def read_back(text):
    """Return the events of an iCalendar file, by the rules of RFC 5545 and nothing of ours."""
    assert text.endswith("\r\n")
    raw = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in raw)
    lines = []
    for line in raw:
        if line.startswith((" ", "\t")):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events, current = [], None
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT":
            events.append(current)
            current = None
        elif current is not None:
            assert name not in current
            current[name] = value
    return events


def unescape(value):
    plain, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            after = next(signs)
            plain += "\n" if after in "nN" else after
        else:
            assert sign not in ",;"
            plain += sign
    return plain


@given(st.integers(0, 900), READINGS, TRUTHS)
def test_the_export_reads_back(days, readings, truth):
    wanted = [
        one
        for one in entries(at(days), readings, truth)
        if one.due is not None and one.status not in {"done", "missed", "not applicable"}
    ]
    events = read_back(ics(wanted, patient="p", stamp=at(days)))
    assert len(events) == len(wanted)
    assert len({event["UID"] for event in events}) == len(events)
    for event, one in zip(events, wanted, strict=True):
        if isinstance(one.due, datetime):
            begin = datetime.strptime(event["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            assert begin == one.due
        else:
            assert event["DTSTART;VALUE=DATE"] == one.due.strftime("%Y%m%d")
        assert unescape(event["SUMMARY"]) == f"{one.text.zh} / {one.text.en}"
        description = unescape(event["DESCRIPTION"])
        assert one.why.zh in description
        assert str(one.at) in description


@given(st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=("Cs",))))
def test_any_text_survives_escaping_and_folding(text):
    folded = fold("SUMMARY:" + escape(text))
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert unescape(folded.replace("\r\n ", "").removeprefix("SUMMARY:")) == text
