"""What trim and fill obeys, whatever the data."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trephine.core.error import MethodError
from trephine.evidence.bias.trim_and_fill import trim_and_fill
from trephine.evidence.effects import effects

REAL = st.floats(-3, 3).map(lambda x: round(x, 3))
VARIANCE = st.floats(-4, 1).map(lambda x: round(math.exp(x), 5))
STUDIES = st.lists(st.tuples(REAL, VARIANCE), min_size=4, max_size=9)
ESTIMATOR = st.sampled_from(["L0", "R0", "Q0"])
SIDE = st.sampled_from(["left", "right"])
OTHER = {"left": "right", "right": "left"}


def filled(rows, **choices):
    y, v = zip(*rows, strict=True)
    try:
        return trim_and_fill(effects("GEN", yi=list(y), vi=list(v)), method="DL", **choices)
    except MethodError:
        return None


@given(rows=STUDIES, estimator=ESTIMATOR, side=SIDE)
@settings(max_examples=40, deadline=None)
def test_mirrored_effects_are_filled_on_the_other_side(rows, estimator, side):
    ours = filled(rows, estimator=estimator, side=side)
    other = filled([(-y, v) for y, v in rows], estimator=estimator, side=OTHER[side])
    assert (ours is None) == (other is None)
    assume(ours is not None)
    assert ours.k0 == other.k0
    assert ours.filled.estimate == pytest.approx(-other.filled.estimate, rel=1e-12, abs=1e-12)
    if ours.added is not None:
        assert ours.added.yi == pytest.approx(-other.added.yi, rel=1e-12, abs=1e-12)
        assert ours.added.vi.tolist() == other.added.vi.tolist()


@given(rows=STUDIES, estimator=ESTIMATOR, side=SIDE, seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_order_of_studies_does_not_matter(rows, estimator, side, seed):
    ours = filled(rows, estimator=estimator, side=side)
    mixed = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    other = filled(mixed, estimator=estimator, side=side)
    assert (ours is None) == (other is None)
    assume(ours is not None)
    assert (ours.k0, ours.side) == (other.k0, other.side)
    assert ours.filled.estimate == pytest.approx(other.filled.estimate, rel=1e-11, abs=1e-11)
