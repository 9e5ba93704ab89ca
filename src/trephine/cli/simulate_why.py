"""run_why: ``trephine simulate --why N``: why patient N of a seed relapsed."""

import argparse
import json

from trephine.core.text import Language


def run_why(asked: argparse.Namespace, language: Language) -> int:
    """Switch the mechanisms off in turn for one patient and print what that tells."""
    from trephine import library  # noqa: PLC0415  (after the check)
    from trephine.cli.treatments import (  # noqa: PLC0415  (likewise)
        MODEL,
        arm_of,
        fitted_arm,
        population_of,
        values_of,
    )
    from trephine.mechanism.enrol import enrol  # noqa: PLC0415  (likewise)
    from trephine.mechanism.relapse import relapse  # noqa: PLC0415  (likewise)
    from trephine.mechanism.simulate_check import check_run  # noqa: PLC0415  (likewise)
    from trephine.reports.relapse_text import relapse_json, relapse_text  # noqa: PLC0415
    from trephine.reports.simulated_text import arm_in  # noqa: PLC0415  (likewise)

    check_run(n=1, days=asked.days, seed=asked.seed, threads=asked.threads)
    arm = arm_of(asked.product, asked.strategy, second=asked.second, dose=asked.dose)
    arm, products = fitted_arm(arm, asked.ensemble)
    population = population_of(asked.population, arm.product)
    model, outcomes = library.model(MODEL), library.run_outcomes(MODEL)
    cohort = enrol(
        model,
        population,
        arm.product,
        arm.strategies,
        1,
        asked.seed,
        library.lymphodepletions(),
        products=products,
        first=asked.why,
        second=arm.second,
        changes=values_of(asked.set, model),
    )
    found = relapse(
        model, cohort.patients, cohort.doses, 0, outcomes=outcomes, days=asked.days,
        start=cohort.start, threads=asked.threads,
    )  # fmt: skip
    if asked.json:
        print(json.dumps(relapse_json(found, population), ensure_ascii=False, indent=1))
    else:
        given = arm_in(arm, population, language)
        print(relapse_text(found, outcomes, language, given=given))
    return 0
