"""simulated_figures: the figures of a run: curves with bands, progression, waterfall, swimmer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from trephine.core.model import Model
from trephine.core.text import Language, Text
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.kaplan_meier import kaplan_meier as estimate
from trephine.evidence.survival.survival_quantile import survival_quantile
from trephine.mechanism.simulated import PATIENT, STATUS, Simulated
from trephine.mechanism.simulated_bands import bands_of
from trephine.plots import mechanism_words as words
from trephine.plots.band_panel import Band, BandCurve, BandPanel
from trephine.plots.curve_group import curve_group
from trephine.plots.export import export
from trephine.plots.figure import Figure
from trephine.plots.kaplan_meier import kaplan_meier
from trephine.plots.swimmer import SwimmerLane, swimmer
from trephine.plots.trajectory_bands import trajectory_bands
from trephine.plots.waterfall import WaterfallRow, waterfall
from trephine.reports.simulated_text import unit_text

Form = Literal["svg", "pdf", "png"]
LANES = 30
FLOOR = 1e-4  # Gc or the quantity's own unit: below a tenth of a million cells a line says nothing
_FREE = Text(zh="无进展（简化规则）", en="Free of progression (simple rule)")
_SAMPLE = Text(
    zh="色带与中位数取自编号最前的 {n} 例", en="Median and bands of the first {n} patients"
)
_PROGRESSED = Text(zh="已进展", en="progressed")
_NOT = Text(zh="未进展", en="not progressed")
_LEFT_OUT = Text(zh="{n} 例基线不可测，未画", en="Not drawn: {n} without a measurable baseline")
_LANES = Text(zh="编号最前的 {n} 例", en="the first {n} patients")
_COURSE = Text(zh="病程", en="Course")
_FREE_TIME = Text(zh="无进展", en="free of progression")
_AFTER = Text(zh="进展之后", en="after progression")
_MRD = Text(zh="MRD 转阴", en="MRD negative")
_GONE = Text(zh="CAR-T 最后可测出", en="CAR-T last detectable")
_CHANGE = Text(zh="M 蛋白最大变化", en="Best change of M-protein")


def simulated_figures(
    run: Simulated, model: Model, folder: Path, form: Form, language: Language
) -> tuple[Path, ...]:
    """Write the figures of a run into a folder and return where they lie. Raises InputError."""
    drawn: dict[str, Figure | None] = {
        "trajectories": bands_figure([run], [""], model, language),
        "progression": progression_figure([run], [""], language),
        "waterfall": waterfall_figure(run, language),
        "swimmer": swimmer_figure(run, language),
    }
    written = []
    for name, figure in drawn.items():
        if figure is not None:
            written.append(export(figure, folder / f"{name}.{form}", dpi=200))
    return tuple(written)


def bands_figure(
    runs: Sequence[Simulated],
    labels: Sequence[Text | str],
    model: Model,
    language: Language,
    names: Sequence[str] = (),
) -> Figure | None:
    """Return the curves of the quantities shown, a panel each; None where no curve was kept.

    One run shows 90 and 50 % of its patients, several the middle half each.
    """
    shown = [run for run in runs if len(run.curves.numbers)]
    if len(shown) != len(runs):
        return None
    outcomes = runs[0].outcomes
    known = {one.id: (one.label, one.unit) for one in model.states}
    known |= {one.id: (one.label, one.unit) for one in model.assignments}
    levels = (90.0, 50.0) if len(runs) == 1 else (50.0,)
    panels = []
    for name in names or outcomes.shown:
        label, unit = known[name]
        bands = [bands_of(run.curves, name, levels) for run in runs]
        logarithmic = name in outcomes.logarithmic
        panels.append(
            BandPanel(
                label=label if unit == "1" else _with_unit(label, unit),
                logarithmic=logarithmic,
                floor=FLOOR if logarithmic else None,
                curves=tuple(
                    BandCurve(
                        label=text,
                        x=tuple(one.days.tolist()),
                        middle=tuple(one.middle.tolist()),
                        bands=tuple(
                            Band(level=level, lower=tuple(low.tolist()), upper=tuple(up.tolist()))
                            for level, low, up in zip(one.levels, one.lower, one.upper, strict=True)
                        ),
                    )
                    for one, text in zip(bands, labels, strict=True)
                ),
            )
        )
    least = min(len(run.curves.numbers) for run in runs)
    note = Text(zh=_SAMPLE.zh.format(n=f"{least:,}"), en=_SAMPLE.en.format(n=f"{least:,}"))
    return trajectory_bands(panels, n=runs[0].finished, notes=[note], language=language, columns=2)


def progression_figure(
    runs: Sequence[Simulated], labels: Sequence[Text | str], language: Language
) -> Figure:
    """Return time to progression by the simple rule, a curve a run, months along the axis.

    Patients without it are censored at the end of the run, failed ones left out.
    """
    groups = []
    for run, label in zip(runs, labels, strict=True):
        good = run.column(STATUS) == "ok"
        event = np.asarray(run.column(run.outcomes.event), dtype=np.float64)[good]
        months = np.where(np.isnan(event), run.manifest.days, event) / (365.25 / 12)
        curve = estimate(follow_up(months, (~np.isnan(event)).astype(np.float64), label=str(label)))
        middle = survival_quantile(curve).estimate
        groups.append(curve_group(curve, label=label or _FREE, median=float(middle)))
    n = runs[0].finished
    note = Text(zh=words.simulated("zh", n), en=words.simulated("en", n))
    return kaplan_meier(groups, measure=_FREE, language=language, notes=[note], marks=False)


def waterfall_figure(run: Simulated, language: Language) -> Figure | None:
    """Return every patient's best change of M-protein; None where nobody's can be measured."""
    left = np.asarray(run.column(run.outcomes.depth), dtype=np.float64)
    event = np.asarray(run.column(run.outcomes.event), dtype=np.float64)
    rows = [
        WaterfallRow(
            label=str(int(number)),
            change=max(100.0 * (float(value) - 1.0), -100.0),
            category="free" if np.isnan(day) else "progressed",
            id=f"patient-{int(number)}",
        )
        for number, value, day in zip(run.column(PATIENT), left, event, strict=True)
        if not np.isnan(value)
    ]
    if not rows:
        return None
    missing = run.finished - len(rows)
    notes = []
    if missing:
        notes = [Text(zh=_LEFT_OUT.zh.format(n=missing), en=_LEFT_OUT.en.format(n=missing))]
    return waterfall(
        rows,
        measure=_CHANGE,
        categories=[("free", _NOT), ("progressed", _PROGRESSED)],
        notes=notes,
        language=language,
    )


def swimmer_figure(run: Simulated, language: Language) -> Figure | None:
    """Return the courses of the first patients: until progression and after, MRD, CAR-T cells."""
    good = run.column(STATUS) == "ok"
    rows = np.flatnonzero(good)[:LANES]
    if not len(rows):
        return None
    days = run.manifest.days
    numbers, event = run.column(PATIENT)[rows], run.column(run.outcomes.event)[rows]
    known = {one.id for one in run.outcomes.outcomes}
    marks = [
        (name, label) for name, label in (("mrd_day", _MRD), ("cart_last", _GONE)) if name in known
    ]
    columns = {name: run.column(name)[rows] for name, _ in marks}
    lanes = []
    for at in np.argsort(np.where(np.isnan(event), np.inf, event), kind="stable")[::-1]:
        day = float(event[at])
        end = days if np.isnan(day) else day
        stretches: tuple[tuple[float, float, str], ...] = ((0.0, end, "free"),)
        if end < days:
            stretches += ((end, days, "after"),)
        lanes.append(
            SwimmerLane(
                label=str(int(numbers[at])),
                end=days,
                stretches=stretches,
                marks=tuple(
                    (float(column[at]), name)
                    for name, column in columns.items()
                    if not np.isnan(column[at]) and column[at] < days
                ),
                goes_on=bool(np.isnan(day)),
                id=f"patient-{int(numbers[at])}",
            )
        )
    note = Text(zh=_LANES.zh.format(n=len(lanes)), en=_LANES.en.format(n=len(lanes)))
    return swimmer(
        lanes,
        measure=_COURSE,
        stretches=[("free", _FREE_TIME), ("after", _AFTER)],
        marks=marks,
        simulated=run.finished,
        notes=[note],
        language=language,
    )


def _with_unit(label: Text, unit: str) -> Text:
    shown = unit_text(unit).strip()
    return Text(zh=f"{label.zh}（{shown}）", en=f"{label.en} ({shown})")
