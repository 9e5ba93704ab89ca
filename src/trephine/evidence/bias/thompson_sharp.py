"""thompson_sharp: Egger's regression with an additive variance between studies."""

from dataclasses import replace

from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.egger import egger
from trephine.evidence.effect_set import Effects


def thompson_sharp(
    effects: Effects, *, method: str = "REML", level: float = 95.0
) -> RegressionTest:
    """Test for small-study effects by a random-effects regression on the standard error.

    The slope is tested by t with k - 2 df (R meta's form; metafor's default is z: ``egger`` with
    model rma). ``method`` estimates tau2; the source used a moment estimator. Raises MethodError
    for fewer than three studies or equal variances. Source: Thompson and Sharp 1999, Stat Med.
    """
    result = egger(effects, model="rma", predictor="sei", method=method, test="t", level=level)
    return replace(result, name="thompson-sharp", methods=result.methods[1:])
