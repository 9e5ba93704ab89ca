"""Strong Kleene logic: every truth table in full, every comparison at every range."""

from decimal import Decimal
from itertools import product

import pytest

from tests.unit.care.small import NO, OPEN, YES, coded, coded_set, number
from trephine.care.holds import holds
from trephine.core.expression import Stated
from trephine.core.parse_expression import parse_expression
from trephine.core.value import INFINITE, Number

WORDS = {"T": YES, "F": NO, "?": OPEN}
AND = {"TT": "T", "TF": "F", "T?": "?", "FT": "F", "FF": "F", "F?": "F"}
AND |= {"?T": "?", "?F": "F", "??": "?"}
OR = {"TT": "T", "TF": "T", "T?": "T", "FT": "T", "FF": "F", "F?": "?"}
OR |= {"?T": "T", "?F": "?", "??": "?"}


def said(text, definitions=None, **values):
    known = {name: WORDS.get(value, value) for name, value in values.items()}
    parts = {name: parse_expression(one) for name, one in (definitions or {}).items()}
    found = holds(parse_expression(text), known.__getitem__, parts)
    return {(True, True): "T", (False, False): "F", (False, True): "?"}[found.low, found.high]


@pytest.mark.parametrize("pair", AND)
def test_and(pair):
    assert said("a and b", a=pair[0], b=pair[1]) == AND[pair]


@pytest.mark.parametrize("pair", OR)
def test_or(pair):
    assert said("a or b", a=pair[0], b=pair[1]) == OR[pair]


@pytest.mark.parametrize(("part", "whole"), [("T", "F"), ("F", "T"), ("?", "?")])
def test_not(part, whole):
    assert said("not a", a=part) == whole


def test_three_parts_are_as_two_and_one():
    for a, b, c in product("TF?", repeat=3):
        assert said("a and b and c", a=a, b=b, c=c) == AND[AND[a + b] + c]
        assert said("a or b or c", a=a, b=b, c=c) == OR[OR[a + b] + c]


def test_constants():
    assert (said("True"), said("False"), said("not True")) == ("T", "F", "F")


# Per sign: below, at, above the limit of 5, and the ranges 4-5, 5-6, 4-6, 3-4, 6-7, unknown.
RANGES = [("4", "4"), ("5", "5"), ("6", "6"), ("4", "5"), ("5", "6"), ("4", "6"), ("3", "4")]
RANGES += [("6", "7"), ("-Infinity", "Infinity"), ("Infinity", "Infinity")]
COMPARED = {
    "<": "TFF?F?TF?F",
    "<=": "TTFT??TF?F",
    ">": "FFTF??FT?T",
    ">=": "FTT?T?FT?T",
    "==": "FTF???FF?F",
    "!=": "TFT???TT?T",
}


@pytest.mark.parametrize("sign", COMPARED)
def test_comparison(sign):
    found = [said(f"x {sign} 5", x=number(*ends)) for ends in RANGES]
    assert "".join(found) == COMPARED[sign]


@pytest.mark.parametrize("sign", COMPARED)
def test_a_comparison_of_a_range_is_what_its_numbers_say(sign):
    for low, high in product(range(3, 8), repeat=2):
        if low <= high:
            each = {said(f"x {sign} 5", x=number(n)) for n in range(low, high + 1)}
            whole = said(f"x {sign} 5", x=number(low, high))
            assert whole == (each.pop() if len(each) == 1 else "?")


def test_numbers_are_compared_exactly():
    near = Number(low=Decimal("0.1") * 3, high=Decimal("0.1") * 3)
    assert said("x == 0.3", x=near) == "T"
    just = Number(low=Decimal("37.9999999999999999999999"), high=Decimal(INFINITE))
    assert said("x >= 38", x=just) == "?"


def test_one_of_several_codes():
    text = 'x in ("a", "b")'
    assert [said(text, x=coded(c)) for c in ("a", "b", "c", "a b", "a c", "c d")] == [*"TTFT?F"]
    assert [said('x != "a"', x=coded(c)) for c in ("a", "b", "a b")] == [*"FT?"]


def test_a_code_in_a_set():
    text = '"a" in x'
    known = [coded_set("a"), coded_set("b"), coded_set(""), coded_set("a", "a b")]
    assert [said(text, x=one) for one in known] == [*"TFFT"]
    assert said(text, x=coded_set("", "a b")) == "?"
    assert said(text, x=coded_set("b", "b c")) == "F"


def test_definitions_stand_for_their_conditions():
    parts = {"both": "a and b", "none": "not both"}
    assert said("both", parts, a="T", b="?") == "?"
    assert said("none", parts, a="F", b="?") == "T"


def test_an_input_that_stands_twice_counts_as_two():
    assert said("a or not a", a="?") == "?"
    assert said("x < 5 or x >= 5", x=number("4", "6")) == "?"


def test_a_condition_that_does_not_fit_its_input_is_refused():
    for text, value in [("a", number(1)), ("a < 1", YES), ('a == "b"', YES), ('"b" in a', YES)]:
        with pytest.raises(TypeError, match="cannot be asked of"):
            said(text, a=value)


def test_a_definition_hides_an_input_of_its_name():
    found = holds(Stated(name="a"), {"a": YES}.__getitem__, {"a": parse_expression("False")})
    assert found == NO
