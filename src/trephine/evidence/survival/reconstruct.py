"""reconstruct: individual patients from a digitised Kaplan-Meier curve."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.reconstruction import FREE, UNKNOWN, censor_times, settle
from trephine.evidence.survival.digitised_curve import DigitisedCurve
from trephine.evidence.survival.follow_up import FollowUp, follow_up
from trephine.evidence.survival.kaplan_meier import KaplanMeier, kaplan_meier
from trephine.evidence.survival.survival_quantile import crossing, survival_quantile

DATINGS = ("point", "middle")
_NAN = float("nan")
_NONE = np.empty(0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reconstruction:
    """Patients read back from a curve, and how well they draw it again.

    max_error, rms_error: distance between the redrawn and the digitised curve at its points, on
    the scale from 0 to 1. at_risk and at_risk_found (r,): numbers at risk as printed and as
    redrawn at ``risk_time``. ``events`` of the patients; ``events_printed`` and ``median_printed``
    are NaN where not given; ``median_curve`` is where the digitised curve itself crosses one half.
    """

    patients: FollowUp
    curve: KaplanMeier
    max_error: float
    rms_error: float
    risk_time: Vector
    at_risk: Vector
    at_risk_found: Vector
    events: int
    events_printed: float
    median: float
    median_curve: float
    median_printed: float
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]

    @property
    def is_at_risk_met(self) -> bool:
        """Tell whether every printed number at risk was reproduced."""
        return bool((self.at_risk == self.at_risk_found).all())


def reconstruct(
    curve: DigitisedCurve,
    *,
    total_events: int | None = None,
    censor_marks: ArrayLike | None = None,
    median: float | None = None,
    dating: str = "point",
) -> Reconstruction:
    """Return patients whose Kaplan-Meier curve is the digitised one, with the error of it.

    In each interval of the table of numbers at risk, the number of censored patients is searched
    for that meets the number at its end exactly and draws the curve best; events follow from the
    inverted product-limit formula. Where they are known, the ``total_events`` fix what happens
    after the last number at risk, and the times of the figure's ``censor_marks`` are used (several
    patients at one mark where there are too few); else censorings are spread evenly and, after the
    last number at risk, go on at about the rate before, as far as the curve's steps allow. With no
    number at risk after 0, no total and no marks that rate is 0, and a caution says so. Who is
    left at the end of the curve is censored there. ``median`` is the printed one, for comparison
    alone. dating: ``point``, an event happened at the first point below it (for clicks on the
    corners of the steps), or ``middle``, half way from the point before (for a line that was traced
    at regular distances, where ``point`` dates events late by half of the distance).

    It does not recover covariates or who is who, and it cannot date events within a step that was
    not digitised. Guyot, Ades, Ouwens and Welton 2012 (algorithm); Wei and Royston 2017 (isotonic
    cleaning); Liu, Zhou and Lee 2021 (errors of reconstruction); Rogula 2022 (censoring marks).
    Raises InputError.
    """
    one_of("dating", dating, DATINGS)
    marks = _marks(censor_marks, curve)
    t, S, u, R = _aligned(curve)
    if dating == "middle":
        t = np.append(t[0], 0.5 * (t[:-1] + t[1:]))
    found = _Found()
    n, s = R[0], 1.0
    bounds = np.append(u, max(curve.time[-1], u[-1]))
    for i in range(u.size):
        low, high, last = bounds[i], bounds[i + 1], i == u.size - 1
        inside = (t >= low) & ((t <= high) if last else (t < high))
        own = marks[(marks >= low) & ((marks <= high) if last else (marks < high))]
        end, events = FREE, UNKNOWN
        if not last:
            end = R[i + 1]
        elif total_events is not None:
            events = max(total_events - found.events, 0.0)
        rate = found.censored / low if low > 0.0 else 0.0
        d = np.zeros(int(inside.sum()))
        count = settle(
            t[inside], S[inside], n, s, low, high, own, end, events,
            round(rate * (high - low)), d,
        )  # fmt: skip
        censored = censor_times(count, low, high, own)
        left = n - d.sum() - count
        if end >= 0.0 and left > end:
            after = t[inside][d > 0.0][-1] if d.any() else low
            censored = np.concatenate((censored, censor_times(int(left - end), after, high, _NONE)))
            left = end
        s = found.add(t[inside], d, censored, n, s)
        n = left
    found.close(round(n), float(bounds[-1]))
    return _report(curve, found, total_events, median, marks.size > 0)


class _Found:
    """What has been reconstructed so far: times and events, interval by interval."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.time: list[Vector] = []
        self.event: list[Vector] = []
        self.events = 0.0
        self.censored = 0.0

    def add(self, t: Vector, d: Vector, censored: Vector, n: float, s: float) -> float:
        """Keep an interval's patients; return the redrawn curve at its end."""
        for k in range(t.size):
            if d[k] > 0.0:
                s *= 1.0 - d[k] / (n - np.sum(censored < t[k]) - d[:k].sum())
        self._keep(np.repeat(t, d.astype(int)), 1.0)
        self._keep(censored, 0.0)
        self.events += float(d.sum())
        self.censored += censored.size
        return float(s)

    def close(self, left: int, end: float) -> None:
        """Censor who is left at the end of follow-up."""
        self._keep(np.full(left, end), 0.0)

    def _keep(self, times: Vector, event: float) -> None:
        self.time.append(times)
        self.event.append(np.full(times.size, event))


def _marks(given: ArrayLike | None, curve: DigitisedCurve) -> Vector:
    if given is None:
        return _NONE
    marks: Vector = np.sort(np.array(given, dtype=np.float64).ravel())
    end = max(curve.time[-1], curve.risk_time[-1])
    if not (np.isfinite(marks).all() and (marks >= 0.0).all() and (marks <= 1.005 * end).all()):
        raise InputError(
            what=Text(
                zh="删失标记须在曲线的时间范围内", en="A censoring mark lies within the curve"
            ),
            where="censor_marks",
            found=f"{marks.min():g} to {marks.max():g}, curve to {end:g}",
            do=Text(zh="请更正标记的时间", en="Correct the times of the marks"),
        )
    return np.asarray(np.minimum(marks, end), dtype=np.float64)


def _aligned(curve: DigitisedCurve) -> tuple[Vector, Vector, Vector, Vector]:
    """Return curve and table without numbers at risk beyond a curve at whose end nobody is left."""
    t, S, u, R = curve.time, curve.survival, curve.risk_time, curve.at_risk
    keep = (u <= t[-1]) | (R > 0.0)
    return t, S, u[keep], R[keep]


def _report(
    curve: DigitisedCurve,
    found: _Found,
    total_events: int | None,
    median: float | None,
    marked: bool,  # noqa: FBT001  (private)
) -> Reconstruction:
    patients = follow_up(
        np.concatenate(found.time),
        np.concatenate(found.event),
        label=curve.label,
        unit=curve.unit,
        reconstructed=True,
    )
    redrawn = kaplan_meier(patients)
    values = np.concatenate(([1.0], redrawn.survival))
    error = values[np.searchsorted(redrawn.time, curve.time, side="right")] - curve.survival
    last_of_time = np.append(np.diff(curve.time) > 0.0, True)  # the upper corner is S before it
    error = error[last_of_time]
    at_risk = np.array([redrawn.followed(float(time)) for time in curve.risk_time])
    events = patients.events
    cautions = list(curve.cautions)
    if curve.risk_time.size == 1 and total_events is None and not marked:
        cautions.append(_CENSORING_UNKNOWN)
    if total_events is not None and events != total_events:
        cautions.append(_events_differ(events, total_events))
    if (at_risk != curve.at_risk).any():
        cautions.append(_at_risk_differs(curve.risk_time[at_risk != curve.at_risk], curve.unit))
    return Reconstruction(
        patients=patients,
        curve=redrawn,
        max_error=float(np.max(np.abs(error))),
        rms_error=float(np.sqrt(np.mean(error**2))),
        risk_time=curve.risk_time,
        at_risk=curve.at_risk,
        at_risk_found=at_risk,
        events=events,
        events_printed=_NAN if total_events is None else float(total_events),
        median=survival_quantile(redrawn).estimate,
        median_curve=crossing(curve.time, curve.survival, 0.5),
        median_printed=_NAN if median is None else float(median),
        cautions=tuple(cautions),
        methods=("guyot-2012", "wei-royston-2017", "liu-2021") + (("rogula-2022",) * marked),
    )


_CENSORING_UNKNOWN = Caution(
    kind="censoring-unknown",
    text=Text(
        zh="没有时间 0 之后的风险人数、总事件数或删失标记：除非台阶高度另有提示，"
        "假定曲线结束前无人删失，事件数可能偏多，区间可能偏窄。",
        en="No number at risk after 0, no total of events and no censoring marks are known: unless"
        " the steps tell otherwise nobody is taken as censored before the end, so there may be too"
        " many events and too narrow intervals.",
    ),
)


def _events_differ(found: int, printed: int) -> Caution:
    return Caution(
        kind="events-not-reproduced",
        text=Text(
            zh=f"重建的事件数为 {found}，文献所报为 {printed}："
            "曲线、风险人数与总事件数互相不完全相容。",
            en=f"{found} events were reconstructed where {printed} are reported: curve, numbers at"
            " risk and total do not fully agree.",
        ),
    )


def _at_risk_differs(times: Vector, unit: str) -> Caution:
    listed = ", ".join(f"{time:g}" for time in times)
    return Caution(
        kind="at-risk-not-reproduced",
        text=Text(
            zh=f"以下时间（{unit}）的风险人数未能重现：{listed}。",
            en=f"Numbers at risk were not reproduced at these times ({unit}): {listed}.",
        ),
    )
