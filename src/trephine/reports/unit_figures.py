"""unit_figure: the courses of a unit as lanes, and each patient's change of M-protein as a bar."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from trephine.core.error import MethodError
from trephine.core.text import Language, Text
from trephine.plots.figure import Figure
from trephine.plots.swimmer import SwimmerLane, swimmer
from trephine.plots.waterfall import WaterfallRow, waterfall
from trephine.reports.unit_row import UnitRow

UnitFigure = Literal["swimmer", "waterfall"]
# Levels in groups: six fills can be told apart, and a reader looks for the depth first.
_GROUPS: tuple[tuple[str, Text, frozenset[str]], ...] = (
    ("cr", Text(zh="CR 或更好", en="CR or better"), frozenset({"sCR", "CR"})),
    ("vgpr", Text(zh="VGPR", en="VGPR"), frozenset({"VGPR"})),
    ("pr", Text(zh="PR 或 MR", en="PR or MR"), frozenset({"PR", "MR"})),
    ("sd", Text(zh="SD", en="SD"), frozenset({"SD"})),
    ("ne", Text(zh="未评估或不能评估", en="not assessed, or not evaluable"), frozenset()),
    ("pd", Text(zh="PD", en="PD"), frozenset({"PD"})),
)
_COURSE = Text(zh="输注后的经过", en="Course after the infusion")
_CHANGE = Text(zh="血清 M 蛋白的最低变化", en="Lowest change of serum M-protein")
_RELAPSE = Text(zh="复发或进展", en="relapse or progression")
_DEATH = Text(zh="死亡", en="death")
_DEMO = Text(zh="含演示患者，均为虚构。", en="Demo patients among them: made up.")
_MOST = 60  # lanes that a swimmer plot takes


def unit_figure(drawn: UnitFigure, rows: Sequence[UnitRow], language: Language) -> Figure:
    """Return one figure of the unit. Raises MethodError where nobody can be drawn."""
    figure = _swimmer(rows, language) if drawn == "swimmer" else _waterfall(rows, language)
    if figure is None:
        raise MethodError(
            what=Text(zh="还没有可画的患者", en="there is nobody to draw yet"),
            where="/api/care/unit",
            found=f"{len(rows)}",
            do=Text(zh="录入输注与疗效评估", en="enter an infusion and its assessments"),
        )
    return figure


def _swimmer(rows: Sequence[UnitRow], language: Language) -> Figure | None:
    lanes = []
    for one in rows:
        course = one.course
        if course is None:
            continue
        marks = [(course.relapsed, "relapse"), (course.died, "death")]
        lanes.append(
            SwimmerLane(
                label=one.patient,
                end=float(max(course.followed, 1)),
                stretches=_stretches(course.levels, max(course.followed, 1)),
                marks=tuple((float(day), kind) for day, kind in marks if day is not None),
                goes_on=course.died is None,
                id=f"patient-{one.id}",
            )
        )
    if not lanes:
        return None
    lanes.sort(key=lambda lane: -lane.end)
    return swimmer(
        lanes[:_MOST],
        measure=_COURSE,
        stretches=[(key, label) for key, label, _ in _GROUPS],
        marks=[("relapse", _RELAPSE), ("death", _DEATH)],
        simulated=False,
        notes=_notes(rows),
        language=language,
    )


def _stretches(levels: Sequence[tuple[int, str]], end: int) -> tuple[tuple[float, float, str], ...]:
    """Return each level from its day to the next assessment; before the first it is not known."""
    days = [(0, "ne"), *((day, _group(level)) for day, level in levels if day < end), (end, "")]
    return tuple(
        (float(day), float(until), kind)
        for (day, kind), (until, _) in pairwise(days)
        if until > day
    )


def _group(level: str) -> str:
    return next((key for key, _, levels in _GROUPS if level in levels), "ne")


def _waterfall(rows: Sequence[UnitRow], language: Language) -> Figure | None:
    bars = [
        WaterfallRow(
            label=one.patient,
            change=float(one.course.change),
            category=_group(one.course.best or ""),
            id=f"patient-{one.id}",
        )
        for one in rows
        if one.course is not None and one.course.change is not None
    ]
    if not bars:
        return None
    seen = {one.category for one in bars}
    return waterfall(
        bars,
        measure=_CHANGE,
        categories=[(key, label) for key, label, _ in _GROUPS if key in seen],
        simulated=False,
        notes=_notes(rows),
        language=language,
    )


def _notes(rows: Sequence[UnitRow]) -> list[Text]:
    return [_DEMO] if any(one.demo for one in rows) else []
