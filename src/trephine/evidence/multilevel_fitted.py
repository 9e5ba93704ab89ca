"""Multilevel: a fitted three-level model."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.evidence.design import Design
from trephine.evidence.effect_set import Vector
from trephine.evidence.fitted import Coefficient


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Multilevel:
    """Effects within clusters, pooled with a variance between clusters and one within.

    ``sigma2`` is (between, within); ``sigma2_ci`` their profile likelihood intervals, an infinite
    end where the data do not bound it. ``I2`` is the share (percent) of each level in the total
    variance, a typical sampling variance included. ``ddf`` has one entry a coefficient (NaN for
    test z). pi_lb, pi_ub: prediction interval of a new effect in a new cluster, NaN with
    moderators. QE is residual heterogeneity, QM the test of the moderators (of the intercept where
    there are none). ``rho`` is the sampling correlation assumed within clusters. vb: (p, p);
    cluster: (k,) codes from 0.
    """

    measure: str
    method: str
    test: str
    dfs: str
    level: float
    k: int
    p: int
    clusters: int
    coefficients: tuple[Coefficient, ...]
    vb: Vector
    ddf: tuple[float, ...]
    sigma2: tuple[float, float]
    sigma2_ci: tuple[tuple[float, float], tuple[float, float]]
    I2: tuple[float, float]
    QE: float
    QE_df: float
    QEp: float
    QM: float
    QM_df: float
    QM_ddf: float
    QMp: float
    pi_lb: float
    pi_ub: float
    log_likelihood: float
    AIC: float
    BIC: float
    AICc: float
    rho: float
    cluster: NDArray[np.intp]
    design: Design
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def beta(self) -> Vector:
        """The coefficients' estimates, (p,)."""
        return np.array([c.estimate for c in self.coefficients])

    def as_dict(self) -> dict[str, Any]:
        """Return plain values by the field's names, ready for JSON except NaN."""
        out: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            if name == "design":
                continue
            value = getattr(self, name)
            if name == "coefficients":
                value = [{f: getattr(c, f) for f in c.__dataclass_fields__} for c in value]
            elif name == "cautions":
                value = [
                    {"kind": c.kind, "zh": c.text.zh, "en": c.text.en, "studies": list(c.studies)}
                    for c in value
                ]
            elif isinstance(value, np.ndarray):
                value = value.tolist()
            elif isinstance(value, tuple):
                value = list(value)
            out[name] = value
        return out
