"""What an arm follows otherwise: in the handbook, in an assessment, in the proofs."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from trephine import library
from trephine.care.assess import assess
from trephine.care.read_record import read_record
from trephine.core.error import InputError
from trephine.core.mark import Assumed
from trephine.core.text import Text
from trephine.core.trial import RuleOverride
from trephine.loop.override import overridden
from trephine.loop.override_cautions import override_cautions

BOOK = library.handbook()
NOW = datetime.fromisoformat("2026-03-03T20:00+08:00")
WHY = Text(zh="想知道会怎样。", en="To see what would follow.")
ON = date(2026, 11, 23)


def override(**fields):
    return RuleOverride(reason=WHY, on=ON, **fields)


ADDED = override(
    table="crs-management",
    rule="T-1",
    like="CRS-M3",
    condition="crs_grade == 1",
    order="tocilizumab-8",
)


def line(name, value, unit="", *, time="2026-03-03T20:00+08:00"):
    said = {"time": time, "observable": name, "value": value, "origin": "entered"}
    return json.dumps({**said, "unit": unit} if unit else said)


def grade_1(*more):
    """Return the record of somebody of 50 years and 70 kg with CRS of grade 1."""
    lines = [
        '{"record": 1, "patient": "test"}',
        line("infusion", True, time="2026-03-02T10:00+08:00"),
        line("weight", "70", "kg"),
        line("temperature", "39", "Cel"),
        line("oxygen_device", "room_air"),
        line("vasopressors", []),
        *(line(n, False) for n in ("fever_other_cause", "fever_masked", "hypotension", "hypoxia")),
        *more,
    ]
    return read_record("\n".join(lines), BOOK.observables)


def rule_of(book, name):
    return next(r for t in book.pathway.tables for r in t.rules if r.id == name)


def proposed(book, *more):
    found = assess(grade_1(*more), NOW, book)
    return {one.order.id: one for one in found.proposals}


def value(book, decides, *more):
    found = assess(grade_1(*more), NOW, book)
    return next(one.value for one in found.decisions if one.table.id == decides)


def test_an_added_rule_proposes_its_order() -> None:
    assert "tocilizumab-8" not in proposed(BOOK)
    book = overridden(BOOK, [ADDED])
    order = proposed(book)["tocilizumab-8"]
    assert order.released
    assert order.amount == 560
    assert [rule.id for rule in order.rules] == ["T-1"]
    added = rule_of(book, "T-1")
    assert added.strength == rule_of(BOOK, "CRS-M3").strength
    assert [one.code for one in added.conclusions] == ["tocilizumab-8"]
    table = next(t for t in book.pathway.tables if added in t.rules)
    assert table.rules[-1] is added, "rules are known by their place: one that is added comes last"
    assert book.pathway.id != BOOK.pathway.id


def test_a_changed_condition_decides_and_says_whose_it_is() -> None:
    igg = line("igg", "5", "g/L"), line("active_infection", False)
    changes = [
        override(table="igg-action", rule="IGG-02a", condition="igg <= 6"),
        override(table="igg-action", rule="IGG-02b", off=True),
        override(
            table="igg-action", rule="IGG-SILENT", condition="igg > 6 and not active_infection"
        ),
    ]
    book = overridden(BOOK, changes)
    assert value(BOOK, "igg-action", *igg).possible == {"monitor"}
    assert value(book, "igg-action", *igg).possible == {"replace"}
    rule, before = rule_of(book, "IGG-02a"), rule_of(BOOK, "IGG-02a")
    assert rule.mark == Assumed(reason=WHY, on=ON)
    assert (rule.strength, rule.conclusions) == (before.strength, before.conclusions)
    assert before.text.en in rule.text.en
    assert "by a trial" in rule.text.en
    assert "≤ 6" in rule.text.en
    assert "试验改动" in rule.text.zh
    assert WHY.zh.rstrip("。") in rule.text.zh
    assert override_cautions(BOOK, book) == ()


def test_a_rule_switched_off_concludes_nothing() -> None:
    old = [override(table="crs-management", rule="CRS-M1b", off=True)]
    book = overridden(BOOK, old)
    table = next(t for t in book.pathway.tables if t.id == "crs-management")

    def codes(one):
        found = next(d for d in assess(grade_1(), NOW, one).decisions if d.table.id == table.id)
        return {c.code for rule in found.concluded for c in rule.conclusions}

    assert codes(BOOK) - codes(book) == {"antipyretic-as-needed"}
    assert "switched off" in rule_of(book, "CRS-M1b").text.en
    assert override_cautions(BOOK, book) == (), "what the trial asked for is no flaw"


def test_a_budget_keeps_what_is_printed() -> None:
    given = [
        line("tocilizumab", "560", "mg", time=f"2026-03-03T{hour}:00+08:00") for hour in ("08",)
    ]
    book = overridden(
        BOOK, [ADDED, override(budget="tocilizumab", field="total", value=Decimal(1))]
    )
    assert proposed(overridden(BOOK, [ADDED]), *given)["tocilizumab-8"].allowed is True
    held = proposed(book, *given)["tocilizumab-8"]
    assert held.allowed is False
    assert not held.released
    (budget,) = book.budgets
    assert (budget.total.value, budget.total.printed) == (1, 4)
    assert "changed by a trial" in budget.total.text.en


def test_tables_left_alone_are_the_same_objects() -> None:
    """Compiled tables and what is remembered of them are kept by identity."""
    book = overridden(BOOK, [ADDED])
    same = [a is b for a, b in zip(BOOK.pathway.tables, book.pathway.tables, strict=True)]
    assert same.count(False) == 1
    assert overridden(BOOK, []) is BOOK


def test_a_gap_and_an_overlap_are_cautions() -> None:
    book = overridden(
        BOOK,
        [
            override(table="igg-action", rule="IGG-02a", condition="igg < 5"),
            override(table="igg-action", rule="IGG-03", condition="igg > 7 and active_infection"),
        ],
    )
    texts = [one.text.en for one in override_cautions(BOOK, book)]
    assert all(one.kind == "trial-table-flaw" for one in override_cautions(BOOK, book))
    assert any("IGG-02a + IGG-02b two rules hold" in text for text in texts)
    assert any("no rule holds" in text for text in texts)


def test_a_table_under_another_is_a_caution() -> None:
    printed = override(table="crs-grade-printed", rule="CRS-P1", condition="temperature >= 38")
    found = override_cautions(BOOK, overridden(BOOK, [printed]))
    (one,) = (c for c in found if c.kind == "trial-table-outranked")
    assert "crs-grade," in one.text.en


def test_a_rule_that_can_never_hold_is_a_caution() -> None:
    never = override(
        table="crs-management", rule="CRS-M3", condition="crs_grade > 4 and crs_grade < 3"
    )
    (one,) = override_cautions(BOOK, overridden(BOOK, [never]))
    assert "CRS-M3 never holds" in one.text.en


@pytest.mark.parametrize(
    ("fields", "where", "found"),
    [
        ({"table": "crs-managment", "rule": "CRS-M3", "off": True}, "table", "crs-managment"),
        ({"table": "crs-management", "rule": "CRS-M9", "off": True}, "rule", "CRS-M9"),
        ({"table": "igg-action", "rule": "CRS-M3", "off": True}, "rule", "CRS-M3"),
        ({"table": "igg-action", "rule": "IGG-03", "condition": "igg >"}, "condition", "igg >"),
        ({"table": "igg-action", "rule": "IGG-03", "condition": "iggs > 6"}, "condition", "iggs"),
        ({"table": "igg-action", "rule": "IGG-03", "condition": "igg"}, "condition", "quantity"),
        (
            {"table": "igg-action", "rule": "IGG-03", "condition": "igg > 6.0005"},
            "condition",
            "resolution",
        ),
        (
            {"table": "igg-care", "rule": "IGG-02c", "condition": 'igg_action == "give"'},
            "condition",
            "never is",
        ),
        ({"table": "igg-action", "rule": "IGG-03"}, "condition", "rule, table"),
        (
            {"table": "igg-action", "rule": "IGG-03", "off": True, "condition": "igg > 6"},
            "condition",
            "condition, off",
        ),
        ({"budget": "tocilizumab", "table": "igg-action"}, "table", "budget, table"),
        ({"budget": "aspirin", "field": "total", "value": Decimal(3)}, "budget", "aspirin"),
        ({"budget": "tocilizumab", "field": "total", "value": Decimal("2.5")}, "value", "2.5"),
        ({"budget": "tocilizumab", "field": "total", "value": Decimal("NaN")}, "value", "NaN"),
        ({"budget": "tocilizumab", "field": "interval", "value": Decimal(-8)}, "value", "-8"),
        (
            {"table": "crs-management", "rule": "CRS-M3", "like": "CRS-M3", "condition": "True"},
            "rule",
            "CRS-M3",
        ),
        (
            {"table": "crs-management", "rule": "T", "like": "CRS-M77", "condition": "True"},
            "like",
            "CRS-M77",
        ),
        (
            {
                "table": "crs-management",
                "rule": "T",
                "like": "CRS-M3",
                "condition": "True",
                "order": "tocilizumab-9",
            },
            "order",
            "tocilizumab-9",
        ),
        (
            {"table": "igg-action", "rule": "T", "like": "CRS-M3", "condition": "True"},
            "like",
            "order",
        ),
        (
            {"table": "hlh-watch", "rule": "T", "like": "IGG-03", "condition": "True"},
            "like",
            "assess",
        ),
        (
            {"table": "crs-management", "rule": "T", "like": "IGG-03", "condition": "True"},
            "like",
            "value",
        ),
    ],
)
def test_what_the_handbook_does_not_have_is_refused(fields, where, found) -> None:
    with pytest.raises(InputError) as refused:
        overridden(BOOK, [ADDED, override(**fields)])
    assert refused.value.where == f"overrides[1] {where}"
    assert found in refused.value.found


def test_the_same_twice_is_refused() -> None:
    off = override(table="crs-management", rule="CRS-M3", off=True)
    with pytest.raises(InputError, match="overridden twice"):
        overridden(BOOK, [off, off])
    more = override(budget="tocilizumab", field="total", value=Decimal(5))
    with pytest.raises(InputError, match="overridden twice"):
        overridden(BOOK, [more, replace(more, value=Decimal(6))])


def test_a_circle_of_decisions_is_refused() -> None:
    grade = next(t for t in BOOK.pathway.tables if t.decides == "crs_grade" and t.hit == "max")
    # hlh_watch rests on the grade of CRS.
    circle = override(table=grade.id, rule=grade.rules[0].id, condition='hlh_watch == "watch"')
    with pytest.raises(InputError, match="circle") as refused:
        overridden(BOOK, [circle])
    assert "crs_grade" in refused.value.found
    assert "hlh_watch" in refused.value.found


def test_words_are_in_both_languages() -> None:
    for fields in ({"table": "x"}, {"budget": "x", "field": "total", "value": Decimal(1)}):
        with pytest.raises(InputError) as refused:
            overridden(BOOK, [override(**fields)])
        assert refused.value.render("zh") != refused.value.render("en")
