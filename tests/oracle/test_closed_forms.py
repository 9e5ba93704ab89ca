"""Models written in Antimony and run, against their closed forms.

Exponential and logistic growth, Bateman's chain of two first-order steps with repeated doses, and
the piecewise cellular kinetics of Stein and others (2019): growth to a peak, then two exponentials.
"""

import numpy as np
import pytest

from trephine.core.model import Model
from trephine.interop.read_antimony import read_antimony
from trephine.mechanism.doses import Doses
from trephine.mechanism.patients import typical
from trephine.mechanism.solve import solve

TIMES = np.linspace(0.0, 60.0, 121)


def run(model: Model, name: str, doses: Doses | None = None) -> np.ndarray:
    found = solve(
        model, typical(model), doses, start=0.0, end=60.0, names=(name,), times=TIMES, rtol=1e-6
    )
    assert not found.failures()
    return found.of(name)[0]


@pytest.mark.parametrize("rate", [0.3, -0.3])
def test_exponential(rate):
    model = read_antimony(f"species N; J: -> N; r*N; r = {rate}; N = 2", "exponential")
    assert run(model, "N") == pytest.approx(2 * np.exp(rate * TIMES), rel=1e-5)


def test_logistic():
    model = read_antimony("N' = r*N*(1 - N/K); r = 0.4; K = 900; N = 0.5", "logistic")
    exact = 900 / (1 + (900 / 0.5 - 1) * np.exp(-0.4 * TIMES))
    assert run(model, "N") == pytest.approx(exact, rel=1e-5)


def test_bateman_with_repeated_doses():
    model = read_antimony(
        "substanceOnly species D, B; absorb: D -> B; ka*D; lose: B -> ; ke*B;"
        "ka = 1.2; ke = 0.15; D = 0; B = 0",
        "bateman",
    )
    place = [entry.id for entry in model.states].index("D")
    at, amounts = np.array([0.0, 7.0, 14.3]), np.array([100.0, 50.0, 80.0])
    doses = Doses(
        times=at[None, :], targets=np.full((1, 3), place, dtype=np.int32), amounts=amounts[None, :]
    )
    exact = np.zeros_like(TIMES)
    for start, amount in zip(at, amounts, strict=True):
        since = np.clip(TIMES - start, 0, None)
        exact += amount * 1.2 / (1.2 - 0.15) * (np.exp(-0.15 * since) - np.exp(-1.2 * since))
    assert run(model, "B", doses) == pytest.approx(exact, rel=1e-5, abs=1e-6)


def test_piecewise_cellular_kinetics():
    """No event tells the solver where the rates jump: its error control has to find out."""
    model = read_antimony(
        """
        Tmax = 10.5; rho = 0.9; alpha = 0.16; beta = 0.004; FB = 0.02; C0 = 3
        A' = piecewise(rho*A, time < Tmax, -alpha*A); A = C0*(1 - FB)
        B' = piecewise(rho*B, time < Tmax, -beta*B); B = C0*FB
        C := A + B
        """,
        "stein",
    )
    peak, since = 3 * np.exp(0.9 * 10.5), TIMES - 10.5
    after = peak * (0.98 * np.exp(-0.16 * since) + 0.02 * np.exp(-0.004 * since))
    exact = np.where(TIMES < 10.5, 3 * np.exp(0.9 * TIMES), after)
    assert run(model, "C") == pytest.approx(exact, rel=1e-4)
