"""lfk: the LFK index of asymmetry and the coordinates of the Doi plot."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.special import norm_ppf

Interpretation = Literal["no asymmetry", "minor asymmetry", "major asymmetry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lfk:
    """LFK index with the Doi plot: ``effect`` on x against ``abs_z`` on a reversed y axis.

    ``effect``, ``z`` and ``abs_z`` are in the order of ``labels``; ``tip`` is the effect at the
    smallest ``abs_z``, where the two limbs of the plot meet.
    """

    index: float
    interpretation: Interpretation
    tip: float
    labels: tuple[str, ...]
    effect: tuple[float, ...]
    z: tuple[float, ...]
    abs_z: tuple[float, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def lfk(effects: Effects) -> Lfk:
    """Compute the Luis Furuya-Kanamori index: |index| <= 1 none, <= 2 minor, above 2 major.

    Each effect gets a z-score from its rank among pseudo-observations (100 max(v) / v a study).
    The index is no test: it has no p-value and grows with the number of studies. Studies of equal
    effect are ranked by variance, then in the order given. Needs three studies with effects that
    differ; raises MethodError. Source: Furuya-Kanamori 2018, Int J Evid Based Healthc.
    """
    studies = usable(effects, at_least=3, what=Text(zh="LFK 指数", en="the LFK index"))
    if float(np.ptp(studies.yi)) == 0.0:
        raise MethodError(
            what=Text(zh="所有效应量相同，LFK 指数无定义", en="equal effects have no LFK index"),
            where="lfk",
            found=f"{studies.k} x {float(studies.yi[0]):.6g}",
            do=Text(zh="不作此分析。", en="Leave this analysis out."),
        )
    order = np.lexsort((studies.vi, studies.yi))
    yi, vi = studies.yi[order], studies.vi[order]
    N = 100.0 * float(vi.max()) / vi
    mid_rank = np.cumsum(N) - N / 2
    percentile = (mid_rank - 0.5) / float(N.sum())
    z = np.array([norm_ppf(float(p)) for p in percentile])
    tip = float(yi[int(np.argmin(np.abs(z)))])
    centred = yi - tip
    steepness = float(np.ptp(z)) / float(np.ptp(centred))
    index = 5.0 / (2.0 * studies.k) * math.fsum(z + steepness * centred)
    size = abs(index)
    back = np.argsort(order)
    return Lfk(
        index=index,
        interpretation=(
            "no asymmetry" if size <= 1 else "minor asymmetry" if size <= 2 else "major asymmetry"
        ),
        tip=tip,
        labels=studies.labels,
        effect=tuple(float(v) for v in studies.yi),
        z=tuple(float(v) for v in z[back]),
        abs_z=tuple(float(v) for v in np.abs(z)[back]),
        cautions=(
            *studies.cautions,
            Caution(
                kind="lfk-is-no-test",
                text=Text(
                    zh="LFK 指数不是统计检验，其大小随研究数增加，不应单独据此判断发表偏倚。",
                    en="The LFK index is no statistical test and depends on the number of studies: "
                    "don't conclude publication bias from it alone.",
                ),
            ),
        ),
        methods=("furuyakanamori-barendregt-2018",),
    )
