"""copas_path: the straight path through (gamma0, gamma1) on which the estimate changes fastest."""

from dataclasses import dataclass

import numpy as np

from trephine.evidence.effect_set import Vector

# Contours of the estimate over the grid, equally spaced between its extremes.
LEVELS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """A straight line fitted to one contour in the unit square, with its number of points."""

    slope: float
    intercept: float
    points: int
    adjusted_r2: float


def copas_path(gamma0: Vector, gamma1: Vector, surface: Vector) -> tuple[tuple[float, float], ...]:
    """Return (gamma0, gamma1) where the path crosses the contours of ``surface``, inside the grid.

    ``surface`` is (len(gamma0), len(gamma1)). Both axes are scaled to 0..1; contours are taken as
    straight, their mean slope (by number of points) is turned by a right angle, and the path leaves
    from the corner of least selection. Empty where the estimate does not change. The construction
    is that of R's metasens (Carpenter and others 2009, Statistics in Medicine 28:2923-2939); levels
    are spaced equally here and at round values there.
    """
    lowest, highest = float(surface.min()), float(surface.max())
    if not highest - lowest > 1e-9 * max(abs(lowest), abs(highest)):
        return ()
    levels = np.linspace(lowest, highest, LEVELS + 2)[1:-1]
    contours = [line for level in levels if (line := _contour(surface, float(level))) is not None]
    straight = [one for one in contours if one.adjusted_r2 > 0 and one.slope != 0]
    if not straight:
        return ()
    mean = sum(one.slope * one.points for one in straight) / sum(one.points for one in straight)
    if mean == 0:
        return ()
    slope = -1.0 / mean
    found = []
    for one in contours:
        if one.slope == slope:
            continue
        x = (1.0 - slope - one.intercept) / (one.slope - slope)
        y = 1.0 + slope * (x - 1.0)
        if 0.0 <= x <= 1.0 and 0.0 <= y <= 1.0:
            found.append(
                (
                    float(gamma0[0] + x * (gamma0[-1] - gamma0[0])),
                    float(gamma1[0] + y * (gamma1[-1] - gamma1[0])),
                )
            )
    return tuple(found)


def _contour(surface: Vector, level: float) -> Contour | None:
    """Fit a line to the places where the edges of the grid cross ``level``."""
    x: list[float] = []
    y: list[float] = []
    rows, columns = surface.shape
    above = surface > level
    for i in range(rows):
        for j in range(columns):
            for di, dj in ((1, 0), (0, 1)):
                if i + di >= rows or j + dj >= columns or above[i, j] == above[i + di, j + dj]:
                    continue
                here, there = surface[i, j], surface[i + di, j + dj]
                share = (level - here) / (there - here)
                x.append((i + share * di) / (rows - 1))
                y.append((j + share * dj) / (columns - 1))
    n = len(x)
    if n < 3:
        return None
    xs, ys = np.array(x), np.array(y)
    dx, dy = xs - xs.mean(), ys - ys.mean()
    Sxx, Syy = float(dx @ dx), float(dy @ dy)
    if Sxx <= 1e-12 or Syy <= 1e-12:
        return None
    slope = float(dx @ dy) / Sxx
    r2 = slope * slope * Sxx / Syy
    return Contour(
        slope=slope,
        intercept=float(ys.mean() - slope * xs.mean()),
        points=n,
        adjusted_r2=1.0 - (1.0 - r2) * (n - 1) / (n - 2),
    )
