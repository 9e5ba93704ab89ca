"""A run without compiled code: all patients at once in NumPy, each with its own step."""

from typing import Any

import numpy as np

from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.symbolic.derive import forward
from trephine.mechanism.symbolic.print_numpy import numpy_function
from trephine.mechanism.symbolic.system import System


class PlainModel:
    """A system's functions over NumPy arrays: slow, short, and what compiled code is held against.

    Arrays have a row a patient: ``y`` float64[n, states], ``p`` float64[n, parameters], ``t``
    float64[n].
    """

    def __init__(self, system: System, names: tuple[str, ...] = ()) -> None:
        """Print the functions; ``names`` are the quantities that ``observe`` gives."""
        graph = system.graph
        symbols = {node: f"p[:, {i}]" for i, node in enumerate(system.parameters)}
        symbols[system.time] = "t"
        self.system = system
        self.columns = [
            i for i, entry in enumerate(system.model.parameters) if entry.id in system.derived
        ]
        self._start = numpy_function(
            graph, [*system.derived.values(), *system.initial.values()], symbols, "p, t"
        )
        symbols |= {node: f"y[:, {i}]" for i, node in enumerate(system.states)}
        variables = {*system.states, system.time}
        slopes = forward(graph, list(system.rates), variables)
        place = {node: i for i, node in enumerate(system.states)}
        self.entries: list[tuple[int, int]] = []
        self.by_time: list[int] = []
        entries, by_time = [], []
        for row, rate in enumerate(system.rates):
            for node, slope in slopes[rate].items():
                if node == system.time:
                    self.by_time.append(row)
                    by_time.append(slope)
                else:
                    self.entries.append((row, place[node]))
                    entries.append(slope)
        self._rates = numpy_function(graph, list(system.rates), symbols, "t, y, p")
        self._jacobian = numpy_function(graph, entries + by_time, symbols, "t, y, p")
        self._observe = numpy_function(
            graph, [system.quantities[name] for name in names], symbols, "t, y, p"
        )

    def start(self, p: np.ndarray, t: np.ndarray) -> np.ndarray:
        """Fill the derived parameters of ``p`` in place and return the initial values."""
        found = self._start(p, t)
        for column, value in zip(self.columns, found, strict=False):
            p[:, column] = value
        return _columns(found[len(self.columns) :], len(p))

    def rates(self, t: np.ndarray, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return the rates, float64[n, states]."""
        return _columns(self._rates(t, y, p), len(y))

    def observe(self, t: np.ndarray, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Return the quantities asked for, float64[n, names]."""
        return _columns(self._observe(t, y, p), len(y))

    def jacobian(
        self, t: np.ndarray, y: np.ndarray, p: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the Jacobian, float64[n, states, states], and the derivative by time."""
        found = self._jacobian(t, y, p)
        n, m = y.shape
        matrix, by_time = np.zeros((n, m, m)), np.zeros((n, m))
        for (row, column), value in zip(self.entries, found, strict=False):
            matrix[:, row, column] = value
        for row, value in zip(self.by_time, found[len(self.entries) :], strict=True):
            by_time[:, row] = value
        return matrix, by_time


def _columns(found: list[Any], n: int) -> np.ndarray:
    made = np.empty((n, len(found)))
    for column, value in enumerate(found):
        made[:, column] = value
    return made


def plain_step(
    model: PlainModel,
    method: RosenbrockMethod,
    t: np.ndarray,
    h: np.ndarray,
    y: np.ndarray,
    p: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Take one step of every patient: the new values, the errors, the dense coefficients."""
    m = y.shape[1]
    matrix, by_time = model.jacobian(t, y, p)
    left = np.eye(m) / (h[:, None, None] * method.gamma) - matrix
    bad = ~np.isfinite(left).all(axis=(1, 2))
    left[bad] = np.eye(m)
    k: list[np.ndarray] = []
    for i in range(method.stages):
        at = y + sum((a * one for a, one in zip(method.a[i], k, strict=False)), np.zeros_like(y))
        right = model.rates(t + method.c[i] * h, at, p) + h[:, None] * method.d[i] * by_time
        for weight, one in zip(method.C[i], k, strict=False):
            right += weight / h[:, None] * one
        k.append(np.linalg.solve(left, right[:, :, None])[:, :, 0])
    new = at + k[-1]
    new[bad] = np.nan
    stacked = np.stack(k)
    error = np.tensordot(np.array(method.e), stacked, 1)
    dense = [np.tensordot(np.array(row), stacked, 1) for row in method.dense]
    return new, error, dense
