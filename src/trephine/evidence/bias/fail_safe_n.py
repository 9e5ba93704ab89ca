"""fail_safe_n: how many unseen null studies would overturn a result."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.bias.trust import ONE_ARM
from trephine.evidence.bias.usable import Usable, usable
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.special import norm_isf, norm_sf

Kind = Literal["Rosenthal", "Orwin", "Rosenberg"]
_METHODS = {"Rosenthal": "rosenthal-1979", "Orwin": "orwin-1983", "Rosenberg": "rosenberg-2005"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSafeN:
    """``n`` unseen studies averaging no effect; infinite where none would suffice.

    ``estimate`` is the pooled effect (NaN for Rosenthal), ``pval`` the observed significance
    (one-sided for Rosenthal, two-sided for Rosenberg, NaN for Orwin), ``target`` Orwin's effect.
    """

    kind: Kind
    k: int
    n: float
    alpha: float
    estimate: float
    pval: float
    target: float
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def fail_safe_n(
    effects: Effects,
    *,
    kind: Kind = "Rosenthal",
    alpha: float = 0.05,
    target: float | None = None,
) -> FailSafeN:
    """Compute the fail-safe N of Rosenthal, Orwin or Rosenberg.

    Rosenthal adds z = 0 until Stouffer's one-sided test passes ``alpha``; Orwin adds effects of 0
    until the common-effect mean falls to ``target`` (half of it where not given); Rosenberg adds
    average-sized studies of effect 0 until the two-sided common-effect test passes ``alpha``.
    It does not estimate how many studies are missing. Raises InputError for an alpha outside 0..1,
    MethodError for fewer than two studies. Sources: Rosenthal 1979, Psychol Bull; Orwin 1983, J
    Educ Stat; Rosenberg 2005, Evolution.
    """
    if not 0 < alpha < 1:
        raise InputError(
            what=Text(zh="alpha 必须在 0 和 1 之间", en="alpha must lie between 0 and 1"),
            where="fail_safe_n",
            found=str(alpha),
            do=Text(zh="例如 alpha=0.05。", en="For instance alpha=0.05."),
        )
    studies = usable(effects, at_least=2, what=Text(zh="失安全数", en="the fail-safe N"))
    estimate, pval, aim = math.nan, math.nan, math.nan
    if kind == "Rosenthal":
        z = abs(math.fsum(studies.yi / np.sqrt(studies.vi))) / math.sqrt(studies.k)
        pval = norm_sf(z)
        n = studies.k * (z / norm_isf(alpha)) ** 2 - studies.k
    elif kind == "Orwin":
        estimate = _common(studies)
        aim = estimate / 2 if target is None else math.copysign(target, estimate)
        n = math.inf if aim == 0 else studies.k * (estimate - aim) / aim
    else:
        estimate = _common(studies)
        total = float(np.sum(1.0 / studies.vi))
        pval = 2 * norm_sf(abs(estimate) * math.sqrt(total))
        n = ((estimate * total / norm_isf(alpha / 2)) ** 2 - total) * studies.k / total
    return FailSafeN(
        kind=kind,
        k=studies.k,
        n=_whole(max(0.0, n)),
        alpha=alpha,
        estimate=estimate,
        pval=pval,
        target=aim,
        cautions=(*studies.cautions, *_cautions(studies.measure)),
        methods=(_METHODS[kind],),
    )


def _common(studies: Usable) -> float:
    """Return the common-effect mean."""
    return float(np.sum(studies.yi / studies.vi) / np.sum(1.0 / studies.vi))


def _whole(n: float) -> float:
    """Round up, unless rounding error alone put n above a whole number."""
    if math.isinf(n):
        return n
    return float(round(n)) if abs(n - round(n)) < 1e-8 * max(1.0, n) else float(math.ceil(n))


def _cautions(measure: str) -> list[Caution]:
    """Say what the number is worth."""
    found = [
        Caution(
            kind="fail-safe-n",
            text=Text(
                zh="失安全数不反映偏倚的可能性与大小，现行指南不推荐以其判断发表偏倚。",
                en="A fail-safe N tells neither how likely nor how large a bias is; current "
                "guidance advises against judging publication bias by it.",
            ),
        )
    ]
    if measure in ONE_ARM:
        found.append(
            Caution(
                kind="zero-is-no-null",
                text=Text(
                    zh="单臂效应量的 0 不代表“无效”，失安全数没有意义。",
                    en="Zero is no null effect for a single-arm measure: the number means nothing.",
                ),
            )
        )
    return found
