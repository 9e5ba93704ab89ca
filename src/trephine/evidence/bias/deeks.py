"""deeks: regression on the effective sample size, for diagnostic odds ratios."""

import numpy as np

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.counts import two_by_two
from trephine.evidence.bias.slope import slope
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def deeks(effects: Effects, *, level: float = 95.0) -> RegressionTest:
    """Test for small-study effects by Deeks' regression on 1/sqrt(effective sample size).

    The effective size is 4 n1 n2 / (n1 + n2), which is also the weight. Needs 2x2 counts of at
    least three studies. Raises MethodError. Source: Deeks 2005, J Clin Epidemiol.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Deeks 检验", en="Deeks' test"))
    counts = two_by_two(studies, what="deeks")
    ess = 4.0 * counts.n1i * counts.n2i / (counts.n1i + counts.n2i)
    return slope(
        "deeks",
        y=studies.yi,
        x=1.0 / np.sqrt(ess),
        w=ess,
        predictor="1/sqrt(ESS)",
        limit=True,
        level=level,
        cautions=(*studies.cautions, *trust(studies, predictor="ess")),
        methods=("deeks-macaskill-2005",),
    )
