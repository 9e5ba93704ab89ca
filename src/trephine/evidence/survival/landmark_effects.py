"""landmark_effects: the survival rate of several studies at one time, ready for ``pool``."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.survival.checks import check_time
from trephine.evidence.survival.kaplan_meier import KaplanMeier


def landmark_effects(
    curves: Sequence[KaplanMeier], time: float, *, measure: str = "SLOGLOG"
) -> Effects:
    """Return each curve's survival rate at ``time`` as an effect with Greenwood's variance.

    measure: SLOGLOG, -log(-log S), or SLOGIT, logit S; the variance by the delta method; ``pool``
    gives the rate back. A study that was not followed so long is left out, not carried on; one
    where S is still 1 or already 0 has no variance: nothing is added to it. Both are named in a
    caution, because leaving them out is not neutral. ``ni`` is the number at risk at ``time``.
    Raises InputError.
    """
    at = check_time(time, "time")
    rows = [curve.row(at) for curve in curves]
    S = np.array([curve.at(at) for curve in curves])
    hazard_se = np.array(
        [float(c.se[row]) if row >= 0 else 0.0 for c, row in zip(curves, rows, strict=True)]
    )
    fixed = (S == 1.0) | (S == 0.0)
    short = np.isnan(S)
    usable = ~(fixed | short)
    labels = [curve.label or str(row + 1) for row, curve in enumerate(curves)]
    found = effects(
        measure,
        labels=labels,
        si=np.where(usable, S, np.nan),
        s_sei=np.where(usable, S * np.where(usable, hazard_se, np.nan), np.nan),
        ni=np.array([curve.followed(at) for curve in curves]),
    )
    told = [c for c in found.cautions if c.kind != "missing-values"]
    for mask, kind, text in (
        (
            short,
            "follow-up-too-short",
            Text(
                zh=f"以下研究的随访未到 {at:g}，不参与合并。",
                en=f"Studies whose follow-up ends before {at:g} are not pooled.",
            ),
        ),
        (
            fixed,
            "rate-without-variance",
            Text(
                zh=f"以下研究在 {at:g} 时生存率为 1 或 0，没有方差，不参与合并；这会使合并值偏移。",
                en=f"Survival is 1 or 0 at {at:g} in these studies: it has no variance and is not"
                " pooled, which shifts the pooled rate.",
            ),
        ),
    ):
        if mask.any():
            named = tuple(label for label, one in zip(labels, mask, strict=True) if one)
            told.append(Caution(kind=kind, text=text, studies=named))
    back = tuple(c for curve in curves for c in curve.cautions)
    return replace(found, cautions=(*dict.fromkeys(back), *told))
