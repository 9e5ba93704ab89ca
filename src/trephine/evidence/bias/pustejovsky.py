"""pustejovsky: Egger's regression on the part of the variance that owes nothing to the effect."""

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.slope import slope
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def pustejovsky(effects: Effects, *, level: float = 95.0) -> RegressionTest:
    """Test for small-study effects by regression on sqrt(1/n1 + 1/n2).

    Meant for standardised mean differences, whose standard error holds the effect itself. Weights
    are the inverse sampling variances. Needs the sizes of both groups. Raises MethodError.
    Source: Pustejovsky and Rodgers 2019, Res Synth Methods.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Pustejovsky 检验", en="Pustejovsky's test"))
    raw = studies.raw
    if {"n1i", "n2i"} <= raw.keys():
        n1i, n2i = raw["n1i"], raw["n2i"]
    elif {"ai", "bi", "ci", "di"} <= raw.keys():
        n1i, n2i = raw["ai"] + raw["bi"], raw["ci"] + raw["di"]
    else:
        raise MethodError(
            what=Text(zh="需要两组各自的样本量", en="the sizes of both groups are needed"),
            where="pustejovsky",
            found=f"{studies.measure}: {', '.join(raw) or 'yi, vi'}",
            do=Text(zh="给出 n1i 和 n2i。", en="Give n1i and n2i."),
        )
    return slope(
        "pustejovsky",
        y=studies.yi,
        x=np.sqrt(1.0 / n1i + 1.0 / n2i),
        w=1.0 / studies.vi,
        predictor="sqrt(1/n1+1/n2)",
        limit=True,
        level=level,
        cautions=(*studies.cautions, *trust(studies, predictor="n")),
        methods=("pustejovsky-rodgers-2019",),
    )
