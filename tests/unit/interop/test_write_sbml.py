"""SBML and Antimony written and read back: the same model, with its words, marks and units."""

from datetime import date

import libsbml
import pytest

from trephine.core.mark import Assumed, Derived, Read
from trephine.core.model import Assignment, Model, ModelEvent, ModelParameter, ModelState, Spread
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.interop.read_antimony import read_antimony
from trephine.interop.read_sbml import read_sbml
from trephine.interop.sbml.unit_parts import unit_parts
from trephine.interop.write_antimony import write_antimony
from trephine.interop.write_sbml import write_sbml
from trephine.library.model_of import model as model_of

WHY = Assumed(reason=Text(zh="理由 <1> & “二”", en='why <1> & "2"'), on=date(2026, 11, 23))
MODEL = Model(
    id="m",
    label=Text(zh="模型", en="a model"),
    states=(
        ModelState(
            id="x", label=Text(zh="甲", en="x"), unit="Gc", initial="2 * k2 * c", rate="-k * x",
            floor=1e-9,
        ),
        ModelState(
            id="lambda", label=Text(zh="乙", en="l"), unit="1", initial="0",
            rate="piecewise(r, time > t1, 0 * r)",
        ),
    ),
    parameters=(
        ModelParameter(
            id="k", label=Text(zh="速率", en="rate"), value=0.25, unit="1/d", mark=WHY,
            spread=Spread(kind="lognormal", sd=0.3, mark=WHY, cut=3.0), low=0.0, high=9.5,
            group="growth", note=Text(zh="注", en="note"),
        ),
        ModelParameter(
            id="r", label=Text(zh="比", en="r"), value=1e-12, unit="1/d",
            mark=Read(locator=Locator(source="li2023", place="§2")),
        ),
        ModelParameter(
            id="t1", label=Text(zh="时", en="t1"), value=3.5, unit="d",
            mark=Derived(formula="7 / 2", inputs=(Locator(source="li2023", place="§3"),)),
        ),
        ModelParameter(id="c", label=Text(zh="数", en="c"), value=0.5, unit="Gc"),
        ModelParameter(
            id="k2", label=Text(zh="比二", en="k2"), value=1.0, unit="1", formula="4 * k / k"
            " * 0.25",
        ),
    ),
    assignments=(Assignment(id="y", label=Text(zh="丙", en="y"), unit="ng/mL", formula="g * x"),),
    time_unit="d",
)  # fmt: skip
MODEL = Model(
    id=MODEL.id,
    label=MODEL.label,
    states=MODEL.states,
    parameters=(
        *MODEL.parameters,
        ModelParameter(id="g", label=Text(zh="换", en="g"), value=4.0, unit="ng/mL/Gc"),
    ),
    assignments=MODEL.assignments,
    events=(
        ModelEvent(id="e1", trigger="x < 1e-06 * c", changes=(("x", "0 * c"),)),
        ModelEvent(id="e2", trigger="time >= t1", changes=(("x", "x + c"),), at_start=True),
    ),
    time_unit="d",
)


def problems(text: str) -> list[str]:
    document = libsbml.readSBMLFromString(text)
    document.checkConsistency()
    found = (document.getError(at) for at in range(document.getNumErrors()))
    return [f"{one.getErrorId()} {one.getMessage()}" for one in found]


@pytest.mark.parametrize("start", [0.0, -7.0])
def test_written_and_read_it_is_the_same_model(start):
    assert read_sbml(write_sbml(MODEL, start=start), "m.xml") == MODEL


def test_the_library_s_model_comes_back_as_it_was():
    model = model_of("bcma_cart")
    assert read_sbml(write_sbml(model, start=-7.0), "m.xml") == model


def test_libsbml_finds_neither_an_error_nor_a_unit_that_does_not_fit():
    assert problems(write_sbml(MODEL, start=-7.0, doses=[(1.0, "x", 0.5)])) == []


def test_libsbml_finds_no_error_in_the_library_s_model():
    document = libsbml.readSBMLFromString(write_sbml(model_of("bcma_cart"), start=-7.0))
    document.checkConsistency()
    assert document.getNumErrors(libsbml.LIBSBML_SEV_ERROR) == 0
    inconsistent = {10511, 10512, 10513, 10521, 10523, 10531, 10533, 10563}
    found = (document.getError(at) for at in range(document.getNumErrors()))
    assert not [one.getMessage() for one in found if one.getErrorId() in inconsistent]


def test_a_wrong_unit_is_found():
    wrong = Assignment(id="y", label=Text(zh="丙", en="y"), unit="1", formula="x")
    text = write_sbml(
        Model(
            id="m", label=MODEL.label, states=MODEL.states, parameters=MODEL.parameters,
            assignments=(wrong,),
        )
    )  # fmt: skip
    assert any(found.startswith("10513") for found in problems(text))


def test_doses_of_one_moment_are_one_event_on_sbml_s_clock():
    given = [(0.0, "x", 0.5), (-7.0, "lambda", 1.0), (0.0, "x", 0.25), (0.0, "lambda", 2.0)]
    model = read_sbml(write_sbml(MODEL, start=-7.0, doses=given), "m.xml")
    doses = {entry.trigger: dict(entry.changes) for entry in model.events[2:]}
    assert doses == {
        "time >= 0": {"lambda": "lambda + 1"},
        "time >= 7": {"x": "x + 0.75", "lambda": "lambda + 2"},
    }
    assert all(entry.at_start for entry in model.events[2:])


def test_values_take_the_place_of_the_model_s():
    model = read_sbml(write_sbml(MODEL, values={"k": 0.5, "k2": 3.0}), "m.xml")
    assert model.parameter("k").value == 0.5
    assert (model.parameter("k2").value, model.parameter("k2").formula) == (3.0, "")


def test_antimony_keeps_the_mathematics():
    for start in (0.0, -7.0):
        found = read_antimony(write_antimony(MODEL, start=start), "m.ant")
        assert [(s.id, s.initial, s.unit) for s in found.states] == [
            (s.id, s.initial, s.unit) for s in MODEL.states
        ]
        assert {p.id: p.value for p in found.parameters} == {
            p.id: p.value for p in MODEL.parameters
        }
        assert [e.changes for e in found.events] == [e.changes for e in MODEL.events]


@pytest.mark.parametrize(
    ("unit", "parts"),
    [
        ("1/d", (("second", -1, 86400.0),)),
        ("/min", (("second", -1, 60.0),)),
        ("pg/mL", (("gram", 1, 1e-12), ("litre", -1, 1e-3))),
        ("10*9/L", (("litre", -1, 1.0), ("dimensionless", 1, 1e9))),
        ("mg/(24.h)", (("gram", 1, 1e-3), ("second", -1, 3600.0), ("dimensionless", 1, 1 / 24))),
        ("{copies}/ug", (("gram", -1, 1e-6),)),
        ("mm[Hg]", (("pascal", 1, 133.322),)),
        ("g/L/d/Gc", (("gram", 1, 1.0), ("litre", -1, 1.0), ("second", -1, 86400.0),
                      ("item", -1, 1e9))),
        ("m2", (("metre", 2, 1.0),)),
        ("%", (("dimensionless", 1, 0.01),)),
        ("1", (("dimensionless", 1, 1.0),)),
        ("furlong", None),
        ("", None),
        ("g)", None),
    ],
)  # fmt: skip
def test_units(unit, parts):
    found = unit_parts(unit)
    if parts is None:
        assert found is None
        return
    assert [(kind, power) for kind, power, _ in found] == [(k, p) for k, p, _ in parts]
    assert [size for *_, size in found] == pytest.approx([size for *_, size in parts])
