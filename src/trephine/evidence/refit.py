"""The full fit and the k fits without one study: what every diagnostic starts from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.estimator import code_of_test, estimator
from trephine.evidence.fitted import Regression
from trephine.evidence.kernel.deletion import deletions
from trephine.evidence.kernel.linear import F as KEEP
from trephine.evidence.kernel.linear import H as HAT
from trephine.evidence.kernel.linear import Q, workspace
from trephine.evidence.kernel.linear_fit import fit, logdet_covariance
from trephine.evidence.kernel.linear_tau2 import GENQ
from trephine.evidence.regression import kernel_choice, regress


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Full:
    """A fit in the orthonormal basis.

    g (p,) and V (p, p), their covariance with the Knapp-Hartung factor; resid, hat, keep = 1 - hat,
    (k,); H (k, k) only for weights that are not 1 / variance.
    """

    g: Vector
    V: Vector
    logdet: float
    resid: Vector
    hat: Vector
    keep: Vector
    H: Vector | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deleted:
    """Fits without one study: see ``kernel.deletion`` for the columns; all in the study's order."""

    tau2: Vector
    QE: Vector
    scale: Vector
    pred: Vector
    vpred: Vector
    logdet: Vector
    g: Vector
    D: Vector


def fitted_model(
    model: Regression | Effects, moderators: Mapping[str, Any] | None, options: Mapping[str, Any]
) -> Regression:
    """Return the model handed in, or fit it to the effects with the options of ``regress``."""
    if isinstance(model, Effects):
        return regress(model, moderators, **options)
    if moderators is not None or options:
        raise InputError(
            what=Text(
                zh="模型已拟合，不能再给选项", en="a fitted model takes no options of regress"
            ),
            where="options",
            found=", ".join(("moderators",) * (moderators is not None) + tuple(options)),
            do=Text(zh="改为传入效应量", en="hand in the effects instead"),
        )
    return model


def no_rounding(values: Vector, effects: Vector) -> Vector:
    """Return values with those that are only rounding of the effects set to 0."""
    size = float(np.abs(effects).max())
    return np.where(np.abs(values) <= 16.0 * np.finfo(float).eps * size, 0.0, values)


def full(model: Regression) -> Full:
    """Fit once more, in the orthonormal basis."""
    frame = model.design
    chosen = estimator(model.method)
    tau2 = model.tau2 if model.tau2_fixed else None
    code, value = kernel_choice(chosen, frame, tau2=tau2, weights=model.weights)
    Zt, y, v = frame.arrays()
    a = v if model.weights is None else model.weights.copy()
    k, p = frame.k, frame.p
    ws = workspace(k, p)
    g, V = np.empty(p), np.empty((p, p))
    fit(code, code_of_test(model.test), Zt, y, v, a, value, ws, g, V)
    H = None
    if code == GENQ:
        root = np.sqrt(a)
        H = (ws[Q : Q + p].T @ ws[Q : Q + p]) * root[None, :] / root[:, None]
    return Full(
        g=g,
        V=V,
        logdet=float(logdet_covariance(V)),
        resid=no_rounding(y - Zt.T @ g, frame.yi),
        hat=ws[HAT],
        keep=ws[KEEP],
        H=H,
    )


def deleted(model: Regression) -> Deleted:
    """Fit k times, each without one study; NaN where the rest does not identify the model."""
    frame = model.design
    chosen = estimator(model.method)
    tau2 = model.tau2 if model.tau2_fixed else None
    code, value = kernel_choice(chosen, frame, tau2=tau2, weights=model.weights, less=1)
    Zt, y, v = frame.arrays()
    a = v if model.weights is None else model.weights.copy()
    k, p = frame.k, frame.p
    out, B, D = np.full((k, 6), math.nan), np.empty((k, p)), np.empty((k, p, p))
    test = code_of_test(model.test)
    deletions(code, test, Zt, y, v, a, value, out, B, D)
    tau2_del, QE, scale, pred, vpred, logdet = out.T
    return Deleted(
        tau2=tau2_del, QE=QE, scale=scale, pred=pred, vpred=vpred, logdet=logdet, g=B, D=D
    )
