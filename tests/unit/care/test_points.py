"""Scores: the points of all rules that hold are added, a range where inputs are missing."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from trephine.care.compile_table import compile_table
from trephine.care.decide import decide
from trephine.care.verify import verify
from trephine.core.record import Reading, Record
from trephine.library import observables, pathway

AT = datetime(2026, 1, 15, 8, tzinfo=UTC)
TABLE = next(one for one in pathway(outside=True).tables if one.id == "r2-iss-points")


def stage(**values):
    readings = tuple(
        Reading(
            time=AT, observable=name, value=value if isinstance(value, bool) else Decimal(value)
        )
        for name, value in values.items()
    )
    found, _ = decide(
        Record(patient="p", readings=readings), AT, pathway(outside=True), observables()
    )
    by = {one.table.decides: one.value for one in found if one.in_force}
    return by["r2_iss_points"], by["r2_iss_stage"]


def test_all_items_make_five_points_and_stage_four():
    points, found = stage(
        beta2_microglobulin="6",
        albumin="30",
        ldh_over_uln="1.2",
        del17p=True,
        t_4_14=True,
        gain_1q=True,
    )
    assert (points.low, points.high) == (Decimal(5), Decimal(5))
    assert found.possible == {"IV"}


def test_what_is_missing_may_count_and_may_not():
    points, found = stage(beta2_microglobulin="4", albumin="40", del17p=False, t_4_14=False)
    assert (points.low, points.high) == (Decimal(1), Decimal("2.5"))
    assert found.possible == {"II", "III"}


@pytest.mark.parametrize("run", ["interpreted", "vectorised", "compiled"])
def test_the_compiled_sum_is_the_same(run):
    compiled = compile_table(TABLE)
    given = {"beta2_microglobulin": (4.0, 4.0), "albumin": (40.0, 40.0)}
    given |= {"ldh_over_uln": (-np.inf, np.inf), "del17p": (1,), "t_4_14": (1,), "gain_1q": (3,)}
    arguments = [x for column in compiled.columns for x in given[column.name]]
    if run == "interpreted":
        assert compiled.interpreted()(*arguments) == (1.0, 2.5)
        return
    low, high = getattr(compiled, run)()(*[np.array([x]) for x in arguments])[:2]
    assert (low[0], high[0]) == (1.0, 2.5)


def test_a_score_that_would_fall_as_a_sign_worsens_is_found():
    turned = replace(TABLE, monotone=tuple(replace(m, direction="down") for m in TABLE.monotone))
    assert {flaw.kind for flaw in verify(turned, observables()).flaws} == {"monotone"}
    assert not verify(TABLE, observables()).flaws
