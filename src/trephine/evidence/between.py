"""between: the test whether the pooled estimates of subgroups differ."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.evidence.kernel.special import chi2_sf


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Q between subgroups with its chi-squared P value; ``left_out`` have no finite estimate."""

    Q: float
    df: int
    p: float
    left_out: tuple[str, ...] = ()
    methods: tuple[str, ...] = ("borenstein-hedges-2009",)


def between(estimates: Mapping[str, Estimate]) -> Between:
    """Compare subgroup estimates, each with its own heterogeneity, by inverse-variance Q.

    The estimates are on the scale of their measure, from studies that don't overlap. It uses
    the normal approximation whatever test the estimates were made with, and says nothing about
    which subgroups differ. NaN with fewer than two finite estimates. Borenstein, Hedges, Higgins
    and Rothstein 2009, Introduction to meta-analysis, chapter 19.
    """
    usable = {
        name: (e.estimate, 1.0 / e.se**2)
        for name, e in estimates.items()
        if math.isfinite(e.estimate) and math.isfinite(e.se) and e.se > 0
    }
    left_out = tuple(name for name in estimates if name not in usable)
    if len(usable) < 2:
        return Between(Q=math.nan, df=0, p=math.nan, left_out=left_out)
    total = math.fsum(w for _, w in usable.values())
    mean = math.fsum(y * w for y, w in usable.values()) / total
    q = math.fsum(w * (y - mean) ** 2 for y, w in usable.values())
    df = len(usable) - 1
    return Between(Q=q, df=df, p=chi2_sf(q, float(df)), left_out=left_out)
