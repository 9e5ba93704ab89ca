"""Philox4x32-10 against the known-answer vectors that its authors publish with Random123."""

import numpy as np
import pytest

from trephine.mechanism.random.philox import philox

# Counter (4 words), key (2 words), answer (4 words): the file kat_vectors of Random123.
VECTORS = (
    ("00000000 " * 4, "00000000 " * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff " * 4, "ffffffff " * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
)


def _words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS)
def test_known_answers(counter: str, key: str, answer: str) -> None:
    words = tuple(np.array([word], dtype=np.uint32) for word in _words(counter))
    low, high = _words(key)
    found = philox(words, (low, high))
    assert found[:, 0].tolist() == _words(answer)


def test_counters_broadcast() -> None:
    zero = np.zeros((1, 1), dtype=np.uint32)
    rows = np.arange(3, dtype=np.uint32).reshape(-1, 1)
    columns = np.arange(5, dtype=np.uint32).reshape(1, -1)
    found = philox((columns, zero, rows, zero), (7, 9))
    assert found.shape == (4, 3, 5)
    one = np.array([4], dtype=np.uint32)
    alone = philox((one, np.array([0], np.uint32), one - 2, np.array([0], np.uint32)), (7, 9))
    assert (found[:, 2, 4] == alone[:, 0]).all()
