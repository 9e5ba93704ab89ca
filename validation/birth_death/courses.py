"""Courses of one clone: cells at the start, killing and inflow of new mutants over time.

Each is scaled so that about one lineage is expected to survive: there a rule for the last cell
matters most. Times in days, rates per day, numbers in cells.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

GROWTH = 0.02
Kind = Literal["window", "decay", "share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """``strength`` and ``span`` shape the killing; ``inflow`` is constant, in cells a day."""

    id: str
    kind: Kind
    strength: float
    span: float
    cells: float
    inflow: float
    end: float
    turnover: float = 0.0

    def killing(self, t: np.ndarray) -> np.ndarray:
        """Return the rate of killing at the times ``t``."""
        if self.kind == "window":
            return self.strength / (1 + np.exp(np.minimum((t - self.span) / 0.3, 500.0)))
        if self.kind == "decay":
            return self.strength * np.exp(-t / self.span)
        return np.full_like(t, self.strength * GROWTH)


def _window(strength: float, span: float) -> Course:
    cells = float(np.exp((strength - GROWTH) * span))
    return Course(
        id=f"killing of {strength:g} for {span:g} days",
        kind="window",
        strength=strength,
        span=span,
        cells=round(cells),
        inflow=0.0,
        end=730.0,
    )


def _decay(strength: float, span: float, turnover: float = 0.0) -> Course:
    low = span * np.log(strength / GROWTH)
    cells = float(np.exp(span * (strength - GROWTH) - GROWTH * low))
    turned = f", turnover {turnover:g}" if turnover else ""
    return Course(
        id=f"killing of {strength:g} that fades over {span:g} days{turned}",
        kind="decay",
        strength=strength,
        span=span,
        cells=round(cells),
        inflow=0.0,
        end=730.0 + round(low),
        turnover=turnover,
    )


def _inflow(share: float, turnover: float = 0.0) -> Course:
    turned = f", turnover {turnover:g}" if turnover else ""
    return Course(
        id=f"inflow under killing of {share:g} of growth{turned}",
        kind="share",
        strength=share,
        span=0.0,
        cells=0.0,
        inflow=0.002,
        end=548.0,
        turnover=turnover,
    )


COURSES = (
    _window(0.5, 20.0),
    _window(0.2, 60.0),
    _decay(0.6, 5.0),
    _decay(0.6, 15.0),
    _decay(0.3, 40.0),
    _decay(0.1, 100.0),
    _inflow(0.0),
    _inflow(0.1),
    _inflow(0.3),
    _inflow(0.6),
    _inflow(0.9),
    Course(
        id="inflow after killing that fades",
        kind="decay",
        strength=0.3,
        span=20.0,
        cells=0.0,
        inflow=0.003,
        end=600.0,
    ),
)
# The same with cells that divide and die on their own too: the net growth is the same.
TURNING = (
    _decay(0.6, 15.0, turnover=0.02),
    _decay(0.6, 15.0, turnover=0.06),
    _inflow(0.0, turnover=0.02),
    _inflow(0.0, turnover=0.06),
)
