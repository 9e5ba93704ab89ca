"""profile: the likelihood of tau2 over a range of values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.complete import complete
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel.sums import log_likelihood
from trephine.evidence.pool import pool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """Log-likelihood against tau2, (n,) each; ``best`` is its global maximum."""

    method: str
    tau2: Vector
    log_likelihood: Vector
    best: float
    best_log_likelihood: float
    methods: tuple[str, ...] = ()


def profile(
    effects: Effects, *, method: str = "REML", tau2: ArrayLike | None = None, points: int = 101
) -> Profile:
    """Return the likelihood (ML) or restricted likelihood (REML) of tau2 at given values.

    Without ``tau2``: ``points`` values from 0 to a tenth beyond the upper end of the profile
    likelihood interval, equally spaced. Where the curve has two humps, software that climbs from
    one start may stop on the lower. Hardy and Thompson 1996, Statistics in Medicine 15:619-629.
    Raises MethodError.
    """
    if method not in {"ML", "REML"}:
        raise MethodError(
            what=Text(zh="只有 ML 与 REML 有似然", en="ML and REML have a likelihood"),
            where="profile",
            found=f"method={method!r}",
            do=Text(zh="请选 'ML' 或 'REML'", en="Choose 'ML' or 'REML'"),
        )
    studies = complete(effects)
    if studies.v.size < 2:
        raise MethodError(
            what=Text(zh="一项研究没有 tau2", en="One study has no tau2"),
            where="profile",
            found=f"k = {studies.v.size}",
            do=Text(zh="至少需要两项研究", en="Two studies are needed"),
        )
    fitted = pool(effects, method=method, test="z", pi="none", tau2_ci="PL")
    at = np.linspace(0.0, 1.1 * fitted.tau2_ub, points) if tau2 is None else np.array(tau2, float)
    at = np.atleast_1d(at)
    y = studies.y - fitted.estimate
    kind = 1.0 if method == "REML" else 0.0
    values = np.array([log_likelihood(y, studies.v, float(t), kind) for t in at])
    at.flags.writeable = values.flags.writeable = False
    best = fitted.log_likelihood_restricted if kind else fitted.log_likelihood
    return Profile(
        method=method,
        tau2=at,
        log_likelihood=values,
        best=fitted.tau2,
        best_log_likelihood=best,
        methods=fitted.methods,
    )
