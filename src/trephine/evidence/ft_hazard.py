"""ft_hazard: whether a pooled Freeman-Tukey value can be brought back to a proportion at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text, counted
from trephine.evidence.back_transform import back_transform
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.measure.freeman_tukey import double_arcsine_limits, harmonic_mean

_WAYS = ("miller_hm", "barendregt_doi", "miller_total_n", "sin2")


@dataclass(frozen=True, slots=True, kw_only=True)
class FtHazard:
    """What the back-transformations of one pooled value give, and what is wrong with them.

    ``proportions`` by back-transformation; ``lowest`` and ``highest`` study proportion. ``n_hm``
    is the harmonic mean of the sample sizes, ``scale_lb`` and ``scale_ub`` the transformed 0 and
    n at that size: a pooled value outside them (``outside_scale``) has no proportion there and
    becomes 0 or 1. ``outside_range`` names the back-transformations below the lowest or above the
    highest study; ``odds_ratio`` compares the largest with the smallest of them. ``reversed_pair``
    are two studies whose order the transformation turned round (lower proportion first), empty if
    none. ``misleading``: outside the scale or the range. ``caution`` is None where all is well.
    """

    proportions: Mapping[str, float]
    lowest: float
    highest: float
    n_hm: float
    scale_lb: float
    scale_ub: float
    outside_scale: bool
    outside_range: tuple[str, ...]
    odds_ratio: float
    reversed_pair: tuple[str, ...]
    misleading: bool
    caution: Caution | None


def ft_hazard(
    effects: Effects,
    *,
    estimate: float,
    se: float,
    range_tolerance: float = 1.05,
    odds_tolerance: float = 1.1,
    order_tolerance: float = 0.01,
) -> FtHazard:
    """Return what the back-transformation of a pooled PFT value does to these studies.

    ``estimate`` and ``se`` are on the PFT scale. The caution (``ft-back-transform``) is raised
    where the value is misleading (an odds ratio above ``range_tolerance`` beyond the nearest
    study; sin^2 is no inverse and not judged so), where the odds of two back-transformations
    differ by more than ``odds_tolerance``, or where two studies whose proportions differ by more
    than ``order_tolerance`` change places on the transformed scale. It does not choose a
    back-transformation and changes nothing. Raises MethodError for other measures and where no
    study has an effect. Sources: Schwarzer et al. 2019, Research Synthesis Methods 10:476-483
    (value outside the range, choice of the sample size); Roever and Friede 2022, arXiv:2203.04773
    (order). The tolerances are ours: no source sets any.
    """
    if effects.measure != "PFT":
        raise MethodError(
            what=Text(zh="此检查只用于 PFT", en="The check is about PFT only"),
            where="ft_hazard",
            found=effects.measure,
            do=Text(zh="其他效应量无需此检查", en="Other measures do not need it"),
        )
    has = ~np.isnan(effects.yi)
    if not has.any():
        raise MethodError(
            what=Text(zh="没有可用的研究", en="No study has an effect"),
            where="ft_hazard",
            found=f"{counted(effects.k, 'study', 'studies')}, all without an effect",
            do=Text(zh="请先核对数据", en="Check the data first"),
        )
    x, n, t = effects.raw["xi"][has], effects.raw["ni"][has], effects.yi[has]
    p = x / n
    n_hm = harmonic_mean(n)
    low, high = (float(one) for one in double_arcsine_limits(np.asarray(n_hm)))
    back = {how: float(back_transform("PFT", estimate, how=how, ni=n, vi=se**2)) for how in _WAYS}
    lowest, highest = float(p.min()), float(p.max())
    outside = tuple(
        how
        for how in _WAYS[:3]
        if _odds_ratio(back[how], lowest) > range_tolerance
        or _odds_ratio(highest, back[how]) > range_tolerance
    )
    outside_scale = not low - 1e-12 <= estimate <= high + 1e-12  # a study of 0 or n alone
    odds_ratio = _odds_ratio(min(back.values()), max(back.values()))
    labels = [label for label, there in zip(effects.labels, has, strict=True) if there]
    pair = tuple(labels[row] for row in _reversed(p, t, order_tolerance))
    misleading = outside_scale or bool(outside)
    reasons = _reasons(
        back, (lowest, highest), n_hm, outside if misleading else (), outside_scale=outside_scale
    )
    if odds_ratio > odds_tolerance:
        reasons.append(_differ(back, odds_ratio))
    if pair:
        reasons.append(_order(pair))
    return FtHazard(
        proportions=MappingProxyType(back),
        lowest=lowest,
        highest=highest,
        n_hm=n_hm,
        scale_lb=low,
        scale_ub=high,
        outside_scale=outside_scale,
        outside_range=outside,
        odds_ratio=odds_ratio,
        reversed_pair=pair,
        misleading=misleading,
        caution=_caution(reasons, pair),
    )


def _odds_ratio(low: float, high: float) -> float:
    """Return odds(high) / odds(low); 1 where high is no higher."""
    if low >= high:
        return 1.0
    if low <= 0.0 or high >= 1.0:
        return np.inf
    return high * (1.0 - low) / (low * (1.0 - high))


def _reversed(p: Vector, t: Vector, tolerance: float) -> tuple[int, ...]:
    """Return the two studies that change places most, (lower p, higher p), or nothing.

    Sorted by p, the highest t among the studies at least ``tolerance`` below is a running
    maximum: k log k steps for any k.
    """
    order = np.argsort(p, kind="stable")
    sorted_p, sorted_t = p[order], t[order]
    below = np.searchsorted(sorted_p, sorted_p - tolerance, side="left")
    peak = np.maximum.accumulate(sorted_t)
    drop = np.where(below > 0, peak[np.maximum(below - 1, 0)] - sorted_t, -np.inf)
    worst = int(np.argmax(drop))
    if not drop[worst] > 0:
        return ()
    return int(order[np.argmax(sorted_t[: below[worst]])]), int(order[worst])


def _reasons(
    back: Mapping[str, float],
    studies: tuple[float, float],
    n_hm: float,
    outside: tuple[str, ...],
    *,
    outside_scale: bool,
) -> list[Text]:
    reasons = []
    if outside_scale:
        reasons.append(
            Text(
                zh=f"合并值超出样本量调和均数 {n_hm:.1f} 时变换的取值范围，被截断为"
                f" {_percent(back['miller_hm'])}",
                en="the pooled value lies outside what can be observed at the harmonic mean sample"
                f" size {n_hm:.1f} and becomes {_percent(back['miller_hm'])}",
            )
        )
    if outside:
        shown = ", ".join(f"{how} {_percent(back[how])}" for how in outside)
        span = f"{_percent(studies[0])}–{_percent(studies[1])}"
        reasons.append(
            Text(
                zh=f"反变换结果（{shown}）不在各研究的率 {span} 之内",
                en=f"{shown}: outside the proportions of all studies, {span}",
            )
        )
    return reasons


def _differ(back: Mapping[str, float], odds_ratio: float) -> Text:
    shown = ", ".join(f"{how} {_percent(value)}" for how, value in back.items())
    finite = bool(np.isfinite(odds_ratio))
    return Text(
        zh=f"不同反变换的结果相差较大（{shown}" + f"；比值比 {odds_ratio:.2f}" * finite + "）",
        en=f"the back-transformations differ ({shown}"
        + f"; odds ratio {odds_ratio:.2f}" * finite
        + ")",
    )


def _order(pair: tuple[str, ...]) -> Text:
    first, second = pair
    return Text(
        zh=f"变换改变了研究的次序：“{first}”的率低于“{second}”，变换后却更高",
        en=f"the transformation changes the order of studies: {first!r} has the lower proportion"
        f" and the higher transformed value than {second!r}",
    )


def _percent(value: float) -> str:
    return f"{100 * value:.4g}%"


def _caution(reasons: list[Text], pair: tuple[str, ...]) -> Caution | None:
    if not reasons:
        return None
    return Caution(
        kind="ft-back-transform",
        text=Text(
            zh="Freeman-Tukey 反变换可能误导："
            + "；".join(one.zh for one in reasons)
            + "。建议改用精确似然（二项-正态模型）或 logit。",
            en="The Freeman-Tukey back-transformation may mislead: "
            + "; ".join(one.en for one in reasons)
            + ". Prefer the exact likelihood (binomial-normal) or the logit.",
        ),
        studies=pair,
    )
