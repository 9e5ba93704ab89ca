"""peters: regression of the effect on the inverse of the sample size."""

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.counts import events_and_others, sizes
from trephine.evidence.bias.slope import slope
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def peters(effects: Effects, *, level: float = 95.0) -> RegressionTest:
    """Test for small-study effects by Peters' regression on 1/n.

    Weights are the inverse of 1/events + 1/non-events over both arms (or the one arm), so they
    don't depend on the effect. Needs counts of binary outcomes, at least three studies; a study
    without events or without non-events has weight zero. ``level`` (percent) is that of the limit
    estimate. Raises MethodError. Source: Peters 2006, JAMA.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Peters 检验", en="Peters' test"))
    events, others = events_and_others(studies, what="peters")
    n = sizes(studies, what="peters")
    return slope(
        "peters",
        y=studies.yi,
        x=1.0 / n,
        w=events * others / (events + others),
        predictor="ninv",
        limit=True,
        level=level,
        cautions=(*studies.cautions, *trust(studies, predictor="ninv")),
        methods=("peters-sutton-2006",),
    )
