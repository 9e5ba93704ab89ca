"""SBML as a model: species, compartments, reactions and rules become states and formulas."""

import pytest

from trephine.interop.read_antimony import read_antimony, sbml_of_antimony
from trephine.interop.read_sbml import read_sbml


def states(model):
    return {entry.id: (entry.initial, entry.rate) for entry in model.states}


def assigned(model):
    return {entry.id: entry.formula for entry in model.assignments}


def test_an_amount_is_not_divided_by_its_compartment():
    model = read_antimony(
        "substanceOnly species A in C; compartment C = 5; J: A -> ; k*A; k = 1; A = 3", "a"
    )
    assert states(model) == {"A": ("3", "-J")}


def test_where_the_compartment_varies_the_amount_is_what_moves():
    model = read_antimony("compartment C; C = 2; C' = 1; species A in C; A = 3; J: A -> ; A", "a")
    assert states(model) == {"C": ("2", "1"), "A_amount": ("3 * 2", "-J")}
    assert assigned(model) == {"A": "A_amount / C", "J": "A"}


def test_an_event_that_sets_a_concentration_sets_the_amount():
    model = read_antimony(
        "compartment C; C = 2; species A in C; A = 3; at time > 1: A = 5, C = 4", "a"
    )
    (event,) = model.events
    assert dict(event.changes) == {"A_amount": "5 * 4", "C": "4"}


def test_boundary_species_are_not_changed_by_reactions():
    model = read_antimony("species $A, B; J: A -> 2 B; k*A; k = 1; A = 3; B = 0", "a")
    assert states(model) == {"B": ("0", "2 * J / default_compartment")}
    assert model.parameter("A").value == 3


def test_what_an_event_sets_is_a_state():
    model = read_antimony("var x, k; k = 2; x' = k; x = 0; at x > 3: k = 0", "a")
    assert states(model) == {"x": ("0", "k"), "k": ("2", "0")}


def test_first_values_are_over_parameters_alone():
    model = read_antimony("x' = -x; x = 2*p; y := 3*x; z' = -z; z = y + 1; q = z; p = 4", "a")
    assert states(model)["z"] == ("3 * (2 * p) + 1", "-z")
    assert model.parameter("q").formula == "3 * (2 * p) + 1"
    assert model.parameter("q").value == 25


def test_assignments_are_in_order_of_use():
    model = read_antimony("c := b + 1; b := a + 1; a := time", "a")
    assert [entry.id for entry in model.assignments] == ["a", "b", "c"]


def test_functions_and_local_parameters_are_put_in_place():
    text = sbml_of_antimony(
        "function f(x, n)\n x^n\nend\nmodel m()\n J: -> A; f(A, 2)\n A = 1\nend", "a"
    )
    local = text.replace(
        "</kineticLaw>",
        '<listOfLocalParameters><localParameter id="A0" value="7"/></listOfLocalParameters>'
        "</kineticLaw>",
    )
    model = read_sbml(local, "a")
    assert assigned(model)["J"] == "A^2"
    assert model.parameter("J_A0").value == 7


def test_rate_of_is_put_in_place():
    model = read_antimony("x' = -2*x; x = 1; y := rateOf(x) + 1", "a")
    assert assigned(model)["y"] == "-2 * x + 1"


def test_an_id_may_be_the_word_of_a_constant():
    text = sbml_of_antimony("k = 3; x' = k; x = pi; y' = pi; y = 0", "a")
    model = read_sbml(text.replace('"k"', '"pi"').replace("<ci> k </ci>", "<ci> pi </ci>"), "a")
    assert states(model) == {
        "x": ("3.141592653589793", "pi"),
        "y": ("0", "3.141592653589793"),
    }
    assert model.parameter("pi").value == 3


LEVEL_2 = """<?xml version="1.0"?>
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m">
<listOfUnitDefinitions><unitDefinition id="time"><listOfUnits>
<unit kind="second" multiplier="86400"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfCompartments><compartment id="C" size="2"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="C" initialAmount="6"/></listOfSpecies>
<listOfReactions><reaction id="J" reversible="false"><listOfReactants>
<speciesReference species="A"><stoichiometryMath><math xmlns="http://www.w3.org/1998/Math/MathML">
<cn>3</cn></math></stoichiometryMath></speciesReference></listOfReactants>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>k</ci></math>
<listOfParameters><parameter id="k" value="0.5"/></listOfParameters></kineticLaw>
</reaction></listOfReactions></model></sbml>
"""


def test_level_2_is_read():
    model = read_sbml(LEVEL_2, "m.xml")
    assert states(model) == {"A": ("6 / C", "-(3 * J) / C")}
    assert model.time_unit == "d"
    assert model.states[0].unit == "mol/L"


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_a_value_that_is_missing_is_not_a_number(start):
    model = read_antimony(f"x' = k*x; x = {start}", "a")
    assert model.parameter("k").value != model.parameter("k").value
