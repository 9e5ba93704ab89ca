"""Response to ide-cel by its dose: python -m validation.outcomes.doses writes doses.json.

The same virtual people of KarMMa's arm on the ward under three doses: with the library's numbers,
with the fit's mean, and with that mean where one number at a time of the CAR-T cells' growth is
halved or doubled. What it looks for: which number would have to be another for response to rise
with the dose as published. Nothing is fitted to that.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scipy import stats

from trephine import library
from trephine.core.product import ParameterChange, Product
from trephine.core.text import both_of
from trephine.core.trial import Trial, TrialArm
from trephine.loop.fit.stacked import stacked
from trephine.loop.outcomes.arm_results import arm_results
from trephine.loop.outcomes.patient_table import patient_table
from trephine.loop.run_chunk import given_for
from trephine.loop.run_cohort import run_cohort
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.enrol import enrol
from trephine.mechanism.fit.fitted import member_of

HERE = Path(__file__).parent
Key = tuple[str, float]
PATIENTS, DAYS, SEED = 300, 180.0, 77
DOSES = (150e6, 300e6, 450e6)
TOGETHER = 24
# Growth, room, ageing and exhaustion of the cells, and how they kill: who might make a dose count.
MOVED = (
    "rhoE1", "dE", "feng", "amp", "kdiff", "fM1", "rM", "KL", "KC", "ksen1", "kX1", "KE", "kmax",
    "eta", "KDB1",
)  # fmt: skip
FACTORS = (0.5, 2.0)
# KarMMa (bloodadv-cars-table, table 1): responders of all, and of those given 450e6 cells. What is
# left had lower doses: 70 and 4 patients (recalled), told together.
COUNTS = {"ORR": (94, 128, 44, 54), "SCR_CR": (42, 128, 21, 54)}


def moved(product: Product, parameter: str, factor: float) -> Product:
    """Return the product with one number of the model multiplied, after what it sets itself."""
    name = parameter.removesuffix("1")
    change = ParameterChange(
        parameter=name, operation="times", value=factor, mark=product.dose.mark
    )
    return replace(product, changes=(*product.changes, change))


def trial() -> Trial:
    """Return KarMMa's arm as a trial of its own."""
    arm = TrialArm(id="a", label=both_of("a"), product="ide-cel")
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    return Trial(
        id="doses", title=both_of("doses"), population="karmma", arms=(arm,), days=DAYS,
        patients=PATIENTS, start=start, seed=SEED, written=start.date(),
    )  # fmt: skip


def cohort(product: Product, dose: float) -> Cohort:
    """Return the people enrolled for a dose of a product."""
    given = replace(product, dose=replace(product.dose, value=dose))
    return enrol(
        library.model("bcma_cart"), library.population("karmma"), given, [], PATIENTS, SEED,
        library.lymphodepletions(), products=library.products(),
    )  # fmt: skip


def shares(cohorts: Mapping[Key, Cohort]) -> dict[Key, dict[str, float]]:
    """Return each cohort's shares in percent, by the endpoints of the clinic."""
    plan = trial()
    given = given_for(plan, plan.arms[0])
    found = {}
    names = list(cohorts)
    for begin in range(0, len(names), TOGETHER):
        some = names[begin : begin + TOGETHER]
        columns, _ = run_cohort(given, stacked([cohorts[one] for one in some]))
        for k, name in enumerate(some):
            rows = slice(k * PATIENTS, (k + 1) * PATIENTS)
            own = {key: column[rows] for key, column in columns.items()}
            table = patient_table(own, arm="doses")
            counts = arm_results(table).counts
            found[name] = {key: 100.0 * counts[key].share for key in COUNTS}
    return found


def published() -> dict[str, list[float]]:
    """Return for each share: at lower doses, at 450e6, and the difference with its interval, in %.

    The Wilson intervals are joined by Newcombe's tenth method (1998, Statistics in Medicine 17).
    """
    found = {}
    for key, (events, of, high, among) in COUNTS.items():
        sides = [stats.binomtest(events - high, of - among), stats.binomtest(high, among)]
        (l1, u1), (l2, u2) = (one.proportion_ci(method="wilson") for one in sides)
        p1, p2 = (one.statistic for one in sides)
        lower = p2 - p1 - math.hypot(p2 - l2, u1 - p1)
        upper = p2 - p1 + math.hypot(u2 - p2, p1 - l1)
        found[key] = [100.0 * one for one in (p1, p2, p2 - p1, lower, upper)]
    return found


def main() -> None:
    """Run every dose under every set of numbers; write doses.json."""
    own = library.product("ide-cel")
    mean = member_of(library.ensemble("bcma_cart-outcomes"), own)
    asked = {"before": own, "mean": mean}
    asked |= {f"{name} × {f:g}": moved(mean, name, f) for name in MOVED for f in FACTORS}
    runs = {(who, dose): cohort(one, dose) for who, one in asked.items() for dose in DOSES}
    found = shares(runs)
    result = {
        "patients": PATIENTS,
        "days": DAYS,
        "seed": SEED,
        "doses": [dose / 1e6 for dose in DOSES],
        "published": published(),
        "virtual": {
            who: {key: [round(found[who, dose][key], 2) for dose in DOSES] for key in COUNTS}
            for who in asked
        },
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (HERE / "doses.json").write_text(f"{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
