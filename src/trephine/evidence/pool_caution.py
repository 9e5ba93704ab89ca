"""What a reader must know about one pooled estimate, as typed cautions."""

from collections.abc import Sequence

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.choice import Plan
from trephine.evidence.kernel import layout as at
from trephine.evidence.prediction_caution import prediction_at_zero

_ONE = Caution(
    kind="one-study",
    text=Text(
        zh="只有一项研究：结果即该研究的效应量（正态区间），没有异质性和预测区间",
        en="One study only: its own effect with a normal interval; heterogeneity and prediction"
        " interval do not exist",
    ),
)
_ONE_HELD = Caution(
    kind="one-study",
    text=Text(
        zh="只有一项研究：tau2 为给定值，计入标准误（正态区间）；异质性无法估计",
        en="One study only: tau2 is the value given and part of its standard error (normal"
        " interval); heterogeneity cannot be estimated",
    ),
)
_TWO = Caution(
    kind="two-studies",
    text=Text(
        zh="只有两项研究：研究间方差几乎无法估计",
        en="Two studies only: they say next to nothing about the variance between studies",
    ),
)
_MAXIMA = Caution(
    kind="several-likelihood-maxima",
    text=Text(
        zh="tau2 的似然函数有多个极大值，结果取其中最大者；其他软件可能停在另一处",
        en="The likelihood of tau2 has several maxima; this is the highest. Other software may stop"
        " at another",
    ),
)
_EMPTY = Caution(
    kind="tau2-interval-empty",
    text=Text(
        zh="各研究比抽样误差所能解释的还要接近：tau2 的置信集为空，记为 [0, 0]",
        en="The effects are closer to each other than sampling error explains: the confidence set"
        " of tau2 is empty and shown as 0 to 0",
    ),
)
_EQUAL = Caution(
    kind="knapp-hartung-degenerate",
    text=Text(
        zh="各研究效应量相同，Hartung-Knapp 标准误为 0，区间退化为一点；请改用 test='adhoc'",
        en="The effects are equal: the Hartung-Knapp standard error is 0 and the interval a point."
        " Use test='adhoc'",
    ),
)
_NARROW = Caution(
    kind="knapp-hartung-narrower",
    text=Text(
        zh="Hartung-Knapp 标准误小于常规标准误；可用 test='adhoc' 作敏感性分析",
        en="The Hartung-Knapp standard error is below the classic one; test='adhoc' is a"
        " sensitivity analysis",
    ),
)
_RATIO = Caution(
    kind="variance-ratio",
    text=Text(
        zh="最大与最小抽样方差之比超过一千万：共同效应的结果几乎只取决于一项研究",
        en="The largest sampling variance is over ten million times the smallest: a common-effect"
        " result rests on next to one study",
    ),
)


def fit_cautions(
    plan: Plan, k: int, figures: Sequence[float], *, given: bool = False
) -> tuple[Caution, ...]:
    """Return the cautions of one fit; ``figures`` are the kernel's, ``given``: tau2 was held."""
    if k == 1:
        return (_ONE_HELD if given else _ONE,)
    out = []
    if k == 2 and not plan.is_common_effect:
        out.append(_TWO)
    if figures[at.MAXIMA] > 1.0:
        out.append(_MAXIMA)
    if figures[at.INTERVAL_STATE] > 0.0:
        out.append(_EMPTY)
    if plan.test.code == at.TEST_KNHA:
        if figures[at.HK_FACTOR] == 0.0:
            out.append(_EQUAL)
        elif figures[at.HK_FACTOR] < 1.0:
            out.append(_NARROW)
    if figures[at.VARIANCE_RATIO] > 1e7:
        out.append(_RATIO)
    if not (given or plan.is_common_effect):
        out += prediction_at_zero(k, figures[at.TAU2], figures[at.PI_LB])
    return tuple(out)
