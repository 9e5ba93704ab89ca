"""Draws asked for together are those asked for one by one."""

import numpy as np
import pytest

from trephine.mechanism.random.stream import Stream
from trephine.mechanism.random.uniforms_of import uniforms_of

NUMBERS = np.array([5, 2**40 + 3, 0, 17])


@pytest.mark.parametrize("index", [0, 1, 1_440_123, 2**33 + 1])
@pytest.mark.parametrize("seed", [7, 2**63 + 5])
def test_several_purposes_at_once(index, seed):
    streams = [Stream(seed=seed, purpose=one) for one in ("reading: a", "reading: b", "onset")]
    together = uniforms_of(streams, NUMBERS, index)
    for stream, row in zip(streams, together, strict=True):
        np.testing.assert_array_equal(row, stream.uniforms(NUMBERS, 1, index)[:, 0])
    assert uniforms_of([], NUMBERS, index).shape == (0, 4)


def test_each_from_its_own_index():
    stream = Stream(seed=9, purpose="course")
    starts = np.array([0, 8, 3, 2**34])
    drawn = stream.uniforms_each(NUMBERS, starts, 5)
    for row, (number, start) in enumerate(zip(NUMBERS, starts, strict=True)):
        np.testing.assert_array_equal(drawn[row], stream.uniforms([number], 5, int(start))[0])


def test_compiled_and_plain_draws_are_the_same():
    stream = Stream(seed=3, purpose="a")
    many = stream.uniforms(np.arange(3000), 3, 5)
    for row in (0, 1500, 2999):
        np.testing.assert_array_equal(many[row], stream.uniforms([row], 3, 5)[0])
