"""PooledRows: one pooled estimate after another, over changing sets of studies."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.estimate import Estimate
from trephine.evidence.choice import Plan
from trephine.evidence.complete import Complete, complete
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel import layout as at
from trephine.evidence.pool import as_estimate, run

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PooledRows:
    """A pooled estimate for each label, as arrays (n,); ``row`` gives one as an Estimate.

    ``labels`` name the study left out, or added. ``figures`` float64 (n, m) holds the columns of
    ``kernel.layout.NAMES``; the usual ones are attributes. NaN where a figure does not exist.
    """

    labels: tuple[str, ...]
    k: NDArray[np.int64]
    figures: Vector
    plan: Plan
    effects: Effects
    members: tuple[Rows, ...]
    tau2_given: float | None = None
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    def column(self, name: str) -> Vector:
        """Return one figure of all rows, by its name in ``Estimate``."""
        return self.figures[:, at.NAMES.index(name)]

    @property
    def estimate(self) -> Vector:
        """Pooled effects on the scale of the measure."""
        return self.column("estimate")

    @property
    def ci_lb(self) -> Vector:
        """Lower confidence limits."""
        return self.column("ci_lb")

    @property
    def ci_ub(self) -> Vector:
        """Upper confidence limits."""
        return self.column("ci_ub")

    @property
    def tau2(self) -> Vector:
        """Between-study variances."""
        return self.column("tau2")

    @property
    def I2(self) -> Vector:  # noqa: N802  (the field's symbol)
        """I2 in percent."""
        return self.column("I2")

    @property
    def Q(self) -> Vector:  # noqa: N802  (the field's symbol)
        """Cochran's Q."""
        return self.column("Q")

    def row(self, i: int) -> Estimate:
        """Return row i as an Estimate with natural scale and cautions."""
        part = subset(self.effects, self.members[i])
        studies = complete(part)
        given = self.tau2_given is not None
        return as_estimate(self.plan, part, studies, self.figures[i], given=given)

    def rows(self) -> tuple[Estimate, ...]:
        """Return all rows as Estimates."""
        return tuple(self.row(i) for i in range(len(self.labels)))


def subset(effects: Effects, rows: Rows) -> Effects:
    """Return some of the studies, in the order of ``rows``, without the cautions of the whole."""
    return Effects(
        measure=effects.measure,
        yi=_taken(effects.yi, rows),
        vi=_taken(effects.vi, rows),
        ni=_taken(effects.ni, rows),
        labels=tuple(effects.labels[i] for i in rows),
        raw=MappingProxyType({name: _taken(column, rows) for name, column in effects.raw.items()}),
    )


def _taken(values: Vector, rows: Rows) -> Vector:
    out = np.ascontiguousarray(values[rows])
    out.flags.writeable = False
    return out


def pooled_rows(
    chosen: Plan,
    effects: Effects,
    order: Rows,
    members: Callable[[int], Rows],
    *,
    tau2: float | None,
    key: str,
) -> PooledRows:
    """Pool ``members(i)`` of the studies ``order`` for every i; places count within ``order``."""
    y, v = np.ascontiguousarray(effects.yi[order]), np.ascontiguousarray(effects.vi[order])
    figures = np.full((order.size, at.WIDTH), np.nan)
    none = np.empty(0)
    sets = [members(i) for i in range(order.size)]
    for i, inside in enumerate(sets):
        if inside.size:
            figures[i] = run(chosen, y[inside], v[inside], none, tau2)
    figures.flags.writeable = False
    return PooledRows(
        labels=tuple(effects.labels[i] for i in order),
        k=np.array([inside.size for inside in sets], dtype=np.int64),
        figures=figures,
        plan=chosen,
        effects=effects,
        members=tuple(order[inside] for inside in sets),
        tau2_given=tau2,
        cautions=complete(effects).cautions,
        methods=(*chosen.methods, key),
    )


def present(studies: Complete) -> Rows:
    """Return the places of the studies that have an effect."""
    return np.arange(studies.v.size) if studies.rows is None else studies.rows
