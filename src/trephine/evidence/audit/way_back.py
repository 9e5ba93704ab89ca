"""way_back: the sizes n at which a paper may have transformed its pooled double arcsine back."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.text import Text
from trephine.evidence.audit.count_free_se import Variance
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.freeman_tukey import double_arcsine, inverse_double_arcsine

Size = Literal["harmonic", "arithmetic", "geometric", "total", "inverse-variance", "infinite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """One way from the analysed scale to proportions: whose variances, and at which size."""

    key: str
    variance: Variance
    size: Size
    label: Text


WAYS = (
    WayBack(
        key="miller-hm",
        variance="PFT",
        size="harmonic",
        label=Text(zh="Miller 反变换（n 的调和均数）", en="Miller's inverse, harmonic mean"),
    ),
    WayBack(
        key="miller-mean",
        variance="PFT",
        size="arithmetic",
        label=Text(
            zh="Miller 反变换，取 n 的算术均数", en="Miller's inverse at the arithmetic mean"
        ),
    ),
    WayBack(
        key="miller-gm",
        variance="PFT",
        size="geometric",
        label=Text(
            zh="Miller 反变换，取 n 的几何均数", en="Miller's inverse at the geometric mean"
        ),
    ),
    WayBack(
        key="miller-total",
        variance="PFT",
        size="total",
        label=Text(zh="Miller 反变换（总 n）", en="Miller's inverse at the total n"),
    ),
    WayBack(
        key="barendregt-doi",
        variance="PFT",
        size="inverse-variance",
        label=Text(
            zh="Barendregt-Doi 反变换（n = 1/v）", en="Barendregt and Doi's inverse (n = 1/v)"
        ),
    ),
    WayBack(
        key="sin2",
        variance="PFT",
        size="infinite",
        label=Text(zh="正弦平方", en="the squared sine"),
    ),
    WayBack(
        key="arcsine",
        variance="PAS",
        size="infinite",
        label=Text(zh="单反正弦变换", en="the plain arcsine"),
    ),
)


def way_back(key: str) -> WayBack:
    """Return a way by its key. Raises KeyError."""
    for one in WAYS:
        if one.key == key:
            return one
    raise KeyError(key)


def size_behind(way: WayBack, n: Vector, se: Vector) -> Vector:
    """Return the sizes (m,) for n (m, k) and the pooled standard errors (m,) on metafor's scale."""
    if way.size == "harmonic":
        return np.asarray(1.0 / np.mean(1.0 / n, axis=1))
    if way.size == "arithmetic":
        return np.asarray(n.mean(axis=1))
    if way.size == "geometric":
        return np.asarray(np.exp(np.log(n).mean(axis=1)))
    if way.size == "total":
        return np.asarray(n.sum(axis=1))
    if way.size == "inverse-variance":
        return np.asarray(0.25 / se**2)
    return np.full(n.shape[0], np.inf)


def forward(p: float, size: Vector) -> Vector:
    """Return the value at which the way back gives the proportion p, cut to 0 and 1; size (m,)."""
    inside = min(max(p, 0.0), 1.0)
    plain = np.full(size.shape, np.arcsin(np.sqrt(inside)))
    known = np.isfinite(size)
    plain[known] = double_arcsine(inside * size[known], size[known])
    return plain


def back(t: Vector, size: Vector) -> Vector:
    """Return the proportions (m,) of values t (m,) at sizes (m,), clipped to 0 and 1."""
    out = np.sin(np.clip(t, 0.0, 0.5 * np.pi)) ** 2
    known = np.isfinite(size)
    out[known] = inverse_double_arcsine(t[known], size[known])
    return np.asarray(out)
