"""CurveGroup: one group of a Kaplan-Meier figure, and the pooled curve laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.text import Text

if TYPE_CHECKING:
    from trephine.evidence.survival.kaplan_meier import KaplanMeier
    from trephine.evidence.survival.pool_curves import PooledCurve
    from trephine.plots.kit.metrics import Label

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveGroup:
    """One group: its step curve at each distinct time, who is at risk, where censorings stand.

    All of one length: time, survival (0 to 1), at_risk (just before the time), n_censor, and the
    limits, NaN where there is none; ``ci_lb`` and ``ci_ub`` may be empty. ``median`` is NaN where
    it was not reached.
    """

    label: Label
    time: Numbers
    survival: Numbers
    at_risk: Numbers
    n_censor: Numbers
    ci_lb: Numbers = ()
    ci_ub: Numbers = ()
    median: float = float("nan")
    id: str = ""

    def followed(self, time: float) -> int:
        """Return how many patients are at risk at ``time``."""
        return next((int(n) for t, n in zip(self.time, self.at_risk, strict=True) if t >= time), 0)

    def row(self, time: float) -> int:
        """Return the index of the last time at or before ``time``; -1 before the first."""
        return sum(1 for t in self.time if t <= time) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveOverlay:
    """A pooled curve by lines between its times: survival and limits (0 to 1)."""

    label: Label
    time: Numbers
    survival: Numbers
    ci_lb: Numbers = ()
    ci_ub: Numbers = ()
    median: float = float("nan")


def curve_group(
    curve: KaplanMeier, *, label: Label = "", median: float = float("nan"), row: str = ""
) -> CurveGroup:
    """Return a Kaplan-Meier estimate as a group of the figure; ``median`` comes from elsewhere."""
    return CurveGroup(
        label=label or curve.label,
        time=tuple(curve.time.tolist()),
        survival=tuple(curve.survival.tolist()),
        at_risk=tuple(curve.at_risk.tolist()),
        n_censor=tuple(curve.n_censor.tolist()),
        ci_lb=tuple(curve.ci_lb.tolist()),
        ci_ub=tuple(curve.ci_ub.tolist()),
        median=median,
        id=row,
    )


def curve_overlay(pooled: PooledCurve, *, label: Label) -> CurveOverlay:
    """Return a pooled curve as an overlay of the figure."""
    return CurveOverlay(
        label=label,
        time=tuple(pooled.time.tolist()),
        survival=tuple(pooled.survival.tolist()),
        ci_lb=tuple(pooled.ci_lb.tolist()),
        ci_ub=tuple(pooled.ci_ub.tolist()),
        median=pooled.median,
    )


def check_curve(one: CurveGroup | CurveOverlay, where: str) -> None:
    """Refuse a curve that is no survival curve. Raises InputError."""
    lengths = {len(one.time), len(one.survival)}
    if isinstance(one, CurveGroup):
        lengths |= {len(one.at_risk), len(one.n_censor)}
    lengths |= {len(limit) for limit in (one.ci_lb, one.ci_ub) if limit}
    if len(lengths) != 1 or not one.time:
        raise _refused(
            Text(zh="曲线各列须等长且不为空", en="a curve's columns have one length, not 0"),
            where,
            ", ".join(str(length) for length in sorted(lengths)),
        )
    before, last = -1.0, 1.0
    for at, (time, value) in enumerate(zip(one.time, one.survival, strict=True)):
        if not (time > before and time >= 0.0):
            raise _refused(
                Text(zh="时间须递增且不小于 0", en="times increase from 0 or more"),
                f"{where}.time, value {at + 1}",
                f"{time:g}",
            )
        if not 0.0 <= value <= last + 1e-9:
            raise _refused(
                Text(
                    zh="生存率须在 0 与 1 之间且不回升",
                    en="survival lies between 0 and 1 and never rises",
                ),
                f"{where}.survival, value {at + 1}",
                f"{value:g}",
            )
        before, last = time, value
    for name in ("ci_lb", "ci_ub"):
        for at, value in enumerate(getattr(one, name)):
            if not (isnan(value) or 0.0 <= value <= 1.0):
                raise _refused(
                    Text(zh="可信限须在 0 与 1 之间", en="limits lie between 0 and 1"),
                    f"{where}.{name}, value {at + 1}",
                    f"{value:g}",
                )


def _refused(what: Text, where: str, found: str) -> InputError:
    return InputError(
        what=what,
        where=where,
        found=found,
        do=Text(zh="请更正该曲线", en="correct the curve"),
    )
