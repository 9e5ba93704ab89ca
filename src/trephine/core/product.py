"""Product: a CAR-T product as a preset of a model, and what such presets change."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.source import Locator
from trephine.core.text import Text

Operation = Literal["set", "times", "plus"]
CellUnit = Literal["cells", "cells/kg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """One parameter set to, multiplied by, or raised by a number (in the parameter's unit).

    A product's parameters are named without the number of its place in the run: ``rhoE`` is
    ``rhoE1`` of the first product infused, ``rhoE2`` of the second. ``spread`` and ``covariate``
    say that it is the between-patient standard deviation, or a covariate of the population, that
    changes.
    """

    parameter: str
    operation: Operation
    value: float
    mark: Mark
    of: Literal["parameter", "spread", "covariate"] = "parameter"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDose:
    """CAR-positive cells given: as ``printed`` in the source, and the one number a run uses.

    ``value`` is in ``unit`` (cells, or cells per kg of body weight); ``low`` and ``high`` the range
    printed. ``fractions`` are pairs of day after day 0 and share of the dose.
    """

    printed: str
    unit: CellUnit
    value: float
    mark: Mark
    low: float | None = None
    high: float | None = None
    fractions: tuple[tuple[float, float], ...] = ((0.0, 1.0),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A CAR-T product: how it is made, its dose and lymphodepletion, what it sets in a model.

    ``regimen`` is the id of a lymphodepletion regimen. ``changes`` are fitted to or assumed for a
    published cohort: they mix the product with that cohort's patients and management, which
    ``mixes`` says. ``studies`` are the rows of the consensus's tables that it stands for.
    ``companion`` is the id of a product infused with it on day 0, in the second place of a run: the
    other half of a cocktail. ``population`` is the id of the population that stands for the cohort
    in which the preset was made, empty for a design without one. ``notes`` say what of its dose and
    regimen the sources leave open.
    """

    id: str
    label: Text
    targets: tuple[str, ...]
    costimulation: tuple[str, ...]
    binder: str
    source_of_cells: Literal["autologous", "allogeneic"]
    dose: CellDose
    regimen: str
    changes: tuple[ParameterChange, ...]
    mixes: Text
    at: tuple[Locator, ...]
    studies: tuple[str, ...] = ()
    generic: bool = False
    companion: str = ""
    population: str = ""
    notes: tuple[Text, ...] = ()
