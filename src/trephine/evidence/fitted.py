"""Coefficient and Regression: a fitted model with moderators."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.core.caution import Caution
from trephine.evidence.design import Design, Term
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """One coefficient of a model with moderators, per unit of its column or against a reference."""

    name: str
    estimate: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """A fitted model with moderators, on the scale of ``measure``.

    ``level``, I2 and R2 are percentages; I2 and H2 concern what the moderators leave unexplained.
    QM tests all coefficients but the intercept: chi2 with QM_df degrees of freedom, or F with
    QM_df and QM_ddf for the tests t, knha and adhoc. Likelihood figures come in pairs, full and
    restricted; the restricted ones compare only models with the same moderators. vb: (p, p)
    covariance of the coefficients. A figure that does not exist is NaN: R2 without an intercept or
    where the model without moderators has tau2 = 0, tau2 of a common-effect model has no error.
    """

    measure: str
    method: str
    test: str
    level: float
    k: int
    p: int
    coefficients: tuple[Coefficient, ...]
    vb: Vector
    ddf: float
    tau2: float
    se_tau2: float
    tau2_lb: float
    tau2_ub: float
    tau2_ci_method: str
    I2: float
    H2: float
    R2: float
    QE: float
    QE_df: float
    QEp: float
    QM: float
    QM_df: float
    QM_ddf: float
    QMp: float
    log_likelihood: float
    AIC: float
    BIC: float
    AICc: float
    log_likelihood_restricted: float
    AIC_restricted: float
    BIC_restricted: float
    AICc_restricted: float
    parameters: int
    tau2_fixed: bool
    design: Design
    weights: Vector | None = None
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def beta(self) -> Vector:
        """The coefficients' estimates, (p,)."""
        return np.array([c.estimate for c in self.coefficients])

    @property
    def terms(self) -> tuple[Term, ...]:
        """The moderators, with levels and reference level of categorical ones."""
        return self.design.terms

    def as_dict(self) -> dict[str, Any]:
        """Return plain values by the field's names, ready for JSON except NaN."""
        out: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name in {"design", "weights"}:
                continue
            if name == "coefficients":
                value = [{f: getattr(c, f) for f in c.__dataclass_fields__} for c in value]
            elif name == "cautions":
                value = [
                    {"kind": c.kind, "zh": c.text.zh, "en": c.text.en, "studies": list(c.studies)}
                    for c in value
                ]
            elif name == "vb":
                value = value.tolist()
            elif name == "methods":
                value = list(value)
            out[name] = value
        out["labels"] = list(self.design.labels)
        return out
