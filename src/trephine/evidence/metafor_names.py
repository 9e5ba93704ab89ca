"""metafor's names for our verbs, with metafor's defaults, for those who know them by heart.

Arguments are named as in metafor where they exist there; what has no counterpart here raises
TypeError, nothing is ignored. Results are ours: frozen, with ``back``, ``cautions`` and
``methods``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.poisson_normal import poisson_normal
from trephine.evidence.exact.two_arms import two_arms
from trephine.evidence.fitted import Regression
from trephine.evidence.pool import pool
from trephine.evidence.regression import regress


def escalc(
    measure: str,
    *,
    slab: Sequence[object] | None = None,
    add: float = 0.5,
    to: str = "only0",
    drop00: bool = False,
    **columns: Any,
) -> Effects:
    """Return ``effects`` with metafor's default correction: half an event where a cell is empty."""
    from trephine.evidence.measure.register import measure_of  # noqa: PLC0415  (one use)

    corrects = measure_of(measure).corrects
    return effects(
        measure,
        labels=slab,
        cc=add if corrects else 0.0,
        cc_to=to if corrects else "none",
        drop00=drop00,
        **columns,
    )


def rma(
    yi: Effects | Any,
    vi: Any = None,
    *,
    sei: Any = None,
    mods: Mapping[str, Any] | None = None,
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
    slab: Sequence[object] | None = None,
    tau2: float | None = None,
) -> Estimate | Regression:
    """Return ``pool`` of yi and vi (or of Effects), or ``regress`` on ``mods``; default test z."""
    if isinstance(yi, Effects):
        found = yi
    else:
        spread = {"vi": vi} if vi is not None else {"sei": sei}
        found = effects("GEN", labels=slab, yi=yi, **spread)
    if mods is not None:
        return regress(found, mods, method=method, test=test, level=level, tau2=tau2)
    return pool(found, method=method, test=test, level=level, tau2=tau2)


def rma_glmm(
    measure: str,
    *,
    model: str = "UM.FS",
    method: str = "ML",
    test: str = "z",
    level: float = 95.0,
    slab: Sequence[object] | None = None,
    **columns: Any,
) -> Estimate:
    """Return the exact likelihood: one arm (PLO, IRLN), or two (OR, IRR) by ``model``."""
    found = effects(measure, labels=slab, **columns)
    if measure.upper() == "PLO":
        return binomial_normal(found, method=method, test=test, level=level)
    if measure.upper() == "IRLN":
        return poisson_normal(found, method=method, test=test, level=level)
    return two_arms(
        found, measure=measure.upper(), model=model, method=method, test=test, level=level
    )
