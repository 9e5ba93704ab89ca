"""Problems of one arm: events of people, or events in person-time."""

import math

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.exact.columns import columns
from trephine.evidence.exact.problem import Problem, layout
from trephine.evidence.kernel.likelihood import (
    BINOMIAL_CLOGLOG,
    BINOMIAL_LOGIT,
    BINOMIAL_PROBIT,
    POISSON_LOG,
)
from trephine.evidence.kernel.special import betaln, gammaln, norm_pdf, norm_ppf

LINKS = {"logit": BINOMIAL_LOGIT, "probit": BINOMIAL_PROBIT, "cloglog": BINOMIAL_CLOGLOG}
MEASURES = {"logit": "PLO", "probit": "PROBIT", "cloglog": "CLOGLOG"}
_EXACT = ("stijnen-hamza-2010",)


def log_choose(n: Vector, x: Vector) -> float:
    """Return the sum of log binomial coefficients."""
    pairs = zip(n, x, strict=True)
    return -math.fsum(math.log(m + 1.0) + betaln(e + 1.0, m - e + 1.0) for m, e in pairs)


def saturated_binomial(x: Vector, n: Vector) -> float:
    """Return the binomial log-likelihood at each study's own proportion, without constants."""
    pairs = zip(x, n, strict=True)
    return math.fsum(
        (e * math.log(e / m) if e > 0 else 0.0) + ((m - e) * math.log1p(-e / m) if e < m else 0.0)
        for e, m in pairs
    )


def binomial_problem(effects: Effects, *, link: str = "logit", X: Vector | None = None) -> Problem:
    """Lay out xi events of ni people; X: (k, p) for the studies with complete counts."""
    if link not in LINKS:
        raise MethodError(
            what=Text(zh="未知的连接函数", en="The link is unknown"),
            where="link",
            found=repr(link),
            do=Text(
                zh="可选 logit、probit、cloglog；对数连接会给出大于 1 的概率，故不提供",
                en="Use logit, probit or cloglog; a log link would allow probabilities above 1",
            ),
        )
    raw, index, cautions = columns(effects, ("xi", "ni"), where="binomial_normal")
    x, n = raw["xi"], raw["ni"]
    edge = (x == 0.0) | (x == n)
    half = 0.5 * edge
    yi, _ = _on_link(link, x, n)
    _, wi = _on_link(link, x + half, n + 2.0 * half)
    events, people = float(x.sum()), float(n.sum())
    centre, _ = _on_link(link, np.array([events + 0.5]), np.array([people + 1.0]))
    return Problem(
        measure=MEASURES[link],
        model="binomial-normal",
        family=LINKS[link],
        two_effects=False,
        X=np.ones((len(x), 1)) if X is None else X,
        table=layout(x, n),
        labels=tuple(effects.labels[i] for i in index),
        constant=log_choose(n, x),
        saturated=log_choose(n, x) + saturated_binomial(x, n),
        yi=np.where(edge, 0.0, yi),
        wi=np.where(edge, 0.0, wi),
        vi=1.0 / wi,
        separation=int(events == people) - int(events == 0.0),
        centre=float(centre[0]),
        identified=len(x) > 1 and bool((n > 1.0).any()),
        bounded=bool((~edge).any()),
        cautions=cautions,
        methods=("hamza-vanhouwelingen-2008", *_EXACT),
    )


def _on_link(link: str, x: Vector, n: Vector) -> tuple[Vector, Vector]:
    """Each study's proportion on the link scale and its information there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = x / n
        q = (n - x) / n
        if link == "logit":
            return np.log(x / (n - x)), n * p * q
        if link == "probit":
            z = np.array([norm_ppf(float(one)) for one in p])
            slope = np.array([norm_pdf(float(one)) for one in z])
        else:
            z = np.log(-np.log(q))
            slope = -q * np.log(q)
        return z, n * slope**2 / (p * q)


def poisson_problem(effects: Effects, *, X: Vector | None = None) -> Problem:
    """Lay out xi events in person-time ti."""
    raw, index, cautions = columns(effects, ("xi", "ti"), where="poisson_normal")
    x, t = raw["xi"], raw["ti"]
    none = x == 0.0
    events, time = float(x.sum()), float(t.sum())
    constant = math.fsum(e * math.log(m) - gammaln(e + 1.0) for e, m in zip(x, t, strict=True))
    own = math.fsum(e * math.log(e / m) - e for e, m in zip(x, t, strict=True) if e > 0.0)
    with np.errstate(divide="ignore"):
        yi = np.where(none, 0.0, np.log(x / t))
    return Problem(
        measure="IRLN",
        model="poisson-normal",
        family=POISSON_LOG,
        two_effects=False,
        X=np.ones((len(x), 1)) if X is None else X,
        table=layout(x, t),
        labels=tuple(effects.labels[i] for i in index),
        constant=constant,
        saturated=constant + own,
        yi=yi,
        wi=x.copy(),
        vi=1.0 / (x + 0.5 * none),
        separation=-int(events == 0.0),
        centre=math.log((events + 0.5) / time),
        identified=len(x) > 1,
        bounded=True,
        cautions=cautions,
        methods=_EXACT,
    )
