"""peto: pool odds ratios by Peto's one-step method."""

import math
from types import MappingProxyType

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects as compute
from trephine.evidence.exact.columns import columns
from trephine.evidence.stratified import Pooled, stratified


def peto(effects: Effects, *, level: float = 95.0) -> Estimate:
    """Pool ai of n1i and ci of n2i as sums of observed minus expected events and their variance.

    The measure is PETO, a log odds ratio. Q is taken over the studies' own Peto log odds ratios,
    whatever the measure of ``effects``; studies without events count nothing. It is biased where
    effects are large or arms very unequal. The estimate is NaN with a caution where no study has
    events. Yusuf, Peto and others 1985, Prog Cardiovasc Dis.
    """
    raw, index, cautions = columns(effects, ("ai", "n1i", "ci", "n2i"), where="peto")
    a, n1, c, n2 = raw["ai"], raw["n1i"], raw["ci"], raw["n2i"]
    n, m = n1 + n2, a + c
    over = n > 1.0
    V = (m * n1 * n2 * (n - m))[over] / (n[over] ** 2 * (n[over] - 1.0))
    total = math.fsum(V)
    estimate = math.fsum(a - n1 * m / n) / total if total > 0.0 else math.nan
    own = compute("PETO", labels=[effects.labels[i] for i in index], ai=a, n1i=n1, ci=c, n2i=n2)
    return stratified(
        own,
        Pooled(
            measure="PETO",
            model="peto",
            method="PETO",
            k=len(index),
            estimate=estimate,
            se=1.0 / math.sqrt(total) if total > 0.0 else math.nan,
            extras=MappingProxyType({}),
            cautions=cautions,
            methods=("yusuf-peto-1985",),
        ),
        level=level,
    )
