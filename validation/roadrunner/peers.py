"""The same run by others: libRoadRunner on our SBML, SciPy's Radau on the formulas as Python."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import roadrunner
from scipy.integrate import solve_ivp

from trephine.core.model import Model
from trephine.interop.write_sbml import write_sbml
from validation.roadrunner.given import Dose

START = -7.0
# At one pair or another it gets stuck after a dose and takes steps of no length: the next is tried.
TOLERANCES = ((1e-10, 1e-15), (1e-9, 1e-15), (1e-10, 1e-16), (1e-8, 1e-14))


def by_roadrunner(
    model: Model, values: dict[str, float], doses: Sequence[Dose], times: np.ndarray
) -> np.ndarray:
    """Return every state at the times (of the model, from START), float64[times, states]."""
    text = write_sbml(model, doses=doses, values=values, start=START)
    simulator = roadrunner.RoadRunner(text)
    simulator.timeCourseSelections = ["time", *(entry.id for entry in model.states)]
    simulator.integrator.maximum_num_steps = (
        20_000  # between two samples; a run takes 10,000 in all
    )
    for n, (relative, absolute) in enumerate(TOLERANCES, 1):
        simulator.resetToOrigin()
        simulator.integrator.relative_tolerance = relative
        simulator.integrator.absolute_tolerance = absolute
        try:
            return np.array(simulator.simulate(times=list(times - START)))[:, 1:]
        except RuntimeError:
            if n == len(TOLERANCES):
                raise
    raise AssertionError


def by_radau(
    model: Model,
    values: dict[str, float],
    doses: Sequence[Dose],
    times: np.ndarray,
    rtol: float = 1e-10,
) -> np.ndarray:
    """Return the same by SciPy's Radau, restarted at every dose; no formula passes our own parser.

    A sample at the moment of a dose is taken after it.
    """
    start, rates = python_of(model, values)
    states = [entry.id for entry in model.states]
    atol = rtol * np.array([entry.floor for entry in model.states])
    y = np.array(start(START))
    found = np.empty((len(times), len(states)))
    stops = sorted({time for time, _, _ in doses if time <= times[-1]} | {float(times[-1])})
    at = START
    for stop in stops:
        inside = (times >= at) & (times < stop)
        if stop > at:
            solution = solve_ivp(
                rates, (at, stop), y, method="Radau", t_eval=times[inside], rtol=rtol, atol=atol,
                dense_output=True,
            )  # fmt: skip
            assert solution.success, solution.message
            if inside.any():
                found[inside] = solution.y.T
            y = solution.sol(stop)
        for time, state, amount in doses:
            if time == stop:
                y[states.index(state)] += amount
        at = stop
    found[times == times[-1]] = y
    return found


def python_of(
    model: Model, values: dict[str, float]
) -> tuple[Callable[[float], list[float]], Callable[[float, np.ndarray], np.ndarray]]:
    """Return the first values and the rates as Python functions compiled from the formulas."""
    words = {"sqrt": math.sqrt, "exp": math.exp, "ln": math.log, "log10": math.log10, "abs": abs}
    given = dict(values)
    waiting = {
        entry.id: entry.formula
        for entry in model.parameters
        if entry.formula and entry.id not in values
    }
    while waiting:  # derived parameters may use each other in any order
        for name, formula in list(waiting.items()):
            try:
                given[name] = eval(_python(formula), {**words, **given})  # noqa: S307  (the library's own formulas)
            except NameError:
                continue
            del waiting[name]
    lines = ["def rates(time, y):"]
    names = [entry.id for entry in model.states]
    lines.append(f"    {', '.join(names)} = y.tolist()")
    lines += [f"    {entry.id} = {_python(entry.formula)}" for entry in model.assignments]
    lines.append(f"    return array([{', '.join(_python(s.rate) for s in model.states)}])")
    space = {**words, **given, "array": np.array}
    exec("\n".join(lines), space)  # noqa: S102  (likewise)

    def start(time: float) -> list[float]:
        within = {**words, **given, "time": time}
        return [float(eval(_python(s.initial), within)) for s in model.states]  # noqa: S307  (likewise)

    return start, space["rates"]


def _python(formula: str) -> str:
    return formula.replace("^", "**").replace("&&", " and ").replace("||", " or ")
