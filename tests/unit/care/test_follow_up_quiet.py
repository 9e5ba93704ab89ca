"""In follow-up, with no sign recorded, nothing for CRS or ICANS is ordered or asked for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from trephine.care.assess import assess
from trephine.core.record import Reading, Record
from trephine.library.handbook_of import handbook

INFUSED = datetime.fromisoformat("2026-01-01T10:00+08:00")
FOR_CRS = {"tocilizumab-8", "dexamethasone-20", "methylprednisolone-1000"}
FOR_ICANS = {"methylprednisolone-1000-icans", "dexamethasone-10-icans"}


def on_day(day, *signs):
    """Return the orders and the rules in force ``day`` days after the infusion."""
    at = INFUSED + timedelta(days=day)
    readings = [Reading(time=INFUSED, observable="infusion", value=True)]
    before = at - timedelta(hours=1)
    readings += [Reading(time=before, observable=name, value=value) for name, value in signs]
    record = Record(patient="X", readings=tuple(readings))
    found = assess(record, at.astimezone(UTC), handbook())
    rules = {one.rule.id for d in found.decisions for one in d.fired if one.holds.high}
    return {one.order.id for one in found.proposals}, rules


@pytest.mark.parametrize(("day", "asked"), [(28, True), (29, False), (240, False)])
def test_the_question_of_crs_ends_with_the_first_weeks(day, asked):
    orders, rules = on_day(day)
    assert bool(orders & FOR_CRS) is asked
    assert bool(orders & FOR_ICANS) is asked
    assert ("MON-04" in rules) is asked
    assert ("ICANS-M2" in rules) is asked


def test_a_sign_raises_it_again():
    orders, rules = on_day(60, ("hypotension", True))
    assert orders & FOR_CRS
    assert "MON-04" in rules
    assert not orders & FOR_ICANS


def test_a_neurological_sign_raises_the_question_of_icans():
    orders, _ = on_day(60, ("neurological_signs", True))
    assert orders & FOR_ICANS
    assert not orders & {"dexamethasone-20", "methylprednisolone-1000"}


def test_after_death_nothing_is_ordered_or_advised():
    orders, rules = on_day(10, ("death", True), ("death_due_to_crs", True))
    assert not orders
    assert "CRS-G5" in rules
    assert not rules & {"INFX-04", "IGG-01", "FU-01", "FU-02a", "FU-05", "OTH-01a", "CYT-01"}


def test_before_lymphodepletion_no_prophylaxis_is_ordered():
    at = INFUSED - timedelta(days=30)
    reading = Reading(time=at, observable="hemoglobin", value=Decimal(110), unit="g/L")
    found = assess(Record(patient="X", readings=(reading,)), at.astimezone(UTC), handbook())
    orders = {one.order.id for one in found.proposals}
    assert not orders & {"aciclovir-prophylaxis", "g-csf", "norfloxacin-prophylaxis"}
