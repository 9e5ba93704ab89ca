"""What the fits write of their results: goals beside what members give, what was learnt, members.

Shared by validation.kinetics and validation.outcomes; it fits nothing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from trephine.core.kinetics import FreeParameter
from trephine.mechanism.fit.fitted import values_of
from trephine.mechanism.fit.identify import identify
from trephine.mechanism.fit.match import Goals


class Goal(Protocol):
    """A published figure's goal: its id, and the scale on which it is compared."""

    @property
    def id(self) -> str: ...
    @property
    def scale(self) -> str: ...


class Published(Protocol):
    """A published figure."""

    @property
    def id(self) -> str: ...


def rounded(x: float) -> float | None:
    """Return a number with four digits; None where there is none."""
    return float(f"{x:.4g}") if np.isfinite(x) else None


def rows(
    pairs: Sequence[tuple[Goal, Published]],
    goals: Goals,
    side: str,
    before: np.ndarray,
    typical: np.ndarray,
    members: np.ndarray,
    weights: np.ndarray,
) -> list[dict[str, object]]:
    """Return each goal beside what the model gives, in the unit in which it is published.

    ``before`` and ``typical`` are figures ``[q]`` under the starting values and the ensemble's
    mean, ``members`` ``[k, q]`` those of its members.
    """
    found: list[dict[str, object]] = []
    for q, (goal, target) in enumerate(pairs):
        back = np.exp if goal.scale == "log" else np.asarray
        sd = float(np.sqrt(goals.variances[q]))
        wanted = float(goals.values[q])
        edges = _quantiles(members[:, q], weights)
        found.append(
            {
                "goal": goal.id,
                "target": target.id,
                "side": side,
                "scale": goal.scale,
                "sd": sd,
                "published": rounded(float(back(wanted))),
                "before": rounded(float(back(before[q]))),
                "typical": rounded(float(back(typical[q]))),
                "members": [rounded(float(back(x))) for x in edges],
                "missed_before": rounded((float(before[q]) - wanted) / sd),
                "missed": rounded((float(typical[q]) - wanted) / sd),
            }
        )
    return found


def _quantiles(column: np.ndarray, weights: np.ndarray) -> list[float]:
    """Return the weighted 5, 50 and 95 % of members that have a figure; NaN where none has."""
    known = ~np.isnan(column)
    if not known.any():
        return [float("nan")] * 3
    order = np.argsort(column[known])
    reached = np.cumsum(weights[known][order]) / weights[known].sum()
    return [float(np.interp(p, reached, column[known][order])) for p in (0.05, 0.5, 0.95)]


def told_of(
    free: Sequence[FreeParameter],
    chosen: np.ndarray,
    weights: np.ndarray,
    draws: np.ndarray,
    *,
    mixtures: int = 0,
) -> dict[str, object]:
    """Return what was learnt of each parameter, and of so many mixtures from either end."""
    of = identify(chosen, weights)
    wide = identify(draws)
    found: dict[str, object] = {
        "each": [
            {
                "id": one.id,
                "prior": one.typical,
                "fitted": rounded(float(values_of(free, of.mean[None])[0, j])),
                "mean": rounded(float(of.mean[j])),
                "width": rounded(float(wide.width[j])),
            }
            for j, one in enumerate(free)
        ],
        "pairs": [[free[i].id, free[j].id, rounded(r)] for i, j, r in wide.pairs],
        "widths": [rounded(float(x)) for x in wide.widths],
        "learnt": wide.learnt,
    }
    if mixtures:
        ends = {"stiffest": wide.directions[:mixtures], "sloppiest": wide.directions[-mixtures:]}
        for name, directions in ends.items():
            found[name] = [
                [[free[j].id, rounded(float(row[j]))] for j in np.argsort(-np.abs(row))[:4]]
                for row in directions
            ]
    return found


def write_ensemble(
    path: Path,
    free: Sequence[FreeParameter],
    values: np.ndarray,
    weights: np.ndarray,
    result: dict[str, object],
    *,
    model: str,
    about: Sequence[str],
) -> None:
    """Write an ensemble as a content table: the mean first, then the members.

    ``values`` ``[1 + k, d]`` are theirs in this order; ``about`` are lines of comment at its head.
    """
    lines = [
        "+++",
        *(f"# {line}" for line in about),
        f'model = "{model}"',
        f'digest = "{result["digest"]}"',
        f"seed = {result['seed']}",
        f"sets = {result['sets']}",
        f"patients = {result['patients']}",
        "on = 2026-11-23",
        "+++",
        ",".join(["id", "weight", *(one.id for one in free)]),
    ]
    names = ["mean", *(f"m{k:03d}" for k in range(len(values) - 1))]
    for name, weight, row in zip(names, [0.0, *weights], values, strict=True):
        lines.append(",".join([name, f"{weight:.6g}", *(f"{x:.6g}" for x in row)]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
