"""unit_text: the unit that SBML declares, as text of the kind that UCUM writes."""

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


def unit_text(model: Any, unit: str) -> str:
    """Return the name of a unit definition, or the unit itself; "" where none is declared."""
    if not unit:
        return ""
    declared = model.getUnitDefinition(unit)
    if declared is not None:
        return str(declared.getName() or declared.getId())
    return _KINDS.get(unit, unit)


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
