"""model_diagram: groups of a model's states in a ring, with what depends on what between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas, Point
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.palette import FAINT, INK, MUTED, VIOLET, VIOLET_WASH
from trephine.plots.options import check_options
from trephine.plots.style import base_size

_TITLE = Text(zh="模型的结构：{measure}", en="Structure of the model: {measure}")
_DESC = Text(
    zh="{k} 组、{n} 个状态；箭头由甲组至乙组表示乙组状态的变化率取决于甲组的状态，粗细为此类依赖的"
    "数目。由方程本身得出。",
    en="{k} groups of {n} states; an arrow from one group to another says that rates of the other's"
    " states depend on states of the one, its width how many do. Made from the equations.",
)
_HEADS = (
    Text(zh="组", en="Group"),
    Text(zh="状态", en="States"),
    Text(zh="取决于", en="Depends on"),
)
_WIDE, _PITCH = 118.0, 1.28  # a box in points; line pitch over font size


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramGroup:
    """One box: a name, and the ids of its states as they stand in the equations."""

    id: str
    label: Label
    states: tuple[str, ...]


def model_diagram(
    groups: Sequence[DiagramGroup],
    influences: Mapping[str, frozenset[str]],
    *,
    measure: Label,
    language: Language = "zh",
    width_mm: float = 176.0,
) -> Figure:
    """Draw groups of states and the dependences between groups; within a group none is drawn.

    ``influences`` gives for each state those that its rate depends on. Raises InputError for fewer
    than two groups.
    """
    check_options(language=language, width_mm=width_mm, measure=measure)
    if len(groups) < 2:
        raise InputError(
            what=Text(zh="至少要有两组状态", en="there have to be two groups of states at least"),
            where="model_diagram(groups)",
            found=str(len(groups)),
            do=Text(zh="按状态分组", en="put the states into groups"),
        )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    lines = [wrap(" ".join(one.states), _WIDE - 10, size - 1) for one in groups]
    tall = [size * _PITCH * (1.2 + len(own)) + 8 for own in lines]
    middle = canvas.width / 2
    across = middle - _WIDE / 2 - 6
    down = across * 0.86
    height = 2 * down + max(tall) + 16
    places = [
        (middle + across * sin(2 * pi * at / len(groups)),
         height / 2 - down * cos(2 * pi * at / len(groups)))
        for at in range(len(groups))
    ]  # fmt: skip
    counts = _counts(groups, influences)
    most = max(counts.values(), default=1)
    for (one, other), count in sorted(counts.items(), key=lambda item: item[1]):
        start = _edge(places[one], places[other], _WIDE / 2, tall[one] / 2)
        end = _edge(places[other], places[one], _WIDE / 2, tall[other] / 2)
        _arrow(canvas, start, end, 0.4 + 2.2 * count / most)
    for group, own, (x, y), high in zip(groups, lines, places, tall, strict=True):
        canvas.rect(x - _WIDE / 2, y - high / 2, _WIDE, high, fill=VIOLET_WASH, stroke=VIOLET,
                    row=group.id)  # fmt: skip
        top = y - high / 2 + 4
        base = top + size * (0.6 + RISE)
        canvas.text(x, base, say(group.label, language), size=size, anchor="middle", bold=True)
        for at, line in enumerate(own):
            base = top + size * (0.6 + _PITCH * (at + 1) + RISE)
            canvas.text(x, base, line, size=size - 1, anchor="middle", fill=INK)
    return canvas.finish(
        height=height,
        title=_TITLE[language].format(measure=say(measure, language)),
        desc=_DESC[language].format(k=len(groups), n=sum(len(one.states) for one in groups)),
        table=Table(
            columns=tuple(head[language] for head in _HEADS),
            rows=tuple(
                (
                    say(one.label, language),
                    " ".join(one.states),
                    ", ".join(
                        f"{say(other.label, language)} ({counts[at, own]})"
                        for at, other in enumerate(groups)
                        if (at, own) in counts
                    ),
                )
                for own, one in enumerate(groups)
            ),
        ),
    )


def _counts(
    groups: Sequence[DiagramGroup], influences: Mapping[str, frozenset[str]]
) -> dict[tuple[int, int], int]:
    """Return how many dependences lead from one group to another."""
    place = {state: at for at, one in enumerate(groups) for state in one.states}
    found: dict[tuple[int, int], int] = {}
    for state, others in influences.items():
        for other in others:
            ends = (place[other], place[state])
            if ends[0] != ends[1]:
                found[ends] = found.get(ends, 0) + 1
    return found


def _edge(centre: Point, towards: Point, half_wide: float, half_tall: float) -> Point:
    """Return where the line from a box's centre towards a point leaves the box."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    share = min(
        half_wide / abs(dx) if dx else float("inf"), half_tall / abs(dy) if dy else float("inf")
    )
    return centre[0] + dx * share, centre[1] + dy * share


def _arrow(canvas: Canvas, start: Point, end: Point, line: float) -> None:
    """Draw an arrow a little to the right of its way, so that the one back lies beside it."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    far = hypot(dx, dy) or 1.0
    ux, uy = dx / far, dy / far
    off = 2.4
    start = (start[0] - uy * off, start[1] + ux * off)
    end = (end[0] - uy * off, end[1] + ux * off)
    head = 3.0 + line
    neck = (end[0] - ux * head, end[1] - uy * head)
    canvas.line(start, neck, stroke=FAINT, line=line)
    canvas.polygon(
        [
            end,
            (neck[0] - uy * head * 0.5, neck[1] + ux * head * 0.5),
            (neck[0] + uy * head * 0.5, neck[1] - ux * head * 0.5),
        ],
        fill=MUTED,
    )
