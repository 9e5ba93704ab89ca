"""The model by the paper's rule, by its text, and by its interval."""

import dataclasses

import pytest

from trephine.core.publication import ModelRule
from trephine.core.published import Printed
from trephine.core.source import Locator
from trephine.evidence.audit.model_rule import called, model_rule
from trephine.evidence.audit.printed_range import PrintedRange
from trephine.library import publication

ZHAN = publication("zhan2025")
FOUND = model_rule(ZHAN)
RULE = ModelRule(at=Locator(source="zhan2025", place="§1.5"))


def verdict(found, subject):
    return next(one for one in found.checked if one.subject == subject)


def test_pfs_is_named_against_the_rule_and_that_is_proved():
    finding = next(one for one in FOUND.findings if one.concerns == ("pfs-1y",))
    assert finding.kind == "proved"
    assert finding.against == (ZHAN.methods.rule.at,)
    lines = [one.en for one in finding.arithmetic]
    assert "the rule calls for: fixed effect; named: random effects" in lines
    assert "the printed interval can come from: fixed effect" in lines


def test_the_sensitivity_analysis_of_orr_keeps_the_interval_of_the_fixed_effect_model():
    assert [one.concerns[0] for one in FOUND.findings] == ["orr-sensitivity", "pfs-1y"]
    finding = FOUND.findings[0]
    assert finding.kind == "computed"  # the text names no model: only the interval shows it
    assert "the printed interval can come from: fixed effect" in [
        one.en for one in finding.arithmetic
    ]


def test_what_k_and_i2_say_of_p_counts_where_the_text_says_little():
    assert verdict(FOUND, "sd-le1y").verdict == "agrees"  # no P is printed; I2 = 0, k = 2
    assert verdict(FOUND, "os-6m").verdict == "agrees"  # P > 0.05 alone would not do


@pytest.mark.parametrize(
    ("I2", "P", "equality", "expected"),
    [
        (49.9, 0.11, "", "common"),
        (50.1, 0.5, "", "random"),
        (0.0, 0.09, "", "random"),
        (50.0, 0.5, "", "nobody"),
        (20.0, 0.1, "", "nobody"),
        (50.0, 0.5, "random", "random"),
        (50.0, 0.1, "common", "common"),
        (50.0, 0.05, "common", "random"),
    ],
)
def test_the_rule_and_its_equality(I2, P, equality, expected):
    assert called(dataclasses.replace(RULE, equality=equality), I2, P) == expected


def test_a_range_over_a_limit_decides_nothing():
    over = PrintedRange(low=0.095, high=0.11)
    assert called(RULE, 20.0, over) == "open"
    assert called(RULE, 60.0, over) == "random"  # I2 decides alone


@pytest.mark.parametrize(("I2", "p"), [("50", "0.30"), ("49.99", "0.30"), ("20", "0.10")])
def test_figures_at_a_limit_are_nobodys(I2, p):
    row = dataclasses.replace(ZHAN.row("scr"), I2=Printed(text=I2), p_heterogeneity=p)
    found = model_rule(dataclasses.replace(ZHAN, pooled=(row,)))
    assert found.checked[0].verdict == "cannot-tell"


def test_a_paper_without_a_rule_is_not_judged():
    methods = dataclasses.replace(ZHAN.methods, rule=None)
    found = model_rule(dataclasses.replace(ZHAN, methods=methods))
    assert found.findings == ()
    assert {one.verdict for one in found.checked} == {"cannot-tell"}
