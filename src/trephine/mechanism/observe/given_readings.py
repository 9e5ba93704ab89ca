"""given_readings: the doses of a run as a ward writes them down."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from trephine.core.observable import Observable
from trephine.core.readout import ReadoutDose, Readouts
from trephine.core.record import Reading, ReadingValue
from trephine.mechanism.cohort import Administration
from trephine.mechanism.doses import Doses
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.measured import exact

# Doses further apart than this belong to different courses.
WEEK = 7.0
_MINUTES = 1440


def given_readings(
    readouts: Readouts,
    observables: Mapping[str, Observable],
    given: Doses,
    states: Sequence[str],
    administrations: Sequence[Administration],
    person: Mapping[str, Any],
    *,
    row: int,
    infusion: datetime,
    last: float,
) -> list[Reading]:
    """Return one patient's doses as readings: those into states, and what a ward wrote of drugs.

    ``given`` are the doses really given, the policy's too. A dose of 0 was not given. Doses for
    which the read-outs have no words are left out. Raises InputError for a formula that names a
    covariate that there is not.
    """
    doses: dict[str, list[tuple[float, float]]] = {}
    for when, target, amount in zip(
        given.times[row], given.targets[row], given.amounts[row], strict=True
    ):
        if when <= last and amount > 0:
            doses.setdefault(states[int(target)], []).append((float(when), float(amount)))
    for one in administrations:
        amount = float(one.amounts[row])
        if one.drug not in states and one.day <= last and amount > 0:
            doses.setdefault(one.drug, []).append((float(one.day), amount))
    found = []
    for read in readouts.doses:
        for when, amount in _asked(read, sorted(doses.get(read.given, []))):
            observable = observables[read.observable]
            value: ReadingValue = True
            if read.formula:
                where = f"{readouts.model}: {read.observable}"
                told = evaluate(read.formula, {**person, "amount": amount}, where)
                value = exact(observable, float(told))
            number = bool(read.formula)
            found.append(
                Reading(
                    time=infusion + timedelta(minutes=round((when + read.offset) * _MINUTES)),
                    observable=observable.id,
                    value=value,
                    unit=observable.unit if number else "",
                    origin="simulated",
                    entered=str(value) if number else "",
                    entered_unit=observable.unit if number else "",
                )
            )
    return found


def _asked(read: ReadoutDose, doses: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return every dose, or only the first or the last of each course."""
    if read.of == "each" or not doses:
        return doses
    courses = [[doses[0]]]
    for dose in doses[1:]:
        if dose[0] - courses[-1][-1][0] < WEEK:
            courses[-1].append(dose)
        else:
            courses.append([dose])
    return [course[0 if read.of == "first" else -1] for course in courses]
