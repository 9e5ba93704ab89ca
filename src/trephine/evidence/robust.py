"""robust: cluster-robust standard errors, tests and intervals for a fitted model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text, counted
from trephine.evidence.effect_set import Vector
from trephine.evidence.fitted import Coefficient, Regression
from trephine.evidence.kernel.special import t_isf, t_sf
from trephine.evidence.multilevel_fitted import Multilevel
from trephine.evidence.multilevel_model import MultilevelModel
from trephine.evidence.sandwich import rows_of, sandwich

_FEW = 4.0  # degrees of freedom below which t tests of CR2 are unreliable: Tipton 2015
_KEYS = {
    "CR0": ("hedges-tipton-2010",),
    "CR1": ("hedges-tipton-2010",),
    "CR2": ("bell-mccaffrey-2002", "tipton-2015", "pustejovsky-tipton-2018"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Robust:
    """Coefficients with cluster-robust errors; ``ddf`` one entry a coefficient. vb: (p, p)."""

    kind: str
    level: float
    clusters: int
    coefficients: tuple[Coefficient, ...]
    vb: Vector
    ddf: tuple[float, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def robust(
    fitted: Multilevel | Regression,
    cluster: Sequence[object] | None = None,
    *,
    kind: str = "CR2",
    level: float = 0.0,
) -> Robust:
    """Return the coefficients of ``fitted`` with cluster-robust variance.

    kind CR0 (no correction), CR1 (m / (m - p) for m clusters) or CR2 (bias-reduced, with
    Satterthwaite degrees of freedom); t tests throughout, with m - p degrees of freedom for CR0 and
    CR1. A Multilevel brings its clusters; a Regression needs one a study of its design (``cluster``
    in that order). ``level`` defaults to that of ``fitted``. It does not change the estimates.
    Coefficients whose degrees of freedom fall below 4 are named in a caution. Raises MethodError
    where there are no more clusters than coefficients.
    Hedges, Tipton and Johnson 2010, Res Synth Methods; Tipton 2015, Psychol Methods.
    """
    if kind not in _KEYS:
        raise MethodError(
            what=Text(zh="未知的稳健方差类型", en="The kind of robust variance is unknown"),
            where="kind",
            found=repr(kind),
            do=Text(zh="可选 CR0、CR1、CR2", en="Use CR0, CR1 or CR2"),
        )
    frame = fitted.design
    if isinstance(fitted, Multilevel):
        codes = fitted.cluster
        model = MultilevelModel(frame.yi, frame.vi, frame.X, codes, fitted.rho)
        rows = rows_of(codes)
        Phi = [model.block(r, *fitted.sigma2) for r in rows]
    else:
        codes = _codes(cluster, frame.k)
        rows = rows_of(codes)
        tau2 = 0.0 if math.isnan(fitted.tau2) else fitted.tau2
        Phi = [np.diag(frame.vi[r] + tau2) for r in rows]
    beta = fitted.beta
    _check_clusters(len(rows), fitted.p)
    vb, ddf = sandwich(frame.X, frame.yi - frame.X @ beta, Phi, rows, kind=kind)
    level = level or fitted.level
    table, cautions = robust_table(frame.names, beta, vb, ddf, level)
    vb.flags.writeable = False
    return Robust(
        kind=kind,
        level=level,
        clusters=len(rows),
        coefficients=table,
        vb=vb,
        ddf=tuple(float(one) for one in ddf),
        cautions=(*fitted.cautions, *cautions),
        methods=(*fitted.methods, *_KEYS[kind]),
    )


def _codes(cluster: Sequence[object] | None, k: int) -> NDArray[np.intp]:
    names = [] if cluster is None else [str(one) for one in cluster]
    if len(names) != k:
        raise MethodError(
            what=Text(
                zh="稳健方差需要每个研究所属的群组", en="Robust variance needs a cluster a study"
            ),
            where="cluster",
            found=f"{counted(len(names), 'value')} for"
            f" {counted(k, 'study', 'studies')} of the design",
            do=Text(zh="每个研究给出一个群组名", en="Give one cluster name a study"),
        )
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(name, len(seen)) for name in names], dtype=np.intp)


def _check_clusters(m: int, p: int) -> None:
    if m > p:
        return
    raise MethodError(
        what=Text(zh="群组数不多于系数个数", en="There are no more clusters than coefficients"),
        where="cluster",
        found=f"{counted(m, 'cluster')}, {counted(p, 'coefficient')}",
        do=Text(zh="减少调节变量", en="Use fewer moderators"),
    )


def robust_table(
    names: tuple[str, ...], beta: Vector, vb: Vector, ddf: Vector, level: float
) -> tuple[tuple[Coefficient, ...], tuple[Caution, ...]]:
    """Return coefficients with t tests, and a caution on few degrees of freedom."""
    out, few = [], []
    tail = 0.5 * (1.0 - level / 100.0)
    for j, name in enumerate(names):
        b, se, df = float(beta[j]), math.sqrt(float(vb[j, j])), float(ddf[j])
        stat = b / se if se > 0.0 else math.nan
        half = float(t_isf(tail, df)) * se
        out.append(
            Coefficient(
                name=name,
                estimate=b,
                se=se,
                stat=stat,
                pval=2.0 * float(t_sf(abs(stat), df)),
                ci_lb=b - half,
                ci_ub=b + half,
            )
        )
        if df < _FEW:
            few.append(f"{name} ({df:.1f})")
    if not few:
        return tuple(out), ()
    listed = ", ".join(few)
    text = Text(
        zh=f"以下系数的自由度小于 4，其检验与区间不可靠：{listed}。",
        en=f"Degrees of freedom below 4 make test and interval of these unreliable: {listed}.",
    )
    return tuple(out), (Caution(kind="few-degrees-of-freedom", text=text),)
