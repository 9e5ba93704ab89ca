"""Stream: the random numbers of every patient for one purpose, whatever the order of asking."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.mechanism.random.philox import philox

_SEED_LIMIT = 2**64
_WORD = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(32)
_STEPS = 2.0**-52
# From here on a compiled loop is faster than loading it costs: 4096 draws take 0.1 ms, not 0.8 ms.
_LOOP = 1024
_COMPILED = "trephine.mechanism.random.compiled"  # loaded once, it is faster for any number


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The random numbers that a seed holds for one purpose, addressed by patient and index.

    Number ``index`` of patient ``number`` is the same in every chunk, order, thread and process: it
    is a function of (seed, purpose, number, index) alone. Two draws of one index are the same draw:
    a purpose stands for one use. Layout of the Philox counter: block (index // 2), 32-bit BLAKE2b
    digest of the purpose, low and high word of the patient's number; the key is the seed's low and
    high word; each number takes 52 bits of two words, so it lies strictly between 0 and 1.
    Raises InputError for a seed outside 0 to 2^64 - 1.
    """

    seed: int
    purpose: str

    def __post_init__(self) -> None:
        """Refuse a seed that does not fit the key."""
        if not 0 <= self.seed < _SEED_LIMIT:
            raise InputError(
                what=Text(zh="随机种子超出范围", en="the seed is out of range"),
                where="seed",
                found=str(self.seed),
                do=Text(zh="请用 0 到 2^64 - 1 的整数", en="use a whole number from 0 to 2^64 - 1"),
            )

    def uniforms(self, numbers: ArrayLike, count: int = 1, start: int = 0) -> NDArray[np.float64]:
        """Return draws ``start`` to ``start + count - 1`` as ``[n, count]``, each in (0, 1).

        ``numbers`` are the patients' numbers, ``[n]``, whole and not negative.
        """
        return self.uniforms_at(numbers, np.arange(start, start + count, dtype=np.uint64))

    def uniforms_at(self, numbers: ArrayLike, indices: ArrayLike) -> NDArray[np.float64]:
        """Return the draws at ``indices``, in any order, as ``[n, len(indices)]``."""
        patients = np.asarray(numbers).astype(np.uint64).reshape(-1, 1)
        wanted = np.asarray(indices).astype(np.uint64)
        if patients.size * wanted.size > _LOOP or _COMPILED in sys.modules:
            return self._compiled(patients[:, 0], wanted)
        blocks, column = np.unique(wanted // np.uint64(2), return_inverse=True)
        words = philox(
            (
                blocks.reshape(1, -1).astype(np.uint32),
                np.full((1, 1), self.digest, dtype=np.uint32),
                (patients & _WORD).astype(np.uint32),
                (patients >> _HIGH).astype(np.uint32),
            ),
            (self.seed & 0xFFFFFFFF, self.seed >> 32),
        ).astype(np.uint64)
        # Two words to 52 bits and a half step: the sum is exact, so neither 0 nor 1 can come out.
        bits = (words[0::2] >> np.uint64(6)) << np.uint64(26) | (words[1::2] >> np.uint64(6))
        pairs = (bits.astype(np.float64) + 0.5) * _STEPS
        odd = (wanted % np.uint64(2)).astype(np.intp)
        return np.ascontiguousarray(pairs[odd, :, column].T)

    def uniforms_each(
        self, numbers: ArrayLike, starts: ArrayLike, count: int
    ) -> NDArray[np.float64]:
        """Return ``count`` draws of each patient from its own index on, as ``[n, count]``."""
        from trephine.mechanism.random.compiled import (  # noqa: PLC0415  (0.5 s; for many alone)
            fill_each,
        )

        patients = np.asarray(numbers).astype(np.uint64)
        found = np.empty((patients.size, count))
        first = np.asarray(starts).astype(np.uint64)
        fill_each(patients, first, np.uint64(self.digest), np.uint64(self.seed), found)
        return found

    def normals(self, numbers: ArrayLike, count: int = 1, start: int = 0) -> NDArray[np.float64]:
        """Return standard normal draws ``[n, count]``: the quantile function of ``uniforms``."""
        return np.asarray(ndtri(self.uniforms(numbers, count, start)))

    def exponentials(
        self, numbers: ArrayLike, count: int = 1, start: int = 0
    ) -> NDArray[np.float64]:
        """Return exponential draws of mean one, ``[n, count]``."""
        return -np.log(self.uniforms(numbers, count, start))

    def categories(
        self, numbers: ArrayLike, shares: Sequence[float], index: int = 0
    ) -> NDArray[np.intp]:
        """Return one category a patient, ``[n]``, from 0; ``shares`` need not sum to one."""
        bounds = np.cumsum(np.asarray(shares, dtype=np.float64))
        drawn = self.uniforms(numbers, 1, index)[:, 0] * bounds[-1]
        found = np.searchsorted(bounds, drawn, side="right")
        return np.asarray(np.minimum(found, len(bounds) - 1), dtype=np.intp)

    def _compiled(
        self, patients: NDArray[np.uint64], wanted: NDArray[np.uint64]
    ) -> NDArray[np.float64]:
        from trephine.mechanism.random.compiled import (  # noqa: PLC0415  (0.5 s; for many alone)
            fill_uniforms,
        )

        found = np.empty((patients.size, wanted.size))
        fill_uniforms(patients, wanted, np.uint64(self.digest), np.uint64(self.seed), found)
        return found

    @property
    def digest(self) -> int:
        """The purpose's word of the counter."""
        return _word(self.purpose)


@lru_cache(maxsize=1024)
def _word(purpose: str) -> int:
    return int.from_bytes(blake2b(purpose.encode(), digest_size=4).digest(), "big")
