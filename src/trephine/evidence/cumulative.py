"""cumulative: the pooled estimate as studies are added one by one."""

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.choice import plan
from trephine.evidence.complete import complete
from trephine.evidence.effect_set import Effects
from trephine.evidence.pooled_rows import PooledRows, Rows, pooled_rows, present


def cumulative(
    effects: Effects,
    *,
    order: ArrayLike | None = None,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    pi: str = "riley",
    tau2: float | None = None,
    tau2_ci: str = "none",
) -> PooledRows:
    """Return k estimates, the i-th of the first i + 1 studies by ``order``; options as in ``pool``.

    ``order`` (k,): one sortable value a study, such as its year; ties and None keep the order of
    the table. Studies without an effect have no row. It does not correct for repeated looks at
    accumulating data. Lau, Schmid and Chalmers 1995, Journal of Clinical Epidemiology 48:45-57.
    Raises InputError.
    """
    chosen = plan(method, test, float(level), pi, tau2_ci)
    rows = present(complete(effects))
    if order is not None:
        by = np.asarray(order)
        if by.shape != effects.yi.shape or (by.dtype.kind == "f" and np.isnan(by[rows]).any()):
            raise InputError(
                what=Text(
                    zh="每项研究须有一个排序值", en="There is one value to sort each study by"
                ),
                where="order",
                found=f"{by.shape} for {effects.yi.shape}",
                do=Text(zh="请更正排序值", en="Correct the values"),
            )
        rows = rows[np.argsort(by[rows], kind="stable")]
    everyone = np.arange(rows.size)

    def first(i: int) -> Rows:
        return everyone[: i + 1]

    return pooled_rows(chosen, effects, rows, first, tau2=tau2, key="lau-schmid-1995")
