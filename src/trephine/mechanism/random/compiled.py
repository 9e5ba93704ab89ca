"""What streams draw for many patients at once, compiled: the same bits, in a loop."""

import numba
import numpy as np

_MULTIPLY_A = np.uint64(0xD2511F53)
_MULTIPLY_C = np.uint64(0xCD9E8D57)
_WEYL_A = np.uint64(0x9E3779B9)
_WEYL_B = np.uint64(0xBB67AE85)
_WORD = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(32)
_SIX = np.uint64(6)
_HALF = np.uint64(26)
_ODD = np.uint64(1)
_STEPS = 2.0**-52


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _uniform(patient, index, digest, seed):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  (uint64, all four)
    a = (index >> _ODD) & _WORD
    b = digest
    c = patient & _WORD
    d = patient >> _HIGH
    first = seed & _WORD
    second = seed >> _HIGH
    for _ in range(10):
        left = a * _MULTIPLY_A
        right = c * _MULTIPLY_C
        a = (right >> _HIGH) ^ b ^ first
        b = right & _WORD
        c = (left >> _HIGH) ^ d ^ second
        d = left & _WORD
        first = (first + _WEYL_A) & _WORD
        second = (second + _WEYL_B) & _WORD
    if index & _ODD:
        a, b = c, d
    bits = ((a >> _SIX) << _HALF) | (b >> _SIX)
    return (np.float64(bits) + 0.5) * _STEPS


@numba.njit(cache=True, nogil=True, error_model="numpy")
def fill_uniforms(  # type: ignore[no-untyped-def]  # noqa: ANN201, D103  (compiled: see Stream)
    patients,  # noqa: ANN001  uint64[n]
    indices,  # noqa: ANN001  uint64[k]
    digest,  # noqa: ANN001  uint64
    seed,  # noqa: ANN001  uint64
    found,  # noqa: ANN001  float64[n, k]
):
    for i in range(patients.size):
        for j in range(indices.size):
            found[i, j] = _uniform(patients[i], indices[j], digest, seed)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def fill_each(  # type: ignore[no-untyped-def]  # noqa: ANN201, D103  (compiled: see Stream)
    patients,  # noqa: ANN001  uint64[n]
    starts,  # noqa: ANN001  uint64[n]
    digest,  # noqa: ANN001  uint64
    seed,  # noqa: ANN001  uint64
    found,  # noqa: ANN001  float64[n, k]
):
    for i in range(patients.size):
        for j in range(found.shape[1]):
            found[i, j] = _uniform(patients[i], starts[i] + np.uint64(j), digest, seed)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def fill_purposes(  # type: ignore[no-untyped-def]  # noqa: ANN201, D103  (compiled: see uniforms_of)
    patients,  # noqa: ANN001  uint64[n]
    index,  # noqa: ANN001  uint64
    digests,  # noqa: ANN001  uint64[p]
    seed,  # noqa: ANN001  uint64
    found,  # noqa: ANN001  float64[p, n]
):
    for p in range(digests.size):
        for i in range(patients.size):
            found[p, i] = _uniform(patients[i], index, digests[p], seed)
