"""macaskill: regression of the effect on the sample size."""

from typing import Literal

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.counts import events_and_others, sizes
from trephine.evidence.bias.slope import slope
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def macaskill(
    effects: Effects, *, weights: Literal["FIV", "FPV"] = "FIV", level: float = 95.0
) -> RegressionTest:
    """Test for small-study effects by Macaskill's regression on the total sample size.

    ``weights`` FIV are the inverse sampling variances; FPV those of the pooled event probability,
    which need counts (``peters`` is FPV with 1/n in place of n). There is no limit estimate: no
    size stands for an infinite study. Raises MethodError where a size is missing or all are equal.
    Source: Macaskill 2001, Stat Med.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Macaskill 检验", en="Macaskill's test"))
    if weights == "FPV":
        events, others = events_and_others(studies, what="macaskill")
        w = events * others / (events + others)
    else:
        w = 1.0 / studies.vi
    return slope(
        "macaskill",
        y=studies.yi,
        x=sizes(studies, what="macaskill"),
        w=w,
        predictor="ni",
        limit=False,
        level=level,
        cautions=(*studies.cautions, *trust(studies, predictor="ni")),
        methods=("macaskill-walter-2001",),
    )
