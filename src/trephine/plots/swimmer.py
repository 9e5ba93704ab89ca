"""The swimmer plot: one lane a patient, states as stretches, events as marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import mechanism_words as words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, clean, say, text_width
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import AMBER, FAINT, INK, MUTED, PAPER, RED, RULE, RUST, TEAL, WASH
from trephine.plots.kit.panel import Axis
from trephine.plots.kit.scale import linear_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

_FILLS = (TEAL, RULE, AMBER, FAINT, WASH, RUST)
_MARKS = (INK, RED, PAPER, AMBER)
_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SwimmerLane:
    """One patient from day 0 to ``end``; ``goes_on``: followed no further, but not over.

    ``stretches`` are triples of first day, last day and kind; ``marks`` pairs of day and kind.
    """

    label: Label
    end: float
    stretches: tuple[tuple[float, float, str], ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    goes_on: bool = False
    id: str = ""


def swimmer(
    lanes: Sequence[SwimmerLane],
    *,
    measure: Label,
    stretches: Sequence[tuple[str, Label]] = (),
    marks: Sequence[tuple[str, Label]] = (),
    simulated: int | Literal[False] | None = None,
    notes: Sequence[Label] = (),
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw up to 60 lanes in the order given, days along the horizontal axis.

    ``stretches`` and ``marks`` are pairs of kind and words, in the order of the legend (up to six
    and four). ``simulated`` is the number of virtual patients the lanes were taken from, None where
    it is not told, False where the patients are no virtual ones. Raises
    InputError.
    """
    check_options(
        language=language, width_mm=width_mm, measure=measure, title=title, notes=notes,
        narrowest=80.0,
    )  # fmt: skip
    kinds, events = [key for key, _ in stretches], [key for key, _ in marks]
    _check(lanes, kinds, events)
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm) - (1.0 if len(lanes) > 35 else 0.0)
    pitch = size * 1.5
    room = max(text_width(clean(say(lane.label, language)), size) for lane in lanes) + 6
    longest = max(lane.end for lane in lanes)
    note = "" if simulated is False else words.simulated(language, simulated)
    top = MARGIN + 2 + canvas.block(
        MARGIN, MARGIN, note, canvas.width - 2 * MARGIN, size=size, bold=True, fill=MUTED
    )  # fmt: skip
    left, right = MARGIN + room, canvas.width - MARGIN - 12
    x = Axis(low=0.0, high=longest, ticks=linear_ticks(0.0, longest, 7)).scale(left, right)
    bottom = top + pitch * len(lanes)
    for tick in linear_ticks(0.0, longest, 7):
        at = x.at(tick.value)
        canvas.line((at, top), (at, bottom), stroke=WASH, line=0.6)
        canvas.line((at, bottom), (at, bottom + 3), stroke=INK, line=0.6)
        canvas.text(at, bottom + 4 + size, tick.label, size=size, anchor="middle", fill=MUTED)
    canvas.line((left, bottom), (right, bottom), stroke=INK, line=0.7)
    for at, lane in enumerate(lanes):
        middle = top + (at + 0.5) * pitch
        _lane(canvas, lane, middle, pitch, x.at, kinds, events, size=size, left=left,
              language=language)  # fmt: skip
    below = bottom + 6 + size * 1.3
    below += canvas.block(
        (left + right) / 2, below, words.DAY[language], right - left, size=size, anchor="middle"
    )
    entries = [
        Entry(kind="patch", label=say(label, language), fill=_FILLS[at])
        for at, (_, label) in enumerate(stretches)
    ]
    entries += [
        Entry(
            kind="ring" if _MARKS[at] == PAPER else "dot",
            label=say(label, language),
            fill=INK if _MARKS[at] == PAPER else _MARKS[at],
        )
        for at, (_, label) in enumerate(marks)
    ]
    going = sum(lane.goes_on for lane in lanes)
    if going:
        entries.append(Entry(kind="text", label=words.ONGOING[language]))
    entries += [Entry(kind="text", label=say(one, language)) for one in notes]
    below = legend(
        canvas, entries, left=MARGIN, right=canvas.width - MARGIN, top=below + 3, size=size - 0.5
    )
    shown = heading(title, words.SWIMMER, language, measure=say(measure, language))
    said = words.SWIMMER_DESC[language].format(
        title=shown, k=len(lanes), s=plural(len(lanes)), longest=f"{longest:g}", ongoing=going
    )
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=f"{said} {note}",
        table=_twin(lanes, dict(stretches), dict(marks), language),
    )


def _lane(
    canvas: Canvas,
    lane: SwimmerLane,
    middle: float,
    pitch: float,
    at: Callable[[float], float],
    kinds: Sequence[str],
    events: Sequence[str],
    *,
    size: float,
    left: float,
    language: Language,
) -> None:
    """Draw one patient's bar, its stretches, its marks and its end."""
    high = pitch * 0.58
    canvas.text(
        left - 4, middle + RISE * size, say(lane.label, language), size=size, anchor="end",
        row=lane.id,
    )  # fmt: skip
    canvas.rect(
        left, middle - high / 2, at(lane.end) - left, high, fill=PAPER, stroke=FAINT, line=0.4
    )
    for first, last, kind in lane.stretches:
        start, end = at(max(first, 0.0)), at(min(last, lane.end))
        canvas.rect(
            start, middle - high / 2, max(end - start, 0.2), high, fill=_FILLS[kinds.index(kind)]
        )
    for day, kind in lane.marks:
        fill = _MARKS[events.index(kind)]
        canvas.circle(at(day), middle, high * 0.38, fill=fill, stroke=INK, line=0.5)
    if lane.goes_on:
        tip, back = at(lane.end) + 7, at(lane.end) + 3
        canvas.line((at(lane.end), middle), (back, middle), stroke=INK, line=0.8)
        canvas.polygon(
            [(tip, middle), (back, middle - 2.2), (back, middle + 2.2)], fill=INK, row=lane.id
        )


def _twin(
    lanes: Sequence[SwimmerLane],
    stretches: dict[str, Label],
    marks: dict[str, Label],
    language: Language,
) -> Table:
    rows: list[tuple[str, ...]] = []
    for lane in lanes:
        name = say(lane.label, language)
        for first, last, kind in lane.stretches:
            rows.append((name, say(stretches[kind], language), number(first, 0), number(last, 0)))
        for day, kind in lane.marks:
            rows.append((name, say(marks[kind], language), number(day, 0), number(day, 0)))
        if not lane.stretches and not lane.marks:
            rows.append((name, "—", "0", number(lane.end, 0)))
    heads = (words.PATIENT, words.STATE, words.FROM_DAY, words.TO_DAY)
    return Table(columns=tuple(text[language] for text in heads), rows=tuple(rows))


def _check(lanes: Sequence[SwimmerLane], kinds: Sequence[str], events: Sequence[str]) -> None:
    wrong = ""
    if not 1 <= len(lanes) <= _MOST:
        wrong = str(len(lanes))
    elif len(kinds) > len(_FILLS) or len(events) > len(_MARKS):
        wrong = f"{len(kinds)}, {len(events)}"
    else:
        for lane in lanes:
            used = {kind for _, _, kind in lane.stretches} - set(kinds)
            used |= {kind for _, kind in lane.marks} - set(events)
            days = [lane.end, *(d for a, b, _ in lane.stretches for d in (a, b))]
            days += [day for day, _ in lane.marks]
            if used or lane.end <= 0 or not all(map(isfinite, days)):
                wrong = f"{lane.label}: {', '.join(sorted(used)) or days}"
                break
    if wrong:
        raise InputError(
            what=Text(
                zh=f"泳道图画 1 至 {_MOST} 条，天数有限，种类须列出",
                en=f"a swimmer plot draws 1 to {_MOST} lanes, finite days, kinds that are listed",
            ),
            where="lanes",
            found=wrong,
            do=Text(zh="减少泳道，或列出该种类", en="take fewer lanes, or list the kind"),
        )
