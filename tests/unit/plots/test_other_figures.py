"""What is particular to the figures other than the forest plot."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.unit.plots.demonstration import MEASURE, NAMES, tree
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots import minors_items as mi
from trephine.plots.baujat import BaujatRow, baujat
from trephine.plots.doi import verdict
from trephine.plots.funnel import FunnelRow, funnel
from trephine.plots.gosh import bin_subsets, gosh
from trephine.plots.influence import InfluenceRow, influence
from trephine.plots.leave_one_out import leave_one_out
from trephine.plots.prisma import PrismaCount, PrismaFlow, differences, prisma
from trephine.plots.proof import proof, text_boxes
from trephine.plots.radial import RadialRow, radial
from trephine.plots.traffic_light import MinorsRow, traffic_light

_SVG = "{http://www.w3.org/2000/svg}"


def _texts(figure):
    return [box.text for box in text_boxes(figure)]


def test_gosh_counts_every_subset_once():
    x = np.linspace(0.6, 0.9, 5000)
    bins = bin_subsets([*x, math.nan], [*(50 + 50 * np.sin(40 * x)), 10.0], bins=(40, 20))
    assert bins.counts.sum() == 5000
    assert bins.counts.shape == (40, 20)
    figure = gosh(bins, measure=MEASURE, language="en")
    assert "5,000 subsets of studies" in _texts(figure)
    area = 0.0
    for node in tree(figure).iter(_SVG + "path"):
        for width, height in re.findall(r"h(-?[\d.]+)v(-?[\d.]+)h", node.attrib["d"]):
            area += float(width) * float(height)
    cell = _cell_area(figure)
    assert area / cell == pytest.approx((bins.counts > 0).sum(), rel=0.01)


def _cell_area(figure):
    widths, heights = set(), set()
    for node in tree(figure).iter(_SVG + "path"):
        for width, height in re.findall(r"h(-?[\d.]+)v(-?[\d.]+)h", node.attrib["d"]):
            widths.add(float(width))
            heights.add(float(height))
    return min(widths) * min(heights)


def test_gosh_of_a_quarter_million_subsets_is_a_small_file():
    chance = np.random.default_rng(5)
    x = chance.normal(0.8, 0.05, 262_143)
    y = np.clip(chance.normal(50, 20, 262_143), 0, 100)
    bins = bin_subsets(x, y, includes=x > 0.8)
    figure = gosh(bins, study=NAMES[0], measure=MEASURE)
    assert len(figure.svg) < 150_000


def test_gosh_without_results_or_with_one_value():
    with pytest.raises(InputError, match="finite"):
        bin_subsets([math.nan], [math.nan])
    assert proof(gosh(bin_subsets([0.5, 0.5], [0.0, 0.0]), measure=MEASURE)) == ()


def test_funnel_limits_and_refusals():
    row = FunnelRow(label="D", yi=1.0, sei=0.3)
    with pytest.raises(InputError, match="finite"):
        funnel([row], measure=MEASURE, estimate=1.0, against="sqrt_n")
    with pytest.raises(InputError, match="contours"):
        funnel([FunnelRow(label="D", yi=1.0, sei=0.3, ni=20)], measure=MEASURE, estimate=1.0,
               against="sqrt_n", contours=True)  # fmt: skip
    with pytest.raises(InputError, match="without any point"):
        funnel([], measure=MEASURE, estimate=1.0)
    assert proof(funnel([row], measure=MEASURE, estimate=1.0, contours=True)) == ()


def test_radial_slope_of_a_point_is_its_effect():
    given = [
        RadialRow(label=f"D{i}", yi=0.5 + i / 10, vi=0.02 * (i + 1), id=f"d{i}") for i in range(6)
    ]
    figure = radial(given, measure=MEASURE, estimate=0.7, transform="plain", language="en")
    places = {
        node.attrib["data-row"]: (float(node.attrib["cx"]), float(node.attrib["cy"]))
        for node in tree(figure).iter(_SVG + "circle")
        if "data-row" in node.attrib
    }
    line = next(
        node.attrib for node in tree(figure).iter(_SVG + "line")
        if node.attrib.get("stroke") == "#9a3412"
    )  # fmt: skip
    x0, y0, x1, y1 = (float(line[key]) for key in ("x1", "y1", "x2", "y2"))
    pooled = (y0 - y1) / (x1 - x0)
    for row in given:
        x, y = places[row.id]
        assert (y0 - y) / (x - x0) / pooled == pytest.approx(row.yi / 0.7, rel=2e-3)


@pytest.mark.parametrize(("lfk", "text"), [(0.9, "no asymmetry"), (-1.5, "minor asymmetry"),
                                           (2.4, "major asymmetry")])  # fmt: skip
def test_lfk_verdicts(lfk, text):
    assert verdict(lfk).en == text


def test_crowded_labels_are_counted_not_dropped_silently():
    given = [
        BaujatRow(
            label=f"Demonstration study number {i}", contribution=0.1 + i / 1e4, influence=0.1
        )
        for i in range(60)
    ]
    figure = baujat(given, measure=MEASURE, language="en")
    assert proof(figure) == ()
    left = next(t for t in _texts(figure) if "more points" in t)
    shown = sum(t.startswith("Demonstration study") for t in _texts(figure))
    assert int(left.split()[0]) == 60 - shown
    assert len(figure.table.rows) == 60


def test_prisma_says_not_reported_and_fills_nothing():
    flow = PrismaFlow(databases=(PrismaCount(label="Demonstration", n=3356),), studies=18)
    figure = prisma(flow, language="en")
    cells = dict(figure.table.rows)
    assert cells["Records screened"] == "NR (not reported)"
    assert cells["Reports excluded, with reasons"] == "Reasons: NR"
    assert cells["Studies included in review"] == "n\u00a0=\u00a018".replace("\u00a0", " ")
    assert "NR: not reported; nothing was filled in." in _texts(figure)
    assert "未报告（NR）" in _texts(prisma(flow, language="zh"))


def test_prisma_names_counts_that_contradict_each_other():
    flow = PrismaFlow(
        databases=(PrismaCount(label="Demonstration", n=100),), duplicates=10, automation=0,
        other_reasons=0, screened=80, excluded=30, sought=50, not_retrieved=0, assessed=49,
    )  # fmt: skip
    found = differences(flow, "en")
    assert found == [
        "Counts disagree: Records screened should be 90, stated 80",
        "Counts disagree: Reports assessed for eligibility should be 50, stated 49",
    ]
    drawn = " ".join(_texts(prisma(flow, language="en")))
    assert all(line in drawn for line in found)


def test_minors_totals_are_not_turned_into_items():
    figure = traffic_light([MinorsRow(label=NAMES[0], total=13)], language="en")
    assert "total only, items not published" in _texts(figure)
    assert figure.table.rows == ((NAMES[0], *(["NR"] * 8), "13/16"),)
    assert not list(tree(figure).iter(_SVG + "circle"))


@pytest.mark.parametrize(
    "row",
    [
        MinorsRow(label="D", items=(2, 2)),
        MinorsRow(label="D", items=(3, 2, 2, 2, 2, 2, 2, 2)),
        MinorsRow(label="D", total=17),
        MinorsRow(label="D", items=(2, 2, 2, 2, 2, 2, 2, 2), total=15),
    ],
)
def test_minors_scores_that_cannot_be(row):
    with pytest.raises(InputError, match="cannot be"):
        traffic_light([row])


def test_comparative_minors_has_twelve_items():
    items = mi.NON_COMPARATIVE + mi.COMPARATIVE
    row = MinorsRow(label=NAMES[0], items=(2,) * 12, total=24, maximum=24)
    figure = traffic_light([row], items=items, language="en")
    assert proof(figure) == ()
    assert "12 Adequate statistics" in _texts(figure)


def test_influence_shows_only_the_measures_it_was_given():
    figure = influence([InfluenceRow(label=n, cook_d=0.1 * i) for i, n in enumerate(NAMES)],
                       measure=MEASURE, language="en")  # fmt: skip
    assert "Cook's distance" in _texts(figure)
    assert "DFFITS" not in _texts(figure)
    with pytest.raises(InputError):
        influence([], measure=MEASURE)


def test_no_rows_is_an_error():
    with pytest.raises(InputError, match="nothing to draw"):
        leave_one_out([], measure=Text(zh="演示", en="Demonstration"))


def test_a_review_being_made_is_neither_contradictory_nor_unreported():
    flow = PrismaFlow(databases=(PrismaCount(label="made", n=9),), duplicates=1, automation=0,
                      other_reasons=0, screened=3, excluded=1, sought=2, not_retrieved=0,
                      assessed=0, studies=0, reports=0)  # fmt: skip
    assert differences(flow, "en"), "five wait: as a published flow it would not add up"
    unreached = ("assessed", "reports_excluded", "studies", "reports")
    waiting = {"title": 5, "full-text": 2}
    figure = prisma(flow, language="en", waiting=waiting, unreached=unreached)
    drawn = " ".join(_texts(figure))
    assert "disagree" not in drawn
    torn = " ".join(_texts(prisma(flow, language="en", waiting={"title": 4, "full-text": 2})))
    assert "should be 8 (4 of them waiting), found 3" in torn, "what nobody waits for contradicts"
    more = " ".join(_texts(prisma(replace(flow, assessed=3), language="en", waiting=waiting)))
    assert "should be 2 (2 of them waiting), found 3" in more, "waiting adds nothing"
    assert "NR" not in drawn
    assert "5 reports wait on title and abstract, 2 at full text" in drawn
    assert drawn.count("not reached yet") == 3
    done = " ".join(_texts(prisma(flow, language="zh", waiting={"title": 0, "full-text": 0})))
    assert "进行中" not in done
    assert "未报告" not in done
