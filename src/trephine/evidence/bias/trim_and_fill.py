"""trim_and_fill: studies missing from one side of a funnel, estimated and filled in."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.missing_count import missing_count
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import Usable, usable
from trephine.evidence.choice import plan
from trephine.evidence.complete import Complete
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel import layout as at
from trephine.evidence.pool import as_estimate, pool, run

Estimator = Literal["L0", "R0", "Q0"]
Side = Literal["left", "right"]
_METHODS = {
    "L0": ("duval-tweedie-2000",),
    "R0": ("duval-tweedie-2000",),
    "Q0": ("duval-tweedie-2000", "duval-tweedie-2000-nonparametric"),
}
_NO_WEIGHTS = np.empty(0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrimAndFill:
    """``k0`` studies missing on ``side`` of the funnel, and the estimate with them filled in.

    ``observed`` pools the k studies at hand, ``filled`` those and the ``added`` ones, labelled
    "Filled 1" and on (None where k0 is 0). ``se_k0`` is the standard error of k0; ``p_k0`` tests
    that no study is missing on that side, NaN except for R0. ``iterations`` counts trimmed fits.
    """

    k: int
    k0: int
    se_k0: float
    p_k0: float
    side: Side
    estimator: Estimator
    observed: Estimate
    filled: Estimate
    added: Effects | None
    iterations: int
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def trim_and_fill(
    effects: Effects,
    *,
    estimator: Estimator = "L0",
    side: Side | None = None,
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
    maxiter: int = 100,
) -> TrimAndFill:
    """Estimate the studies missing on one side of the funnel, mirror them and pool again.

    The most extreme studies of the other side are trimmed and the centre is fitted anew by
    ``method`` until their number settles. ``side`` None takes the side that a meta-regression on
    the standard error points to: missing left where the slope is not negative. Among equal effects
    the less precise is trimmed first. It finds asymmetry, whatever its cause, and is a sensitivity
    analysis: its interval does not know that studies were made up. ``test`` and ``level`` are those
    of ``pool``; no estimator with weights of one's own. States: effects that are all equal have
    nothing to trim (k0 = 0, se_k0 NaN, a caution). Raises MethodError for fewer than three studies,
    one precision for all without a side, counts that never settle, and Q0 without a value.
    Sources: Duval and Tweedie 2000, Biometrics 56:455-463, and J Am Stat Assoc 95:89-98.
    """
    studies = usable(effects, at_least=3, what=Text(zh="剪补法", en="trim and fill"))
    if estimator not in _METHODS or side not in {None, "left", "right"}:
        raise _unknown(estimator, side)
    observed = pool(studies.effects(), method=method, test=test, level=level)
    doubts = (*studies.cautions, *trust(studies), _SENSITIVITY)
    if _all_equal(studies.yi):
        return TrimAndFill(
            k=studies.k,
            k0=0,
            se_k0=math.nan,
            p_k0=math.nan,
            side=side or "left",
            estimator=estimator,
            observed=observed,
            filled=observed,
            added=None,
            iterations=0,
            cautions=(*doubts, _EQUAL),
            methods=(*_METHODS[estimator], *observed.methods),
        )
    missing = side or _side(studies, method)
    sign = -1.0 if missing == "right" else 1.0
    order = np.lexsort((studies.ni, studies.vi, sign * studies.yi))
    k0, se_k0, centre, iterations = _iterate(
        sign * studies.yi[order], studies.vi[order], estimator, method, maxiter
    )
    added = _mirror(studies, order[studies.k - k0 :], sign * centre) if k0 else None
    filled = observed
    if added is not None:
        filled = _joined(studies, added, method, test, level)
    return TrimAndFill(
        k=studies.k,
        k0=k0,
        se_k0=se_k0,
        # The run of the missing side is geometric with 1/2 under no bias.
        p_k0=0.5 ** (k0 + 1) if estimator == "R0" else math.nan,
        side=missing,
        estimator=estimator,
        observed=observed,
        filled=filled,
        added=added,
        iterations=iterations,
        cautions=doubts,
        methods=(*_METHODS[estimator], *filled.methods),
    )


def _iterate(
    y: Vector, v: Vector, estimator: Estimator, method: str, maxiter: int
) -> tuple[int, float, float, int]:
    """Trim and fit until k0 settles; ``y`` ascends and misses studies at its low end."""
    chosen = plan(method, "z", 95.0, "none", "none")
    tried: list[int] = []
    k0 = 0
    while k0 not in tried and len(tried) < maxiter:
        tried.append(k0)
        keep = y.size - k0
        fitted = run(
            chosen, np.ascontiguousarray(y[:keep]), np.ascontiguousarray(v[:keep]), _NO_WEIGHTS
        )
        centre = float(fitted[at.ESTIMATE])
        k0, se_k0 = missing_count(y - centre, estimator)
        if k0 == tried[-1]:
            return k0, se_k0, centre, len(tried)
    raise MethodError(
        what=Text(zh="剪补法的迭代不收敛", en="trim and fill does not settle on a number"),
        where="trim_and_fill",
        found=f"k0 = {', '.join(map(str, (*tried, k0)))}",
        do=Text(
            zh="请换用其他估计量（L0、R0、Q0）或指定另一侧。",
            en="Use another estimator (L0, R0, Q0) or the other side.",
        ),
    )


def _side(studies: Usable, method: str) -> Side:
    """Return the side that a regression on the standard error leaves empty."""
    found = egger(studies.effects(), model="rma", predictor="sei", method=method)
    return "right" if found.bias < 0 else "left"


def _all_equal(y: Vector) -> bool:
    """Tell whether the effects differ by no more than rounding."""
    return bool(np.ptp(y) <= 1e-14 * np.max(np.abs(y)))


def _mirror(studies: Usable, rows: NDArray[np.int64], centre: float) -> Effects:
    """Return the trimmed studies on the other side of the centre, the innermost first."""
    labels: list[str] = []
    number = 0
    while len(labels) < rows.size:
        number += 1
        label = f"Filled {number}"
        if label not in studies.labels:
            labels.append(label)
    columns = (2.0 * centre - studies.yi[rows], studies.vi[rows], studies.ni[rows])
    for column in columns:
        column.flags.writeable = False
    return Effects(
        measure=studies.measure,
        yi=columns[0],
        vi=columns[1],
        ni=columns[2],
        labels=tuple(labels),
    )


def _joined(studies: Usable, added: Effects, method: str, test: str, level: float) -> Estimate:
    """Pool the studies at hand with the added ones, which no sample size is counted for.

    The natural scale and the check of PFT go by the studies at hand: made-up ones have no people.
    """
    chosen = plan(method, test, float(level), "riley", "QP")
    y, v = np.concatenate((studies.yi, added.yi)), np.concatenate((studies.vi, added.vi))
    together = Complete(y=y, v=v, rows=None, cautions=())
    found = run(chosen, y, v, _NO_WEIGHTS)
    return as_estimate(chosen, studies.effects(), together, found, given=False)


def _unknown(estimator: object, side: object) -> MethodError:
    return MethodError(
        what=Text(zh="没有这样的估计量或侧别", en="there is no such estimator or side"),
        where="trim_and_fill",
        found=f"estimator={estimator!r}, side={side!r}",
        do=Text(
            zh="estimator 取 L0、R0 或 Q0；side 取 left、right 或 None。",
            en="Choose estimator L0, R0 or Q0, and side left, right or None.",
        ),
    )


_SENSITIVITY = Caution(
    kind="made-up-studies",
    text=Text(
        zh="填补的研究是推测出来的：剪补结果只是敏感性分析，不是校正后的答案；"
        "异质性也能造成不对称。",
        en="Filled-in studies are made up: this is a sensitivity analysis and no corrected answer; "
        "heterogeneity makes a funnel asymmetric too.",
    ),
)
_EQUAL = Caution(
    kind="all-equal",
    text=Text(
        zh="各研究的效应量完全相同，没有可剪补的不对称。",
        en="All effects are equal: there is no asymmetry to trim.",
    ),
)
