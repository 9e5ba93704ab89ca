"""Our solver against libRoadRunner and SciPy's Radau: ``python -m validation.roadrunner.compare``.

Every state of the library's model, patients drawn far apart, with doses. The error of a state is
``|ours - theirs| / (|theirs| + floor)`` at every day, the floor being the state's own
(``pointwise``), or the same by the state's largest value in that run (``scaled``).
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import roadrunner
import scipy

from trephine.core.model import Model
from trephine.library.model_of import model as model_of
from trephine.mechanism.solve import solve
from validation.roadrunner.given import Given, drawn
from validation.roadrunner.peers import START, by_radau, by_roadrunner

RESULTS = Path(__file__).with_name("results.json")


def errors(model: Model, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Return the largest error of each state, float64[states]; arrays are [times, states]."""
    floor = np.array([entry.floor for entry in model.states])
    return (np.abs(ours - theirs) / (np.abs(theirs) + floor)).max(axis=0)


def scaled(model: Model, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Return the largest error of each state by its own largest value in that run."""
    floor = np.array([entry.floor for entry in model.states])
    return np.abs(ours - theirs).max(axis=0) / (np.abs(theirs).max(axis=0) + floor)


def ours(model: Model, given: Given, times: np.ndarray, rtol: float) -> np.ndarray:
    """Return our run of every patient, float64[n, times, states]. Nobody may fail."""
    solution = solve(
        model,
        given.patients(model),
        given.table(model),
        start=START,
        end=float(times[-1]),
        names=[entry.id for entry in model.states],
        times=times,
        rtol=rtol,
    )
    assert not solution.failures(), solution.failures()
    assert solution.values is not None
    return solution.values.transpose(0, 2, 1)


def main() -> None:
    """Compare and write the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=30)
    parser.add_argument("--radau", type=int, default=1, help="of them also by Radau")
    parser.add_argument("--days", type=float, default=365.0)
    parser.add_argument("--rtol", type=float, default=1e-5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    model = model_of("bcma_cart")
    given = drawn(model, asked.patients, asked.seed)
    times = np.arange(START, asked.days + 0.5)
    begun = time.perf_counter()
    values = ours(model, given, times, asked.rtol)
    print(f"ours {time.perf_counter() - begun:.1f} s")
    begun = time.perf_counter()
    states = [entry.id for entry in model.states]
    against, by_scale, failed = [], [], []
    for row in range(asked.patients):
        try:
            theirs = by_roadrunner(model, given.values[row], given.doses[row], times)
        except RuntimeError as error:
            failed.append({"patient": row, "why": str(error)[:120]})
            continue
        against.append(errors(model, values[row], theirs))
        by_scale.append(scaled(model, values[row], theirs))
    print(f"libRoadRunner {time.perf_counter() - begun:.1f} s")
    exact = [
        by_radau(model, given.values[row], given.doses[row], times) for row in range(asked.radau)
    ]
    print(f"with Radau {time.perf_counter() - begun:.1f} s")
    radau = list(enumerate(exact))
    report = {
        "model": model.id,
        "patients": asked.patients,
        "days": asked.days,
        "rtol": asked.rtol,
        "seed": asked.seed,
        "versions": {"libroadrunner": roadrunner.__version__, "scipy": scipy.__version__},
        "roadrunner": {
            "pointwise": _said(against, states),
            "scaled": _said(by_scale, states),
            "failed": failed,
        },
        "radau": {
            "pointwise": _said([errors(model, values[at], one) for at, one in radau], states),
            "scaled": _said([scaled(model, values[at], one) for at, one in radau], states),
        },
    }
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1)[:600])


def _said(found: list[np.ndarray], states: list[str]) -> dict[str, object]:
    table = np.array(found)
    worst = table.max(axis=0)
    return {
        "compared": len(table),
        "largest": float(f"{table.max():.3g}"),
        "median_of_largest": float(f"{np.median(table.max(axis=1)):.3g}"),
        "state_of_largest": states[int(worst.argmax())],
        "by_state": {name: float(f"{one:.2g}") for name, one in zip(states, worst, strict=True)},
    }


if __name__ == "__main__":
    main()
