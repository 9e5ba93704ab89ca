"""The iCalendar export: the letter of RFC 5545, and the same events in every export."""

from datetime import date, datetime, timedelta, timezone

import pytest

from trephine.care.calendar.calendar import calendar
from trephine.care.calendar.ics import escape, fold, ics
from trephine.core.error import InputError
from trephine.core.value import Truth
from trephine.library.calendar_schedule import calendar_schedule

ZONE = timezone(timedelta(hours=8))
INFUSION = datetime(2024, 1, 31, 10, tzinfo=ZONE)
SCHEDULE = calendar_schedule("consensus2022")


def export(at=INFUSION, stamp=None, patient="p-1"):
    entries = calendar(
        {"infusion": INFUSION}, SCHEDULE, at, holds=lambda _: Truth(low=True, high=True)
    )
    return ics(entries, patient=patient, stamp=stamp or at)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_lines_end_with_crlf_and_are_75_octets_at_most():
    text = export()
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lengths = [len(line.encode()) for line in text.split("\r\n")]
    assert max(lengths) <= 75
    assert max(lengths) > 70  # something was folded


def test_one_visit():
    lines = unfolded(export())
    start = lines.index("DTSTART;VALUE=DATE:20240214")
    event = lines[lines[:start].index("BEGIN:VEVENT") :]
    assert "DTEND;VALUE=DATE:20240215" in lines
    begin = max(i for i in range(start) if lines[i] == "BEGIN:VEVENT")
    event = lines[begin : lines.index("END:VEVENT", start)]
    assert "DTSTAMP:20240131T020000Z" in event
    summary = next(one for one in event if one.startswith("SUMMARY:"))
    assert "第 14 d" in summary
    assert "day 14" in summary
    description = next(one for one in event if one.startswith("DESCRIPTION:"))
    assert "2024-02-11 ~ 2024-02-17" in description
    assert "consensus2022 §10" in description


def test_a_clock_in_hours_is_a_moment_in_utc():
    assert "DTSTART:20240131T020000Z" in unfolded(export())


def uids(text):
    return [line for line in unfolded(text) if line.startswith("UID:")]


def test_an_event_keeps_its_identifier_and_each_has_its_own():
    first, later = export(), export(INFUSION + timedelta(days=20))
    assert len(set(uids(first))) == len(uids(first)) > 20
    assert set(uids(later)) <= set(uids(first))
    assert not set(uids(first)) & set(uids(export(patient="p-2")))
    assert "p-1" not in first


def test_what_is_over_is_left_out():
    first, later = export(), export(INFUSION + timedelta(days=20))
    assert export() == first
    assert len(uids(export(INFUSION + timedelta(days=40)))) < len(uids(later)) == len(uids(first))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a,b;c", "a\\,b\\;c"),
        ("back\\slash", "back\\\\slash"),
        ("two\nlines\r\nthree\r", "two\\nlines\\nthree\\n"),
        ("第 3 个月：复查", "第 3 个月：复查"),
    ],
)
def test_escaping(text, written):
    assert escape(text) == written


def test_folding_never_cuts_a_character():
    line = "SUMMARY:" + "髓" * 60
    folded = fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert fold("x" * 75) == "x" * 75
    assert fold("x" * 76) == "x" * 75 + "\r\n x"


def test_the_stamp_needs_a_zone():
    with pytest.raises(InputError, match="time zone"):
        export(stamp=datetime(2024, 2, 1))  # noqa: DTZ001  (what is refused)


def test_all_day_events_cross_a_year():
    entries = calendar(
        {"infusion": datetime(2024, 12, 17, tzinfo=ZONE)},
        SCHEDULE,
        datetime(2024, 12, 18, tzinfo=ZONE),
        holds=lambda _: Truth(low=False, high=False),
    )
    assert {one.id: one.due for one in entries}["d14"] == date(2024, 12, 31)
    lines = unfolded(ics(entries, patient="p", stamp=datetime(2024, 12, 18, tzinfo=ZONE)))
    assert lines[lines.index("DTSTART;VALUE=DATE:20241231") + 1] == "DTEND;VALUE=DATE:20250101"
