"""The one-cell rule of the mechanism against the birth-death process.

``python -m validation.birth_death.compare`` (from the repository's root) prints the table of the
README.
"""

import json
import re
from functools import cache

import numpy as np
from scipy.integrate import solve_ivp

from trephine.library.model_of import model
from validation.birth_death.courses import COURSES, GROWTH, TURNING, Course
from validation.birth_death.simulate import HERE, closed_form

CELL = 1e-9  # Gc


@cache
def _formulas() -> tuple[str, str, str]:
    """Return, from the model itself, the rate of the last clone and its two shares."""
    found = model("bcma_cart")
    steps = {step.id: step.formula for step in found.assignments}
    rate = next(state.rate for state in found.states if state.id == "TNn")
    return tuple(re.sub(r"\^", "**", text) for text in (rate, steps["hNn"], steps["eNn"]))


def alive(course: Course) -> float:
    """Return the chance that the model leaves a cell: thresholds above the last one die out."""
    found = model("bcma_cart")
    mean = found.parameter("thNn").value
    rate, divides, dies = (compile(text, "model", "eval") for text in _formulas())
    thresholds = np.geomspace(1e-2, 1e2, 121) * CELL
    fixed = {entry.id: entry.value for entry in found.parameters if not entry.formula}
    fixed |= {"g": GROWTH, "fitN": 1.0, "mu2": 1.0, "mu3": 0.0, "TNp": 0.0, "gl": GROWTH}
    fixed |= {"kC": fixed["aC"] * GROWTH, "TLn": course.inflow * CELL / GROWTH}
    fixed["thNn"] = thresholds

    def law(t: float, cells: np.ndarray) -> np.ndarray:
        at = fixed | {"TNn": cells, "kNn": course.killing(np.array([t]))[0]}
        at |= {"hNn": eval(divides, {}, at), "eNn": eval(dies, {}, at)}  # noqa: S307  (the model's own formula)
        return np.asarray(eval(rate, {}, at))  # noqa: S307  (the model's own formula)

    first = np.full(thresholds.shape, course.cells * CELL)
    run = solve_ivp(
        law,
        (0.0, course.end),
        first,
        method="LSODA",
        rtol=1e-7,
        atol=1e-7 * CELL,
        lband=0,
        uband=0,
    )
    above = run.y[:, -1] > thresholds
    last = thresholds[above].max() if above.any() else 0.0
    return float(1 - np.exp(-last / mean))


def hazard(chance: float) -> float:
    """Return the expected number of surviving lineages behind a chance of any."""
    return float(-np.log1p(-chance))


def main() -> None:
    """Print one row a course."""
    pinned = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))["alive"]
    print("| course | simulated | closed form | model | model/closed form, lineages |")
    print("|---|---|---|---|---|")
    for course in (*COURSES, *TURNING):
        exact, ours = closed_form(course), alive(course)
        ratio = hazard(ours) / hazard(exact)
        print(f"| {course.id} | {pinned[course.id]:.3f} | {exact:.3f} | {ours:.3f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
