"""uniforms_of: one draw of each patient for several purposes at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.mechanism.random.stream import Stream


def uniforms_of(
    streams: Sequence[Stream], numbers: NDArray[np.int64], index: int
) -> NDArray[np.float64]:
    """Return draw ``index`` of every patient in each stream, as ``[len(streams), n]``.

    The streams are of one seed, that of the first. The same bits as ``Stream.uniforms_at``, in one
    call: five streams of 1024 patients one after another pay five times for being asked.
    """
    from trephine.mechanism.random.compiled import fill_purposes  # noqa: PLC0415  (0.5 s, once)

    patients = np.ascontiguousarray(numbers).astype(np.uint64)
    found = np.empty((len(streams), patients.size))
    if streams:
        digests = np.array([one.digest for one in streams], dtype=np.uint64)
        fill_purposes(patients, np.uint64(index), digests, np.uint64(streams[0].seed), found)
    return found
