"""harbord: Egger's regression on the efficient score of the log odds ratio."""

import numpy as np

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.counts import two_by_two
from trephine.evidence.bias.slope import slope
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def harbord(effects: Effects, *, level: float = 95.0) -> RegressionTest:
    """Test for small-study effects by Harbord's modified Egger regression.

    Z is the score of the log odds ratio at zero (or of the log risk ratio where the measure is RR)
    and V its information; Z/V is regressed on 1/sqrt(V) with weights V. Needs 2x2 counts of at
    least three studies. The limit estimate is the intercept (a score estimate, near the log ratio
    for small effects). Raises MethodError. Source: Harbord 2006, Stat Med; risk ratio: Harbord
    2009, Stata J.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Harbord 检验", en="Harbord's test"))
    counts = two_by_two(studies, what="harbord")
    n = counts.n1i + counts.n2i
    events = counts.ai + counts.ci
    others = n - events
    if studies.measure == "RR":
        Z = (counts.ai * n - events * counts.n1i) / others
        V = counts.n1i * counts.n2i * events / (n * others)
    else:
        Z = counts.ai - events * counts.n1i / n
        V = counts.n1i * counts.n2i * events * others / (n * n * (n - 1.0))
    keep = np.isfinite(V) & (V > 0)
    Z, V = Z[keep], V[keep]
    return slope(
        "harbord",
        y=Z / V,
        x=1.0 / np.sqrt(V),
        w=V,
        predictor="sqrt(1/V)",
        limit=True,
        level=level,
        cautions=(*studies.cautions, *trust(studies, predictor="score")),
        methods=("harbord-egger-2006",),
    )
