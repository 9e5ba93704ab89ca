"""parameters_shown, equations_shown: the model as tables; model_written: as SBML or Antimony."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine import library
from trephine.core.model import SpreadKind
from trephine.core.text import Text
from trephine.mechanism.simulate_one import OneRun
from trephine.reports.simulated_text import unit_text
from trephine.web.mechanism.treatments import MODEL
from trephine.web.rules.shape import MarkShown
from trephine.web.rules.tables import mark_shown

Written = Literal["sbml", "antimony"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpread:
    """How a parameter differs between patients: the law, and its standard deviation."""

    law: SpreadKind
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelParameterShown:
    """A parameter of the model; ``formula``: it follows from others, ``value`` for the typical."""

    id: str
    label: Text
    group: str
    value: float
    unit: str
    low: float | None
    high: float | None
    formula: str
    spread: ModelSpread | None
    mark: MarkShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStateShown:
    """A state: its first value and its rate, as formulas."""

    id: str
    label: Text
    unit: str
    initial: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAssignmentShown:
    """A quantity that follows from the others at every moment."""

    id: str
    label: Text
    unit: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EquationsShown:
    """The whole system, as it is solved."""

    label: Text
    time_unit: str
    states: tuple[ModelStateShown, ...]
    assignments: tuple[ModelAssignmentShown, ...]


@cache
def parameters_shown() -> tuple[ModelParameterShown, ...]:
    """Return every parameter with its mark."""
    return tuple(
        ModelParameterShown(
            id=one.id,
            label=one.label,
            group=one.group,
            value=one.value,
            unit=unit_text(one.unit).strip(),
            low=one.low,
            high=one.high,
            formula=one.formula,
            spread=None
            if one.spread is None
            else ModelSpread(law=one.spread.kind, sd=one.spread.sd),
            mark=None if one.mark is None else mark_shown(one.mark),
        )
        for one in library.model(MODEL).parameters
    )


@cache
def equations_shown() -> EquationsShown:
    """Return every state and every assignment, in the order in which they are solved."""
    model = library.model(MODEL)
    return EquationsShown(
        label=model.label,
        time_unit=model.time_unit,
        states=tuple(
            ModelStateShown(
                id=one.id,
                label=one.label,
                unit=unit_text(one.unit).strip(),
                initial=one.initial,
                rate=one.rate,
            )
            for one in model.states
        ),
        assignments=tuple(
            ModelAssignmentShown(
                id=one.id, label=one.label, unit=unit_text(one.unit).strip(), formula=one.formula
            )
            for one in model.assignments
        ),
    )


@cache
def model_written(form: Written) -> str:
    """Return the model alone, without a patient, as text that other simulators run."""
    return _written(form, None)


def patient_written(form: Written, run: OneRun) -> str:
    """Return a run's model with the patient's parameters and doses in it."""
    return _written(form, run)


def _written(form: Written, run: OneRun | None) -> str:
    from trephine.interop.write_antimony import write_antimony  # noqa: PLC0415  (loads libSBML)
    from trephine.interop.write_sbml import write_sbml  # noqa: PLC0415  (likewise)

    write = write_sbml if form == "sbml" else write_antimony
    if run is None:
        return write(library.model(MODEL))
    return write(run.model, doses=run.doses, values=run.parameters, start=run.start)
