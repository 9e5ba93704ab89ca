"""prediction_at_zero: the caution about a prediction interval that rests on tau2 = 0."""

import math

from trephine.core.caution import Caution
from trephine.core.text import Text

# At I2 = 50 % and equal variances tau2 is estimated as 0 (Q < k - 1) with probability 0.52, 0.39,
# 0.32 for 2, 3, 4 studies.
_FEW = 5
_AT_ZERO = Caution(
    kind="prediction-at-tau2-zero",
    text=Text(
        zh="tau2 估计为 0 且研究很少：预测区间按各研究真实效应完全相同计算，"
        "不能说明新研究可能落在何处",
        en="tau2 is estimated as 0 from very few studies: the prediction interval takes all true"
        " effects for equal and does not say where a new study may lie",
    ),
)


def prediction_at_zero(k: int, tau2: float, pi_lb: float) -> tuple[Caution, ...]:
    """Return the caution where fewer than five studies gave tau2 = 0 and a prediction interval.

    Whatever the model; it is not for a tau2 that was given.
    """
    return (_AT_ZERO,) if k < _FEW and tau2 == 0.0 and not math.isnan(pi_lb) else ()
