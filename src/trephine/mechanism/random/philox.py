"""Philox4x32-10: random bits as a function of a counter and a key, with no state between calls."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_ROUNDS = 10
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_HIGH = np.uint64(32)
_WORD = 0xFFFFFFFF


def philox(counter: tuple[Words, Words, Words, Words], key: tuple[int, int]) -> Words:
    """Return the four random words of each counter under one key, as an array ``[4, ...]``.

    The counter's words are arrays that broadcast together; the key's are numbers below 2^32.
    It is no cipher. Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as
    1, 2, 3 (SC11, 2011).
    """
    a, b, c, d = (np.array(word, dtype=np.uint64) for word in np.broadcast_arrays(*counter))
    low = np.uint64(_WORD)
    first, second = key
    for _ in range(_ROUNDS):
        left = a * _MULTIPLIERS[0]
        right = c * _MULTIPLIERS[1]
        a = (right >> _HIGH) ^ b ^ np.uint64(first)
        b = right & low
        c = (left >> _HIGH) ^ d ^ np.uint64(second)
        d = left & low
        first = (first + _WEYL[0]) & _WORD
        second = (second + _WEYL[1]) & _WORD
    return np.stack((a, b, c, d)).astype(np.uint32)
