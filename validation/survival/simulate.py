"""Reconstruction of simulated trials: how far median, landmark rate and hazard ratio are off.

Each trial (Weibull times, uniform accrual) is drawn as a Kaplan-Meier curve, digitised with noise
and rounding as from a printed figure, reconstructed, and compared with its own patients. Writes a
Markdown table. Seeds are 1 to TRIALS in each row.
"""

import numpy as np

from trephine.evidence.survival.digitised_curve import DigitisedCurve, digitised_curve
from trephine.evidence.survival.follow_up import FollowUp, follow_up
from trephine.evidence.survival.kaplan_meier import kaplan_meier
from trephine.evidence.survival.log_rank import log_rank
from trephine.evidence.survival.reconstruct import reconstruct
from trephine.evidence.survival.survival_quantile import survival_quantile

TRIALS = 100
NOISE = 0.002  # standard deviation of a click: 1 pixel of a curve 500 pixels high
ROUND = 3  # digits that a digitising program writes


def trial(rng: np.random.Generator, n: int, follow: tuple[float, float]) -> tuple:
    """Two arms with hazard ratio 0.65 (rate against time, Weibull 1.1)."""
    censor = rng.uniform(*follow, (2, n))
    event = rng.weibull(1.1, (2, n)) * np.array([[12.0], [12.0 / 0.65 ** (1 / 1.1)]])
    return tuple(follow_up(np.minimum(e, c), e <= c) for e, c in zip(event, censor, strict=True))


def digitise(
    rng: np.random.Generator, group: FollowUp, *, how: str, at_risk: bool
) -> DigitisedCurve:
    curve = kaplan_meier(group)
    if how == "trace":
        time = np.linspace(0.0, curve.time[-1], 200)
        survival = np.array([curve.at(t) for t in time])
    else:
        drops = curve.n_event > 0.0
        before = np.concatenate(([1.0], curve.survival[:-1]))[drops]
        time = np.append(np.repeat(curve.time[drops], 2), curve.time[-1])
        survival = np.append(
            np.stack((before, curve.survival[drops]), axis=1).ravel(), curve.survival[-1]
        )
    survival = np.clip(np.round(survival + rng.normal(0.0, NOISE, time.size), ROUND), 0.0, 1.0)
    risk_time = np.arange(0.0, curve.time[-1], 6.0) if at_risk else np.zeros(1)
    return digitised_curve(
        np.round(time, 2),
        survival,
        scale="proportion",
        risk_time=risk_time,
        at_risk=[curve.followed(t) for t in risk_time],
        tolerance=0.03,
    )


def errors(n: int, follow: tuple[float, float], how: str, known: str) -> list[float]:
    """Return errors: largest of the curve, median %, 12-month rate, events, log HR."""
    rows = []
    for seed in range(1, TRIALS + 1):
        rng = np.random.default_rng(seed)
        arms = trial(rng, n, follow)
        made = []
        for group in arms:
            marks = group.time[group.event == 0.0] if "marks" in known else None
            given = digitise(rng, group, how=how, at_risk="at risk" in known)
            found = reconstruct(
                given,
                total_events=group.events if "events" in known else None,
                censor_marks=None if marks is None else np.minimum(marks, given.time[-1]),
                dating="middle" if how == "trace" else "point",
            )
            made.append(found)
        truth, found = arms[0], made[0]
        curve = kaplan_meier(truth)
        median = survival_quantile(curve).estimate
        pair, again = log_rank(arms), log_rank([one.patients for one in made])
        rows.append(
            [
                found.max_error,
                100.0 * abs(found.median / median - 1.0),
                100.0 * abs(found.curve.at(12.0) - curve.at(12.0)),
                abs(found.events - truth.events) / truth.events * 100.0,
                abs(np.log(again.hazard_ratio / pair.hazard_ratio)),
            ]
        )
    return rows


def main() -> None:
    print(
        "| n an arm | follow-up | digitised | known | largest distance | median, % | 12-month rate,"
        " points | events, % | HR, factor |\n|---|---|---|---|---|---|---|---|---|"
    )
    cases = [(n, (8.0, 36.0), "trace", "at risk") for n in (30, 100, 300)]
    cases += [(n, (8.0, 36.0), "corners", "at risk") for n in (30, 100, 300)]
    cases += [(n, (2.0, 18.0), "trace", "at risk") for n in (30, 100, 300)]
    cases += [
        (100, (8.0, 36.0), "trace", known)
        for known in ("at risk, events", "at risk, marks", "events", "marks", "n alone")
    ]
    for n, follow, how, known in cases:
        rows = np.array(errors(n, follow, how, known))
        shown = [f"{np.nanmedian(c):.3g} ({np.nanquantile(c, 0.95):.3g})" for c in rows.T[:4]]
        factor = np.exp(rows[:, 4])
        shown.append(f"{np.median(factor):.3f} ({np.quantile(factor, 0.95):.3f})")
        months = f"{follow[0]:g} to {follow[1]:g}"
        print(f"| {n} | {months} | {how} | {known} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
