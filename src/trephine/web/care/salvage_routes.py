"""Routes of the board after a relapse, and of the unit: courses, figures, deviations, export."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from trephine.core.text import Language, Text
from trephine.reports.unit_figures import UnitFigure, unit_figure
from trephine.reports.unit_table import unit_table
from trephine.web.account.allow import allow
from trephine.web.care import writing
from trephine.web.care.asking import Kept, Now
from trephine.web.care.salvage import salvage_panel
from trephine.web.care.salvage_shape import SalvageAsked, SalvagePanel
from trephine.web.care.unit import unit, unit_rows
from trephine.web.care.unit_shape import UnitShown
from trephine.web.exports.below import Below
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer

router = APIRouter(prefix="/api/care", tags=["care"], dependencies=[allow("clinician", "nurse")])
_UNIT = Text(zh="科室经过与偏离", en="The unit: courses and deviations")


@router.get("/patients/{patient}/salvage")
def care_salvage(patient: str, records: Kept, now: Now, at: datetime | None = None) -> SalvagePanel:
    """Return the decision board after a relapse, reason by reason."""
    moment = writing.moment_of(records, patient, at, now)
    return salvage_panel(records, patient, SalvageAsked(), moment)


@router.post("/patients/{patient}/salvage")
def care_try_salvage(patient: str, asked: SalvageAsked, records: Kept, now: Now) -> SalvagePanel:
    """Return the same with these values; nothing is kept."""
    moment = writing.moment_of(records, patient, asked.at, now)
    return salvage_panel(records, patient, asked, moment)


@router.get("/unit")
def care_unit(records: Kept, now: Now) -> UnitShown:
    """Return every infused patient's course, and where it departs from the rules."""
    return unit(records, now)


@router.get("/unit/{drawn}.{form}", responses=FIGURE, response_class=FigureResponse)
def care_unit_figure(
    drawn: UnitFigure, form: Form, records: Kept, now: Now, lang: Language = "zh"
) -> FigureResponse:
    """Return the courses as lanes, or the change of M-protein of each patient."""
    return figure_answer(unit_figure(drawn, unit_rows(records, now), lang), form)


@router.get("/unit.csv", response_class=Response)
def care_unit_export(records: Kept, now: Now, below: Below, lang: Language = "zh") -> Response:
    """Return the same as a table for a spreadsheet: pseudonyms alone, no formulas."""
    page = below(unit_table(unit_rows(records, now), lang), _UNIT, "/care/unit")
    kept = {"Content-Disposition": 'attachment; filename="unit.csv"'}
    return Response(page, media_type="text/csv; charset=utf-8", headers=kept)
