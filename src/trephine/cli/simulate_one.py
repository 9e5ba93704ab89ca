"""run_one: ``trephine simulate --one``: one patient's course, or a user's own model's."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from trephine.cli.places import write_text
from trephine.core.text import Language

if TYPE_CHECKING:
    from trephine.core.population import Population
    from trephine.mechanism.simulate_one import OneRun
    from trephine.mechanism.virtual_arm import VirtualArm


def run_one(asked: argparse.Namespace, language: Language) -> int:
    """Simulate one patient, print the course in figures, write SBML and CSV where asked."""
    found, arm, population = (_user_model(asked), None, None) if asked.model else _patient(asked)
    written = []
    if asked.sbml:
        from trephine.interop.write_sbml import write_sbml  # noqa: PLC0415  (loads libSBML)

        text = write_sbml(
            found.model, doses=found.doses, values=found.parameters, start=found.start
        )
        write_text(asked.sbml, text)
        written.append(asked.sbml)
    if asked.csv:
        from trephine.mechanism.simulate_one import course_csv  # noqa: PLC0415  (on demand)

        write_text(asked.csv, course_csv(found))
        written.append(asked.csv)
    if asked.json:
        from trephine.reports.one_run_text import one_run_json  # noqa: PLC0415  (JSON only)

        print(json.dumps(one_run_json(found, population), ensure_ascii=False, indent=1))
    else:
        from trephine.reports.one_run_text import one_run_text  # noqa: PLC0415  (not for JSON)

        if arm is None or population is None:
            print(one_run_text(found, language))
        else:
            from trephine import library  # noqa: PLC0415  (the library's model alone)
            from trephine.reports.simulated_text import arm_in  # noqa: PLC0415  (likewise)

            shown = library.run_outcomes(found.model.id).shown
            given = arm_in(arm, population, language)
            print(one_run_text(found, language, shown=shown, given=given))
    for path in written:
        print(path, file=sys.stderr)
    return 0


def _user_model(asked: argparse.Namespace) -> "OneRun":
    from trephine.cli.treatments import values_of  # noqa: PLC0415  (after the check)
    from trephine.cli.user_model import user_model  # noqa: PLC0415  (likewise)
    from trephine.mechanism.simulate_one import simulate_one  # noqa: PLC0415  (likewise)

    model = user_model(asked.model)
    return simulate_one(model, days=asked.days, changes=values_of(asked.set, model))


def _patient(asked: argparse.Namespace) -> "tuple[OneRun, VirtualArm, Population]":
    from trephine import library  # noqa: PLC0415  (after the check)
    from trephine.cli.treatments import (  # noqa: PLC0415  (likewise)
        MODEL,
        PRODUCT,
        arm_of,
        fitted_arm,
        population_of,
        values_of,
    )
    from trephine.mechanism.simulate_one import simulate_one  # noqa: PLC0415  (likewise)

    model = library.model(MODEL)
    arm = arm_of(asked.product or PRODUCT, asked.strategy, second=asked.second, dose=asked.dose)
    arm, products = fitted_arm(arm, asked.ensemble)
    population = population_of(asked.population, arm.product)
    found = simulate_one(
        model,
        arm,
        days=asked.days,
        population=population,
        regimens=library.lymphodepletions(),
        products=products,
        seed=asked.seed,
        patient=asked.patient,
        changes=values_of(asked.set, model),
    )
    return found, arm, population
