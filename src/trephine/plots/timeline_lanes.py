"""draw_lane: one lane of a patient's timeline, as its kind wants to be drawn."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from trephine.care.patient_course import CourseEntry, CourseLane
from trephine.core.text import Language
from trephine.plots import timeline_words as words
from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.days import DayScale
from trephine.plots.kit.metrics import clean, say, text_width
from trephine.plots.kit.palette import (
    FAINT,
    GRADES,
    INK,
    MUTED,
    PAPER,
    RED,
    RULE,
    TEAL,
    TEAL_WASH,
    WASH,
)
from trephine.plots.kit.scale import Scale, padded
from trephine.plots.timeline_marks import visit_mark

APART = 14.0  # days between two readings beyond which their line is dotted
Day = Callable[[datetime], float]
_SPREAD = 15.0  # a reading that spans more than this factor is drawn by logarithm
_DOTS = 70  # more readings than this are a line alone
_TWO_ROWS = ("event", "response")
_DARK = 3  # grades from here on carry white numbers


def lane_height(lane: CourseLane, size: float) -> float:
    """Return how high a lane is, in points."""
    if lane.kind == "reading":
        return size * 4.4
    return size * (3.2 if lane.kind in _TWO_ROWS else 2.1)


def draw_lane(
    canvas: Canvas,
    lane: CourseLane,
    scale: DayScale,
    day: Day,
    *,
    top: float,
    high: float,
    size: float,
    lines: tuple[float, ...],
    language: Language,
) -> None:
    """Draw the entries of one lane between ``top`` and ``top + high``.

    ``lines`` are where upright lines stand, the infusion's first: words keep off them where they
    can, those of bars off all, those of dots off the first.
    """
    if lane.kind == "reading":
        _strip(canvas, lane, scale, day, top=top, high=high, size=size, language=language)
        return
    taken = [float("-inf"), float("-inf")]  # how far each row of words reaches
    rows = 2 if lane.kind in _TWO_ROWS else 1
    middle = top + high / 2
    first = scale.stretches[0].start
    for place, one in enumerate(lane.entries):
        x, tip = scale.at(day(one.start)), f"{say(lane.label, language)}: {say(one.text, language)}"
        if lane.kind == "visit":
            if scale.holds(day(one.start)):
                visit_mark(canvas, x, middle, one.status or "", tip, lane.id)
            continue
        after = lane.entries[place + 1].start if place + 1 < len(lane.entries) else None
        free = scale.stretches[-1].end if after is None else scale.at(day(after)) - 3
        if lane.kind == "grade":
            _grade(canvas, one, scale, day, middle, size, tip=tip, row=lane.id)
        elif one.end is not None:
            taken[0] = _bar(
                canvas, lane, one, scale, day, middle, size, (taken[0], free), lines, tip, language
            )
        else:
            row = min(range(rows), key=lambda at: taken[at])
            y = middle if rows == 1 else top + high * (0.3 + 0.42 * row)
            shown = clean(say(one.text, language))
            fill = TEAL if lane.kind in {"event", "response"} else MUTED
            canvas.circle(x, y, 2.8, fill=fill, row=lane.id, tip=tip)
            wide = text_width(shown, size)
            beyond = scale.stretches[-1].end
            crosses = x - 5 - wide >= first and _crossed(lines[:1], x + 5, wide)
            if (crosses or x + 5 + wide > beyond) and x - 5 - wide > taken[row]:
                canvas.text(x - 5, y + RISE * size, shown, size=size, anchor="end")
                taken[row] = x + 4
            elif x + 5 > taken[row] and (rows == 2 or x + 5 + wide <= free):
                canvas.text(x + 5, y + RISE * size, shown, size=size)
                taken[row] = x + 9 + wide


def _grade(
    canvas: Canvas,
    one: CourseEntry,
    scale: DayScale,
    day: Day,
    middle: float,
    size: float,
    *,
    tip: str,
    row: str,
) -> None:
    """Draw the grade of some days as a box with its number; an interval is a hollow one."""
    start = scale.at(day(one.start))
    wide = max(scale.at(day(one.end or one.start)) - start, 2.0)
    low, high = one.low or 0, one.high or 0
    settled = low == high
    fill = PAPER if not settled else WASH if low == 0 else GRADES[min(low, 4) - 1]
    canvas.rect(
        start, middle - size * 0.75, wide, size * 1.5, fill=fill,
        stroke=FAINT if settled else MUTED, line=0.4 if settled else 0.8, row=row, tip=tip,
    )  # fmt: skip
    label = str(low) if settled else f"{low}–{high}"
    if text_width(label, size, bold=True) > wide:
        label = label if settled and wide >= 3 else ("?" if wide >= size * 0.6 else "")
    ink = PAPER if settled and low >= _DARK else INK
    canvas.text(
        start + wide / 2, middle + RISE * size, label, size=size, anchor="middle", bold=settled,
        fill=ink,
    )  # fmt: skip


def _bar(
    canvas: Canvas,
    lane: CourseLane,
    one: CourseEntry,
    scale: DayScale,
    day: Day,
    middle: float,
    size: float,
    room: tuple[float, float],
    lines: tuple[float, ...],
    tip: str,
    language: Language,
) -> float:
    """Draw a stretch of a drug or a support with its words in it, or beside it where room is.

    Of the places that have room the words take the first that lies on no line, else on the fewest.
    Returns how far it reaches.
    """
    start = scale.at(day(one.start))
    end = max(scale.at(day(one.end or one.start)), start + 3)
    fill, stroke = (TEAL_WASH, TEAL) if lane.kind == "drug" else (RULE, MUTED)
    canvas.rect(
        start, middle - size * 0.6, end - start, size * 1.2, fill=fill, stroke=stroke, line=0.5,
        radius=1.5, row=lane.id, tip=tip,
    )  # fmt: skip
    shown = clean(say(one.text, language))
    wide = text_width(shown, size - 0.5)
    least, most = max(room[0], scale.stretches[0].start), room[1]
    inside = [(start + end - wide) / 2, *(at for x in lines for at in (x + 2, x - 2 - wide))]
    after, before = end + 3, start - 3 - wide
    past = [x + 3 for x in lines if end < x < after + wide]
    places = [at for at in inside if start + 2 <= at and at + wide + 2 <= end]
    places += [after] if after + wide <= most else []
    places += [before] if before >= least else []
    places += [at for at in past if at + wide <= most]
    if not places:
        return end
    left = min(places, key=lambda at: len(_crossed(lines, at, wide)))
    canvas.text(left, middle + RISE * (size - 0.5), shown, size=size - 0.5)
    return max(end, left + wide)


def _crossed(lines: tuple[float, ...], left: float, wide: float) -> list[float]:
    """Return the lines on which words would lie."""
    return [x for x in lines if left - 1 < x < left + wide + 1]


def _strip(
    canvas: Canvas,
    lane: CourseLane,
    scale: DayScale,
    day: Day,
    *,
    top: float,
    high: float,
    size: float,
    language: Language,
) -> None:
    """Draw the readings of one observable as a line, with the limits of rules."""
    found = [(day(one.start), float(one.value)) for one in lane.entries if one.value is not None]
    limits = [float(one) for one in lane.lines]
    least, most = padded([value for _, value in found] + limits, 0.0)
    wide = least > 0 and most / least > _SPREAD
    if not wide:
        least, most = padded([value for _, value in found] + limits)
    y = Scale(low=least, high=most, start=top + high - 4, end=top + 4, logarithmic=wide)
    left = scale.stretches[0].start
    lowest, highest = min(v for _, v in found), max(v for _, v in found)
    said = {y.at(lowest): f"{lowest:g}", y.at(highest): f"{highest:g}"}
    if 0 < y.at(lowest) - y.at(highest) < size:
        said = {(y.at(lowest) + y.at(highest)) / 2: f"{lowest:g}–{highest:g}"}
    for at, shown in said.items():
        canvas.text(
            left - 4, at + RISE * (size - 1.5), shown, size=size - 1.5, anchor="end", fill=MUTED
        )
    if wide:
        canvas.text(left + 2, top + size, words.LOG[language], size=size - 1.5, fill=MUTED)
    right = scale.stretches[-1].end
    for place, limit in enumerate(limits):
        canvas.line((left, y.at(limit)), (right, y.at(limit)), stroke=RED, line=0.5, dash="3 2")
        canvas.text(
            right - 18 * (place % 2),
            y.at(limit) - 1.2,
            f"{limit:g}",
            size=size - 1.5,
            anchor="end",
            fill=RED,
        )
    points = [(scale.at(at), y.at(value)) for at, value in found]
    for (start, _), (end, _), ends in zip(found, found[1:], pairwise(points), strict=False):
        far = end - start > APART
        canvas.line(*ends, stroke=FAINT if far else INK, line=0.8, dash="1 2" if far else "")
    if len(points) <= _DOTS:
        for (x, dot), one in zip(points, lane.entries, strict=True):
            tip = f"{say(lane.label, language)}: {say(one.text, language)}"
            canvas.circle(x, dot, 1.3, fill=INK, row=lane.id, tip=tip)
