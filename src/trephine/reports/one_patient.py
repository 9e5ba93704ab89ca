"""one_patient: a patient's course thinned for a page, and the script that repeats it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.text import Text
from trephine.mechanism.simulate_one import OneRun
from trephine.reports.simulated_json import number
from trephine.reports.simulated_text import unit_text

_EVERY = 0.5  # days: a peak of interleukin 6 lasts longer
_LATER = 3.0  # from day 60 on
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinnedCurve:
    """One quantity's course on some of the days; a figure that is none is None."""

    name: str
    label: Text
    unit: str
    logarithmic: bool
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinnedCourse:
    """Some days of a run and quantities on them; every ``ThinnedCurve`` is as long as ``days``."""

    days: tuple[float, ...]
    curves: tuple[ThinnedCurve, ...]


def thinned_course(
    run: OneRun, shown: Sequence[str], logarithmic: Sequence[str] = ()
) -> ThinnedCourse:
    """Return quantities twice a day to day 60 and every third day after, with six digits.

    The days kept are the run's own: nothing lies between two that were computed. KeyError for a
    quantity that the model has not.
    """
    days = run.days
    kept = np.where(days < 60.0, days % _EVERY == 0.0, days % _LATER == 0.0)
    kept[[0, -1]] = True
    known = {one.id: (one.label, one.unit) for one in run.model.states}
    known |= {one.id: (one.label, one.unit) for one in run.model.assignments}
    return ThinnedCourse(
        days=tuple(days[kept].tolist()),
        curves=tuple(
            ThinnedCurve(
                name=name,
                label=known[name][0],
                unit=unit_text(known[name][1]).strip(),
                logarithmic=name in logarithmic,
                values=tuple(number(float(f"{v:.{_DIGITS}g}")) for v in run.of(name)[kept]),
            )
            for name in shown
        ),
    )


def one_patient_script(
    *,
    model: str,
    product: str,
    population: str,
    strategies: Sequence[str],
    fitted: bool,
    changes: Mapping[str, float],
    days: float,
    outcomes: Sequence[str],
) -> str:
    """Return a Python program (it needs Trephine) that computes the same patient.

    It prints the outcomes as JSON, not-a-number as null; it draws nothing.
    """
    lines = [
        '"""One simulated patient: the model\'s answer, nobody\'s course."""',
        "",
        "import json",
        "from math import isfinite",
        "",
        "from trephine import library",
    ]
    if fitted:
        lines.append("from trephine.mechanism.compare_members import with_member")
    lines += [
        "from trephine.mechanism.outcomes import needed_for",
        "from trephine.mechanism.simulate_one import simulate_one",
        "from trephine.mechanism.virtual_arm import VirtualArm",
        "",
        f"MODEL = {model!r}",
        f"OUTCOMES = {tuple(outcomes)!r}",
        f"CHANGES = {dict(changes)!r}",
        "",
        f"strategies = tuple(library.strategy(one) for one in {tuple(strategies)!r})",
        f"arm = VirtualArm(product=library.product({product!r}), strategies=strategies)",
        "products = library.products()",
    ]
    if fitted:
        lines.append("arm, products = with_member(arm, products, library.ensemble(MODEL), None)")
    lines += [
        "run = simulate_one(",
        "    library.model(MODEL),",
        "    arm,",
        f"    days={days!r},",
        f"    population=library.population({population!r}),",
        "    regimens=library.lymphodepletions(),",
        "    products=products,",
        "    changes=CHANGES,",
        "    outcomes=needed_for(library.run_outcomes(MODEL).outcomes, OUTCOMES),",
        ")",
        "found = {name: run.outcomes[name] for name in OUTCOMES}",
        "print(json.dumps({name: v if isfinite(v) else None for name, v in found.items()}))",
        "",
    ]
    return "\n".join(lines)
