"""The dose-response figure: an outcome against the dose, with bands."""

from collections.abc import Sequence
from math import isfinite

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import mechanism_words as words
from trephine.plots.band_panel import STROKES, BandCurve, BandPanel, check_panels
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say, text_width
from trephine.plots.kit.palette import MUTED, PAPER
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.scale import Tick, linear_ticks, padded
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size


def dose_response(
    curves: Sequence[BandCurve],
    *,
    measure: Label,
    dose: Label,
    n: int | None = None,
    logarithmic: bool = True,
    percent: bool = False,
    notes: Sequence[Label] = (),
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw one to six curves of an outcome over the doses that were simulated, marked by rings.

    It fits no function between the doses: the lines join them. ``n`` is the number of virtual
    patients at each dose; ``percent``: the outcome is a share (0 to 1). Raises InputError.
    """
    check_options(
        language=language, width_mm=width_mm, measure=measure, title=title, notes=notes,
        narrowest=60.0,
    )  # fmt: skip
    check_panels([BandPanel(label=measure, curves=tuple(curves))])
    doses = sorted({x for curve in curves for x in curve.x})
    if logarithmic and doses[0] <= 0:
        raise InputError(
            what=Text(zh="对数轴上的剂量须大于 0", en="doses on a logarithmic axis are above 0"),
            where="dose",
            found=f"{doses[0]:g}",
            do=Text(
                zh="去掉零剂量，或改用线性轴", en="leave out the zero dose, or use a linear axis"
            ),
        )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    note = words.simulated(language, n)
    top = MARGIN + 2 + canvas.block(
        MARGIN, MARGIN, note, canvas.width - 2 * MARGIN, size=size, bold=True, fill=MUTED
    )  # fmt: skip
    values = [
        v
        for curve in curves
        for side in (curve.middle, *(s for band in curve.bands for s in (band.lower, band.upper)))
        for v in side
        if isfinite(v)
    ]
    low, high = (0.0, 1.0) if percent else padded([*values, 0.0] if min(values) >= 0 else values)
    low = max(low, 0.0) if min(values) >= 0 else low
    ticks = linear_ticks(low, high)
    if percent:
        ticks = [Tick(value=k / 4, label=str(25 * k)) for k in range(5)]
    name = say(measure, language)
    area = panel(
        canvas,
        left=MARGIN,
        top=top,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.5,
        x=_dose_axis(doses, say(dose, language), logarithmic=logarithmic, room=canvas.width * 0.75,
                     size=size),
        y=Axis(low=low, high=high, ticks=ticks, title=f"{name} (%)" if percent else name),
        size=size,
    )  # fmt: skip
    for at, curve in enumerate(curves):
        for band in curve.bands:
            known = [i for i in range(len(curve.x)) if isfinite(band.lower[i] + band.upper[i])]
            upper = [area.at(curve.x[i], band.upper[i]) for i in known]
            lower = [area.at(curve.x[i], band.lower[i]) for i in reversed(known)]
            if len(known) > 1:
                ring = " L".join(f"{x:.2f} {y:.2f}" for x, y in [*upper, *lower])
                canvas.path(f"M{ring} Z", fill=STROKES[at][0], opacity=0.13)
    for at, curve in enumerate(curves):
        stroke, dash = STROKES[at]
        points = [area.at(x, v) for x, v in zip(curve.x, curve.middle, strict=True) if isfinite(v)]
        if len(points) > 1:
            canvas.polyline(points, stroke=stroke, line=1.2, dash=dash)
        for x, y in points:
            canvas.circle(x, y, 2.2, fill=PAPER, stroke=stroke, line=0.9, row=curve.id)
    entries = [
        Entry(kind="dash" if STROKES[at][1] else "line", label=say(c.label, language),
              fill=STROKES[at][0])
        for at, c in enumerate(curves)
        if say(c.label, language).strip()
    ]  # fmt: skip
    levels = sorted({band.level for c in curves for band in c.bands})
    if levels:
        shown = (" 与 " if language == "zh" else " and ").join(f"{level:g}" for level in levels)
        text = words.BAND[language].format(levels=shown)
        entries.append(Entry(kind="patch", label=text, fill="#dbe7e6"))
    entries += [Entry(kind="text", label=say(one, language)) for one in notes]
    below = legend(
        canvas, entries, left=MARGIN, right=canvas.width - MARGIN, top=area.below + 3,
        size=size - 0.5,
    )  # fmt: skip
    heading_ = heading(title, words.DOSE_RESPONSE, language, measure=name)
    ends = [
        words.ENDS[language].format(
            label=say(c.label, language) or name,
            first=_figure(c.middle[0]), last=_figure(c.middle[-1]),
        )
        for c in curves
    ]  # fmt: skip
    said = words.DOSE_RESPONSE_DESC[language].format(
        title=heading_, k=len(curves), s=plural(len(curves)), low=_dose(doses[0]),
        high=_dose(doses[-1]), ends=("；" if language == "zh" else "; ").join(ends),
    )  # fmt: skip
    return canvas.finish(
        height=below + MARGIN,
        title=heading_,
        desc=f"{said} {note}",
        table=_twin(curves, say(dose, language), name, language),
    )


def _figure(value: float) -> str:
    return f"{value:.3g}".replace("-", "−") if isfinite(value) else "—"


def _dose(value: float) -> str:
    """Return a dose as 150, 0.75 or 4.5×10⁸."""
    if 1e-2 <= value < 1e5:
        return f"{value:.3g}"
    head, power = f"{value:.2e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{float(head):g}×10{raised}"


def _dose_axis(
    doses: Sequence[float], title: str, *, logarithmic: bool, room: float, size: float
) -> Axis:
    """Return an axis with ticks at the doses themselves, as many as there is room for."""
    if not logarithmic:
        low, high = padded(doses, 0.05)
        return Axis(low=low, high=high, ticks=linear_ticks(low, high), title=title)
    low, high = doses[0] / 1.25, doses[-1] * 1.25
    axis = Axis(low=low, high=high, ticks=(), logarithmic=True).scale(0.0, room)
    ticks: list[Tick] = []
    last = float("-inf")
    for value in doses:
        label = _dose(value)
        wide = text_width(label, size) + size
        if axis.at(value) - last >= wide:
            ticks.append(Tick(value=value, label=label))
            last = axis.at(value)
    return Axis(low=low, high=high, ticks=ticks, title=title, logarithmic=True)


def _twin(curves: Sequence[BandCurve], dose: str, name: str, language: Language) -> Table:
    group = Text(zh="组别", en="Group")
    lower, upper = Text(zh="下限", en="Lower limit"), Text(zh="上限", en="Upper limit")
    rows = []
    for curve in curves:
        for i, x in enumerate(curve.x):
            band = curve.bands[0] if curve.bands else None
            ends = (_figure(band.lower[i]), _figure(band.upper[i])) if band else ("—", "—")
            rows.append((say(curve.label, language), _dose(x), _figure(curve.middle[i]), *ends))
    return Table(
        columns=(group[language], dose, name, lower[language], upper[language]), rows=tuple(rows)
    )
