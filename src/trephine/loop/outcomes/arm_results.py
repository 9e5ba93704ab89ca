"""arm_results: every endpoint of one arm, with numerator, denominator and interval."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from trephine.core.error import InputError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.evidence.effects import effects
from trephine.evidence.study_ci import study_ci
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.kaplan_meier import KaplanMeier, kaplan_meier
from trephine.evidence.survival.landmark import landmark
from trephine.evidence.survival.survival_quantile import survival_quantile
from trephine.loop.outcomes.endpoint import (
    MONTH,
    CountEndpoint,
    DayEndpoint,
    Days,
    Endpoint,
    LandmarkEndpoint,
    Mask,
    TimeEndpoint,
    Who,
)
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.outcomes.patient_table import PatientTable

CountInterval = Literal["wilson", "clopper_pearson"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountResult:
    """``events`` of ``n``, the share with its interval (0 to 1), and who was left aside and why.

    ``events`` is None where patients were censored before a landmark: the share is then the
    product-limit estimate, ``n`` those at the start, ``at_risk`` those followed to the landmark.
    """

    endpoint: CountEndpoint | LandmarkEndpoint
    events: int | None
    n: int
    share: float
    ci_lb: float
    ci_ub: float
    aside: tuple[tuple[Text, int], ...] = ()
    at_risk: int | None = None

    @property
    def key(self) -> str:
        """The endpoint's key."""
        return self.endpoint.kind.id


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeResult:
    """A survival curve (months) with its median; NaN where it is not reached."""

    endpoint: TimeEndpoint
    curve: KaplanMeier
    median: float
    ci_lb: float
    ci_ub: float
    aside: tuple[tuple[Text, int], ...] = ()

    @property
    def key(self) -> str:
        """The endpoint's key."""
        return self.endpoint.kind.id


@dataclass(frozen=True, slots=True, kw_only=True)
class DayResult:
    """Days among the ``n`` who had it: median with the interval of order statistics, quartiles."""

    endpoint: DayEndpoint
    n: int
    median: float
    ci_lb: float
    ci_ub: float
    lower: float
    upper: float
    mean: float
    sd: float

    @property
    def key(self) -> str:
        """The endpoint's key."""
        return self.endpoint.kind.id


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmResults:
    """What came of one arm. ``n`` patients whose run did not fail; ``failed`` numbers by reason.

    ``left_out`` are endpoints without an answer, with the reason; nothing is left out in silence.
    """

    arm: str
    n: int
    failed: dict[str, tuple[int, ...]]
    counts: dict[str, CountResult]
    times: dict[str, TimeResult]
    days: dict[str, DayResult]
    left_out: dict[str, Text]
    level: float


def arm_results(
    table: PatientTable,
    *,
    keys: Collection[str] = (),
    level: float = 95.0,
    interval: CountInterval = "wilson",
) -> ArmResults:
    """Compute the endpoints ``keys`` (all by default) of one arm's table.

    Failed patients are in no denominator and are named in ``failed``. An endpoint whose column is
    missing, whose denominator is empty or whose landmark lies beyond follow-up is left out with the
    reason. Raises InputError for an unknown key.
    """
    known = endpoints()
    for key in keys:
        if key not in known:
            raise InputError(
                what=Text(zh="没有这一终点", en="there is no such endpoint"),
                where="arm_results(keys)",
                found=repr(key),
                do=advice(key, tuple(known)),
            )
    found = ArmResults(
        arm=table.arm,
        n=int(table.ok.sum()),
        failed=table.failed,
        counts={},
        times={},
        days={},
        left_out={},
        level=level,
    )
    for key, one in known.items():
        if not keys or key in keys:
            _answer(found, table, one, interval)
    return found


def share_interval(
    events: int, n: int, *, level: float = 95.0, method: CountInterval = "wilson"
) -> tuple[float, float]:
    """Return the confidence limits of a share, 0 to 1, from the evidence's own intervals."""
    own = study_ci(effects("PR", xi=[events], ni=[n]), method=method, level=level)
    return float(own.ci_lb[0]), float(own.ci_ub[0])


def _answer(found: ArmResults, table: PatientTable, one: Endpoint, interval: CountInterval) -> None:
    key = one.kind.id
    missing = [name for name in one.kind.columns if not table.has(name)]
    if missing:
        found.left_out[key] = Text(
            zh=f"表中没有 {', '.join(missing)}", en=f"the table lacks {', '.join(missing)}"
        )
        return
    if isinstance(one, DayEndpoint):
        found.days[key] = _days(one, one.days(table), found.level)
        return
    who = one.who(table)
    if not who.among.any():
        found.left_out[key] = Text(zh="没有可计的患者", en="nobody to count")
        return
    if isinstance(one, CountEndpoint):
        holds = one.holds(table)[who.among]
        found.counts[key] = _counted(one, holds, who, found.level, interval)
    elif isinstance(one, TimeEndpoint):
        days, came = one.times(table)
        found.times[key] = _timed(one, days[who.among], came[who.among], who, found)
    else:
        _landmark(found, table, one, who, interval)


def _aside(who: Who) -> tuple[tuple[Text, int], ...]:
    return tuple((reason, int(mask.sum())) for reason, mask in who.aside if mask.any())


def _counted(
    one: CountEndpoint | LandmarkEndpoint,
    holds: Mask,
    who: Who,
    level: float,
    interval: CountInterval,
) -> CountResult:
    events, n = int(holds.sum()), int(holds.size)
    low, high = share_interval(events, n, level=level, method=interval)
    return CountResult(
        endpoint=one, events=events, n=n, share=events / n, ci_lb=low, ci_ub=high, aside=_aside(who)
    )


def _curve(days: Days, came: Mask, level: float, label: str) -> KaplanMeier:
    """Return the product-limit curve; who can never have the event stays at risk to the end."""
    longest = days[np.isfinite(days)].max(initial=0.0)
    followed = np.where(np.isfinite(days), days, longest) / MONTH
    return kaplan_meier(follow_up(followed, came, label=label), level=level)


def _timed(one: TimeEndpoint, days: Days, came: Mask, who: Who, found: ArmResults) -> TimeResult:
    curve = _curve(days, came, found.level, found.arm)
    middle = survival_quantile(curve)
    return TimeResult(
        endpoint=one,
        curve=curve,
        median=middle.estimate,
        ci_lb=middle.ci_lb,
        ci_ub=middle.ci_ub,
        aside=_aside(who),
    )


def _landmark(
    found: ArmResults,
    table: PatientTable,
    one: LandmarkEndpoint,
    who: Who,
    interval: CountInterval,
) -> None:
    key = one.kind.id
    days, came = one.looked(table)
    days, came = days[who.among], came[who.among]
    event = came & (days <= one.day)
    early = ~came & (days < one.day)
    if not early.any():
        holds = ~event if one.free else event
        found.counts[key] = _counted(one, holds, who, found.level, interval)
        return
    curve = _curve(days, came, found.level, found.arm)
    rate = landmark(curve, one.day / MONTH)[0]
    if np.isnan(rate.estimate):
        found.left_out[key] = Text(
            zh=f"随访不到第 {one.day:g} 天", en=f"nobody is followed to day {one.day:g}"
        )
        return
    share, low, high = rate.estimate, rate.ci_lb, rate.ci_ub
    if not one.free:
        share, low, high = 1.0 - share, 1.0 - high, 1.0 - low
    found.counts[key] = CountResult(
        endpoint=one,
        events=None,
        n=int(days.size),
        share=share,
        ci_lb=low,
        ci_ub=high,
        aside=_aside(who),
        at_risk=rate.at_risk,
    )


def _days(one: DayEndpoint, days: Days, level: float) -> DayResult:
    n = int(days.size)
    ordered = np.sort(days)
    low = high = np.nan
    if n:
        below = int(stats.binom.ppf(0.5 - level / 200.0, n, 0.5))
        low, high = ordered[max(below - 1, 0)], ordered[min(n - below, n - 1)]
    lower, median, upper = np.quantile(days, (0.25, 0.5, 0.75)) if n else (np.nan,) * 3
    return DayResult(
        endpoint=one,
        n=n,
        median=float(median),
        ci_lb=float(low),
        ci_ub=float(high),
        lower=float(lower),
        upper=float(upper),
        mean=float(days.mean()) if n else np.nan,
        sd=float(days.std(ddof=1)) if n > 1 else np.nan,
    )
