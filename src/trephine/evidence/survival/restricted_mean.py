"""restricted_mean: the mean survival time up to a stated horizon."""

from dataclasses import dataclass

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.survival.checks import check_time
from trephine.evidence.survival.kaplan_meier import KaplanMeier


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedMean:
    """The area under the curve up to ``tau``: mean time without the event within that horizon."""

    tau: float
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float


def restricted_mean(curve: KaplanMeier, tau: float) -> RestrictedMean:
    """Return the restricted mean survival time with Greenwood's error and a normal interval.

    ``tau`` is stated, never chosen: means over different horizons cannot be compared. It does not
    carry the curve on: a ``tau`` beyond the last follow-up raises MethodError, unless nobody is
    left. Irwin 1949; Royston and Parmar 2013, BMC Med Res Methodol 13:152.
    """
    tau = check_time(tau, "tau")
    if tau > curve.time[-1] and curve.survival[-1] > 0.0:
        raise MethodError(
            what=Text(
                zh="tau 超出了最长随访时间，其后的生存率未知",
                en="tau lies beyond the last follow-up, where survival is not known",
            ),
            where=curve.label or "restricted_mean",
            found=f"tau = {tau:g}, last follow-up {curve.time[-1]:g}",
            do=Text(
                zh=f"请取不大于 {curve.time[-1]:g} 的 tau",
                en=f"Give a tau of {curve.time[-1]:g} at most",
            ),
        )
    keep = curve.time <= tau
    width = np.diff(np.concatenate(([0.0], curve.time[keep], [tau])))
    area = width * np.concatenate(([1.0], curve.survival[keep]))
    right = np.cumsum(area[::-1])[::-1][1:]  # area from each time on
    at_risk, d = curve.at_risk[keep], curve.n_event[keep]
    left = at_risk - d
    share = np.divide(d, at_risk * left, out=np.zeros_like(d), where=left > 0.0)
    estimate, se = float(area.sum()), float(np.sqrt(np.sum(right**2 * share)))
    half = float(norm_isf(0.5 - curve.level / 200.0)) * se
    return RestrictedMean(
        tau=tau,
        estimate=estimate,
        se=se,
        ci_lb=max(estimate - half, 0.0),
        ci_ub=min(estimate + half, tau),
    )
