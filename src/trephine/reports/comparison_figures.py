"""comparison_figures: the figures of a comparison: curves, progression, differences, doses."""

from pathlib import Path

import numpy as np

from trephine.core.model import Model
from trephine.core.text import Language, Text
from trephine.mechanism.compare import Comparison
from trephine.mechanism.simulated import STATUS
from trephine.plots.band_panel import Band, BandCurve
from trephine.plots.dose_response import dose_response
from trephine.plots.export import export
from trephine.plots.figure import Figure
from trephine.plots.tornado import TornadoBar, TornadoRow, tornado
from trephine.reports.simulated_figures import Form, bands_figure, progression_figure
from trephine.reports.simulated_text import arm_name

_STANDARD = Text(
    zh="差值 / 患者间标准差（与第 1 组相比）",
    en="Difference over the standard deviation between patients (against the first arm)",
)
_DOSE = Text(zh="细胞剂量（{unit}）", en="Dose ({unit})")
MOST_ROWS = 20


def comparison_figures(
    found: Comparison, model: Model, folder: Path, form: Form, language: Language
) -> tuple[Path, ...]:
    """Write the figures of a comparison into a folder and return where they lie.

    Curves and progression of every arm, the differences by size, and, where the arms differ in the
    dose alone, the dose-response. Raises InputError.
    """
    labels = [Text(zh=arm_name(arm, "zh"), en=arm_name(arm, "en")) for arm in found.arms]
    drawn: dict[str, Figure | None] = {
        "trajectories": bands_figure(found.runs, labels, model, language),
        "progression": progression_figure(found.runs, labels, language),
        "differences": differences_figure(found, language),
        "dose-response": dose_figure(found, language),
    }
    return tuple(
        export(figure, folder / f"{name}.{form}", dpi=200)
        for name, figure in drawn.items()
        if figure is not None
    )


def differences_figure(found: Comparison, language: Language) -> Figure | None:
    """Return the 20 largest differences of up to three arms, over the spread between patients.

    The spread is the standard deviation of the first arm's outcome, so that outcomes of different
    units stand on one axis.
    """
    arms = range(1, min(len(found.arms), 4))
    rows = []
    for outcome in found.runs[0].outcomes.outcomes:
        own = [found.difference(arm, outcome.id) for arm in arms]
        values = np.asarray(found.runs[0].column(outcome.id), dtype=np.float64)
        if outcome.ends:
            values = np.where(np.isnan(values), found.days, np.minimum(values, found.days))
        known = values[~np.isnan(values)]
        spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
        if spread <= 0.0 or not all(np.isfinite(one.difference) for one in own):
            continue
        bars = tuple(
            TornadoBar(
                value=one.difference / spread, lower=one.ci_lb / spread, upper=one.ci_ub / spread
            )
            for one in own
        )
        if any(bar.value for bar in bars):
            rows.append(TornadoRow(label=outcome.label, bars=bars, id=outcome.id))
    if not rows:
        return None
    rows.sort(key=lambda row: -abs(row.bars[0].value))
    return tornado(
        rows[:MOST_ROWS],
        measure=_STANDARD,
        series=[Text(zh=arm_name(found.arms[a], "zh"), en=arm_name(found.arms[a], "en"))
                for a in arms],
        n=found.runs[0].finished,
        level=found.level,
        language=language,
    )  # fmt: skip


def dose_figure(found: Comparison, language: Language, outcome: str = "cart_peak") -> Figure | None:
    """Return an outcome against the dose, where the arms differ in nothing else; else None."""
    first = found.arms[0]
    same = all(
        (arm.product.id, arm.strategies, arm.second, arm.product.dose.unit)
        == (first.product.id, first.strategies, first.second, first.product.dose.unit)
        for arm in found.arms
    )
    known = {one.id for one in found.runs[0].outcomes.outcomes}
    if not same or outcome not in known:
        return None
    points = []
    for arm, run in zip(found.arms, found.runs, strict=True):
        values = np.asarray(run.column(outcome), dtype=np.float64)[run.column(STATUS) == "ok"]
        points.append((arm.product.dose.value, np.nanpercentile(values, [5, 25, 50, 75, 95])))
    points.sort(key=lambda one: one[0])
    sides = list(zip(*(one[1] for one in points), strict=True))
    label = found.runs[0].outcomes.outcome(outcome).label
    unit = first.product.dose.unit
    return dose_response(
        [
            BandCurve(
                label=first.product.label,
                x=tuple(one[0] for one in points),
                middle=tuple(float(v) for v in sides[2]),
                bands=(
                    Band(level=90.0, lower=tuple(map(float, sides[0])),
                         upper=tuple(map(float, sides[4]))),
                    Band(level=50.0, lower=tuple(map(float, sides[1])),
                         upper=tuple(map(float, sides[3]))),
                ),
            )
        ],
        measure=label,
        dose=Text(zh=_DOSE.zh.format(unit=unit), en=_DOSE.en.format(unit=unit)),
        n=found.runs[0].finished,
        language=language,
    )  # fmt: skip
