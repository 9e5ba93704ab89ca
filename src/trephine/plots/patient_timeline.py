"""patient_timeline: one patient's course as lanes over a time axis in pieces."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from trephine.care.patient_course import CourseEntry, CourseLane, PatientCourse
from trephine.core.text import Language
from trephine.plots import timeline_words as words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.days import YEAR, DayScale, day_scale
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import Label, clean, say, text_width
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import (
    AMBER,
    GRADES,
    GRID,
    INK,
    MUTED,
    RED,
    TEAL,
    WASH,
)
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN
from trephine.plots.timeline_lanes import APART, draw_lane, lane_height
from trephine.plots.timeline_marks import STATUS_FILLS, STATUS_KINDS

_LABELS = 112.0  # points for the names of lanes
_GAP = 9.0
_TOP = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """Days from the course's zero."""

    zero: datetime

    def of(self, moment: datetime) -> float:
        return (moment - self.zero).total_seconds() / 86400


def patient_timeline(
    course: PatientCourse,
    *,
    language: Language = "zh",
    width_mm: float = 250.0,
    title: Label | None = None,
    demo: bool = False,
) -> Figure:
    """Draw a patient's course: events, grades, drugs, supports, visits, then strips of readings.

    The axis is in pieces (earlier, days -30 to 0, 0 to 28, months to 12, years), with its breaks
    drawn and each piece named. Without an infusion day 0 is the moment seen. It shows what was
    known then, and no name. Raises InputError for a width that leaves no room.
    """
    check_options(language=language, width_mm=width_mm, title=title, narrowest=120.0)
    canvas = Canvas(width_mm=width_mm, language=language)
    size = 7.5
    days = _Days(zero=course.zero)
    scale = _scale(course, days, canvas.width)
    top = MARGIN
    if demo:
        top += canvas.block(
            MARGIN, top, words.DEMO[language], canvas.width, size=size, bold=True, fill=AMBER
        )
    first = top = top + _TOP
    heights = [lane_height(lane, size) for lane in course.lanes]
    bottom = first + sum(heights)
    _grid(canvas, scale, first, bottom, size)
    lines = _moments(canvas, course, scale, days.of(course.at), (first, bottom), size, language)
    for lane, high in zip(course.lanes, heights, strict=True):
        _name(canvas, lane, top, high, size, language)
        draw_lane(
            canvas, lane, scale, days.of,
            top=top, high=high, size=size, lines=lines, language=language,
        )  # fmt: skip
        top += high
        canvas.line((MARGIN, top), (canvas.width - MARGIN, top), stroke=GRID, line=0.5)
    below = _axis(canvas, scale, bottom, size, language)
    below = legend(
        canvas,
        _legend(course, days, language),
        left=MARGIN,
        right=canvas.width - MARGIN,
        top=below + 3,
        size=size - 0.5,
    )
    shown = words.TITLE[language] if title is None else say(title, language)
    day = words.DAY[language].format(day=f"{days.of(course.at):.0f}")
    said = words.DESC[language].format(
        title=shown,
        n=len(course.lanes),
        lanes="、".join(one.label.zh for one in course.lanes)
        if language == "zh"
        else ", ".join(one.label.en for one in course.lanes),
        day=day if course.infused else words.BEFORE[language],
    )
    return canvas.finish(
        height=below + MARGIN, title=shown, desc=said, table=_twin(course, days, language)
    )


def _scale(course: PatientCourse, days: _Days, width: float) -> DayScale:
    """Return the axis: as far as something is known, and at least to 12 months after infusion."""
    known = [one for lane in course.lanes if lane.kind != "visit" for one in lane.entries]
    starts = [days.of(one.start) for one in known]
    ends = [days.of(one.end or one.start) for one in known]
    return day_scale(
        min([0.0, *starts]),
        max([0.0, days.of(course.at), *ends]),
        left=MARGIN + _LABELS + 26,
        right=width - MARGIN - 4,
        gap=_GAP,
        infused=course.infused,
    )


def _grid(canvas: Canvas, scale: DayScale, top: float, bottom: float, size: float) -> None:
    for place, one in enumerate(scale.stretches):
        for day, _ in one.ticks():
            canvas.line((one.at(day), top), (one.at(day), bottom), stroke=WASH, line=0.7)
        if place:
            middle = one.start - _GAP / 2
            canvas.rect(middle - 2, top, 4, bottom - top, fill=WASH)
            for edge in (top, bottom):
                for shift in (-1.6, 1.6):
                    canvas.line(
                        (middle + shift - 1.4, edge + size * 0.4),
                        (middle + shift + 1.4, edge - size * 0.4),
                        stroke=INK,
                        line=0.7,
                    )
        canvas.line((one.start, bottom), (one.end, bottom), stroke=INK, line=0.7)


def _axis(canvas: Canvas, scale: DayScale, bottom: float, size: float, language: Language) -> float:
    """Write ticks and the name of each stretch; return the first free y below."""
    lowest = bottom
    for one in scale.stretches:
        for day, label in one.ticks():
            at = one.at(day)
            canvas.line((at, bottom), (at, bottom + 3), stroke=INK, line=0.6)
            canvas.text(at, bottom + 4 + size, label, size=size, anchor="middle", fill=MUTED)
        name = wrap(words.STRETCHES[one.kind][language], one.end - one.start + 6, size)
        for row, line in enumerate(name):
            y = bottom + 6 + size * (2.2 + 1.25 * row)
            middle = (one.start + one.end) / 2
            canvas.text(middle, y, line, size=size, anchor="middle")
            lowest = max(lowest, y + 4)
    return lowest


def _moments(
    canvas: Canvas,
    course: PatientCourse,
    scale: DayScale,
    seen: float,
    span: tuple[float, float],
    size: float,
    language: Language,
) -> tuple[float, ...]:
    """Draw day 0 and the moment it is seen from; return where their lines stand."""
    top, bottom = span
    at = scale.at(seen)
    lines: tuple[float, ...] = (at,)
    if course.infused:
        zero = next(one for one in scale.stretches if one.kind == "days").start
        lines = (zero, at)
        canvas.line((zero, top - 3), (zero, bottom), stroke=TEAL, line=1.1)
        canvas.text(
            zero, top - 5, words.ZERO[language], size=size, anchor="middle", bold=True, fill=TEAL
        )
    canvas.line((at, top - 3), (at, bottom), stroke=AMBER, line=0.9, dash="3 2")
    shown = words.SEEN[language]
    beside = scale.at(0.0) + text_width(words.ZERO[language], size, bold=True) / 2 + 6
    if not course.infused or at + text_width(shown, size) > canvas.width:
        canvas.text(at, top - 5, shown, size=size, anchor="end", fill=AMBER)
    else:
        canvas.text(max(at, beside), top - 5, shown, size=size, fill=AMBER)
    return lines


def _name(
    canvas: Canvas, lane: CourseLane, top: float, high: float, size: float, language: Language
) -> None:
    unit = f" ({lane.unit})" if lane.unit else ""
    lines = wrap(clean(say(lane.label, language) + unit), _LABELS, size - 0.3, bold=True)[:3]
    pitch = (size - 0.3) * 1.2
    first = top + high / 2 - (len(lines) - 1) * pitch / 2 + RISE * size
    for row, line in enumerate(lines):
        canvas.text(
            MARGIN + _LABELS, first + row * pitch, line, size=size - 0.3, anchor="end", bold=True
        )


def _legend(course: PatientCourse, days: _Days, language: Language) -> list[Entry]:
    kinds = {lane.kind for lane in course.lanes}
    entries: list[Entry] = []
    grades = [one for lane in course.lanes if lane.kind == "grade" for one in lane.entries]
    if grades:
        for at, fill in enumerate(GRADES, 1):
            entries.append(Entry(kind="patch", label=str(at), fill=fill))
        entries.append(Entry(kind="text", label=words.GRADE[language]))
        if any(one.low != one.high for one in grades):
            entries.append(Entry(kind="dash", label=words.OPEN[language], fill=MUTED))
    if "visit" in kinds:
        visits = next(lane for lane in course.lanes if lane.kind == "visit").entries
        for status, name in words.STATUS.items():
            if any(one.status == status for one in visits):
                entries.append(
                    Entry(
                        kind=STATUS_KINDS[status], label=name[language], fill=STATUS_FILLS[status]
                    )
                )
        beyond = [one for one in visits if days.of(one.start) > _last(course, days)]
        if beyond:
            entries.append(Entry(kind="text", label=words.LATER[language].format(n=len(beyond))))
    if any(lane.lines for lane in course.lanes):
        entries.append(Entry(kind="dash", label=words.LIMIT[language], fill=RED))
    strips = [lane for lane in course.lanes if lane.kind == "reading"]
    if any(
        days.of(after.start) - days.of(one.start) > APART
        for lane in strips
        for one, after in pairwise(lane.entries)
    ):
        entries.append(Entry(kind="text", label=words.APART[language]))
    return entries


def _last(course: PatientCourse, days: _Days) -> float:
    return _scale(course, days, 700.0).stretches[-1].high if course.infused else YEAR


def _twin(course: PatientCourse, days: _Days, language: Language) -> Table:
    def row(lane: CourseLane, one: CourseEntry) -> tuple[str, ...]:
        first = number(days.of(one.start), 1)
        last = number(days.of(one.end), 1) if one.end else first
        return say(lane.label, language), first, last, say(one.text, language)

    return Table(
        columns=tuple(w[language] for w in (words.LANE, words.FROM, words.TO, words.WHAT)),
        rows=tuple(row(lane, one) for lane in course.lanes for one in lane.entries),
    )
