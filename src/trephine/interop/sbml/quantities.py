"""quantities: the compartments, parameters, species and stoichiometries of an SBML model."""

import math
from typing import Any

from trephine.interop.formula.node import Call, Name
from trephine.interop.sbml.own_marks import own_of
from trephine.interop.sbml.quantity import Quantity, share
from trephine.interop.sbml.unit_text import species_unit, unit_text


def quantities(model: Any) -> dict[str, Quantity]:
    """Return every symbol of a model by id, in the order in which the model lists them.

    Rules, reactions and events are not looked at yet. A stoichiometry counts where it has an id.
    """
    found = [_compartment(model, entry) for entry in model.getListOfCompartments()]
    found += [_parameter(model, entry) for entry in model.getListOfParameters()]
    found += [_species(model, entry) for entry in model.getListOfSpecies()]
    for reaction in model.getListOfReactions():
        for entry in (*reaction.getListOfReactants(), *reaction.getListOfProducts()):
            if model.getLevel() >= 3 and entry.getId():
                found.append(
                    Quantity(
                        id=entry.getId(),
                        label=entry.getName(),
                        unit="1",
                        line=entry.getLine(),
                        value=entry.getStoichiometry() if entry.isSetStoichiometry() else math.nan,
                    )
                )
    return {entry.id: entry for entry in found}


def _parameter(model: Any, entry: Any) -> Quantity:
    own = own_of(entry)
    return Quantity(
        id=entry.getId(),
        label=entry.getName(),
        unit=unit_text(model, entry.getUnits()) if own.unit is None else own.unit,
        line=entry.getLine(),
        value=entry.getValue() if entry.isSetValue() else math.nan,
        own=own,
    )


def _compartment(model: Any, entry: Any) -> Quantity:
    unit = entry.getUnits()
    if not unit and model.getLevel() >= 3:
        by_dimension = (model.getVolumeUnits, model.getAreaUnits, model.getLengthUnits)
        at = 3 - entry.getSpatialDimensions()
        unit = by_dimension[at]() if 0 <= at < len(by_dimension) else ""
    return Quantity(
        id=entry.getId(),
        label=entry.getName(),
        unit=unit_text(model, unit),
        line=entry.getLine(),
        value=entry.getSize() if entry.isSetSize() else math.nan,
    )


def _species(model: Any, entry: Any) -> Quantity:
    where = model.getCompartment(entry.getCompartment())
    point = where is not None and where.getSpatialDimensionsAsDouble() == 0
    flat = point and (model.getLevel() < 3 or not where.isSetSize())
    amount = entry.getHasOnlySubstanceUnits() or flat
    found = Quantity(
        id=entry.getId(),
        label=entry.getName(),
        unit=species_unit(model, entry, amount=amount),
        line=entry.getLine(),
        amount=amount,
        compartment=entry.getCompartment(),
        fixed=entry.getBoundaryCondition() or entry.getConstant(),
    )
    if entry.isSetInitialAmount():
        found.value = entry.getInitialAmount()
        if not amount:
            found.start = share(found.value, found.compartment)
    elif entry.isSetInitialConcentration():
        found.value = entry.getInitialConcentration()
        if amount and not flat:
            found.start = Call("*", (found.value, Name(found.compartment)))
    return found
