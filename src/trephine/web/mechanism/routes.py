"""Routes of the mechanism room: treatments, one virtual patient, the model and its exports."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from trephine.core.text import Language
from trephine.mechanism.simulate_one import course_csv
from trephine.web.account.allow import signed_in
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.mechanism.credibility import CredibilityShown, credibility_shown
from trephine.web.mechanism.diagram import diagram_of
from trephine.web.mechanism.model import (
    EquationsShown,
    ModelParameterShown,
    Written,
    equations_shown,
    model_written,
    parameters_shown,
    patient_written,
)
from trephine.web.mechanism.patient import (
    Asked,
    PatientSimulated,
    patient_of,
    run_of,
    script_of_patient,
)
from trephine.web.mechanism.sliders import SLIDERS, changes_of
from trephine.web.mechanism.treatments import PRODUCT, TreatmentsShown, treatments_shown

router = APIRouter(prefix="/api/mechanism", tags=["mechanism"], dependencies=[signed_in()])
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "A file", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
_ENDS = {"sbml": "xml", "antimony": "ant"}


class ModelFileResponse(Response):
    """UTF-8 text that a browser saves."""

    media_type = "text/plain"


def _asked(
    product: str = PRODUCT,
    strategy: str = "",
    fitted: bool = False,  # noqa: FBT001, FBT002  (a query argument)
    moved: Annotated[list[str] | None, Query(alias="set", max_length=len(SLIDERS))] = None,
) -> Asked:
    """Return what the query asks for; ``set`` is ``name:value``, once a slider."""
    return Asked(product=product, strategy=strategy, fitted=fitted, changes=changes_of(moved or ()))


OneAsked = Annotated[Asked, Depends(_asked)]


@router.get("/treatments")
def mechanism_treatments() -> TreatmentsShown:
    """List products and strategies."""
    return treatments_shown()


@router.get("/patient")
def mechanism_patient(asked: OneAsked) -> PatientSimulated:
    """Simulate the typical patient with some parameters moved: curves and key figures."""
    return patient_of(asked)


@router.get("/patient/script.py", response_class=ModelFileResponse, responses=_TEXT)
def mechanism_patient_script(asked: OneAsked) -> ModelFileResponse:
    """Return the Python program that gives the same figures."""
    return _file(script_of_patient(asked), "trephine-patient.py")


@router.get("/patient/course.csv", response_class=ModelFileResponse, responses=_TEXT)
def mechanism_patient_course(asked: OneAsked) -> ModelFileResponse:
    """Return the whole course, every quantity at every time, as CSV."""
    return _file(course_csv(run_of(asked)[1]), "trephine-patient.csv")


@router.get("/patient/model.{written}", response_class=ModelFileResponse, responses=_TEXT)
def mechanism_patient_model(written: Written, asked: OneAsked) -> ModelFileResponse:
    """Return the model with this patient's parameters and doses, for other simulators."""
    text = patient_written(written, run_of(asked)[1])
    return _file(text, f"trephine-patient.{_ENDS[written]}")


@router.get("/parameters")
def mechanism_parameters() -> tuple[ModelParameterShown, ...]:
    """List the model's parameters, each with where its number comes from."""
    return parameters_shown()


@router.get("/equations")
def mechanism_equations() -> EquationsShown:
    """Return the model's states with their rates, and what follows from them."""
    return equations_shown()


@router.get("/credibility")
def mechanism_credibility() -> CredibilityShown:
    """Return how far the model may be trusted: each fit, its figures met and missed."""
    return credibility_shown()


@router.get("/diagram.{form}", response_class=FigureResponse, responses=FIGURE)
def mechanism_diagram(form: Form, lang: Language = "zh") -> FigureResponse:
    """Draw the structure of the model, made from its equations."""
    return figure_answer(diagram_of(lang), form)


@router.get("/model.{written}", response_class=ModelFileResponse, responses=_TEXT)
def mechanism_model(written: Written) -> ModelFileResponse:
    """Return the model alone, as SBML or Antimony."""
    return _file(model_written(written), f"trephine-bcma-cart.{_ENDS[written]}")


def _file(text: str, name: str) -> ModelFileResponse:
    given = f'attachment; filename="{name}"'
    return ModelFileResponse(text, headers={"content-disposition": given})
