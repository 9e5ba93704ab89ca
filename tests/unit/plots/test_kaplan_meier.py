"""The Kaplan-Meier figure says what its estimate says, and refuses what is no curve."""

import itertools
import re

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.kaplan_meier import kaplan_meier as estimate
from trephine.evidence.survival.landmark import landmark
from trephine.plots.curve_group import CurveGroup, CurveOverlay, curve_group
from trephine.plots.kaplan_meier import kaplan_meier
from trephine.plots.kit.palette import RUST, TEAL

CURVE = estimate(follow_up([2, 5, 5, 8, 11, 14, 20, 24], [1, 0, 1, 1, 0, 1, 0, 0], label="A"))
GROUP = curve_group(CURVE, median=14.0)


def test_table_and_numbers_at_risk_are_the_estimates() -> None:
    figure = kaplan_meier([GROUP], measure="PFS", language="en")
    for row in figure.table.rows:
        rate = landmark(CURVE, float(row[1]))[0]
        assert row[2] == str(rate.at_risk)
        assert row[3] == f"{100 * rate.estimate:.1f}"
        assert row[4] == ("—" if np.isnan(rate.ci_lb) else f"{100 * rate.ci_lb:.1f}")
    assert "median 14.0" in figure.desc


def test_steps_and_ticks_stand_where_events_and_censorings_are() -> None:
    figure = kaplan_meier([GROUP], measure="PFS", language="en", band=False)
    (points,) = re.findall(rf'<polyline points="([^"]+)"[^>]*stroke="{TEAL}"', figure.svg)
    corners = [tuple(map(float, pair.split(","))) for pair in points.split()]
    assert len(corners) == 1 + 2 * len(CURVE.time)
    drops = [b for a, b in itertools.pairwise(corners) if b[1] > a[1]]
    assert len(drops) == int((CURVE.n_event > 0).sum())
    ticks = re.findall(rf'<line [^>]*stroke="{TEAL}" stroke-width="0.7"', figure.svg)
    assert len(ticks) == int((CURVE.n_censor > 0).sum())
    without = kaplan_meier([GROUP], measure="PFS", language="en", band=False, marks=False)
    assert not re.findall(rf'<line [^>]*stroke="{TEAL}" stroke-width="0.7"', without.svg)


def test_the_pooled_curve_is_laid_over() -> None:
    pooled = CurveOverlay(label="pooled", time=(6.0, 12.0), survival=(0.7, 0.4))
    figure = kaplan_meier([GROUP], pooled=pooled, measure="PFS", language="zh")
    assert re.search(rf'<polyline [^>]*stroke="{RUST}"', figure.svg)
    assert RUST not in kaplan_meier([GROUP], measure="PFS", language="zh").svg


def test_what_is_no_curve_is_refused() -> None:
    columns = {
        "label": "A", "time": (1.0, 2.0), "survival": (0.9, 0.5), "at_risk": (9.0, 5.0),
        "n_censor": (0.0, 0.0),
    }  # fmt: skip
    for change, where in (
        ({"survival": (0.5, 0.9)}, "survival, value 2"),
        ({"survival": (1.5, 0.9)}, "survival, value 1"),
        ({"time": (2.0, 2.0)}, "time, value 2"),
        ({"time": (1.0,)}, "groups[0]"),
        ({"ci_lb": (0.1, 7.0)}, "ci_lb, value 2"),
    ):
        with pytest.raises(InputError) as caught:
            kaplan_meier([CurveGroup(**{**columns, **change})], measure="PFS")
        assert where in caught.value.where
    for options in ({"unit": "fortnight"}, {"axis": (3, 24)}, {"width_mm": 50}):
        with pytest.raises(InputError):
            kaplan_meier([GROUP], measure="PFS", **options)
    for groups in ([], [GROUP] * 7):
        with pytest.raises(InputError, match="one to six"):
            kaplan_meier(groups, measure="PFS")
