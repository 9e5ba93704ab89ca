"""multilevel: pool effects that are nested in clusters (a three-level model)."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError, MethodError
from trephine.core.text import Text, counted
from trephine.evidence.design import Design, design
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Coefficient
from trephine.evidence.kernel.special import (
    chi2_sf,
    f_sf,
    norm_isf,
    norm_sf,
    t_isf,
    t_sf,
)
from trephine.evidence.multilevel_fitted import Multilevel
from trephine.evidence.multilevel_maximum import interval, maximise
from trephine.evidence.multilevel_model import MultilevelModel

_NAN = math.nan
_METHODS = ("konstantopoulos-2011", "vandennoortgate-lopezlopez-2013")


def multilevel(
    effects: Effects,
    cluster: Sequence[object],
    moderators: Mapping[str, Any] | None = None,
    *,
    method: str = "REML",
    test: str = "z",
    dfs: str = "residual",
    level: float = 95.0,
    rho: float = 0.0,
    sigma2_ci: str = "PL",
    intercept: bool = True,
    categorical: Collection[str] = (),
    reference: Mapping[str, str] | None = None,
) -> Multilevel:
    """Fit effects within clusters, with one variance between clusters and one within.

    ``cluster`` names the cluster (study, laboratory, district) of each effect. method REML or ML;
    test z or t; dfs residual (k - p) or contain (levels of the highest grouping within which the
    moderator does not vary, less p), as metafor's rma.mv. ``rho`` is the correlation assumed
    between sampling errors of a cluster, 0 <= rho < 1 (a correlated and hierarchical model;
    Pustejovsky and Tipton 2022): it cannot be estimated, so vary it. sigma2_ci PL or none.
    Moderators are coded as in ``regress``. It has no random slopes and no fourth level; with few
    clusters prefer ``robust`` on top. Raises InputError for a cluster per effect missing,
    MethodError for fewer than two clusters, or no cluster with two effects.
    Konstantopoulos 2011, Res Synth Methods; Van den Noortgate and others 2013, Behav Res Methods.
    """
    _check(method=method, test=test, dfs=dfs, level=level, rho=rho, sigma2_ci=sigma2_ci)
    frame = design(
        effects, moderators, intercept=intercept, categorical=categorical, reference=reference
    )
    codes = cluster_codes(effects, cluster, frame)
    model = MultilevelModel(frame.y, frame.vi, frame.Zt.T.copy(), codes, rho)
    if model.clusters < 2 or model.clusters == frame.k:
        raise MethodError(
            what=Text(
                zh="三水平模型需要至少两个群组，且至少一个群组含两个以上效应",
                en="A three-level model needs two clusters, one of them with two effects or more",
            ),
            where="cluster",
            found=f"{counted(model.clusters, 'cluster')}, {counted(frame.k, 'effect')}",
            do=Text(zh="改用 pool 或 regress", en="Use pool or regress"),
        )
    restricted = method == "REML"
    top, fit = maximise(model, restricted=restricted)
    sigma2 = float(top[0] ** 2), float(top[1] ** 2)
    limits = ((_NAN, _NAN), (_NAN, _NAN))
    if sigma2_ci == "PL":
        between, within = (
            interval(model, top, fit.value, i, restricted=restricted, level=level) for i in (0, 1)
        )
        limits = (between, within)
    beta = frame.back @ fit.beta
    vb = frame.back @ fit.vb @ frame.back.T
    if intercept:
        beta[0] += frame.centre
    k, p = frame.k, frame.p
    ddf = _degrees(frame, codes, dfs) if test == "t" else (_NAN,) * p
    first = 1 if intercept and p > 1 else 0
    QM, QM_ddf, QMp = _moderators(beta, vb, first, ddf)
    QE, I2 = _heterogeneity(model, frame, sigma2)
    spread = _NAN
    if p == 1 and intercept:
        crit = _critical(ddf[0], level)
        spread = crit * math.sqrt(float(vb[0, 0]) + sum(sigma2))
    n = k - p if restricted else k
    parameters = p + 2
    vb.flags.writeable = False
    codes.flags.writeable = False
    return Multilevel(
        measure=frame.measure,
        method=method,
        test=test,
        dfs=dfs if test == "t" else "",
        level=level,
        k=k,
        p=p,
        clusters=model.clusters,
        coefficients=_coefficients(frame.names, beta, vb, ddf, level),
        vb=vb,
        ddf=ddf,
        sigma2=sigma2,
        sigma2_ci=limits,
        I2=I2,
        QE=QE,
        QE_df=float(k - p),
        QEp=float(chi2_sf(QE, k - p)),
        QM=QM,
        QM_df=float(p - first),
        QM_ddf=QM_ddf,
        QMp=QMp,
        pi_lb=float(beta[0]) - spread,
        pi_ub=float(beta[0]) + spread,
        log_likelihood=fit.value,
        AIC=2.0 * parameters - 2.0 * fit.value,
        BIC=parameters * math.log(n) - 2.0 * fit.value,
        AICc=_corrected(fit.value, parameters, n),
        rho=rho,
        cluster=codes,
        design=frame,
        cautions=frame.cautions,
        methods=_METHODS if rho == 0.0 else (*_METHODS, "pustejovsky-tipton-2022"),
    )


def cluster_codes(effects: Effects, cluster: Sequence[object], frame: Design) -> NDArray[np.intp]:
    """Return the cluster of each effect of the design as codes from 0, in order of first sight."""
    names = [str(one) for one in cluster]
    if len(names) != effects.k or any(name in {"", "nan", "None"} for name in names):
        raise InputError(
            what=Text(zh="每个效应须有所属群组", en="Each effect needs the cluster it belongs to"),
            where="cluster",
            found=f"{counted(len(names), 'value')} for {counted(effects.k, 'effect')},"
            " or an empty one",
            do=Text(zh="每个效应给出一个群组名", en="Give one cluster name an effect"),
        )
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(names[i], len(seen)) for i in frame.index], dtype=np.intp)


def _check(*, method: str, test: str, dfs: str, level: float, rho: float, sigma2_ci: str) -> None:
    for name, found, known in (
        ("method", method, ("REML", "ML")),
        ("test", test, ("z", "t")),
        ("dfs", dfs, ("residual", "contain")),
        ("sigma2_ci", sigma2_ci, ("PL", "none")),
    ):
        if found not in known:
            raise MethodError(
                what=Text(
                    zh="三水平模型没有这个选项", en="The three-level model has no such option"
                ),
                where=name,
                found=repr(found),
                do=Text(zh=f"可选 {'、'.join(known)}", en=f"Use one of {', '.join(known)}"),
            )
    if not 0.0 < level < 100.0 or not 0.0 <= rho < 1.0:
        raise InputError(
            what=Text(
                zh="level 应为百分数，rho 应在 0 与 1 之间（不含 1）",
                en="level is a percentage, rho lies between 0 and 1 (excluded)",
            ),
            where="level, rho",
            found=f"{level!r}, {rho!r}",
            do=Text(zh="例如 level=95、rho=0.6", en="Use level=95 and rho=0.6, say"),
        )


def _degrees(frame: Design, codes: NDArray[np.intp], dfs: str) -> tuple[float, ...]:
    """Degrees of freedom of each coefficient; at least 1, as in metafor."""
    if dfs == "residual":
        return (max(1.0, float(frame.k - frame.p)),) * frame.p
    out = []
    for column in frame.X.T:
        firsts = np.zeros(int(codes.max()) + 1)
        firsts[codes[::-1]] = column[::-1]
        constant = bool((firsts[codes] == column).all())
        levels = int(codes.max()) + 1 if constant else frame.k
        out.append(max(1.0, float(levels - frame.p)))
    return tuple(out)


def _critical(ddf: float, level: float) -> float:
    tail = 0.5 * (1.0 - level / 100.0)
    return float(norm_isf(tail)) if math.isnan(ddf) else float(t_isf(tail, ddf))


def _coefficients(
    names: tuple[str, ...], beta: Vector, vb: Vector, ddf: tuple[float, ...], level: float
) -> tuple[Coefficient, ...]:
    out = []
    for j, name in enumerate(names):
        b, se = float(beta[j]), math.sqrt(float(vb[j, j]))
        stat = b / se
        tail = norm_sf(abs(stat)) if math.isnan(ddf[j]) else t_sf(abs(stat), ddf[j])
        half = _critical(ddf[j], level) * se
        out.append(
            Coefficient(
                name=name,
                estimate=b,
                se=se,
                stat=stat,
                pval=2.0 * float(tail),
                ci_lb=b - half,
                ci_ub=b + half,
            )
        )
    return tuple(out)


def _moderators(
    beta: Vector, vb: Vector, first: int, ddf: tuple[float, ...]
) -> tuple[float, float, float]:
    b = beta[first:]
    m = float(len(b))
    total = float(b @ np.linalg.solve(vb[first:, first:], b))
    if math.isnan(ddf[0]):
        return total, _NAN, float(chi2_sf(total, m))
    least = min(ddf[first:])
    return total / m, least, float(f_sf(total / m, m, least))


def _heterogeneity(
    model: MultilevelModel, frame: Design, sigma2: tuple[float, float]
) -> tuple[float, tuple[float, float]]:
    """QE, from sampling errors alone, and the share of each level in the total variance."""
    W = model.solver(0.0, 0.0)
    WZ = np.column_stack([W.apply(column) for column in model.Z.T])
    G = model.Z.T @ WZ
    e = model.y - model.Z @ np.linalg.solve(G, WZ.T @ model.y)
    trace = W.trace() - float(np.trace(np.linalg.solve(G, WZ.T @ WZ)))
    typical = (frame.k - frame.p) / trace
    whole = sum(sigma2) + typical
    return float(e @ W.apply(e)), (100.0 * sigma2[0] / whole, 100.0 * sigma2[1] / whole)


def _corrected(value: float, parameters: int, n: int) -> float:
    n = max(n, parameters + 2)
    return 2.0 * parameters * n / (n - parameters - 1) - 2.0 * value
