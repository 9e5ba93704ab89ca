"""Laws of the effect measures: inverses invert, order is irrelevant, mirrors mirror."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.evidence.effects import back_transform, effects
from trephine.evidence.measure.freeman_tukey import double_arcsine_limits
from trephine.evidence.measure.hedges import hedges_correction
from trephine.evidence.study_ci import study_ci

# compiling a kernel on first use takes seconds, hence no deadline
LAW = settings(deadline=None, max_examples=30)
SIZES = st.integers(1, 10**6)


@st.composite
def proportions(draw, *, inside: bool = False):
    """Events and sizes of 1 to 12 studies; ``inside``: neither none nor all."""
    least = 2 if inside else 1
    sizes = draw(st.lists(st.integers(least, 10**6), min_size=1, max_size=12))
    events = [draw(st.integers(int(inside), n - int(inside))) for n in sizes]
    return events, sizes


@LAW
@given(proportions())
def test_miller_inverts_freeman_and_tukey(table) -> None:
    """Each study's own size brings its own proportion back, 0 and n events included."""
    x, n = table
    found = effects("PFT", xi=x, ni=n)
    back = back_transform("PFT", found.yi, how="miller", ni=n)
    # a count is settled far beyond doubt: the error is below 1e-9 of one event
    assert np.abs(back * n - x).max() < 1e-6
    assert back == pytest.approx(np.array(x) / n, rel=1e-8, abs=1e-13)


@LAW
@given(st.lists(st.integers(0, 10**5), min_size=1, max_size=9), st.floats(1e-3, 1e6))
def test_the_rate_inverse_inverts(x, t) -> None:
    """The Freeman-Tukey rate comes back at its own person-time."""
    found = effects("IRFT", xi=x, ti=[t] * len(x))
    back = back_transform("IRFT", found.yi, how="inverse", ni=found.ni)
    assert back * t == pytest.approx(x, rel=1e-12, abs=1e-9)


@LAW
@given(proportions(inside=True))
@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS"])
def test_inverses_invert(measure, table) -> None:
    """Back-transforming a study's effect gives its proportion."""
    x, n = table
    found = effects(measure, xi=x, ni=n)
    p = np.array(x) / n
    back = back_transform(measure, found.yi)
    assert back == pytest.approx(p, rel=1e-12)


@LAW
@given(proportions(inside=True), st.randoms(use_true_random=False))
@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS", "PFT"])
def test_order_of_studies_is_irrelevant(measure, table, random) -> None:
    """Shuffling the studies shuffles the effects, to the last digit."""
    x, n = table
    order = list(range(len(x)))
    random.shuffle(order)
    plain = effects(measure, xi=x, ni=n)
    shuffled = effects(measure, xi=[x[i] for i in order], ni=[n[i] for i in order])
    assert shuffled.yi.tolist() == plain.yi[order].tolist()
    assert shuffled.vi.tolist() == plain.vi[order].tolist()


@LAW
@given(proportions(inside=True))
@pytest.mark.parametrize(
    ("measure", "mirror"),
    [
        ("PR", lambda y: 1 - y),
        ("PLO", lambda y: -y),
        ("PAS", lambda y: math.pi / 2 - y),
        ("PFT", lambda y: math.pi / 2 - y),
    ],
)
def test_events_and_others_mirror(measure, mirror, table) -> None:
    """Counting who had no event turns the effect round and leaves its variance."""
    x, n = table
    plain = effects(measure, xi=x, ni=n)
    other = effects(measure, xi=np.array(n) - x, ni=n)
    assert other.yi == pytest.approx(mirror(plain.yi), rel=1e-9, abs=1e-12)
    assert other.vi == pytest.approx(plain.vi, rel=1e-12)


COUNTS = st.integers(1, 10**4)


@LAW
@given(COUNTS, COUNTS, COUNTS, COUNTS)
@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "AS", "PETO"])
def test_exchanging_the_arms_changes_the_sign(measure, a, b, c, d) -> None:
    """Group 2 against group 1 is minus group 1 against group 2."""
    one = effects(measure, ai=a, bi=b, ci=c, di=d)
    two = effects(measure, ai=c, bi=d, ci=a, di=b)
    assert one.yi == pytest.approx(-two.yi, rel=1e-12, abs=1e-14)
    assert one.vi == pytest.approx(two.vi, rel=1e-12)


@LAW
@given(COUNTS, COUNTS, COUNTS, COUNTS)
@pytest.mark.parametrize("measure", ["OR", "RD", "AS", "PETO"])
def test_events_and_others_mirror_in_two_arms(measure, a, b, c, d) -> None:
    """The odds ratio of no event is one over that of the event; a risk ratio has no such mirror."""
    one = effects(measure, ai=a, bi=b, ci=c, di=d)
    two = effects(measure, ai=b, bi=a, ci=d, di=c)
    assert one.yi == pytest.approx(-two.yi, rel=1e-12, abs=1e-14)


FINITE = st.floats(-1e6, 1e6)
SPREAD = st.floats(1e-3, 1e3)


@LAW
@given(
    FINITE, FINITE, SPREAD, SPREAD, st.integers(2, 500), st.integers(2, 500), st.floats(0.01, 100)
)
def test_standardised_differences_have_no_unit(m1, m2, s1, s2, n1, n2, unit) -> None:
    """Changing the unit of measurement changes neither SMD nor its variance."""
    for measure in ("SMD", "SMDH"):
        columns = {"n1i": n1, "n2i": n2}
        plain = effects(measure, m1i=m1, sd1i=s1, m2i=m2, sd2i=s2, **columns)
        scaled = effects(
            measure, m1i=m1 * unit, sd1i=s1 * unit, m2i=m2 * unit, sd2i=s2 * unit, **columns
        )
        assert scaled.yi == pytest.approx(plain.yi, rel=1e-9, abs=1e-9)
        assert scaled.vi == pytest.approx(plain.vi, rel=1e-9, nan_ok=True)


@LAW
@given(st.floats(1.5, 1e8))
def test_hedges_correction_follows_its_recursion(df) -> None:
    """J(df) J(df + 1) = (df - 1) / sqrt(df (df + 1)), from Gamma(x + 1) = x Gamma(x)."""
    one, two = hedges_correction(np.array([df, df + 1.0]))
    assert one * two == pytest.approx((df - 1) / math.sqrt(df * (df + 1)), rel=3e-14)
    assert 0 < one < 1


@LAW
@given(proportions(), st.floats(60, 99.9))
@pytest.mark.parametrize(
    "method", ["clopper_pearson", "wilson", "wilson_cc", "agresti_coull", "jeffreys"]
)
def test_intervals_hold_their_estimate_and_mirror(method, table, level) -> None:
    """Limits stand around the proportion, inside 0 to 1, and mirror when events do."""
    x, n = table
    found = study_ci(effects("PR", xi=x, ni=n), method=method, level=level)
    other = study_ci(effects("PR", xi=np.array(n) - x, ni=n), method=method, level=level)
    slack = 1e-12
    assert (found.ci_lb <= found.estimate + slack).all()
    assert (found.ci_ub >= found.estimate - slack).all()
    assert (found.ci_lb >= 0).all()
    assert (found.ci_ub <= 1).all()
    assert other.ci_lb == pytest.approx(1 - found.ci_ub, rel=1e-9, abs=1e-12)


@LAW
@given(SIZES, st.floats(0, math.pi / 2))
def test_the_inverse_rises(n, t) -> None:
    """A larger transformed value never gives a smaller proportion at the same size."""
    size = np.array(float(n))
    low, high = double_arcsine_limits(size)
    grid = np.sort(np.append(np.linspace(float(low), float(high), 50), t))
    back = back_transform("PFT", grid, how="miller", ni=size)
    assert (np.diff(back) >= -1e-15).all()
    assert back.min() == 0
    assert back.max() == 1
