"""Streams: the same draw whatever is asked beside it, and the laws they claim."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trephine.core.error import InputError
from trephine.mechanism.random.stream import Stream

MANY = np.arange(200_000)


@given(
    seed=st.integers(0, 2**64 - 1),
    numbers=st.lists(st.integers(0, 2**62), min_size=1, max_size=20),
    start=st.integers(0, 9),
    count=st.integers(1, 7),
)
def test_a_draw_depends_on_its_address_alone(
    seed: int, numbers: list[int], start: int, count: int
) -> None:
    stream = Stream(seed=seed, purpose="a")
    together = stream.uniforms(numbers, count, start)
    for row, number in enumerate(numbers):
        for column in range(count):
            alone = stream.uniforms([number], 1, start + column)
            assert alone[0, 0] == together[row, column]
    assert (stream.uniforms_at(numbers, range(start, start + count)) == together).all()


def test_seed_purpose_number_and_index_each_matter() -> None:
    base = Stream(seed=1, purpose="a").uniforms([1], 1)[0, 0]
    others = (
        Stream(seed=2, purpose="a").uniforms([1], 1),
        Stream(seed=1 + 2**32, purpose="a").uniforms([1], 1),
        Stream(seed=1, purpose="b").uniforms([1], 1),
        Stream(seed=1, purpose="a").uniforms([2], 1),
        Stream(seed=1, purpose="a").uniforms([1 + 2**32], 1),
        Stream(seed=1, purpose="a").uniforms([1], 1, 1),
    )
    assert len({base, *(float(other[0, 0]) for other in others)}) == 7


def test_uniforms_are_uniform_and_open() -> None:
    drawn = Stream(seed=3, purpose="law").uniforms(MANY, 2)
    assert 0 < drawn.min() < drawn.max() < 1
    for column in drawn.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.01
    neighbours = np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1]
    assert abs(neighbours) < 0.01


def test_normals_and_exponentials_follow_their_law() -> None:
    stream = Stream(seed=4, purpose="law")
    assert stats.kstest(stream.normals(MANY)[:, 0], "norm").pvalue > 1e-3
    assert stats.kstest(stream.exponentials(MANY)[:, 0], "expon").pvalue > 1e-3


def test_categories_come_in_their_shares() -> None:
    drawn = Stream(seed=5, purpose="kind").categories(MANY, (0.6, 0.0, 0.4))
    assert np.bincount(drawn, minlength=3) / len(MANY) == pytest.approx([0.6, 0, 0.4], abs=0.005)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(InputError) as raised:
        Stream(seed=seed, purpose="a")
    assert raised.value.found == str(seed)


@given(
    seed=st.integers(0, 2**64 - 1),
    first=st.integers(0, 2**63 - 5000),
    start=st.integers(0, 2**33 - 10),
)
def test_the_compiled_loop_draws_the_same_bits(seed: int, first: int, start: int) -> None:
    stream = Stream(seed=seed, purpose="many")
    numbers = np.arange(first, first + 700)
    many = stream.uniforms(numbers, 3, start)
    few = np.concatenate([stream.uniforms(numbers[i : i + 300], 3, start) for i in (0, 300, 600)])
    assert many.size > 1024  # compiled, and the parts are not
    assert (many == few).all()
