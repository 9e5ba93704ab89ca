"""Put together what blocks of patients gave."""

from collections.abc import Sequence

import numpy as np

from trephine.mechanism.doses import Doses, joined_doses, no_doses
from trephine.mechanism.kernel.run import Block, doses_until
from trephine.mechanism.solution import Solution


def gather(
    blocks: list[Block],
    names: Sequence[str],
    times: np.ndarray,
    values: np.ndarray | None,
    n_measures: int,
) -> Solution:
    """Return one solution of all blocks, in order, with the values that they filled together."""
    given = [given_so_far(block) for block in blocks]
    return Solution(
        names=tuple(names),
        times=times,
        values=values,
        measures=_joined([one.reduced for one in blocks], (0, n_measures)),
        status=_joined([one.status for one in blocks], (0,)),
        failed_at=_joined([one.failed_at for one in blocks], (0,)),
        steps=_joined([one.steps for one in blocks], (0,)),
        rejected=_joined([one.rejected for one in blocks], (0,)),
        given=joined_doses(given) if given else no_doses(0),
    )


def given_so_far(block: Block, moment: float = np.inf) -> Doses:
    """Return the doses given up to a moment: scheduled and decided."""
    had = doses_until(block, moment)
    width = int(had.max(initial=0))
    used = np.arange(width) < had[:, None]
    return Doses(
        times=np.where(used, block.times[:, :width], np.inf),
        targets=np.where(used, block.targets[:, :width], 0).astype(np.int32),
        amounts=np.where(used, block.amounts[:, :width], 0.0),
    )


def _joined(parts: list[np.ndarray], empty: tuple[int, ...]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(empty)
