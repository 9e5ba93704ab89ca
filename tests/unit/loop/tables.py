"""Tables of made-up virtual patients."""

from datetime import UTC, date, datetime

import numpy as np

from trephine.core.text import Text
from trephine.core.trial import Trial, TrialArm
from trephine.loop.outcomes.patient_table import patient_table


def table(n=200, seed=3, arm="a", days=800.0, response=0.85, severe=0.1, mortality=0.0006):
    """Return a table of ``n`` patients, drawn by hand: no model stands behind it."""
    draw = np.random.default_rng(seed)
    unit = draw.random((12, n))
    death = np.where(unit[0] < 0.4, -np.log(unit[1]) / mortality, np.inf)
    progression = 60.0 + np.floor(-np.log(unit[2]) * 500.0)
    last = np.minimum(death, days)
    died = death <= days
    progression = np.where(progression <= last, progression, np.nan)
    responded = (unit[3] < response) & (last > 28)
    best = np.where(responded, np.where((unit[4] < 0.6) & (last > 56), 6, 4), 1)
    grade = np.where(unit[5] < severe, 3, np.where(unit[5] < 0.8, 1, 0))
    return patient_table(
        {
            "patient": np.arange(n),
            "status": np.where(np.arange(n) == 7, "step too small", "ok"),
            "last_day": last,
            "death_day": np.where(died, death, np.nan),
            "death_cause": np.where(died, "myeloma", ""),
            "dropped_day": np.full(n, np.nan),
            "new_therapy_day": np.full(n, np.nan),
            "measurable": unit[6] < 0.95,
            "by_marrow": np.zeros(n),
            "best_response": best,
            "response_day": np.where(responded, 28.0, np.nan),
            "cr_day": np.where(best == 6, 56.0, np.nan),
            "progression_day": progression,
            "last_visit_day": np.maximum(np.floor(last - 5.0), 0.0),
            "crs_max": grade,
            "crs_day": np.where(grade > 0, np.ceil(unit[7] * 6), np.nan),
            "crs_days": np.where(grade > 0, np.ceil(unit[8] * 9), 0.0),
            "icans_max": np.where(unit[9] < 0.1, 1, 0),
            "anc_grade": np.where(unit[10] < 0.9, 4, 2),
            "wbc_grade": np.where(unit[10] < 0.8, 3, 1),
            "platelet_grade": np.where(unit[11] < 0.5, 3, 1),
            "anemia_grade": np.where(unit[11] < 0.6, 3, 2),
            "tocilizumab_doses": np.where(grade > 1, 1, 0),
            "steroid_days": np.where(grade > 1, 2.0, 0.0),
        },
        arm=arm,
    )


def trial(*arms):
    """Return a plan with these arms."""
    return Trial(
        id="demo",
        title=Text(zh="示例", en="Demonstration"),
        population="general",
        arms=tuple(
            TrialArm(id=arm, label=Text(zh=f"组 {arm}", en=f"arm {arm}"), product="cilta-cel")
            for arm in arms or ("a",)
        ),
        days=800.0,
        patients=200,
        start=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
        seed=1,
        written=date(2026, 11, 23),
    )
