"""Problems of two arms: events of people (OR) or in person-time (IRR), by four models."""

import math

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text, counted
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.exact.columns import columns, uninformative
from trephine.evidence.exact.one_arm import log_choose, saturated_binomial
from trephine.evidence.exact.problem import Problem, layout
from trephine.evidence.kernel.likelihood import (
    BINOMIAL_LOGIT,
    HYPERGEOMETRIC,
    TWO_ARMS_BINOMIAL,
    TWO_ARMS_POISSON,
)
from trephine.evidence.kernel.noncentral import hypergeometric
from trephine.evidence.kernel.special import gammaln

MODELS = {"OR": ("UM.FS", "UM.RS", "CM.EL", "CM.AL"), "IRR": ("UM.FS", "UM.RS", "CM.EL")}
_DROPPED = Text(
    zh="以下研究两组均无事件（或全部发生事件），此模型的似然不含其关于效应的信息，未参与合并。",
    en="These studies have no events (or nothing but events) in either arm: the likelihood of this"
    " model learns nothing about the effect from them, and they are not pooled.",
)
_METHODS = {
    "UM.FS": ("stijnen-hamza-2010", "jackson-law-2018"),
    "UM.RS": ("turner-omar-2000", "jackson-law-2018"),
    "CM.EL": ("stijnen-hamza-2010",),
    "CM.AL": ("stijnen-hamza-2010",),
}


def two_arm_problem(
    effects: Effects,
    *,
    measure: str,
    model: str,
    drop00: bool | None = None,
    X: Vector | None = None,
) -> Problem:
    """Lay out two arms; X: (k, p) for the studies with complete counts, before any is dropped.

    Studies without events (or nothing but events) in both arms are dropped, except by UM.RS, where
    they inform on the risk and, through it, on the effect; ``drop00`` True drops them there too.
    """
    if measure not in MODELS or model not in MODELS[measure]:
        raise MethodError(
            what=Text(zh="没有这种效应量与模型的组合", en="There is no such model for the measure"),
            where="two_arms",
            found=f"measure {measure!r}, model {model!r}",
            do=Text(
                zh="OR：UM.FS、UM.RS、CM.EL、CM.AL；IRR：UM.FS、UM.RS、CM.EL",
                en="OR: UM.FS, UM.RS, CM.EL or CM.AL; IRR: UM.FS, UM.RS or CM.EL",
            ),
        )
    names = ("ai", "n1i", "ci", "n2i") if measure == "OR" else ("x1i", "t1i", "x2i", "t2i")
    raw, index, cautions = columns(effects, names, where="two_arms")
    y1, n1, y2, n2 = (raw[name] for name in names)
    labels = [effects.labels[i] for i in index]
    silent = y1 + y2 == 0.0
    if measure == "OR":
        silent |= y1 + y2 == n1 + n2
        silent |= (n1 == 0.0) | (n2 == 0.0)
    keep_silent = model == "UM.RS" and not drop00
    if not keep_silent:
        cautions = (*cautions, *uninformative(labels, silent, _DROPPED))
    keep = np.ones(len(y1), dtype=bool) if keep_silent else ~silent
    if silent.all():
        raise MethodError(
            what=Text(zh="没有任何研究含有关于效应的信息", en="No study informs on the effect"),
            where="two_arms",
            found=counted(len(y1), "study", "studies")
            + " without events, or with nothing but events, in both arms",
            do=Text(zh="改为描述各组的风险", en="Describe the risk of each arm instead"),
        )
    X = np.ones((len(y1), 1)) if X is None else X
    build = _odds if measure == "OR" else _rates
    kept = [label for label, one in zip(labels, keep, strict=True) if one]
    return build(model, y1[keep], n1[keep], y2[keep], n2[keep], X[keep], tuple(kept), cautions)


def _odds(
    model: str,
    a: Vector,
    n1: Vector,
    c: Vector,
    n2: Vector,
    X: Vector,
    labels: tuple[str, ...],
    cautions: tuple[Caution, ...],
) -> Problem:
    m = a + c
    low, high = np.maximum(0.0, m - n2), np.minimum(n1, m)
    b, d = n1 - a, n2 - c
    family, table = TWO_ARMS_BINOMIAL, layout(a, n1, y2=c, n2=n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        yi, wi = np.log(a * d / (b * c)), 1.0 / (1 / a + 1 / b + 1 / c + 1 / d)
        if model == "CM.AL":
            family, table = BINOMIAL_LOGIT, layout(a, m, offsets=(np.log(n1 / n2), None))
            yi, wi = np.log(a / c) - np.log(n1 / n2), 1.0 / (1 / a + 1 / c)
            low, high = np.zeros_like(m), m
    constant = {"CM.AL": lambda: log_choose(m, a), "CM.EL": lambda: 0.0}.get(
        model, lambda: log_choose(n1, a) + log_choose(n2, c)
    )()
    saturated = constant + (
        saturated_binomial(a, m)
        if model == "CM.AL"
        else saturated_binomial(a, n1) + saturated_binomial(c, n2)
    )
    if model == "CM.EL":
        family = HYPERGEOMETRIC
        yi, wi, saturated = _own_odds(a, n1, c, n2, low, high)
    half = 0.5 * ((a == 0) | (b == 0) | (c == 0) | (d == 0))
    finite = np.isfinite(yi)
    lows, highs = _edges(model, a, c, n1, n2, low, high)
    return Problem(
        measure="OR",
        model=model,
        family=family,
        two_effects=model == "UM.RS",
        X=X,
        table=table,
        labels=labels,
        constant=constant,
        saturated=math.nan if model == "UM.RS" else saturated,
        yi=np.where(finite, yi, 0.0),
        wi=np.where(finite, wi, 0.0),
        vi=1 / (a + half) + 1 / (b + half) + 1 / (c + half) + 1 / (d + half),
        separation=int(highs) - int(lows),
        centre=_crude(a, b, c, d),
        identified=len(a) > 1 and bool((high - low > 1.0).any()),
        bounded=bool(((a > low) & (a < high)).any()),
        cautions=cautions,
        methods=_METHODS[model],
    )


def _edges(
    model: str, a: Vector, c: Vector, n1: Vector, n2: Vector, low: Vector, high: Vector
) -> tuple[bool, bool]:
    """Tell whether every study pulls the estimate to minus infinity, or every one to plus."""
    if model == "UM.RS":
        informs = (a + c > 0.0) & (a + c < n1 + n2)
        below = bool((a == 0.0).all() or (c == n2)[informs].all())
        above = bool((c == 0.0).all() or (a == n1)[informs].all())
        return below, above
    return bool((a == low).all()), bool((a == high).all())


def _crude(a: Vector, b: Vector, c: Vector, d: Vector) -> float:
    cells = [float(one.sum()) + 0.5 for one in (a, b, c, d)]
    return math.log(cells[0] * cells[3] / (cells[1] * cells[2]))


def _own_odds(
    a: Vector, n1: Vector, c: Vector, n2: Vector, low: Vector, high: Vector
) -> tuple[Vector, Vector, float]:
    """Each study's conditional estimate and its information; the log-likelihood at them.

    Newton on a concave likelihood; at the edge of its range the estimate is infinite and the
    probability 1.
    """
    k = len(a)
    yi, wi = np.full(k, np.inf), np.zeros(k)
    logs = []
    for i in range(k):
        if not low[i] < a[i] < high[i]:
            continue
        b, d = n1[i] - a[i], n2[i] - c[i]
        theta = math.log((a[i] + 0.5) * (d + 0.5) / ((b + 0.5) * (c[i] + 0.5)))
        table = float(a[i]), float(n1[i]), float(n2[i]), float(a[i] + c[i])
        for _ in range(100):
            _, slope, curve = hypergeometric(*table, theta)
            step = min(max(-slope / curve, -2.0), 2.0)
            theta += step
            if abs(step) <= 1e-14 * (1.0 + abs(theta)):
                break
        value, _, curve = hypergeometric(*table, theta)
        yi[i], wi[i] = theta, -curve
        logs.append(value)
    return yi, wi, math.fsum(logs)


def _rates(
    model: str,
    x1: Vector,
    t1: Vector,
    x2: Vector,
    t2: Vector,
    X: Vector,
    labels: tuple[str, ...],
    cautions: tuple[Caution, ...],
) -> Problem:
    m = x1 + x2
    half = 0.5 * ((x1 == 0) | (x2 == 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        yi, wi = np.log(x1 * t2 / (x2 * t1)), 1.0 / (1 / x1 + 1 / x2)
    finite = np.isfinite(yi)
    if model == "CM.EL":
        family, table = BINOMIAL_LOGIT, layout(x1, m, offsets=(np.log(t1 / t2), None))
        constant = log_choose(m, x1)
        saturated = constant + saturated_binomial(x1, m)
    else:
        family, table = TWO_ARMS_POISSON, layout(x1, t1, y2=x2, n2=t2)
        arms = [*zip(x1, t1, strict=True), *zip(x2, t2, strict=True)]
        constant = math.fsum(e * math.log(t) - gammaln(e + 1.0) for e, t in arms)
        saturated = constant + math.fsum(e * math.log(e / t) - e for e, t in arms if e > 0.0)
    return Problem(
        measure="IRR",
        model=model,
        family=family,
        two_effects=model == "UM.RS",
        X=X,
        table=table,
        labels=labels,
        constant=constant,
        saturated=math.nan if model == "UM.RS" else saturated,
        yi=np.where(finite, yi, 0.0),
        wi=np.where(finite, wi, 0.0),
        vi=1 / (x1 + half) + 1 / (x2 + half),
        separation=int(not x2.any()) - int(not x1.any()),
        centre=math.log((x1.sum() + 0.5) / t1.sum()) - math.log((x2.sum() + 0.5) / t2.sum()),
        identified=len(x1) > 1 and (model != "CM.EL" or bool((m > 1.0).any())),
        bounded=bool(((x1 > 0) & (x2 > 0)).any()),
        cautions=cautions,
        methods=_METHODS[model],
    )
