"""arcsine_thompson: random-effects regression on the arcsine scale, where variance is size."""

from dataclasses import replace

import numpy as np

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.counts import two_by_two
from trephine.evidence.bias.thompson_sharp import thompson_sharp
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def arcsine_thompson(
    effects: Effects, *, method: str = "REML", level: float = 95.0
) -> RegressionTest:
    """Test for small-study effects by Rücker's arcsine-Thompson regression.

    The arcsine difference of two proportions has a variance that depends on the sizes alone, so
    no correlation with the effect is built in; studies without events stay in. The test is then
    Thompson and Sharp's. Needs 2x2 counts of three studies. Raises MethodError. Source: Rücker
    2008, Stat Med.
    """
    studies = usable(effects, at_least=3, what=Text(zh="反正弦 Thompson 检验", en="AS-Thompson"))
    counts = two_by_two(studies, what="arcsine_thompson")
    arcsine = Effects(
        measure="AS",
        yi=np.arcsin(np.sqrt(counts.ai / counts.n1i)) - np.arcsin(np.sqrt(counts.ci / counts.n2i)),
        vi=1.0 / (4.0 * counts.n1i) + 1.0 / (4.0 * counts.n2i),
        ni=counts.n1i + counts.n2i,
        labels=studies.labels,
    )
    result = thompson_sharp(arcsine, method=method, level=level)
    return replace(
        result,
        name="arcsine-thompson",
        cautions=(*studies.cautions, *result.cautions),
        methods=("rucker-schwarzer-2008", *result.methods),
    )
