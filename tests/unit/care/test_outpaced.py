"""What was stated, and what came after it: nothing is replaced, and nothing is kept quiet."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from trephine import library
from trephine.care.assess import assess
from trephine.care.at_odds import outpaced_words
from trephine.care.outpaced import outpaced
from trephine.care.resolve import Known
from trephine.care.words import vocabulary
from trephine.core.record import Reading, Record

AT = datetime(2025, 8, 31, 9, 0, tzinfo=timezone(timedelta(hours=8)))


def said(name, value, hours_ago, *, day_only=False):
    return Reading(
        time=AT - timedelta(hours=hours_ago),
        observable=name,
        unit=library.observables()[name].unit,
        value=Decimal(value) if isinstance(value, int) else value,
        day_only=day_only,
    )


BODY = (said("weight", 62, 30), said("age", 66, 500), said("sex", "male", 500))
STATED = said("creatinine_clearance", 80, 24)


def told(*readings):
    record = Record(patient="SYN", readings=(*BODY, *readings))
    return outpaced(Known(record, AT, library.observables()))


def test_a_newer_creatinine_is_told_with_what_it_would_give_and_replaces_nothing():
    record = Record(patient="SYN", readings=(*BODY, STATED, said("creatinine", 300, 3)))
    known = Known(record, AT, library.observables())
    (found,) = outpaced(known)
    assert known.value("creatinine_clearance", "dosing").low == 80, "the statement goes first"
    assert [one.observable for one in found.newer] == ["creatinine"]
    # Cockcroft and Gault: (140 - 66) * 62 / (72 * 300 / 88.42)
    assert round(found.would.low, 2) == Decimal("18.78")
    handbook = library.handbook()
    assert assess(record, AT, handbook).outpaced == (found,)
    text = outpaced_words(found, vocabulary(handbook.pathway, handbook.observables))
    for part in ("80 mL/min", "300", "18.78 mL/min", "2025-08-30 09:00", "2025-08-31 06:00"):
        assert part in text.zh, part
        assert part in text.en, part


def test_what_was_read_before_the_statement_is_not_told():
    assert told(STATED, said("creatinine", 300, 25)) == ()
    assert told(said("creatinine", 300, 3)) == (), "nothing was stated"


def test_a_statement_that_counts_no_more_is_not_told():
    assert told(said("creatinine_clearance", 80, 400), said("creatinine", 300, 3)) == ()


def test_a_newer_part_is_told_even_where_nothing_can_be_worked_out():
    twice = (said("creatinine", 300, 3), said("creatinine", 90, 3))
    (found,) = told(STATED, *twice)
    assert not found.would.known
    assert found.would.reason == "conflicting"


def test_on_a_day_without_its_hour_a_part_may_be_later():
    at_noon = said("creatinine", 300, 3)
    stated = said("creatinine_clearance", 80, 9, day_only=True)
    assert told(stated, at_noon), "06:00 may be after it"
    same = Reading(time=stated.time, observable="creatinine", value=Decimal(300), day_only=True)
    assert told(stated, same) == (), "the clearance and the creatinine of one day's report"


def test_days_since_the_infusion_that_were_stated_once_do_not_stand_still_unsaid():
    infused = said("infusion", True, 24 * 8)
    (found,) = told(infused, said("days_since_infusion", 5, 24 * 3))
    assert found.name == "days_since_infusion"
    assert found.would.low == 8
    assert told(infused, said("days_since_infusion", 8, 1)) == ()


def test_an_infusion_after_it_was_stated_that_there_was_none_is_told():
    (found,) = told(said("infused", False, 48), said("infusion", True, 2))
    assert found.would.low is True
