"""A decision in words, both languages: what made it, keeps it open, would change it."""

import re
from dataclasses import replace
from datetime import date

from tests.unit.care.small import (
    AT,
    HERE,
    NO,
    YES,
    by_id,
    coded,
    coded_set,
    number,
    other,
    pathway,
    quantity,
    rule,
    say,
    table,
)
from trephine import library
from trephine.care.cells import cells
from trephine.care.evaluate import evaluate, narrowing
from trephine.care.explain import cell_words, change_words, explain, mark_words
from trephine.care.unknown import unknown
from trephine.care.with_outputs import with_outputs
from trephine.care.words import REASONS, expression_words, value_words, vocabulary
from trephine.core.mark import Assumed, Derived, Read
from trephine.core.parse_expression import parse_expression
from trephine.core.value import Coded, Number, Reason, Truth

KNOWN = by_id(
    quantity("t", "Cel", possible=("25", "45"), step="0.1"),
    other("a", "yesno"),
    other("b", "yesno"),
    other("k", "choice", "p q r s"),
    other("s", "choices", "p q"),
)
TABLE = table(
    rule("R1", "fever", grade=1),
    rule("R2", "fever and (a or b)", grade=2),
    define={"fever": "hot and not b", "hot": "t >= 38"},
)
WORDS = vocabulary(pathway(TABLE), KNOWN)


def told(made=TABLE, **values):
    known = {name: unknown(one, "not done") for name, one in KNOWN.items()} | values
    decision = evaluate(made, known.__getitem__, AT)
    decision = narrowing(decision, known.__getitem__, cells(made, KNOWN))
    lines = explain(decision, vocabulary(pathway(made), KNOWN))
    assert all(line.zh.strip() and line.en.strip() for line in lines)
    return [line.en for line in lines], [line.zh for line in lines]


def test_what_made_a_grade_stands_under_its_rule():
    english, chinese = told(t=number("39"), a=YES, b=NO)
    assert english[0] == "made up: 2"
    assert chinese[0] == "made up（中）：2"
    assert english[1] == "✓ R1: text of R1 (assumed: made up for a test)"
    assert "    t ≥ 38 °C ← 39 °C" in english
    assert "    b ← no" in english
    assert "    a ← yes" in english
    assert "    t（中） ≥ 38 °C ← 39 °C" in chinese
    assert "if a no: 1" in english
    assert "if t < 38: 0" in english
    assert "若a（中） 否，则为 1" in chinese


def test_what_keeps_it_open_stands_under_the_rule_that_is_open():
    english, _ = told(t=number("39"), b=NO)
    assert english[0] == "made up: 1–2"
    assert english[english.index("? R2: text of R2 (assumed: made up for a test)") + 1].startswith(
        "    a ← not known (not done"
    )
    assert "missing: a (not done or not recorded)" in english


def test_definitions_that_only_name_another_are_looked_through():
    made = table(
        rule("R1", "first", grade=1),
        rule("R2", "sure and first", grade=2),
        define={"first": "second", "second": "a", "sure": "True"},
    )
    assert "    a ← yes" in told(made, a=YES)[0]


def test_a_question_that_does_not_arise_or_may_not():
    made = table(rule("R1", "a", grade=1), when="b")
    assert told(made, b=NO) == (["made up: does not apply"], ["made up（中）：不适用"])
    assert told(made, a=YES)[0][1] == "whether the question arises is not known"


def test_a_collecting_table_counts():
    made = table(rule("R1", "a", note="n"), rule("R2", "b", note="n"), hit="collect")
    assert told(made, a=YES)[0][0] == "made up: 1 hold, 1 open"


def test_conditions_in_words():
    words = WORDS.of(TABLE)
    said = {
        "a and (b or not a)": "a and (b or not (a))",
        "t < 38": "t < 38 °C",
        "36 <= t < 38": "t ≥ 36 °C and t < 38 °C",
        "t != 38": "t ≠ 38 °C",
        'k == "p"': "k is p",
        'k in ("p", "q")': "k is p or q",
        '"p" in s': "s includes p",
        "True": "always",
        "False": "no",
        "fever": "“fever”",
        "made_up >= 2": "made up ≥ 2",
    }
    for text, english in said.items():
        found = expression_words(parse_expression(text), words)
        assert found.en == english
        assert found.zh


def test_values_in_words():
    cases = [
        ("t", number("38.50"), "38.5 °C"),
        ("t", number(38, 40), "38–40 °C"),
        ("t", number(38, "Infinity"), "≥ 38 °C"),
        ("t", number("-Infinity", 38), "≤ 38 °C"),
        ("t", number("1E+2"), "100 °C"),
        ("t", number("Infinity"), "never"),
        ("t", Number(reason="stale"), "not known (the last result is too old)"),
        ("a", YES, "yes"),
        ("a", Truth(reason="conflicting"), "not known (readings of one moment disagree)"),
        ("k", coded("p"), "p"),
        ("k", coded("p q"), "p or q"),
        ("k", coded("p q r s"), "not known (not known)"),
        ("k", Coded(possible=frozenset()), "no rule applies"),
        ("s", coded_set("p q"), "p, q"),
        ("s", coded_set(""), "none"),
        ("s", coded_set("", "p"), "not known (not known)"),
    ]
    for name, value, english in cases:
        found = value_words(name, value, WORDS)
        assert found.en == english
        assert found.zh


def test_every_reason_has_its_words():
    assert set(REASONS) == set(Reason.__args__)


def test_every_mark_has_its_words():
    assumed = Assumed(reason=say("because"), on=date(2026, 11, 22))
    marks = [Read(locator=HERE), assumed, Derived(formula="a of b", inputs=())]
    assert [mark_words(one).en for one in marks] == [
        "made-up §1",
        "assumed: because",
        "derived: a of b",
    ]
    assert replace(assumed, on=date(2026, 1, 1)).reason == assumed.reason


def test_of_several_signs_the_fewest_are_told_in_words():
    signs = by_id(other("s", "choices", "p q r"))
    graded = table(
        rule("S1", '"p" in s', grade=1),
        rule("S2", '"p" in s and "q" in s', grade=2),
        rule("S3", '"r" in s', grade=3),
    )
    decision = evaluate(graded, {"s": coded_set("")}.__getitem__, AT)
    decision = narrowing(decision, {"s": coded_set("")}.__getitem__, cells(graded, signs))
    assert len(decision.changes) > 3, "every set of signs is tried"
    told = change_words(decision, vocabulary(pathway(graded), signs))
    label = signs["s"].label
    names = {one.code: one.label for one in signs["s"].choices}
    pair = "、".join(names[code].zh for code in "pq")
    assert [one.zh for one in told] == [
        f"若{label.zh} {names['p'].zh}，则为 1",
        f"若{label.zh} {names['r'].zh}，则为 3",
        f"若{label.zh} {pair}，则为 2",
    ]


def test_every_cell_of_the_handbook_is_in_words():
    handbook = library.handbook()
    words = vocabulary(handbook.pathway, handbook.observables)
    known = with_outputs(handbook.pathway, handbook.observables)
    raw = [
        (one.id, name, cell)
        for one in handbook.pathway.tables
        for name, found in cells(one, known).items()
        for cell, _ in found
        if re.search("[a-z]_[a-z]|true|false|none", cell_words(name, cell, words.of(one)).zh)
    ]
    assert not raw
