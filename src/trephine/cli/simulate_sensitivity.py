"""run_sensitivity: ``trephine simulate --sensitivity``: which parameters an outcome depends on."""

import argparse
import json
import sys
import time

from trephine.core.text import Language


def run_sensitivity(asked: argparse.Namespace, language: Language) -> int:
    """Index the parameters' effects on one outcome, print them, write figures where asked."""
    from trephine import library  # noqa: PLC0415  (after the check)
    from trephine.cli.treatments import (  # noqa: PLC0415  (likewise)
        MODEL,
        arm_of,
        fitted_arm,
        population_of,
        values_of,
    )
    from trephine.evidence.kernel import mode  # noqa: PLC0415  (before any of its kernels)
    from trephine.mechanism.progress import Progress  # noqa: PLC0415  (likewise)
    from trephine.mechanism.sensitivity import sensitivity  # noqa: PLC0415  (likewise)

    if not mode.is_decided():
        mode.interpret()  # the figures' module knows survival curves, none is drawn here
    from trephine.reports import sensitivity_text as texts  # noqa: PLC0415  (after the choice)
    from trephine.reports.simulated_text import arm_in  # noqa: PLC0415  (likewise)

    arm = arm_of(asked.product, asked.strategy, second=asked.second, dose=asked.dose)
    arm, products = fitted_arm(arm, asked.ensemble)
    population = population_of(asked.population, arm.product)
    model, outcomes = library.model(MODEL), library.run_outcomes(MODEL)
    found = sensitivity(
        model,
        arm,
        population=population,
        regimens=library.lymphodepletions(),
        outcomes=outcomes,
        outcome=asked.sensitivity,
        method=asked.method,
        n=asked.patients,
        days=asked.days,
        seed=asked.seed,
        threads=asked.threads,
        products=products,
        changes=values_of(asked.set, model),
        advance=Progress(sys.stderr, language, time.monotonic),
    )
    if asked.json:
        print(json.dumps(texts.sensitivity_json(found, population), ensure_ascii=False, indent=1))
    else:
        given = arm_in(arm, population, language)
        print(texts.sensitivity_text(found, model, outcomes, language, given=given))
    if asked.figures:
        written = texts.sensitivity_figures(
            found, model, outcomes, asked.figures, asked.form, language
        )
        for path in written:
            print(path, file=sys.stderr)
    return 0
