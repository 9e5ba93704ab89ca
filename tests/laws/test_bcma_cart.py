"""Laws of the library's mechanism: what no patient, product or dose may break.

Patients are drawn wide: every spread of the tables at once, without the correlations of a
population. Each law is about the equations, not about how well they fit anybody.
"""

from functools import cache

import numpy as np
import pytest

from trephine.core.model import Model, ModelParameter
from trephine.library.model_of import model
from trephine.mechanism.doses import Doses
from trephine.mechanism.patients import Patients
from trephine.mechanism.solution import Solution
from trephine.mechanism.solve import solve

N = 24
CELLS = ("R1", "M1", "E1", "X1", "R2", "M2", "E2", "X2")
CLONES = ("THp", "THn", "TLp", "TLn", "TNp", "TNn", "TXa", "TXn")
SHARES = ("Y1", "Y2", "ZA", "ZC")


def drawn(entry: ModelParameter, rng: np.random.Generator) -> np.ndarray:
    """Return one value a patient from the parameter's own spread."""
    z = np.clip(rng.standard_normal(N), -2.5, 2.5)
    uniform = rng.exponential(size=N)
    if entry.spread is None:
        return np.full(N, entry.value)
    if entry.spread.kind == "exponential":
        found = entry.value * uniform
    elif entry.spread.kind == "logitnormal":
        odds = entry.value / (1 - entry.value) * np.exp(entry.spread.sd * z)
        found = odds / (1 + odds)
    elif entry.spread.kind == "lognormal":
        found = entry.value * np.exp(entry.spread.sd * z)
    else:
        found = entry.value + entry.spread.sd * z
    low = -np.inf if entry.low is None else entry.low
    high = np.inf if entry.high is None else entry.high
    return np.clip(found, low, high)


def patients(found: Model, **values: float | np.ndarray) -> Patients:
    rng = np.random.default_rng(20260701)
    columns = [drawn(entry, rng) for entry in found.parameters]
    names = [entry.id for entry in found.parameters]
    for name, value in values.items():
        columns[names.index(name)] = np.broadcast_to(np.asarray(value, dtype=float), (N,))
    return Patients(numbers=np.arange(N), parameters=np.column_stack(columns))


def doses(found: Model, given: list[tuple[float, str, float]]) -> Doses:
    given = sorted(given)
    ids = [state.id for state in found.states]
    shape = (N, 1)
    return Doses(
        times=np.tile([when for when, _, _ in given], shape).astype(float),
        targets=np.tile([ids.index(name) for _, name, _ in given], shape).astype(np.int32),
        amounts=np.tile([amount for _, _, amount in given], shape).astype(float),
    )


@cache
def treated() -> Solution:
    """Return two products at once, infused again on day 100, in patients of every kind."""
    found = model("bcma_cart")
    rng = np.random.default_rng(7)
    given = [(float(day), "DL", 1.0) for day in (-5, -4, -3, 95, 96, 97)]
    given += [(0.0, "R1", 0.4), (0.0, "R2", 0.1), (100.0, "R1", 0.4)]
    people = patients(
        found,
        tB2=rng.integers(0, 2, N),
        tA1=rng.integers(0, 2, N),
        emf=rng.uniform(0, 0.2, N),
        null0=10.0 ** rng.uniform(-9, -1, N),
        d2B=rng.uniform(0, 1, N),
        d2C=rng.uniform(0, 0.5, N),
        imm1=rng.uniform(0, 1, N),
        hv1=rng.uniform(0, 0.2, N),
        kX1=rng.uniform(0.01, 0.4, N),
        f41=rng.uniform(0.02, 0.98, N),
    )
    names = [state.id for state in found.states] + ["CT", "TT", "s1", "s2"]
    times = np.arange(-7.0, 366.0, 1.0)
    return solve(found, people, doses(found, given), end=365, names=names, times=times)


def of(found: Solution, name: str) -> np.ndarray:
    return found.values[:, list(found.names).index(name), :]


def test_nothing_moves_without_treatment_and_growth():
    found = model("bcma_cart")
    names = [state.id for state in found.states]
    rng = np.random.default_rng(3)
    people = patients(found, g=1e-6, emf=rng.uniform(0, 0.3, N), null0=rng.uniform(0, 30, N))
    run = solve(found, people, end=53, names=names, times=[-7.0, 53.0])
    assert (run.status == 0).all()
    floors = np.array([state.floor for state in found.states])[:, None]
    first, last = run.values[:, :, 0].T, run.values[:, :, 1].T
    moved = np.abs(last - first) / (np.abs(first) + floors)
    worst = {name: row.max() for name, row in zip(names, moved, strict=True) if row.max() > 0.01}
    assert worst == {}


def test_every_run_ends():
    assert (treated().status == 0).all()


@pytest.mark.parametrize("name", [*CELLS, *CLONES, *SHARES, "A", "AH", "S", "P", "B", "L", "Q"])
def test_amounts_stay_positive(name):
    values = of(treated(), name)
    assert values.min() >= -1e-9 * max(1.0, np.abs(values).max())


@pytest.mark.parametrize("name", [*SHARES, "AH", "s1", "s2"])
def test_shares_stay_below_one(name):
    assert of(treated(), name).max() <= 1 + 1e-6


def test_the_tumour_stays_below_its_limit():
    assert of(treated(), "TT").max() < model("bcma_cart").parameter("TK").value


def test_no_patient_has_absurdly_many_car_t_cells():
    # The highest of 100 cells a nanolitre ever reported would be some 8e10 by the model's blood.
    assert of(treated(), "CT").max() < 80


def test_effectors_shrink_in_a_full_niche_whoever_the_patient_is():
    found = model("bcma_cart")

    def at(name: str) -> ModelParameter:
        return found.parameter(name)

    help_most = 1 / (1 + at("K4").value) * (at("f4r").value + at("K4").value) / at("f4r").value
    assert at("i0").high * help_most * (1 + at("mE").value) < 1


def test_what_is_not_there_does_not_come():
    run = treated()
    without = np.asarray(run.values[:, list(run.names).index("R2"), 0])
    assert (without == 0).all()
    assert (of(run, "E2")[:, :7] == 0).all()
