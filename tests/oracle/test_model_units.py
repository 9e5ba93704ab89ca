"""Units of the mechanism: every formula of every part, with pint, nothing converted on the quiet.

A run computes with bare numbers, so milligrams added to grams would be wrong though both are
masses. Every unit that a table writes is therefore a base unit of its own here: only what agrees
to the letter may be added, and every product must come out as the unit its row declares.
"""

import re
from dataclasses import replace

import pint
import pytest

from trephine.core.model import Model
from trephine.library.model_of import model

ATOM = re.compile(r"10\*\d+|\{[^}]*\}|\[[^\]]*\]|[A-Za-zµ%]+(?:\[[^\]]*\])?|\d+|[/.()]")


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry:
    return pint.UnitRegistry(None)


def parsed(unit: str, registry: pint.UnitRegistry) -> pint.Quantity:
    """Return one of a UCUM unit; each atom is a base unit, annotations and % count as one.

    A degree is a degree: differences in Celsius and kelvin are the same.
    """
    parts: list[str] = []
    for atom in ATOM.findall(unit.replace("Cel", "K")):
        if atom in "/()":
            parts.append(atom)
        elif atom == ".":
            parts.append("*")
        elif atom.startswith("{") or atom in {"%", "1", "24"}:
            parts.append("one")
        else:
            name = "u_" + "".join(sign if sign.isalnum() else "_" for sign in atom)
            if name not in registry:
                registry.define(f"{name} = [{name}]")
            parts.append(name)
    text = "".join(parts).replace("(/", "(one/")
    names = {name: registry.Quantity(1.0, name) for name in re.findall(r"u_\w+", text)}
    one = registry.Quantity(1.0, "")
    return eval(("one" if text.startswith("/") else "") + text, {}, {"one": one, **names})  # noqa: S307  (text of this test's own making)


def faults(found: Model, registry: pint.UnitRegistry) -> list[str]:
    """Return what does not hold, one line a formula."""
    values: dict[str, pint.Quantity] = {}
    said: list[str] = []
    constants = {entry.id: entry for entry in found.parameters if not entry.formula}
    for name, entry in constants.items():
        values[name] = (entry.value or 0.5) * parsed(entry.unit, registry)
    for state in found.states:
        values[state.id] = 0.7 * parsed(state.unit, registry)

    def check(name: str, formula: str, unit: pint.Quantity | None) -> None:
        if unit is not None:
            values[name] = 0.7 * unit
        if formula == "0":
            return
        try:
            got = eval(  # noqa: S307  (formulas of the library)
                formula.replace("^", "**"), {"sqrt": lambda x: x**0.5}, values
            )
        except (pint.DimensionalityError, NameError) as error:
            said.append(f"{name}: {error}")
        else:
            units = registry.Quantity(got).units
            if unit is None:  # a step without a row of its own: what it is follows
                values[name] = registry.Quantity(0.7, units)
            elif units != unit.units:
                said.append(f"{name} = {units}, declared {unit.units}")

    derived = {entry.id: entry for entry in found.parameters if entry.formula}
    while derived:
        ready = [
            entry
            for entry in derived.values()
            if not set(re.findall(r"[A-Za-z_]\w*", entry.formula)) & derived.keys()
        ]
        for entry in ready:
            check(entry.id, entry.formula, parsed(entry.unit, registry))
            del derived[entry.id]
    for step in found.assignments:
        check(step.id, step.formula, parsed(step.unit, registry) if step.unit else None)
    for state in found.states:
        unit = parsed(state.unit, registry)
        check(f"{state.id} at the start", state.initial, unit)
        values[state.id] = 0.7 * unit
    day = parsed(found.time_unit, registry)
    for state in found.states:
        check(f"{state.id}'", state.rate, parsed(state.unit, registry) / day)
    return said


def test_every_formula_of_every_part_has_its_unit(registry):
    assert faults(model("bcma_cart"), registry) == []


def test_a_wrong_unit_shows(registry):
    right = model("bcma_cart")
    wrong = tuple(
        replace(entry, unit="ng/mL") if entry.id == "KQF" else entry for entry in right.parameters
    )
    said = faults(replace(right, parameters=wrong), registry)
    assert [line.split(":")[0] for line in said] == ["Q'"]


@pytest.mark.parametrize(("unit", "like"), [("1/d/Gc", "1/Gc/d"), ("mg/(24.h)", "mg/h")])
def test_units_are_read_as_written(unit, like, registry):
    assert parsed(unit, registry).units == parsed(like, registry).units


def test_milligrams_are_not_grams_here(registry):
    with pytest.raises(pint.DimensionalityError):
        parsed("mg/L", registry) + parsed("g/L", registry)
