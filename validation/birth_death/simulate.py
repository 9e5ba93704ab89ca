"""Simulate the courses as birth-death processes and keep the share of runs with a cell left.

``python -m validation.birth_death.simulate`` (from the root) writes ``reference.json``;
a minute or two.
"""

import json
from pathlib import Path

import numpy as np

from validation.birth_death.courses import COURSES, GROWTH, TURNING, Course

HERE = Path(__file__).parent
STEP = 0.5
RUNS = 10_000
SEED = 20260715


def simulate(course: Course, runs: int, seed: int) -> np.ndarray:
    """Return the cells at the end of each run.

    Within a step the rates are those of its middle, and the step itself is exact: the number of
    descendants of n cells of a linear birth-death process is a binomial of survivors, each with a
    geometric number (Kendall). New mutants of a step come at its middle.
    """
    rng = np.random.default_rng(seed)
    cells = np.full(runs, int(course.cells), dtype=np.int64)
    for step in range(round(course.end / STEP)):
        middle = np.array([(step + 0.5) * STEP])
        death = float(course.killing(middle)[0]) + course.turnover
        cells = _descendants(cells, GROWTH + course.turnover, death, STEP, rng)
        if course.inflow:
            new = rng.poisson(course.inflow * STEP, runs)
            cells += _descendants(new, GROWTH + course.turnover, death, STEP / 2, rng)
    return cells


def _descendants(
    cells: np.ndarray, birth: float, death: float, span: float, rng: np.random.Generator
) -> np.ndarray:
    net = birth - death
    grown = np.exp(net * span)
    if abs(net * span) < 1e-9:
        gone = birth * span / (1 + birth * span)
        more = gone
    else:
        gone = death * (grown - 1) / (birth * grown - death)
        more = birth * (grown - 1) / (birth * grown - death)
    found = np.zeros_like(cells)
    (there,) = np.nonzero(cells)
    left = rng.binomial(cells[there], 1 - gone)
    there, left = there[left > 0], left[left > 0]
    found[there] = left + rng.negative_binomial(left, 1 - more)
    return found


def closed_form(course: Course) -> float:
    """Return the chance of a cell left at the end: Kendall's law for rates that change in time."""
    t = np.linspace(0.0, course.end, 200_001)
    death = course.killing(t) + course.turnover
    birth = GROWTH + course.turnover
    fall = _integral(death - birth, t)
    scaled = np.exp(fall - fall.max())
    spent = _integral(death * scaled, t)
    alive = 1 / (1 + (spent[-1] - spent) / np.maximum(scaled, 1e-300))
    lineages = float(np.trapezoid(course.inflow * alive, t))
    none = (1 - alive[0]) ** course.cells * np.exp(-lineages)
    return float(1 - none)


def _integral(rate: np.ndarray, t: np.ndarray) -> np.ndarray:
    pieces = (rate[1:] + rate[:-1]) / 2 * np.diff(t)
    return np.concatenate([[0.0], np.cumsum(pieces)])


def main() -> None:
    """Write the reference."""
    found = {
        course.id: float((simulate(course, RUNS, SEED + index) > 0).mean())
        for index, course in enumerate((*COURSES, *TURNING))
    }
    text = json.dumps({"runs": RUNS, "seed": SEED, "step": STEP, "alive": found}, indent=1)
    (HERE / "reference.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
