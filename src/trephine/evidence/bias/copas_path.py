"""copas_path: the straight path through (gamma0, gamma1) on which the estimate changes fastest."""

import numpy as np

from trephine.evidence.bias.contour import contour_lines, nice_levels
from trephine.evidence.bias.line import fit_line
from trephine.evidence.effect_set import Vector

LEVELS = 10  # about as many contours, at round values of the estimate


def copas_path(gamma0: Vector, gamma1: Vector, surface: Vector) -> tuple[tuple[float, float], ...]:
    """Return (gamma0, gamma1) where the path crosses the contours of ``surface``, inside the grid.

    ``surface`` is (len(gamma0), len(gamma1)). Both axes are scaled to 0..1; each contour is taken
    as its least-squares line, their mean slope (by number of points, lines that fit at all) is
    turned by a right angle, and the path leaves from the corner of least selection. Empty where the
    estimate does not change. The construction is that of R's metasens (Carpenter and others 2009,
    J Clin Epidemiol 62:624-631), whose points it gives.
    """
    lowest, highest = float(surface.min()), float(surface.max())
    if not highest - lowest > 1e-9 * max(abs(lowest), abs(highest)):
        return ()
    x_unit, y_unit = np.linspace(0.0, 1.0, len(gamma0)), np.linspace(0.0, 1.0, len(gamma1))
    fits = []
    for level in nice_levels(lowest, highest, LEVELS):
        for x, y in contour_lines(x_unit, y_unit, surface, level):
            if len(x) < 3 or float(np.ptp(x)) <= 1e-12:
                continue
            line = fit_line(y, x, np.ones(len(x)), what="copas")
            adjusted_r2 = 1 - (1 - line.r2) * (len(x) - 1) / line.df
            fits.append((line.slope, line.intercept, len(x), adjusted_r2))
    good = [(slope, points) for slope, _, points, r2 in fits if r2 > 0 and slope != 0]
    if not good:
        return ()
    slope = -sum(points for _, points in good) / sum(s * points for s, points in good)
    found = []
    for own, intercept, _, _ in fits:
        if own == slope:
            continue
        a = (1.0 - slope - intercept) / (own - slope)
        b = 1.0 + slope * (a - 1.0)
        if 0.0 <= a <= 1.0 and 0.0 <= b <= 1.0:
            found.append(
                (
                    float(gamma0[0] + a * (gamma0[-1] - gamma0[0])),
                    float(gamma1[0] + b * (gamma1[-1] - gamma1[0])),
                )
            )
    return tuple(found)
