"""Demonstration data for the mechanism room's figures: invented, and named so that all can see."""

import math
import random

from trephine.core.text import Text
from trephine.plots.band_panel import Band, BandCurve, BandPanel
from trephine.plots.dose_response import dose_response
from trephine.plots.operating import EstimateBin, SizePoint, operating
from trephine.plots.swimmer import SwimmerLane, swimmer
from trephine.plots.tornado import TornadoBar, TornadoRow, tornado
from trephine.plots.trajectory_bands import trajectory_bands
from trephine.plots.waterfall import WaterfallRow, waterfall

LONG = Text(
    zh="演示产品一，联合名称很长的演示策略，用以检验图例换行",
    en="demonstration product one with a demonstration strategy of a long name, to test wrapping",
)
SHORT = Text(zh="演示产品二", en="demonstration product two")


def curve(label, height, *, last=730, levels=(90.0, 50.0)):
    days = tuple(float(day) for day in range(-7, last + 1, 7))
    middle = tuple(1e-9 + height * math.exp(-(max(day, 0) / 90.0)) * (day >= 0) for day in days)
    bands = tuple(
        Band(
            level=level,
            lower=tuple(v * (1 - level / 120) for v in middle),
            upper=tuple(v * (1 + level / 30) for v in middle),
        )
        for level in levels
    )
    return BandCurve(label=label, x=days, middle=middle, bands=bands)


def panels():
    return [
        BandPanel(
            label=Text(zh="演示量甲（Gc）", en="demonstration quantity A (Gc)"),
            curves=(curve(LONG, 8.0), curve(SHORT, 3.0, levels=(50.0,))),
            logarithmic=True,
            floor=1e-4,
        ),
        BandPanel(
            label=Text(
                zh="名称很长的演示量乙：用来检验标题在窄分图中如何换行（g/L）",
                en="demonstration quantity B, with a name that is long enough to wrap (g/L)",
            ),
            curves=(curve(LONG, 41234.0), curve(SHORT, 9.0, levels=(50.0,))),
        ),
        BandPanel(
            label=Text(zh="演示量丙", en="demonstration quantity C"),
            curves=(curve(LONG, 0.004), curve(SHORT, 0.001, levels=(50.0,))),
        ),
    ]


def waterfall_rows(n):
    source = random.Random(7)  # noqa: S311  (invented figures)
    return [
        WaterfallRow(
            label=str(k),
            change=source.choice((-99.9, -80.0, -40.0, 10.0, 260.0)) + 9 * source.random(),
            category=source.choice("ab"),
            id=f"p-{k}",
        )
        for k in range(n)
    ]


def lanes(n):
    return [
        SwimmerLane(
            label=str(1000 + k),
            end=720.0,
            stretches=((0.0, 700.0 - 20 * k, "free"), (700.0 - 20 * k, 720.0, "after")),
            marks=((28.0, "mrd"), (500.0 - 15 * k, "gone")),
            goes_on=k % 3 == 0,
            id=f"p-{k}",
        )
        for k in range(n)
    ]


def estimate_bins():
    return [
        EstimateBin(low=k / 50 - 0.01, high=k / 50 + 0.01, share=0.02 * (9 - abs(k + 6)))
        for k in range(-14, 3)
    ]


def size_points():
    return [
        SizePoint(n=n, power=p, power_lb=p - 0.02, power_ub=p + 0.02, error=0.05, error_lb=0.04,
                  error_ub=0.06)
        for n, p in ((50, 0.3), (100, 0.55), (150, 0.7), (200, 0.85))
    ]  # fmt: skip


def tornado_rows(n, bars=1):
    return [
        TornadoRow(
            label=LONG if k == 2 else Text(zh=f"演示参数 {k}", en=f"demonstration parameter {k}"),
            bars=tuple(
                TornadoBar(
                    value=(-1) ** k * (0.9 - 0.04 * k) / (1 + b),
                    lower=(-1) ** k * (0.9 - 0.04 * k) / (1 + b) - 0.1,
                    upper=(-1) ** k * (0.9 - 0.04 * k) / (1 + b) + 0.1,
                )
                for b in range(bars)
            ),
            id=f"q-{k}",
        )
        for k in range(n)
    ]


def doses(label, height):
    x = (5e7, 1.5e8, 3e8, 4.5e8, 8e8)
    middle = tuple(height * math.log10(v / 1e7) for v in x)
    return BandCurve(
        label=label,
        x=x,
        middle=middle,
        bands=(
            Band(level=90.0, lower=tuple(0.4 * v for v in middle),
                 upper=tuple(1.7 * v for v in middle)),
        ),
    )  # fmt: skip


KINDS = (
    ("free", Text(zh="演示：无进展", en="demonstration: free of progression")),
    ("after", Text(zh="演示：进展之后", en="demonstration: after progression")),
)
MARKS = (
    ("mrd", Text(zh="演示：转阴", en="demonstration: negative")),
    ("gone", Text(zh="演示：消失", en="demonstration: gone")),
)
CATEGORIES = (
    ("a", Text(zh="演示类别一", en="demonstration category one")),
    ("b", Text(zh="演示类别二", en="demonstration category two")),
)
NOTE = Text(zh="演示：一条附注", en="demonstration: a note")
MEASURE = Text(zh="演示指标", en="Demonstration measure")


def mechanism_figures(language):
    """Every figure of the mechanism room, in the forms that ask most of the layout."""
    one = panels()
    return {
        "bands": trajectory_bands(one, n=10_000, notes=[NOTE], language=language),
        "bands-one": trajectory_bands(one[:1], columns=1, width_mm=84.0, language=language),
        "bands-axis": trajectory_bands(
            one, axis=(0.0, 60.0), x_title=MEASURE, columns=3, language=language
        ),
        "waterfall": waterfall(
            waterfall_rows(60), measure=MEASURE, categories=CATEGORIES, language=language
        ),
        "waterfall-many": waterfall(
            waterfall_rows(3000), measure=MEASURE, categories=CATEGORIES, notes=[NOTE],
            language=language, width_mm=84.0,
        ),
        "swimmer": swimmer(
            lanes(12), measure=MEASURE, stretches=KINDS, marks=MARKS, simulated=500,
            notes=[NOTE], language=language,
        ),
        "swimmer-many": swimmer(
            lanes(34) + lanes(20), measure=MEASURE, stretches=KINDS, marks=MARKS, language=language,
            width_mm=120.0,
        ),
        "tornado": tornado(tornado_rows(12), measure=MEASURE, n=4096, language=language),
        "tornado-two": tornado(
            tornado_rows(20, bars=2), measure=MEASURE, series=[LONG, SHORT], notes=[NOTE],
            language=language, width_mm=120.0,
        ),
        "operating": operating(
            estimate_bins(), size_points(), measure=LONG, truth=-0.12, null=0.0, n=100,
            trials=2000, notes=[NOTE], language=language,
        ),
        "operating-sure": operating(
            [EstimateBin(low=0.99, high=1.01, share=1.0)], size_points()[:1], measure=MEASURE,
            truth=1.0, null=0.5, n=50, trials=100, language=language, width_mm=120.0,
        ),
        "dose": dose_response(
            [doses(LONG, 2.0), doses(SHORT, 1.0)], measure=MEASURE, dose=MEASURE, n=1000,
            language=language,
        ),
        "dose-linear": dose_response(
            [doses("", 2.0)], measure=MEASURE, dose=MEASURE, logarithmic=False, language=language,
            width_mm=84.0,
        ),
    }  # fmt: skip
