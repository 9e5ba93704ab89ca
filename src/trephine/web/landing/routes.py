"""Routes of the first page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from trephine.core.text import Language
from trephine.web.account.allow import signed_in
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.landing.course import course_figure
from trephine.web.landing.landing import Landing

router = APIRouter(prefix="/api", tags=["landing"], dependencies=[signed_in()])


def _landing(request: Request) -> Landing:
    found: Landing = request.app.state.landing()
    return found


Found = Annotated[Landing, Depends(_landing)]


@router.get("/landing")
def landing(found: Found) -> Landing:
    """Return the first page: evidence, audit, demo patients and a simulated course."""
    return found


@router.get("/landing/course.{form}", response_class=FigureResponse, responses=FIGURE)
def landing_course(form: Form, found: Found, lang: Language = "zh") -> FigureResponse:
    """Draw the simulated course."""
    return figure_answer(course_figure(found.course, lang), form)
