"""SBML and Antimony that do not run: each refused with what, where and what to do."""

import pytest

from trephine.core.error import InputError
from trephine.interop.formula.node import Call, Name
from trephine.interop.read_antimony import read_antimony, sbml_of_antimony
from trephine.interop.read_sbml import read_sbml
from trephine.interop.sbml.order import ordered
from trephine.interop.write_sbml import write_sbml

PLAIN = sbml_of_antimony("species A; J: A -> ; k*A; k = 1; A = 3", "a")
EVENT = sbml_of_antimony("x' = 1; x = 0; E: at x > 1: x = 0", "a")
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'


def refused(text: str, reader=read_sbml) -> InputError:
    with pytest.raises(InputError) as error:
        reader(text, "mine.xml")
    assert error.value.what.zh
    assert error.value.do.zh
    assert error.value.where.startswith("mine.xml")
    return error.value


@pytest.mark.parametrize("text", ["", "   ", "x' = 1", "<sbml/>", "<html></html>", PLAIN[:-40]])
def test_text_that_is_no_sbml(text):
    assert "malformed" in refused(text).what.en


def test_an_algebraic_rule_is_named():
    rule = f"<listOfRules><algebraicRule>{MATH}<ci>k</ci></math></algebraicRule></listOfRules>"
    text = PLAIN.replace("<listOfReactions>", rule + "<listOfReactions>").replace(
        'id="k" value="1" constant="true"', 'id="k" value="1" constant="false"'
    )
    assert "algebraic" in refused(text).what.en


def test_an_event_with_a_delay_is_named():
    text = EVENT.replace("</trigger>", f"</trigger><delay>{MATH}<cn>2</cn></math></delay>")
    found = refused(text)
    assert "delay" in found.what.en
    assert "event E" in found.where


def test_priorities_of_several_events_are_named():
    text = sbml_of_antimony(
        "x' = 1; x = 0; E: at x > 1, priority = 2: x = 0; F: at x > 1: x = 3", "a"
    )
    assert "priorit" in refused(text).what.en


def test_a_delayed_value_is_named():
    text = PLAIN.replace(
        "<ci> k </ci>",
        '<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/delay">'
        " delay </csymbol><ci> k </ci><cn> 1 </cn></apply>",
    )
    found = refused(text)
    assert "delay()" in found.what.en
    assert "J" in found.where


def test_a_fast_reaction_is_named():
    text = sbml_of_antimony("species A; J: A -> ; k*A; k = 1; A = 3", "a")
    text = text.replace("level3/version2", "level3/version1").replace('version="2"', 'version="1"')
    text = text.replace(
        '<reaction id="J" reversible="true"', '<reaction id="J" reversible="true" fast="true"'
    )
    assert "fast" in refused(text).what.en


def test_a_required_package_is_named():
    text = PLAIN.replace(
        'level="3" version="2"',
        'xmlns:arrays="http://www.sbml.org/sbml/level3/version1/arrays/version1" level="3" '
        'version="2" arrays:required="true"',
    )
    assert "package" in refused(text).what.en


def test_a_word_of_formulas_is_no_id():
    text = PLAIN.replace('"k"', '"inf"').replace("<ci> k </ci>", "<ci> inf </ci>")
    assert refused(text).found == "inf"


@pytest.mark.parametrize(
    "text",
    ["a := b; b := a", "x' = 1; y' = 1; x = y; y = x", "a := time; x' = rateOf(a); x = 0"],
)
def test_circles_are_refused(text):
    assert "error" in refused(text, read_antimony).what.en


def test_a_circle_of_formulas_is_shown():
    formulas = {"a": Name("b"), "b": Call("+", (Name("a"), 1.0))}
    with pytest.raises(InputError) as error:
        ordered(formulas, "mine.xml")
    assert error.value.found in {"a -> b -> a", "b -> a -> b"}


@pytest.mark.parametrize(
    ("text", "line"), [("x' = = 1", 1), ("model m()\n  x' = 1\n  y := x +\nend", 3), ("at", 1)]
)
def test_antimony_errors_name_the_line(text, line):
    with pytest.raises(InputError) as error:
        read_antimony(text, "mine.ant")
    assert error.value.where == f"mine.ant:{line}"


MODEL = read_antimony("x' = -k*x; x = 1; k = 2", "a")


@pytest.mark.parametrize(
    "dose",
    [(0.0, "y", 1.0), (-8.0, "x", 1.0), (0.0, "x", float("nan")), (float("inf"), "x", 1.0)],
)
def test_a_dose_that_cannot_be_is_refused(dose):
    with pytest.raises(InputError):
        write_sbml(MODEL, start=-7.0, doses=[dose])


def test_a_value_of_an_unknown_parameter_is_refused():
    with pytest.raises(InputError, match="no such parameter"):
        write_sbml(MODEL, values={"kk": 1.0})
