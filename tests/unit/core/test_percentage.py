from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trephine.core.percentage import (
    counts_from_percentage,
    counts_rounded_twice,
    denominators_near,
    nearest_count,
)
from trephine.core.study import Percentage

MODES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncation": ROUND_DOWN}


def fits(printed: str, n: int) -> dict[int, tuple[str, ...]]:
    found = counts_from_percentage(Percentage(printed=printed, n=n))
    return {fit.events: fit.roundings for fit in found}


@given(st.data(), st.integers(1, 400), st.integers(0, 2))
def test_every_count_is_found_from_its_own_print(data, n, decimals):
    events = data.draw(st.integers(0, n))
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(100 * events) / n
        for name, mode in MODES.items():
            printed = str(exact.quantize(Decimal(1).scaleb(-decimals), rounding=mode))
            assert name in fits(printed, n)[events]


@given(st.integers(1, 130), st.integers(0, 1000))
def test_what_is_found_prints_as_the_percentage_and_nothing_else_does(n, tenths):
    printed = f"{tenths / 10:.1f}"
    found = fits(printed, n)
    for events in range(n + 1):
        with localcontext() as context:
            context.prec = 60
            exact = Decimal(100 * events) / n
            names = tuple(
                name
                for name, mode in MODES.items()
                if exact.quantize(Decimal("0.1"), rounding=mode) == Decimal(printed)
            )
        assert found.get(events, ()) == names


def test_a_tie_tells_half_up_from_half_even():
    assert fits("13", 8) == {1: ("half-up",)}
    assert fits("12", 8) == {1: ("half-even", "truncation")}


@pytest.mark.parametrize(
    ("printed", "n"),
    [("94", 24), ("81", 24), ("90", 57), ("37.5", 18), ("6.8", 46), ("79.6", 46), ("40.9", 46)],
)
def test_no_integer_fits(printed, n):
    assert fits(printed, n) == {}


def test_several_integers_fit():
    assert set(fits("84", 128)) == {107, 108}
    assert set(fits("73", 128)) == {93, 94}
    assert fits("95", 97) == {92: ("half-up", "half-even"), 93: ("truncation",)}


def test_nearest_count_and_denominators():
    share = Percentage(printed="81", n=24)
    assert nearest_count(share) == 19
    assert nearest_count(Percentage(printed="25", n=6)) == 1  # 1.5: the smaller
    near = [(fit.events, fit.n) for fit in denominators_near(share)]
    assert near[:3] == [(21, 26), (17, 21), (22, 27)]
    assert (13, 16) in near
    assert all(n != 24 for _, n in near)
    assert not denominators_near(share, within=0)


@pytest.mark.parametrize(("printed", "n"), [("101", 5), ("-1", 5), ("50", 0), ("N/A", 5)])
def test_what_is_no_percentage_is_refused(printed, n):
    with pytest.raises(ValueError, match=r"percentage|Invalid literal"):
        counts_from_percentage(Percentage(printed=printed, n=n))


def test_a_binary_quotient_cut_off_falls_one_unit_short():
    """0.29 * 100 is 28.999999999999996 in binary: cut off, 28."""
    assert int(29 / 100 * 100) == 28
    found = counts_rounded_twice(Percentage(printed="28", n=100))
    assert 29 in {fit.events for fit in found}
    assert 66 in {fit.events for fit in counts_rounded_twice(Percentage(printed="52.79", n=125))}
    assert counts_rounded_twice(Percentage(printed="99", n=7)) == ()
