"""Conditional survival of several studies on one grid of times, arcsine-transformed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.survival.kaplan_meier import KaplanMeier

COUNTS = ("start", "actuarial")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conditional:
    """Survival from one time of the grid to the next, by study: (k, m), NaN after follow-up.

    ``y`` is asin(sqrt(q)), ``v`` its sampling variance, both with the correction of 1/4 in 1/2 of
    a patient, which keeps 0 and 1 off the ends.
    """

    labels: tuple[str, ...]
    time: Vector
    y: Vector
    v: Vector


def from_curves(curves: Sequence[KaplanMeier], times: Vector, count: str) -> Conditional:
    """Return conditional survival between ``times`` from Kaplan-Meier curves.

    A study counts as long as its follow-up reaches. count: how many patients an interval has,
    ``start`` (those at risk at its start) or ``actuarial`` (less half of those censored in it).
    """
    one_of("count", count, COUNTS)
    q = np.full((len(curves), times.size), np.nan)
    n = np.full_like(q, np.nan)
    edges = np.concatenate(([0.0], times))
    for i, curve in enumerate(curves):
        for j in range(times.size):
            before, after = curve.at(edges[j]), curve.at(edges[j + 1])
            if np.isnan(after) or before == 0.0:
                break
            q[i, j] = after / before
            # at risk just after the interval's start: who failed or left at it is not
            after_start = np.searchsorted(curve.time, edges[j], side="right")
            n[i, j] = curve.at_risk[after_start] if after_start < curve.time.size else 0.0
            if count == "actuarial":
                inside = (curve.time > edges[j]) & (curve.time <= edges[j + 1])
                n[i, j] -= 0.5 * float(curve.n_censor[inside].sum())
    labels = tuple(curve.label or str(i + 1) for i, curve in enumerate(curves))
    return conditional(labels, times, q, n)


def from_table(
    labels: Sequence[str], times: Sequence[float], survival: Vector, at_risk: Vector
) -> Conditional:
    """Return conditional survival from printed rates, one row a study and time, in any order.

    ``at_risk`` patients at the start of the interval that ends at ``times``. Each study has every
    time of the grid up to its own last. Raises InputError naming the study.
    """
    grid = np.unique(np.asarray(times, dtype=np.float64))
    names = tuple(dict.fromkeys(labels))
    q = np.full((len(names), grid.size), np.nan)
    n = np.full_like(q, np.nan)
    for i, name in enumerate(names):
        rows = np.array([row for row, label in enumerate(labels) if label == name])
        rows = rows[np.argsort(np.asarray(times, dtype=np.float64)[rows])]
        own = np.asarray(times, dtype=np.float64)[rows]
        S = np.concatenate(([1.0], survival[rows]))
        if own.size > grid.size or not np.array_equal(own, grid[: own.size]):
            raise _refused(
                Text(
                    zh="该研究缺少网格中的时间，或时间重复",
                    en="The study lacks a time of the grid, or has one twice",
                ),
                name,
                ", ".join(f"{t:g}" for t in own),
            )
        if not ((S >= 0.0) & (S <= 1.0)).all() or (np.diff(S) > 0.0).any():
            raise _refused(
                Text(
                    zh="生存率须在 0 与 1 之间且不回升",
                    en="Survival lies between 0 and 1 and never rises",
                ),
                name,
                ", ".join(f"{s:g}" for s in S[1:]),
            )
        m = own.size
        alive = S[:-1] > 0.0
        q[i, :m][alive] = S[1:][alive] / S[:-1][alive]
        n[i, :m][alive] = at_risk[rows][alive]
    return conditional(names, grid, q, n)


def conditional(labels: tuple[str, ...], time: Vector, q: Vector, n: Vector) -> Conditional:
    """Return the transformed values; a cell without patients at risk is missing."""
    n = np.where(n > 0.0, n, np.nan)
    y = np.arcsin(np.sqrt((n * q + 0.25) / (n + 0.5)))
    v = np.where(np.isnan(y), np.nan, 0.25 / (n + 0.5))
    return Conditional(labels=labels, time=time, y=y, v=v)


def _refused(what: Text, name: str, found: str) -> InputError:
    return InputError(
        what=what,
        where=name,
        found=found,
        do=Text(zh="请更正该研究的各行", en="Correct the rows of this study"),
    )
