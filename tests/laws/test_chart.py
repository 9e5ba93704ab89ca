"""The compiled decisions of many patients are those of ``assess``, one record at a time."""

from functools import cache

import numpy as np
import pytest

from tests.unit.care.chart.histories import DAY, Histories, limits_of
from trephine.care.assess import assess
from trephine.care.chart.compile_pathway import compile_pathway
from trephine.care.chart.release import release
from trephine.care.chart.resolve_all import resolve_all
from trephine.care.decide import decisions_on
from trephine.care.propose import propose
from trephine.care.resolve import Known
from trephine.core.value import Coded, CodedSet, Number, Truth
from trephine.library.handbook_of import handbook

WANTED = [
    "course_phase",
    "before_infusion",
    "crs_suspected",
    "crs_grade",
    "crs_management",
    "tocilizumab_use",
    "hlh_watch",
    "icans_grade",
    "icans_management",
    "infection_prophylaxis",
    "neutropenia_care",
    "igg_action",
    "igg_care",
    "igg_dose",
    "cytopenia_care",
    "crs_management_outside",
    "icans_management_outside",
    "growth_factors",
    "prophylaxis_safety",
    "salvage_options",
    "second_car_t",
    "follow_up_visit",
    "response_notes",
    "febrile_neutropenia",
    "iec_hs",
]
# Before lymphodepletion, in the days of CRS, in the first month, and after it.
MOMENTS = (-3 * DAY - 77, 2 * DAY + 605, 2 * DAY + 965, 21 * DAY, 95 * DAY + 3)
SELDOM = ("death", "relapse", "infused", "died", "relapsed", "infusion", "died_of_crs")


@cache
def compiled(*, outside):
    book = handbook(outside=outside)
    return compile_pathway(book.pathway, book.observables, WANTED)


def histories(pathway, n, seed, kept=()):
    names = {name for name, _ in pathway.plan.slots}
    places = list(pathway.observables)
    names |= {places[int(part[0])] for part in pathway.plan.parts}
    return Histories(
        observables=pathway.observables,
        names=sorted(names),
        limits=limits_of(pathway.tables),
        n=n,
        seed=seed,
        kept=kept,
        budgets=handbook().budgets if seed % 2 else None,
    )


def _bits(truths):
    return sum(1 << i for i, holds in enumerate(truths) if holds)


def _same(known, one, slot, row):
    """Return whether what is known of an input is the same on both sides."""
    found = known.value(slot.name, slot.use)
    if isinstance(found, Number):
        low, high = one.number(slot.name, slot.use)
        if slot.kind == 6:  # a moment: the hours from the epoch there, its minute here
            return found.known == bool(low[row] == high[row])
        return (float(found.low), float(found.high)) == (low[row], high[row])
    if isinstance(found, Truth):
        return one.coded(slot.name, slot.use)[row] == (not found.low) + 2 * found.high
    if isinstance(found, Coded):
        bits = sum(1 << slot.codes.index(code) for code in found.possible)
        return one.coded(slot.name, slot.use)[row] == bits
    assert isinstance(found, CodedSet)
    sure, may = one.members(slot.name, slot.use)
    sets = [sum(1 << slot.codes.index(c) for c in s) for s in (found.sure, found.possible)]
    return [sure[row], may[row]] == sets


def _compare_table(made, table, decision, row):
    sure, possible, applies = made.rules(table.id)
    assert applies[row] == (not decision.applies.low) + 2 * decision.applies.high, table.id
    assert sure[row] == _bits(one.holds.low for one in decision.fired), table.id
    assert possible[row] == _bits(one.holds.high for one in decision.fired), table.id
    assert made.in_force(table.id)[row] == decision.in_force, table.id
    if isinstance(decision.value, Number):
        low, high = made.range_of(table.id)
        assert (low[row], high[row]) == (decision.value.low, decision.value.high), table.id
    if isinstance(decision.value, Coded):
        codes = made.codes(table.decides)
        bits = sum(1 << codes.index(code) for code in decision.value.possible)
        assert made.values_of(table.id)[row] == bits, table.id


def _compare_output(made, name, value, row):
    if isinstance(value, Number):
        low, high = made.number(name)
        assert (low[row], high[row]) == (float(value.low), float(value.high)), name
    else:
        codes = made.codes(name)
        bits = sum(1 << codes.index(code) for code in value.possible)
        assert made.coded(name)[row] == bits, name


def _compare_orders(released, proposals, row):
    proposed = {one.order.id: one for one in proposals}
    for code, one in released.items():
        other = proposed.get(code)
        assert bool(one.mask[row]) == (other is not None and other.released), code
        if other is not None:
            assert bool(one.sure[row]) == other.sure, code
            amount = np.nan if other.amount is None else float(other.amount)
            assert np.array_equal(one.amount[row], amount, equal_nan=True), code
            assert {1: True, 0: False, -1: None}[int(one.allowed[row])] == other.allowed, code
    return sum(bool(one.mask[row]) for one in released.values())


@pytest.mark.parametrize("outside", [False, True])
def test_the_loop_decides_and_releases_as_assess_does(outside):
    book = handbook(outside=outside)
    pathway = compiled(outside=outside)
    many = histories(pathway, 100, seed=7 + outside, kept=range(0, 100, 9))
    decided = {table.decides for table in pathway.tables}
    seen = {"released": 0, "sure": 0, "open": 0, "known": 0, "unknown": 0}
    fired = set()
    for moment in MOMENTS:
        often = ("infusion",) if moment == MOMENTS[1] else ("product", "weight", "creatinine")
        many.advance(moment, seldom=tuple(set(SELDOM) - set(often)), often=often)
        made = pathway.decide(many.chart, moment)
        released = release(made, many.chart, moment, book.pathway.orders, book.budgets)
        inputs = resolve_all(pathway.plan, many.chart, moment)
        for row in range(many.n):
            at = many.chart.moment(moment)
            known = Known(many.record(row), at, book.observables)
            for slot in pathway.plan.slots.values():
                assert _same(known, inputs, slot, row), (slot, known.value(slot.name, slot.use))
                seen["known" if known.value(slot.name, slot.use).known else "unknown"] += 1
            decisions = decisions_on(known, book.pathway)
            for table in pathway.tables:
                decision = next(one for one in decisions if one.table is table)
                _compare_table(made, table, decision, row)
                fired |= {(table.id, one.rule.id) for one in decision.fired if one.holds.low}
                seen["sure" if decision.applies.known else "open"] += 1
            for name, value in known.outputs.items():
                if name in decided:
                    _compare_output(made, name, value, row)
            speaking = [one for one in decisions if one.in_force]
            proposals = propose(speaking, book.pathway, known, book.budgets)
            seen["released"] += _compare_orders(released, proposals, row)
        for row in range(0, many.n, 9):
            record = many.chart.record(row, f"p{row}")
            written = sorted(many.record(row).readings, key=lambda one: one.time)
            assert record.readings == tuple(written)
            assessed = assess(record, many.chart.moment(moment), book)
            force = {one.table.id for one in assessed.decisions if one.in_force}
            mine = {one.id for one in pathway.tables if made.in_force(one.id)[row]}
            assert mine == {one for one in force if one in pathway.layout.index}
            given = {one.order.id for one in assessed.proposals if one.released}
            assert {code for code, one in released.items() if one.mask[row]} <= given
    # The histories have to reach most of the rules, or the comparison says little.
    rules = sum(len(table.rules) for table in pathway.tables)
    assert min(seen.values()) > 100
    assert len(fired) > 0.7 * rules
