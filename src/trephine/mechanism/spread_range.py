"""spread_range: between which values patients' own parameters lie."""

from math import exp, log

from trephine.core.model import ModelParameter, Spread


def spread_range(
    parameter: ModelParameter, value: float, spread: Spread | None
) -> tuple[float, float] | None:
    """Return the lowest and highest value that enrolment draws around a typical one.

    The law's own cut, held within what the model accepts; None where patients do not differ or the
    law has no cut (``exponential``). What covariates do to the parameter is not in it.
    """
    if spread is None or spread.sd == 0.0 or spread.kind == "exponential":
        return None
    reach = spread.cut * spread.sd
    low = -float("inf") if parameter.low is None else parameter.low
    high = float("inf") if parameter.high is None else parameter.high
    ends = (_moved(spread, value, -reach), _moved(spread, value, reach))
    return max(low, ends[0]), min(high, ends[1])


def _moved(spread: Spread, value: float, by: float) -> float:
    if spread.kind == "lognormal":
        return value * exp(by)
    if spread.kind == "logitnormal":
        return 1.0 / (1.0 + exp(-(log(value / (1.0 - value)) + by)))
    return value + by
