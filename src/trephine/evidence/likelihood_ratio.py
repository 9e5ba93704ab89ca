"""likelihood_ratio: test of nested models with moderators."""

from dataclasses import dataclass

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.fitted import Regression
from trephine.evidence.kernel.special import chi2_sf


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodRatio:
    """Test of a reduced model against a full one that contains it.

    stat: twice the difference in log-likelihood, chi2 with ``df`` degrees of freedom under the
    reduced model; R2: percent of the reduced model's tau2 that the full one explains, NaN where
    that is 0. By restricted likelihood (``restricted``) only where both have the same moderators.
    """

    stat: float
    df: float
    pval: float
    log_likelihood_full: float
    log_likelihood_reduced: float
    restricted: bool
    R2: float
    methods: tuple[str, ...] = ("viechtbauer-2007-tests",)


def likelihood_ratio(full: Regression, reduced: Regression) -> LikelihoodRatio:
    """Compare two fits of the same effects, one nested in the other.

    Both by ML (or EE); by REML only when the moderators are the same, for a test of tau2. It does
    not correct for a variance at its boundary of 0. Raises MethodError for models that are not
    nested, rest on other studies, or on estimators without a likelihood.
    """
    restricted = "REML" in {full.method, reduced.method}
    trouble = _trouble(full, reduced)
    if trouble:
        raise MethodError(
            what=Text(
                zh="似然比检验不适用于这两个模型",
                en="the likelihood ratio does not apply to these two models",
            ),
            where="full, reduced",
            found=trouble,
            do=Text(
                zh="对相同的研究用 ML 拟合两个嵌套模型",
                en="fit two nested models by ML to the same studies",
            ),
        )
    df = full.parameters - reduced.parameters
    lls = [m.log_likelihood_restricted if restricted else m.log_likelihood for m in (full, reduced)]
    stat = max(0.0, 2.0 * (lls[0] - lls[1]))
    gained = reduced.tau2 - full.tau2
    return LikelihoodRatio(
        stat=stat,
        df=float(df),
        pval=float(chi2_sf(stat, float(df))),
        log_likelihood_full=lls[0],
        log_likelihood_reduced=lls[1],
        restricted=restricted,
        R2=max(0.0, 100.0 * gained / reduced.tau2) if reduced.tau2 > 0.0 else float("nan"),
    )


def _trouble(full: Regression, reduced: Regression) -> str:
    """Say why the two models cannot be compared; empty if they can."""
    a, b = full.design, reduced.design
    if a.labels != b.labels or not (np.array_equal(a.yi, b.yi) and np.array_equal(a.vi, b.vi)):
        return "different studies or effects"
    gap = b.X - a.Zt.T @ (a.Zt @ b.X)
    if np.abs(gap).max() > 1e-8 * np.abs(b.X).max():
        return f"{', '.join(b.names)} not within {', '.join(a.names)}"
    methods = {full.method, reduced.method}
    if not methods <= {"ML", "REML", "EE", "FE", "CE"} or {"ML", "REML"} <= methods:
        return "method " + " / ".join(sorted(methods))
    if "REML" in methods and full.p != reduced.p:
        return "method REML with different moderators"
    if full.parameters <= reduced.parameters:
        return f"{full.parameters} and {reduced.parameters} parameters"
    return ""
