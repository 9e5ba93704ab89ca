"""kaplan_meier: the product-limit estimate of survival in one group."""

from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.survival.checks import check_level
from trephine.evidence.survival.follow_up import FollowUp
from trephine.evidence.survival.limits import limits

_READ_BACK = Caution(
    kind="reconstructed-patients",
    text=Text(
        zh="患者数据由已发表的曲线重建，不是原始数据。",
        en="The patients were read back from a published curve; they are not the original ones.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KaplanMeier:
    """Survival at each distinct time of one group, with pointwise limits.

    All arrays are float64 (m,), one value for each distinct time, events or not. at_risk: patients
    followed up to just before ``time``; survival: S(time), 1 before the first time, constant
    between times; se: Greenwood's error of log S (that of S is S times it), infinite once S is 0.
    ``level`` in percent, ``ci`` the transformation of the limits. Beyond the last time S is not
    known unless it is 0.
    """

    label: str
    unit: str
    n: int
    events: int
    time: Vector
    at_risk: Vector
    n_event: Vector
    n_censor: Vector
    survival: Vector
    se: Vector
    ci_lb: Vector
    ci_ub: Vector
    level: float
    ci: str
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    def row(self, time: float) -> int:
        """Return the index of the last distinct time at or before ``time``; -1 before the first."""
        return int(np.searchsorted(self.time, time, side="right")) - 1

    def at(self, time: float) -> float:
        """Return S(time); NaN beyond the last follow-up, unless S is 0 by then."""
        if time > self.time[-1] and self.survival[-1] > 0.0:
            return float("nan")
        row = self.row(time)
        return float(self.survival[row]) if row >= 0 else 1.0

    def followed(self, time: float) -> float:
        """Return how many patients are at risk at ``time``: not yet failed or censored before."""
        row = int(np.searchsorted(self.time, time, side="left"))
        return float(self.at_risk[row]) if row < self.time.size else 0.0


def kaplan_meier(group: FollowUp, *, level: float = 95.0, ci: str = "log-log") -> KaplanMeier:
    """Estimate the survival function by the product limit, with Greenwood's variance.

    ``ci``: plain, log, log-log (default: its limits stay within 0 and 1 and hold their level in
    small groups), logit, arcsine. Limits are NaN where the transformation does not exist. Times
    are tied only where they are equal. It does not smooth and does not extrapolate. Raises
    InputError. Kaplan and Meier 1958, JASA 53:457; Greenwood 1926.
    """
    check_level(level)
    time, first = np.unique(group.time, return_index=True)
    at_risk = group.n - first.astype(np.float64)
    n_event = np.add.reduceat(group.event, first)
    n_censor = np.add.reduceat(1.0 - group.event, first)
    survival = np.asarray(np.cumprod(1.0 - n_event / at_risk), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.sqrt(np.cumsum(n_event / (at_risk * (at_risk - n_event))))
    half = float(norm_isf(0.5 - level / 200.0))
    ci_lb, ci_ub = limits(survival, se, half, ci)
    columns = (time, at_risk, n_event, n_censor, survival, se, ci_lb, ci_ub)
    for column in columns:
        column.flags.writeable = False
    return KaplanMeier(
        label=group.label,
        unit=group.unit,
        n=group.n,
        events=group.events,
        time=time,
        at_risk=at_risk,
        n_event=n_event,
        n_censor=n_censor,
        survival=survival,
        se=se,
        ci_lb=ci_lb,
        ci_ub=ci_ub,
        level=float(level),
        ci=ci,
        cautions=(_READ_BACK,) if group.reconstructed else (),
        methods=("kaplan-meier-1958", "greenwood-1926"),
    )
