"""unit_text: the unit that SBML declares, as text of the kind that UCUM writes."""

import math
from typing import Any

_KINDS = {
    "second": "s",
    "litre": "L",
    "liter": "L",
    "gram": "g",
    "kilogram": "kg",
    "mole": "mol",
    "metre": "m",
    "meter": "m",
    "kelvin": "K",
    "dimensionless": "1",
    "becquerel": "Bq",
    "joule": "J",
    "katal": "kat",
    "newton": "N",
    "pascal": "Pa",
    "watt": "W",
}

_BUILT_IN = ("time", "substance", "volume", "area", "length", "extent")
_WORDS = {
    "s": ("second", 1, 1.0),
    "min": ("second", 1, 60.0),
    "h": ("second", 1, 3600.0),
    "d": ("second", 1, 86400.0),
    "mol": ("mole", 1, 1.0),
    "mmol": ("mole", 1, 1e-3),
    "umol": ("mole", 1, 1e-6),
    "nmol": ("mole", 1, 1e-9),
    "item": ("item", 1, 1.0),
    "g": ("gram", 1, 1.0),
    "L": ("litre", 1, 1.0),
    "mL": ("litre", 1, 1e-3),
    "uL": ("litre", 1, 1e-6),
    "1": ("dimensionless", 1, 1.0),
}


def unit_text(model: Any, unit: str) -> str:
    """Return the name of a unit definition, or the unit itself; "" where none is declared."""
    if not unit:
        return ""
    declared = model.getUnitDefinition(unit)
    if declared is None:
        return _KINDS.get(unit, unit)
    if unit in _BUILT_IN:  # its id says what it measures, not in what
        return _in_words(declared)
    return str(declared.getName() or declared.getId())


def _in_words(declared: Any) -> str:
    """Return the one unit that a definition consists of, "" where it is more or unknown."""
    if declared.getNumUnits() != 1:
        return ""
    one = declared.getUnit(0)
    kind = one.getKind()
    size = one.getMultiplier() * 10.0 ** one.getScale()
    for text, (of, exponent, of_size) in _WORDS.items():
        if (
            kind == _kind(of)
            and one.getExponentAsDouble() == exponent
            and math.isclose(size, of_size, rel_tol=1e-9)
        ):
            return text
    return ""


def _kind(name: str) -> int:
    import libsbml  # noqa: PLC0415  (a second to load: only when SBML is read)

    return int(libsbml.UnitKind_forName(name))


def time_unit(model: Any) -> str:
    """Return the model's unit of time; seconds where Level 1 and 2 leave it out."""
    if model.getLevel() >= 3:
        return unit_text(model, model.getTimeUnits())
    return unit_text(model, "time") if model.getUnitDefinition("time") is not None else "s"


def species_unit(model: Any, species: Any, *, amount: bool) -> str:
    """Return the unit of the quantity that a species' id stands for."""
    level = model.getLevel()
    default = model.getSubstanceUnits() if level >= 3 else "substance"
    substance = species.getSubstanceUnits() or species.getUnits() or default
    if level < 3 and substance == "substance" and model.getUnitDefinition("substance") is None:
        substance = "mole"
    shown = unit_text(model, substance)
    if amount:
        return shown
    compartment = model.getCompartment(species.getCompartment())
    volume = compartment.getUnits() or (model.getVolumeUnits() if level >= 3 else "volume")
    if level < 3 and volume == "volume" and model.getUnitDefinition("volume") is None:
        volume = "litre"
    per = unit_text(model, volume)
    if not shown or not per:
        return ""
    return shown if per == "1" else f"{shown}/{per}"
