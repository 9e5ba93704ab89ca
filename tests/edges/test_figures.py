"""Options that no figure can have: refused by name, in both languages, before anything is drawn."""

import inspect
import math

import numpy as np
import pytest

from tests.unit.plots.demonstration import NAMES, SUMMARY, rows
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.baujat import BaujatRow, baujat
from trephine.plots.bubble import BubbleRow, bubble
from trephine.plots.cumulative import cumulative
from trephine.plots.curve_group import CurveGroup
from trephine.plots.doi import DoiRow, doi
from trephine.plots.export import export
from trephine.plots.forest import forest
from trephine.plots.funnel import FunnelRow, funnel
from trephine.plots.gosh import bin_subsets, gosh
from trephine.plots.influence import InfluenceRow, influence
from trephine.plots.kaplan_meier import kaplan_meier
from trephine.plots.labbe import LabbeRow, labbe
from trephine.plots.leave_one_out import leave_one_out
from trephine.plots.predicted_interval import PredictedRow, predicted_interval
from trephine.plots.prior_posterior import DensityPoint, prior_posterior
from trephine.plots.prisma import PrismaCount, PrismaFlow, prisma
from trephine.plots.radial import RadialRow, radial
from trephine.plots.refit import RefitRow
from trephine.plots.render import render
from trephine.plots.traffic_light import MinorsRow, traffic_light

A, B, C = NAMES[:3]
REFITS = [RefitRow(label=name, estimate=0.5, ci_lb=0.2, ci_ub=0.9) for name in (A, B, C)]
BINS = bin_subsets(np.linspace(0.2, 0.9, 8), np.linspace(0.0, 70.0, 8))
GROUP = CurveGroup(
    label=A, time=(1.0, 4.0), survival=(0.5, 0.2), at_risk=(9.0, 4.0), n_censor=(0.0, 1.0)
)
PREDICTED = PredictedRow(
    label=A, estimate=0.5, ci_lb=0.4, ci_ub=0.6, shown="50", common=((0.4, 0.41), (0.59, 0.6)),
    random=((0.3, 0.31), (0.69, 0.7)),
)  # fmt: skip
FIGURES = {
    "forest": (forest, (rows(3), [SUMMARY]), {"measure": "r"}),
    "leave-one-out": (leave_one_out, (REFITS,), {"measure": "r"}),
    "cumulative": (cumulative, (REFITS,), {"measure": "r"}),
    "funnel": (
        funnel,
        ([FunnelRow(label=A, yi=0.1, sei=0.2, ni=9), FunnelRow(label=B, yi=0.4, sei=0.3, ni=8)],),
        {"measure": "r", "estimate": 0.3},
    ),
    "baujat": (baujat, ([BaujatRow(label=A, contribution=1.0, influence=0.1)],), {"measure": "r"}),
    "radial": (
        radial,
        ([RadialRow(label=A, yi=0.1, vi=0.2), RadialRow(label=B, yi=0.4, vi=0.3)],),
        {"measure": "r", "estimate": 0.3},
    ),
    "doi": (doi, ([DoiRow(label=A, yi=0.1, abs_z=0.2)],), {"measure": "r"}),
    "labbe": (labbe, ([LabbeRow(label=A, control=0.1, treated=0.2)],), {"measure": "r"}),
    "gosh": (gosh, (BINS,), {"measure": "r"}),
    "influence": (influence, ([InfluenceRow(label=A, rstudent=1.0)],), {"measure": "r"}),
    "prior-posterior": (
        prior_posterior,
        ([DensityPoint(value=x, prior=0.2, posterior=0.3) for x in (0.0, 1.0, 2.0)],),
        {"parameter": "r"},
    ),
    "bubble": (
        bubble,
        ([BubbleRow(label=A, x=1.0, yi=0.1, weight=1.0), BubbleRow(label=B, x=2.0, yi=0.1)],),
        {"measure": "r", "moderator": "m"},
    ),
    "kaplan-meier": (kaplan_meier, ([GROUP],), {"measure": "r"}),
    "predicted-interval": (predicted_interval, ([PREDICTED],), {}),
    "prisma": (prisma, (PrismaFlow(databases=(PrismaCount(label=A, n=9),), studies=2),), {}),
    "minors": (traffic_light, ([MinorsRow(label=A, total=13)],), {}),
}
NAN, INF = math.nan, math.inf
HOSTILE = {
    "language": ("fr", "", None, 3),
    "style": ("bad", "CMA", None, ["cma"]),
    "kind": ("bad", None),
    "transform": ("bad", None),
    "sort": ("bad", "estimate ", None),
    "against": ("bad", None),
    "width_mm": (0, -5, NAN, INF, "84", None, True, 10, 1e7),
    "digits": (-1, 99, 1.5, "2", NAN, True),
    "level": (0, 100, -3, NAN, "95", None),
    "axis": ((1, 0), (0, 0), (NAN, 1), (0, INF), (0, 1, 2), "ab", ("a", "b"), 0.5),
    "null": (NAN, INF, "x", None),
    "estimate": (NAN, INF, "x", None),
    "tau2": (-1, INF, "x"),
    "Q": (-1, "x"),
    "lfk": (INF, "x"),
    "median": (INF, "x"),
    "lower": ("x",),
    "upper": ("x",),
    "measure": (None, 3),
    "parameter": (None, 3),
    "moderator": (None, 3),
    "title": (3,),
    "short": (3,),
    "study": (3,),
    "notes": ("abc", [None], 3),
    "favours": (("a",), "ab", 3),
}  # fmt: skip
CASES = [
    (name, option, value)
    for name, (draw, _, _) in FIGURES.items()
    for option, values in HOSTILE.items()
    if option in inspect.signature(draw).parameters
    for value in values
]


@pytest.mark.parametrize("name", list(FIGURES))
def test_the_figures_themselves_are_drawn(name):
    draw, given, options = FIGURES[name]
    assert draw(*given, **options).svg.startswith("<svg")


@pytest.mark.parametrize(("name", "option", "value"), CASES)
def test_a_value_that_an_option_cannot_have(name, option, value):
    draw, given, options = FIGURES[name]
    with pytest.raises(InputError) as caught:
        draw(*given, **{**options, option: value})
    error = caught.value
    assert error.where == option
    assert option in error.what.zh
    assert repr(value)[:20] in error.found
    assert isinstance(error.do, Text)


def test_a_name_gone_wrong_is_guessed():
    with pytest.raises(InputError) as caught:
        forest(rows(3), [], measure="r", sort="weigth")
    assert caught.value.do.en.startswith("Did you mean weight? Choose one of given, estimate")
    assert caught.value.do.zh.startswith("是否想写 weight？可选：given、estimate")
    with pytest.raises(InputError) as caught:
        forest(rows(3), [], measure="r", style="JAMA")
    assert "Did you mean jama?" in caught.value.do.en
    with pytest.raises(InputError) as caught:
        forest(rows(3), [], measure="r", style="xxxxxxx")
    assert caught.value.do.en.startswith("Choose one of cma")


def test_a_logarithmic_axis_begins_above_zero():
    for figure in (forest, leave_one_out):
        given = rows(3) if figure is forest else REFITS
        with pytest.raises(InputError, match="logarithmic"):
            figure(given, measure="r", kind="ratio", axis=(0, 2))


def test_errors_and_sizes_are_above_zero():
    point = FunnelRow(label=A, yi=0.1, sei=0.0, ni=-4)
    with pytest.raises(InputError, match="sei"):
        funnel([point], measure="r", estimate=0.1)
    with pytest.raises(InputError, match="ni"):
        funnel(
            [FunnelRow(label=A, yi=0.1, sei=0.1, ni=-4)],
            measure="r",
            estimate=0.1,
            against="sqrt_n",
        )
    with pytest.raises(InputError, match="vi"):
        radial([RadialRow(label=A, yi=0.1, vi=0.0)], measure="r", estimate=0.1)


def test_files_of_figures(tmp_path):
    figure = prisma(*FIGURES["prisma"][1], language="en")
    for form in ("bad", "PNG", None):
        with pytest.raises(InputError) as caught:
            render(figure, form)
        assert "svg, pdf, png, tiff" in caught.value.do.en
    for dpi in (0, -1, NAN, "600", 1e6):
        with pytest.raises(InputError, match="dpi"):
            render(figure, "png", dpi=dpi)
    with pytest.raises(InputError, match=r"\.svg \.pdf"):
        export(figure, tmp_path / "a.bmp")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        export(figure, tmp_path / "file" / "a.svg")
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        export(figure, tmp_path / "a.svg")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.svg", "file"]


def test_one_point_is_no_points():
    draw, given, options = FIGURES["baujat"]
    assert ". 1 point. " in draw(*given, language="en", **options).desc
    draw, given, options = FIGURES["funnel"]
    assert ". 2 points. " in draw(*given, language="en", **options).desc
