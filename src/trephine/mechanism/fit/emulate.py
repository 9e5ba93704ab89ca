"""emulate: a fast stand-in for a simulator, with how far it may be off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular

Vector = NDArray[np.float64]
# Tried for every output by leave-one-out likelihood: how far in prior standard deviations (times
# the root of the number of parameters) neighbours inform each other, and the share of noise.
_LENGTHS = (0.7, 1.5, 3.0)
_NOISES = (1e-3, 1e-2, 0.1, 0.5)
# Ridge on the coefficients of lines and squares, in units of the noise: weak, against few runs.
_RIDGE = 0.5
_FEWEST = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Process:
    """A Gaussian process with one kernel, over the residuals of the outputs ``columns``."""

    columns: NDArray[np.intp]
    rows: NDArray[np.intp]
    length: float
    weights: Vector
    inverse: Vector
    variance: Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Emulator:
    """Lines and squares in the parameters, and Gaussian processes over what they leave.

    Built on runs ``points`` float64[n, d], in prior standard deviations from the prior median.
    """

    points: Vector
    coefficients: Vector
    processes: tuple[_Process, ...]

    def predict(self, z: Vector) -> tuple[Vector, Vector]:
        """Return means and variances ``[k, q]`` at ``z`` ``[k, d]``; nan where never learnt."""
        q = self.coefficients.shape[1]
        mean = _features(z) @ self.coefficients
        variance = np.full((len(z), q), np.nan)
        for one in self.processes:
            cross = _kernel(z, self.points[one.rows], one.length)
            mean[:, one.columns] += cross @ one.weights
            half = cross @ one.inverse.T
            left = np.maximum(1.0 - (half * half).sum(axis=1), 0.0)
            variance[:, one.columns] = left[:, None] * one.variance[None, :]
        mean[:, np.isnan(variance).any(axis=0)] = np.nan
        return mean, variance


def emulate(points: Vector, outputs: Vector) -> Emulator:
    """Return an emulator of runs: ``points`` ``[n, d]`` and what they gave, ``[n, q]``.

    A run that gave no number for an output is left out of that output; one with fewer than twelve
    numbers is not emulated. Kernels are chosen by the leave-one-out likelihood.
    """
    n, q = outputs.shape
    features = _features(points)
    coefficients = np.zeros((features.shape[1], q))
    residuals = np.full((n, q), np.nan)
    for j in range(q):
        known = np.isfinite(outputs[:, j])
        if known.sum() < _FEWEST:
            continue
        coefficients[:, j] = _ridge(features[known], outputs[known, j])
        residuals[known, j] = outputs[known, j] - features[known] @ coefficients[:, j]
    groups: dict[bytes, list[int]] = {}
    for j in range(q):
        known = np.isfinite(residuals[:, j])
        if known.any():
            groups.setdefault(known.tobytes(), []).append(j)
    made: list[_Process] = []
    for columns in groups.values():
        rows = np.flatnonzero(np.isfinite(residuals[:, columns[0]]))
        made += _processes(points, residuals, rows, np.asarray(columns))
    return Emulator(points=points, coefficients=coefficients, processes=tuple(made))


def _features(z: Vector) -> Vector:
    return np.hstack([np.ones((len(z), 1)), z, z * z - 1.0])


def _ridge(features: Vector, y: Vector) -> Vector:
    penalty = _RIDGE * np.eye(features.shape[1])
    penalty[0, 0] = 0.0
    return np.asarray(np.linalg.solve(features.T @ features + penalty, features.T @ y))


def _kernel(one: Vector, other: Vector, length: float) -> Vector:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :]
    apart = np.maximum(squares - 2.0 * one @ other.T, 0.0)
    return np.asarray(np.exp(-0.5 * apart / (length**2 * one.shape[1])))


def _processes(
    points: Vector, residuals: Vector, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> list[_Process]:
    """Return the best kernel of each output, outputs of one kernel together."""
    z, y = points[rows], residuals[np.ix_(rows, columns)]
    best = np.full(len(columns), -np.inf)
    chosen: list[tuple[float, float]] = [(_LENGTHS[0], _NOISES[0])] * len(columns)
    for length in _LENGTHS:
        values, vectors = np.linalg.eigh(_kernel(z, z, length))
        turned = vectors.T @ y
        for noise in _NOISES:
            inverse = 1.0 / (np.maximum(values, 0.0) + noise)
            weights = vectors @ (inverse[:, None] * turned)
            diagonal = (vectors**2) @ inverse
            miss = weights / diagonal[:, None]
            scale = (miss**2 * diagonal[:, None]).mean(axis=0) + 1e-300
            likelihood = -0.5 * (len(z) * np.log(scale) - np.log(diagonal).sum())
            for j in np.flatnonzero(likelihood > best):
                best[j], chosen[j] = likelihood[j], (length, noise)
    made = []
    for length, noise in dict.fromkeys(chosen):
        mine = np.asarray([j for j, one in enumerate(chosen) if one == (length, noise)])
        matrix = _kernel(z, z, length)
        matrix[np.diag_indices_from(matrix)] += noise
        held = cho_factor(matrix, lower=True)
        weights = cho_solve(held, y[:, mine])
        inverse = solve_triangular(held[0], np.eye(len(z)), lower=True)
        diagonal = (inverse**2).sum(axis=0)
        scale = ((weights / diagonal[:, None]) ** 2 * diagonal[:, None]).mean(axis=0)
        # One minus the explained part is the kernel's own; the noise comes on top of it.
        made.append(
            _Process(
                columns=columns[mine],
                rows=rows,
                length=length,
                weights=weights,
                inverse=inverse,
                variance=scale * (1.0 + noise),
            )
        )
    return made
