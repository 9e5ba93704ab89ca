"""What the fit of the outcomes does to the kinetics: python -m validation.outcomes.kinetics.

The published figures of kinetics, computed as `validation.kinetics` does, with the library's
numbers and with the mean of the outcomes' ensemble. Nothing is fitted, nothing is written.
"""

import numpy as np

from trephine import library
from trephine.library.outcome_fit_table import outcome_free
from trephine.mechanism.fit.match import loss
from validation.kinetics.cohorts import Cohorts

SEED, PATIENTS = 20261123, 120


def main() -> None:
    """Print each figure as published, before and at the mean, and the losses."""
    cohorts = Cohorts(["fit", "check"], PATIENTS, SEED, 1e-3)
    free = outcome_free()
    mean = np.array(library.ensemble("bcma_cart-outcomes").typical)
    before = cohorts.under(free, np.array([one.typical for one in free]), threads=2)
    after = cohorts.under(free, mean, threads=2)
    for (goal, _), side, value, one, other in zip(
        cohorts.pairs, cohorts.sides, cohorts.goals.values, before, after, strict=True
    ):
        print(f"{side:6} {goal.id:40} {value:12.4g} {one:12.4g} {other:12.4g}")
    own = np.array(cohorts.sides) == "fit"
    for name, row in (("before", before), ("mean", after)):
        missed = np.abs(cohorts.goals.missed(row))
        print(name, f"loss of all {float(loss(cohorts.goals, row[None])[0]):.0f};", "within 2 sd:",
              f"{int((missed[own] <= 2).sum())}/{int(own.sum())} and",
              f"{int((missed[~own] <= 2).sum())}/{int((~own).sum())}")  # fmt: skip


if __name__ == "__main__":
    main()
