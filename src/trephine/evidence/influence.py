"""influence: what each study does to a fitted model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.design import seal
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Regression
from trephine.evidence.kernel.linear_fit import wald
from trephine.evidence.kernel.special import chi2_ppf
from trephine.evidence.refit import deleted, fitted_model, full, no_rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Influence:
    """Case diagnostics, one value per study in the order of ``labels``.

    rstudent: externally standardised residual; dffits: shift of the study's own fitted value;
    cook_d: Cook's distance over all coefficients; cov_r: ratio of the determinants of their
    covariance without and with the study; tau2_del, QE_del: the model's without the study; hat:
    leverage; weight: percent; dfbetas: (k, p), one column for each of ``names``; is_infl: by the
    cut-offs of Viechtbauer and Cheung 2010. NaN where the model does not exist without the study.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    rstudent: Vector
    rstudent_se: Vector
    dffits: Vector
    cook_d: Vector
    cov_r: Vector
    tau2_del: Vector
    QE_del: Vector
    hat: Vector
    weight: Vector
    dfbetas: Vector
    is_infl: NDArray[np.bool_]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def influence(
    model: Regression | Effects, moderators: Mapping[str, Any] | None = None, **options: Any
) -> Influence:
    """Return the influence of every study: on a fitted model, or on effects with regress' options.

    tau2 is estimated anew without each study. It does not delete pairs or larger groups of
    studies; see ``gosh``. Viechtbauer and Cheung 2010, Research Synthesis Methods.
    """
    fitted = fitted_model(model, moderators, options)
    frame = fitted.design
    whole, without = full(fitted), deleted(fitted)
    k, p = frame.k, frame.p
    y, m = frame.y, frame.vi + without.tau2
    with np.errstate(invalid="ignore", divide="ignore"):
        resid = no_rounding(y - without.pred, frame.yi)
        se = np.sqrt(without.scale * m + without.vpred)
        shift = no_rounding(frame.Zt.T @ whole.g - without.pred, frame.yi)
        if whole.H is None:
            variance = whole.hat * m
        else:
            spread = frame.vi[None, :] + without.tau2[:, None]
            variance = (whole.H**2 * spread).sum(axis=1)
        dffits = shift / np.sqrt(without.scale * variance)
        change = whole.g - without.g
        norms = np.einsum("ja,iab,jb->ij", frame.back, without.D, frame.back)
        dfbetas = change @ frame.back.T / np.sqrt(without.scale[:, None] * norms)
        cook = np.array([wald(row, whole.V, 0) for row in change])
        cov_r = np.exp(without.logdet - whole.logdet)
        a = 1.0 / (frame.vi + fitted.tau2) if fitted.weights is None else fitted.weights
        flags = (
            (np.abs(dffits) > 3.0 * np.sqrt(p / max(k - p, 1)))
            | (cook > chi2_ppf(0.5, float(p)))
            | (whole.hat > 3.0 * p / k)
            | (np.abs(dfbetas) > 1.0).any(axis=1)
        )
    return seal(
        Influence(
            labels=frame.labels,
            names=frame.names,
            rstudent=resid / np.where(se == 0.0, np.nan, se),
            rstudent_se=se,
            dffits=dffits,
            cook_d=cook,
            cov_r=cov_r,
            tau2_del=without.tau2,
            QE_del=without.QE,
            hat=whole.hat,
            weight=100.0 * a / a.sum(),
            dfbetas=dfbetas,
            is_infl=flags,
            cautions=(*fitted.cautions, *_gone(frame.labels, without.tau2)),
            methods=(*fitted.methods, "viechtbauer-cheung-2010"),
        )
    )


def _gone(labels: tuple[str, ...], tau2: Vector) -> tuple[Caution, ...]:
    missing = tuple(label for label, t in zip(labels, tau2, strict=True) if np.isnan(t))
    if not missing:
        return ()
    return (
        Caution(
            kind="not-identified-without-study",
            text=Text(
                zh="去掉该研究后模型无法估计，其影响指标不存在",
                en="The model cannot be estimated without the study: its diagnostics do not exist",
            ),
            studies=missing,
        ),
    )
