"""The PRISMA 2020 flow diagram: boxes from counts, "not reported" where there is none."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from trephine.core.prisma import PrismaCount, PrismaFlow, PrismaOther, PrismaPrevious
from trephine.core.text import Language
from trephine.plots import prisma_words as pw
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.boxes import Box, arrow, draw_box, measure_box
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.metrics import Label, clean, say, text_width
from trephine.plots.kit.palette import AMBER, MUTED, TEAL, TEAL_WASH
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading

__all__ = [
    "PrismaCount",
    "PrismaFlow",
    "PrismaOther",
    "PrismaPrevious",
    "differences",
    "prisma",
]


def prisma(
    flow: PrismaFlow,
    *,
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
    waiting: Mapping[str, int] | None = None,
    unreached: Collection[str] = (),
) -> Figure:
    """Draw the flow diagram of a review (Page and others 2021, BMJ 372:n71).

    Of an updated review (``previous``) the boxes are those of the update; previous studies stand
    beside the total in the last row, not above as in the template. Nothing is filled in: a count
    that is None reads "not reported". Counts that contradict each other are drawn as they are,
    and named below. ``waiting`` is for a review that is being made, whose counts follow from its
    decisions: how many reports wait on title and abstract (``title``) and at full text
    (``full-text``), and how many hits were not imported (``import``). They are said below and
    explain as much of a difference; only what they do not explain contradicts. Nothing in such a
    review is unreported, and the boxes of ``unreached`` say so. Boxes carry their key
    (``screened``, ``reports_excluded`` ...) as data-row.
    """
    check_options(language=language, width_mm=width_mm, title=title)
    canvas = Canvas(width_mm=width_mm, language=language)
    size = 8.0 if width_mm >= 150 and flow.other is None else 7.0
    strip = size * 2.0
    columns = 2 if flow.other is None else 4
    gap = size * (2.6 if columns == 2 else 1.6)
    usable = canvas.width - 2 * MARGIN - strip - size - gap * (columns - 1)
    width = usable / columns
    lefts = [MARGIN + strip + size + at * (width + gap) for at in range(columns)]
    boxes = _boxes(flow, language)
    if waiting is not None:
        boxes = {
            key: _running(lines, language, reached=key not in unreached)
            for key, lines in boxes.items()
        }
    y = MARGIN
    y = _heads(canvas, lefts, width, gap, size, language, other=flow.other is not None, top=y)
    placed: dict[str, Box] = {}
    phases: list[tuple[float, float]] = []
    for keys in _LEVELS if flow.previous else _LEVELS[:-1]:
        here = [(key, boxes[key], at) for at, key in enumerate(keys) if key in boxes]
        height = max(measure_box(lines, width, size) for _, lines, _ in here)
        for key, lines, at in here:
            box = Box(left=lefts[at], top=y, width=width, height=height)
            fill = TEAL_WASH if key in {"studies", "total"} else "#ffffff"
            draw_box(canvas, box, lines, size=size, fill=fill, row=key)
            placed[key] = box
        phases.append((y, y + height))
        y += height + size * 2.2
    _arrows(canvas, placed)
    for (first, last), text in zip(
        ((0, 0), (1, 3), (4, -1)), (pw.IDENTIFICATION, pw.SCREENING, pw.INCLUDED), strict=True
    ):
        _strip(canvas, phases[first][0], phases[last][1], strip, text[language], size)
    below = phases[-1][1] + size
    notes = [(pw.NOTE_UNREPORTED[language], MUTED)] if _any_unreported(boxes, language) else []
    notes += [(note, MUTED) for note in _progress(waiting or {}, language)]
    notes += [(note, AMBER) for note in differences(flow, language, waiting=waiting)]
    for note, fill in notes:
        below += canvas.block(
            MARGIN, below, note, canvas.width - 2 * MARGIN, size=size - 1, fill=fill
        )
    shown = heading(title, words.PRISMA, language)
    found = _sum((*flow.databases, *flow.registers))
    missing = words.NOT_REPORTED[language] if waiting is None else pw.NOT_REACHED[language]
    desc = pw.FLOW_DESC[language].format(
        found=missing if found is None else found,
        screened=missing if flow.screened is None else flow.screened,
        studies=missing if flow.studies is None else flow.studies,
    )
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=desc,
        table=Table(
            columns=(words.BOX[language], words.VALUE[language]),
            rows=tuple((lines[0], "; ".join(lines[1:])) for lines in boxes.values()),
        ),
    )


_LEVELS = (
    ("identified", "removed", "other_identified"),
    ("screened", "excluded"),
    ("sought", "not_retrieved", "other_sought", "other_not_retrieved"),
    ("assessed", "reports_excluded", "other_assessed", "other_excluded"),
    ("studies",),
    ("total", "previous"),
)


def _line(label: str, n: int | None, language: Language) -> str:
    """Write a named count."""
    if n is None:
        return pw.LINE_UNREPORTED[language].format(label=label)
    return pw.LINE[language].format(label=label, n=n)


def _only(n: int | None, language: Language) -> str:
    """Write the count of a box with one count."""
    return pw.UNREPORTED[language] if n is None else pw.ONLY_COUNT[language].format(n=n)


def _named(counts: Sequence[PrismaCount], language: Language) -> list[str]:
    """Write several named counts."""
    return [_line(say(c.label, language), c.n, language) for c in counts]


def _register(one: PrismaCount, language: Language) -> str:
    """Name a register as one, beside the databases."""
    return pw.REGISTER[language].format(label=say(one.label, language))


def _reasons(counts: Sequence[PrismaCount], language: Language) -> list[str]:
    """Write reasons of exclusion, or that they were not reported."""
    return _named(counts, language) or [pw.REASON_NOT_GIVEN[language]]


def _boxes(flow: PrismaFlow, language: Language) -> dict[str, list[str]]:
    """Return the lines of every box: heading first, counts after it."""
    lang = language
    heading_of = pw.STUDIES_INCLUDED if flow.previous is None else pw.NEW_STUDIES
    included = [heading_of[lang], _only(flow.studies, lang)]
    if flow.reports is not None:
        included.append(_line(pw.REPORTS_INCLUDED[lang], flow.reports, lang))
    if flow.pooled is not None:
        included.append(_line(pw.POOLED_STUDIES[lang], flow.pooled, lang))
    out = {
        "identified": [
            pw.RECORDS_IDENTIFIED[lang],
            *_named(flow.databases, lang),
            *(_line(_register(one, lang), one.n, lang) for one in flow.registers),
        ],
        "removed": [
            pw.REMOVED_BEFORE[lang],
            _line(pw.DUPLICATES[lang], flow.duplicates, lang),
            _line(pw.BY_AUTOMATION[lang], flow.automation, lang),
            _line(pw.OTHER_REASONS[lang], flow.other_reasons, lang),
        ],
        "screened": [pw.SCREENED[lang], _only(flow.screened, lang)],
        "excluded": [pw.RECORDS_EXCLUDED[lang], _only(flow.excluded, lang)],
        "sought": [pw.SOUGHT[lang], _only(flow.sought, lang)],
        "not_retrieved": [pw.NOT_RETRIEVED[lang], _only(flow.not_retrieved, lang)],
        "assessed": [pw.ASSESSED[lang], _only(flow.assessed, lang)],
        "reports_excluded": [pw.REPORTS_EXCLUDED[lang], *_reasons(flow.reports_excluded, lang)],
        "studies": included,
    }
    if flow.previous is not None:
        held = flow.previous
        for key, name, studies, reports in (
            ("total", pw.TOTAL_STUDIES, held.total_studies, held.total_reports),
            ("previous", pw.PREVIOUS_STUDIES, held.studies, held.reports),
        ):
            said = _line(pw.REPORTS_INCLUDED[lang], reports, lang)
            out[key] = [name[lang], _only(studies, lang), said]
    if flow.other is not None:
        other = flow.other
        out |= {
            "other_identified": [pw.RECORDS_IDENTIFIED[lang], *_named(other.sources, lang)],
            "other_sought": [pw.SOUGHT[lang], _only(other.sought, lang)],
            "other_not_retrieved": [pw.NOT_RETRIEVED[lang], _only(other.not_retrieved, lang)],
            "other_assessed": [pw.ASSESSED[lang], _only(other.assessed, lang)],
            "other_excluded": [pw.REPORTS_EXCLUDED[lang], *_reasons(other.excluded, lang)],
        }
    return out


def _running(lines: list[str], language: Language, *, reached: bool) -> list[str]:
    """Return a box of a review that is being made: nothing in it is left unreported."""
    if not reached:
        return [lines[0], pw.NOT_REACHED[language]]
    known = [line for line in lines[1:] if line != pw.REASON_NOT_GIVEN[language]]
    marker = pw.LINE_UNREPORTED[language].format(label="")
    named = [
        pw.LINE_UNREACHED[language].format(label=line.removesuffix(marker))
        if line.endswith(marker)
        else line
        for line in known
    ]
    return [lines[0], *(named or [pw.ONLY_COUNT[language].format(n=0)])]


def _any_unreported(boxes: dict[str, list[str]], language: Language) -> bool:
    """Tell whether any box says that something was not reported."""
    signs = (pw.UNREPORTED[language], pw.REASON_NOT_GIVEN[language])
    marker = pw.LINE_UNREPORTED[language].format(label="")
    return any(
        line in signs or line.endswith(marker) for lines in boxes.values() for line in lines[1:]
    )


def _heads(
    canvas: Canvas,
    lefts: list[float],
    width: float,
    gap: float,
    size: float,
    language: Language,
    *,
    other: bool,
    top: float,
) -> float:
    """Draw the heads of the streams; return the y below them."""
    heads = [(lefts[0], pw.BY_DATABASES[language])]
    if other:
        heads.append((lefts[2], pw.BY_OTHER[language]))
    span = 2 * width + gap
    height = max(measure_box([text], span, size) for _, text in heads)
    for left, text in heads:
        box = Box(left=left, top=top, width=span, height=height)
        draw_box(canvas, box, [text], size=size, fill=TEAL_WASH, stroke=TEAL)
    return top + height + size * 1.4


def _strip(canvas: Canvas, top: float, bottom: float, width: float, text: str, size: float) -> None:
    """Draw a phase at the left, its name turned; smaller where the phase is short."""
    canvas.rect(MARGIN, top, width, bottom - top, fill=TEAL_WASH, radius=2)
    while size > 5 and text_width(clean(text), size, bold=True) > bottom - top - 2:
        size -= 0.25
    canvas.text(
        MARGIN + width / 2 + size * 0.37,
        (top + bottom) / 2,
        text,
        size=size,
        anchor="middle",
        bold=True,
        fill=TEAL,
        turned=True,
    )


def _arrows(canvas: Canvas, placed: dict[str, Box]) -> None:
    """Draw the arrows of both streams."""
    chains = (
        ("identified", "screened", "sought", "assessed", "studies", "total"),
        ("other_identified", "other_sought", "other_assessed"),
    )
    for chain in chains:
        known = [placed[key] for key in chain if key in placed]
        for above, below in pairwise(known):
            arrow(canvas, [(above.middle_x, above.bottom), (below.middle_x, below.top)])
    for start, end in (
        ("identified", "removed"),
        ("screened", "excluded"),
        ("sought", "not_retrieved"),
        ("assessed", "reports_excluded"),
        ("other_sought", "other_not_retrieved"),
        ("other_assessed", "other_excluded"),
    ):
        if start in placed and end in placed:
            y = placed[start].middle_y
            arrow(canvas, [(placed[start].right, y), (placed[end].left, y)])
    if "previous" in placed:
        y = placed["total"].middle_y
        arrow(canvas, [(placed["previous"].left, y), (placed["total"].right, y)])
    if "other_assessed" in placed:
        last, target = placed["other_assessed"], placed["studies"]
        y = target.middle_y
        arrow(canvas, [(last.middle_x, last.bottom), (last.middle_x, y), (target.right, y)])


def _sum(counts: Sequence[PrismaCount]) -> int | None:
    """Return the sum of counts if all are known and there is one."""
    known = [c.n for c in counts if c.n is not None]
    return sum(known) if counts and len(known) == len(counts) else None


def _progress(waiting: Mapping[str, int], language: Language) -> list[str]:
    """Say what waits in a review that is being made."""
    said = []
    title, full = waiting.get("title", 0), waiting.get("full-text", 0)
    if title or full:
        said.append(pw.WAITING[language].format(title=title, full=full))
    if waiting.get("import"):
        said.append(pw.WAITING_IMPORT[language].format(n=waiting["import"]))
    return said


def differences(
    flow: PrismaFlow, language: Language, *, waiting: Mapping[str, int] | None = None
) -> list[str]:
    """Return the places where counts contradict each other; unknown ones prove nothing.

    What waits (``waiting``, as in ``prisma``) may be missing from a later box; more may not.
    """
    found = _sum((*flow.databases, *flow.registers))
    excluded = _sum(flow.reports_excluded)
    removed = (flow.duplicates, flow.automation, flow.other_reasons)
    held = waiting or {}
    at_title = held.get("title", 0) + held.get("import", 0)
    chains: list[tuple[str, int | None, tuple[int | None, ...], int | None, int]] = [
        (pw.SCREENED[language], found, removed, flow.screened, at_title),
        (pw.SOUGHT[language], flow.screened, (flow.excluded,), flow.sought, 0),
        (
            pw.ASSESSED[language],
            flow.sought,
            (flow.not_retrieved,),
            flow.assessed,
            held.get("full-text", 0),
        ),
    ]
    if flow.other is None:
        chains.append((pw.REPORTS_INCLUDED[language], flow.assessed, (excluded,), flow.reports, 0))
    word = pw.DIFFERENCE if waiting is None else pw.DIFFERENCE_MADE
    out = []
    for name, start, less, end, may_wait in chains:
        if start is None or end is None or any(part is None for part in less):
            continue
        expected = start - sum(part for part in less if part is not None)
        if not 0 <= expected - end <= may_wait:
            said = word[language].format(box=name, expected=expected, found=end, waiting=may_wait)
            out.append(said)
    return out
