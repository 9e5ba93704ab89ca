"""Figures straight from the results of the evidence room."""

import math

import numpy as np
import pytest

from trephine.core.text import Text
from trephine.evidence.baujat import baujat as baujat_of
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.cumulative import cumulative as cumulative_of
from trephine.evidence.effects import effects
from trephine.evidence.influence import influence as influence_of
from trephine.evidence.labbe import labbe as labbe_of
from trephine.evidence.leave_one_out import leave_one_out as leave_one_out_of
from trephine.evidence.pool import pool
from trephine.evidence.radial import radial as radial_of
from trephine.plots import evidence_rows as rows_from
from trephine.plots.baujat import baujat
from trephine.plots.cumulative import cumulative
from trephine.plots.doi import doi
from trephine.plots.funnel import funnel
from trephine.plots.influence import influence
from trephine.plots.labbe import labbe
from trephine.plots.leave_one_out import leave_one_out
from trephine.plots.proof import proof
from trephine.plots.radial import radial

_LABELS = [f"Demonstration {letter}" for letter in "ABCDEFGH"]
_ONE = effects(
    "PLO", xi=[19, 28, 50, 17, 37, 20, 35, 13], ni=[24, 30, 57, 18, 46, 21, 38, 14], labels=_LABELS
)
_TWO = effects(
    "OR", ai=[4, 6, 3, 9], n1i=[20, 30, 25, 40], ci=[8, 9, 5, 11], n2i=[21, 29, 26, 38],
    labels=_LABELS[:4],
)  # fmt: skip
_NAME = Text(zh="演示缓解率", en="Demonstration response rate")


def test_refits():
    whole = rows_from.refit_row(Text(zh="全部研究", en="All studies"), pool(_ONE))
    left_out, added = leave_one_out_of(_ONE), cumulative_of(_ONE)
    rows = rows_from.refit_rows(left_out.labels, left_out.rows())
    assert [row.label for row in rows] == _LABELS
    assert all(0 < row.ci_lb < row.estimate < row.ci_ub < 1 for row in rows)
    assert proof(leave_one_out(rows, pooled=whole, measure=_NAME)) == ()
    rows = rows_from.refit_rows(added.labels, added.rows())
    assert rows[-1].estimate == pytest.approx(whole.estimate, rel=1e-9)
    assert proof(cumulative(rows, pooled=whole, measure=_NAME)) == ()


def test_points_of_one_arm():
    pooled = pool(_ONE)
    result = radial_of(_ONE)
    points = rows_from.radial_rows(result)
    assert np.allclose([p.yi for p in points], _ONE.yi)
    figures = [
        funnel(rows_from.funnel_rows(_ONE), estimate=pooled.estimate, measure=_NAME),
        baujat(rows_from.baujat_rows(baujat_of(_ONE, method="EE")), measure=_NAME),
        radial(points, estimate=result.slope, measure=_NAME),
        influence(rows_from.influence_rows(influence_of(_ONE)), measure=_NAME, tau2=pooled.tau2),
    ]
    index = lfk(_ONE)
    figures.append(doi(rows_from.doi_rows(index), lfk=index.index, measure=_NAME))
    for figure in figures:
        assert proof(figure) == ()
        assert len(figure.table.rows) == len(_LABELS)


def test_points_of_two_arms():
    result = labbe_of(_TWO, pool(_TWO).estimate)
    curve = [(float(c), float(t)) for c, t in result.curve]
    figure = labbe(rows_from.labbe_rows(result), curve=curve, measure="OR", language="en")
    assert proof(figure) == ()
    assert figure.table.rows[0] == ("Demonstration A", "38.1", "20.0")


def test_rates_have_axes_of_their_own():
    counts = effects(
        "IRR", x1i=[4, 6], t1i=[200, 300], x2i=[8, 9], t2i=[210, 290], labels=["D1", "D2"]
    )
    figure = labbe(rows_from.labbe_rows(labbe_of(counts)), rates=True, measure="IRR", language="en")
    assert proof(figure) == ()
    assert figure.table.rows[0] == ("D1", "0.0381", "0.0200")


def test_what_cannot_be_placed_is_left_out():
    bare = effects("PLO", xi=[0, 3], ni=[5, 9], labels=["D1", "D2"])
    assert math.isnan(bare.yi[0])
    assert [row.label for row in rows_from.funnel_rows(bare)] == ["D2"]


@pytest.mark.parametrize(("measure", "transform"), [("PLO", "logit"), ("PFT", "arcsine"),
                                                    ("OR", "log"), ("RD", "plain")])  # fmt: skip
def test_transforms(measure, transform):
    assert rows_from.transform_of(measure) == transform
