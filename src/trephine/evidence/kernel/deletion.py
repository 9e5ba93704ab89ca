"""Every fit with one study left out."""

import math

import numpy as np

from trephine.evidence.kernel.linear import Array, E, factor, weigh, workspace
from trephine.evidence.kernel.linear_fit import blank, covariance, fit, logdet_covariance
from trephine.evidence.kernel.linear_tau2 import EE, GENQ
from trephine.evidence.kernel.mode import jit

TAU2, QE, SCALE, PRED, VPRED, LOGDET = range(6)


@jit
def deletions(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    out: Array,
    B: Array,
    D: Array,
) -> None:
    """Refit k times, each without one study.

    out: (k, 6) tau2, QE, Knapp-Hartung factor, predicted effect of the study left out, variance of
    that prediction, log determinant of the coefficients' covariance. B: (k, p) coefficients.
    D: (k, p, p) covariance of the coefficients of all studies at the tau2 of the k - 1, as the
    standardisation of DFBETAS needs. NaN where the rest does not identify the model. ``Zt`` has
    orthonormal columns; ``value`` as in ``estimate_tau2``, for k - 1 studies.
    """
    p, k = Zt.shape
    ws = workspace(k - 1, p)
    full = workspace(k, p)
    Zd = np.empty((p, k - 1))
    yd = np.empty(k - 1)
    vd = np.empty(k - 1)
    ad = np.empty(k - 1)
    wd = np.empty(k - 1)
    w = np.empty(k)
    square = np.empty(k)
    V = np.empty((p, p))
    for i in range(k):
        for j in range(6):
            out[i, j] = math.nan
        blank(B[i], D[i])
        leverage = 0.0
        for j in range(p):
            leverage += Zt[j, i] * Zt[j, i]
        if leverage > 1.0 - 1e-10:
            continue  # this study alone identifies a coefficient
        for m in range(k - 1):
            source = m if m < i else m + 1
            yd[m] = y[source]
            vd[m] = v[source]
            ad[m] = a[source]
            for j in range(p):
                Zd[j, m] = Zt[j, source]
        tau2, _se, _rss, scale = fit(code, test, Zd, yd, vd, ad, value, ws, B[i], V)
        if math.isnan(tau2):
            continue
        out[i, TAU2] = tau2
        out[i, SCALE] = scale
        out[i, LOGDET] = logdet_covariance(V)
        pred = 0.0
        vpred = 0.0
        for j in range(p):
            pred += Zt[j, i] * B[i, j]
            for n in range(p):
                vpred += Zt[j, i] * V[j, n] * Zt[n, i]
        out[i, PRED] = pred
        out[i, VPRED] = vpred
        if k - 1 > p:
            weigh(vd, 0.0, wd)
            factor(Zd, yd, wd, ws)
            total = 0.0
            for m in range(k - 1):
                total += ws[E, m] * ws[E, m]
            out[i, QE] = total
        for m in range(k):
            square[m] = v[m] + tau2
        weigh(v, tau2, w)
        if code == GENQ:
            covariance(Zt, y, a, square, 0, full, D[i])
        else:
            covariance(Zt, y, w, square, 1, full, D[i])
        if code == EE:
            out[i, TAU2] = 0.0
