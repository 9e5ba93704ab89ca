"""Public CAR-T models of BioModels through our reader and solver, against libRoadRunner.

``python -m validation.published_models.compare``. Every state, at 200 times; the error is
``|ours - theirs| / (largest |theirs| + floor)``. The six SBML files lie in ``models`` as BioModels
publishes them (CC0).
"""

import json
from pathlib import Path

import libsbml
import numpy as np
import roadrunner

from trephine.core.error import TrephineError
from trephine.core.model import Model
from trephine.interop.read_sbml import read_sbml
from trephine.mechanism.patients import typical
from trephine.mechanism.solve import solve

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
# How long each is run, in its own unit of time: its events and its slow part lie within.
LASTS = {
    "BIOMD0000000837": 240.0,
    "BIOMD0000001014": 365.0,
    "BIOMD0000001019": 300.0,
    "BIOMD0000001020": 60.0,
    "BIOMD0000001041": 200.0,
    "MODEL2009230001": 28.0,
}


def text_of(name: str) -> str:
    """Return the SBML of one of the models."""
    return (HERE / "models" / f"{name}.xml").read_text(encoding="utf-8")


def ours(model: Model, times: np.ndarray, rtol: float) -> np.ndarray:
    """Return every state, float64[times, states]."""
    solution = solve(
        model,
        typical(model),
        start=0.0,
        end=float(times[-1]),
        names=[entry.id for entry in model.states],
        times=times,
        rtol=rtol,
    )
    if solution.failures() or solution.values is None:
        message = f"{solution.failures()} at {solution.failed_at}"
        raise ArithmeticError(message)
    return solution.values[0].T


def theirs(text: str, model: Model, times: np.ndarray) -> np.ndarray:
    """Return the same by libRoadRunner: concentrations where our state is one."""
    simulator = roadrunner.RoadRunner(text)
    simulator.timeCourseSelections = ["time", *_selections(text, model)]
    simulator.integrator.relative_tolerance = 1e-10
    simulator.integrator.absolute_tolerance = 1e-12
    simulator.integrator.maximum_num_steps = 1_000_000
    return np.array(simulator.simulate(times=list(times)))[:, 1:]


def _selections(text: str, model: Model) -> list[str]:
    read = libsbml.readSBMLFromString(text).getModel()
    found = []
    for state in model.states:
        species = read.getSpecies(state.id)
        conc = species is not None and not species.getHasOnlySubstanceUnits()
        found.append(f"[{state.id}]" if conc else state.id)
    return found


def error(model: Model, found: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the largest error of each state relative to its largest value."""
    floor = np.array([entry.floor for entry in model.states])
    return np.abs(found - wanted).max(axis=0) / (np.abs(wanted).max(axis=0) + floor)


def compare(name: str, rtol: float = 1e-6) -> dict[str, object]:
    """Return what one model gives."""
    text = text_of(name)
    model = read_sbml(text, f"{name}.xml")
    times = np.linspace(0.0, LASTS[name], 201)
    head = {
        "label": model.label.en,
        "states": len(model.states),
        "events": len(model.events),
        "time_unit": model.time_unit,
        "until": LASTS[name],
    }
    wanted = theirs(text, model, times)
    try:
        found = ours(model, times, rtol)
    except (ArithmeticError, TrephineError) as problem:
        return {**head, "failed": str(problem)}
    worst = error(model, found, wanted)
    names = [entry.id for entry in model.states]
    return {
        **head,
        "largest": float(f"{worst.max():.2g}"),
        "by_state": {one: float(f"{value:.2g}") for one, value in zip(names, worst, strict=True)},
        "moves": float(f"{np.ptp(wanted, axis=0).max():.3g}"),
    }


def main() -> None:
    """Compare all and write the result."""
    report = {
        "libroadrunner": roadrunner.__version__,
        "models": {name: compare(name) for name in LASTS},
    }
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for name, found in report["models"].items():
        print(name, found.get("largest", found.get("failed")), found["label"])


if __name__ == "__main__":
    main()
