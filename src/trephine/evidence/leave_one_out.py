"""leave_one_out: the pooled estimate without each study in turn."""

import numpy as np

from trephine.evidence.choice import plan
from trephine.evidence.complete import complete
from trephine.evidence.effect_set import Effects
from trephine.evidence.pooled_rows import PooledRows, Rows, pooled_rows, present


def leave_one_out(
    effects: Effects,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    pi: str = "riley",
    tau2: float | None = None,
    tau2_ci: str = "none",
) -> PooledRows:
    """Return k estimates, the i-th without study i; options as in ``pool``.

    Studies without an effect have no row. With two studies each row is the other study; with one
    the row is empty (NaN). It does not judge which study is influential (``influence`` does).
    Viechtbauer and Cheung 2010, Research Synthesis Methods 1:112-125. Memory O(k^2) indices.
    """
    chosen = plan(method, test, float(level), pi, tau2_ci)
    order = present(complete(effects))
    everyone = np.arange(order.size)

    def others(i: int) -> Rows:
        return np.delete(everyone, i)

    return pooled_rows(chosen, effects, order, others, tau2=tau2, key="viechtbauer-cheung-2010")
