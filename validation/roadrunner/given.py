"""Patients and doses drawn for a comparison: far apart, but each one that a run accepts."""

from dataclasses import dataclass

import numpy as np

from trephine.core.model import Model
from trephine.mechanism.doses import Doses
from trephine.mechanism.patients import Patients

Dose = tuple[float, str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """n patients: parameter values by name, and doses."""

    values: tuple[dict[str, float], ...]
    doses: tuple[tuple[Dose, ...], ...]

    def patients(self, model: Model) -> Patients:
        """Return the patients' table of parameters."""
        rows = [
            [row.get(entry.id, entry.value) for entry in model.parameters] for row in self.values
        ]
        return Patients(numbers=np.arange(len(rows)), parameters=np.array(rows, dtype=np.float64))

    def table(self, model: Model) -> Doses:
        """Return the doses as a run takes them."""
        place = {entry.id: at for at, entry in enumerate(model.states)}
        width = max(map(len, self.doses))
        times = np.full((len(self.doses), width), np.inf)
        targets = np.zeros((len(self.doses), width), dtype=np.int32)
        amounts = np.zeros((len(self.doses), width))
        for row, doses in enumerate(self.doses):
            for at, (time, state, amount) in enumerate(sorted(doses)):
                times[row, at], targets[row, at], amounts[row, at] = time, place[state], amount
        return Doses(times=times, targets=targets, amounts=amounts)


def drawn(model: Model, n: int, seed: int) -> Given:
    """Draw patients of the library's model of BCMA CAR-T: the first is the typical one.

    Every parameter without a formula is multiplied by exp(0.3 z), z normal, cut to what a run
    accepts; shares of parameters that are 0 stay 0. Doses: lymphodepletion, an infusion, sometimes
    a second one of the other place, tocilizumab, steroid, and other drugs at random times.
    """
    chance = np.random.default_rng(seed)
    values, doses = [], []
    for row in range(n):
        z = chance.standard_normal(len(model.parameters)) * (0.3 if row else 0.0)
        drawn_values = {}
        for entry, step in zip(model.parameters, z, strict=True):
            if entry.formula:
                continue
            value = entry.value * float(np.exp(step))
            low = -np.inf if entry.low is None else entry.low
            high = np.inf if entry.high is None else entry.high
            drawn_values[entry.id] = float(np.clip(value, low, high))
        values.append(drawn_values)
        cells = 0.45 * float(np.exp(0.5 * chance.standard_normal()))
        given: list[Dose] = [(day, "DL", 1.0) for day in (-5.0, -4.0, -3.0)]
        given.append((0.0, "R1", cells))
        if row % 2:
            given.append((float(chance.uniform(40, 80)), "R2", cells))
        for state, amount in (("DT", 130.0), ("DS", 1.0), ("DG", 1.0), ("DP", 1.0), ("DD", 1.0)):
            if chance.random() < 0.6:
                given.append((float(chance.uniform(1, 60)), state, amount))
        doses.append(tuple(sorted(given)))
    return Given(values=tuple(values), doses=tuple(doses))
