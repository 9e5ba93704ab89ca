"""Rows of figures from the results of the evidence room: names and places, no arithmetic of ours.

Studies without a finite value cannot be placed and are left out here; the results they come from
carry a caution that names them.
"""

from collections.abc import Sequence
from math import isfinite

from trephine.core.estimate import Estimate
from trephine.evidence.baujat import Baujat
from trephine.evidence.bias.lfk import Lfk
from trephine.evidence.effect_set import Effects
from trephine.evidence.influence import Influence
from trephine.evidence.labbe import Labbe
from trephine.evidence.radial import Radial
from trephine.plots.baujat import BaujatRow
from trephine.plots.doi import DoiRow
from trephine.plots.funnel import FunnelRow
from trephine.plots.influence import InfluenceRow
from trephine.plots.kit.metrics import Label
from trephine.plots.kit.scale import Transform
from trephine.plots.labbe import LabbeRow
from trephine.plots.radial import RadialRow
from trephine.plots.refit import RefitRow

_TRANSFORMS: dict[str, Transform] = {
    "PLO": "logit",
    "PAS": "arcsine",
    "PFT": "arcsine",
    "PLN": "log",
    "IRLN": "log",
    "OR": "log",
    "RR": "log",
    "PETO": "log",
    "IRR": "log",
    "ROM": "log",
    "HR": "log",
}


def transform_of(measure: str) -> Transform:
    """Return how the effects of a measure become its natural scale; ``plain`` where they are it."""
    return _TRANSFORMS.get(measure.upper(), "plain")


def funnel_rows(effects: Effects) -> list[FunnelRow]:
    """Return a funnel plot's points."""
    return [
        FunnelRow(label=label, yi=float(y), sei=float(v) ** 0.5, ni=float(n), id=label)
        for label, y, v, n in zip(effects.labels, effects.yi, effects.vi, effects.ni, strict=True)
        if isfinite(y) and isfinite(v)
    ]


def baujat_rows(result: Baujat) -> list[BaujatRow]:
    """Return a Baujat plot's points."""
    return [
        BaujatRow(label=label, contribution=float(x), influence=float(y), id=label)
        for label, x, y in zip(result.labels, result.x, result.y, strict=True)
        if isfinite(x) and isfinite(y)
    ]


def radial_rows(result: Radial) -> list[RadialRow]:
    """Return a radial plot's points; tau2 is within them, so ``radial`` needs none."""
    return [
        RadialRow(label=label, yi=float(z / x), vi=float(1 / x**2), id=label)
        for label, x, z in zip(result.labels, result.x, result.z, strict=True)
        if isfinite(x) and isfinite(z)
    ]


def doi_rows(result: Lfk) -> list[DoiRow]:
    """Return a Doi plot's points."""
    return [
        DoiRow(label=label, yi=y, abs_z=z, id=label)
        for label, y, z in zip(result.labels, result.effect, result.abs_z, strict=True)
        if isfinite(y) and isfinite(z)
    ]


def labbe_rows(result: Labbe) -> list[LabbeRow]:
    """Return a L'Abbé plot's points; ``rates=True`` there for incidence rates."""
    return [
        LabbeRow(label=label, control=float(c), treated=float(t), weight=float(w), id=label)
        for label, c, t, w in zip(
            result.labels, result.control, result.treated, result.weight, strict=True
        )
        if isfinite(c) and isfinite(t)
    ]


def influence_rows(result: Influence) -> list[InfluenceRow]:
    """Return the influence diagnostics, one row a study, NaN where there is no model without it."""
    return [
        InfluenceRow(
            label=label,
            rstudent=float(result.rstudent[i]),
            dffits=float(result.dffits[i]),
            cook_d=float(result.cook_d[i]),
            cov_r=float(result.cov_r[i]),
            tau2_del=float(result.tau2_del[i]),
            QE_del=float(result.QE_del[i]),
            hat=float(result.hat[i]),
            influential=bool(result.is_infl[i]),
            id=label,
        )
        for i, label in enumerate(result.labels)
    ]


def refit_row(label: Label, estimate: Estimate, *, back: str = "natural") -> RefitRow:
    """Return one refit on its natural scale, or as analysed where the measure has no other."""
    natural = estimate.back.get(back)
    shown = natural if natural is not None else estimate
    return RefitRow(
        label=label,
        estimate=shown.estimate,
        ci_lb=shown.ci_lb,
        ci_ub=shown.ci_ub,
        I2=estimate.I2,
        tau2=estimate.tau2,
        k=estimate.k,
        id=label if isinstance(label, str) else label.en,
    )


def refit_rows(
    labels: Sequence[str], estimates: Sequence[Estimate], *, back: str = "natural"
) -> list[RefitRow]:
    """Return the rows of a leave-one-out or cumulative plot, one for each refit."""
    return [
        refit_row(label, estimate, back=back)
        for label, estimate in zip(labels, estimates, strict=True)
    ]
