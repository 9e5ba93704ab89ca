"""two_by_two, events_and_others, sizes: the counts that some tests need beside the effects."""

from dataclasses import dataclass

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.bias.usable import Usable
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoByTwo:
    """Events and sizes of two groups. ai, n1i, ci, n2i: float64 (k,)."""

    ai: Vector
    n1i: Vector
    ci: Vector
    n2i: Vector


def two_by_two(studies: Usable, *, what: str) -> TwoByTwo:
    """Return the counts that the effects came from.

    Raises MethodError where the set holds no two-group counts (a single-arm set, or effects given
    as yi and vi).
    """
    raw = studies.raw
    if {"ai", "n1i", "ci", "n2i"} <= raw.keys():
        return TwoByTwo(ai=raw["ai"], n1i=raw["n1i"], ci=raw["ci"], n2i=raw["n2i"])
    if {"ai", "bi", "ci", "di"} <= raw.keys():
        return TwoByTwo(
            ai=raw["ai"], n1i=raw["ai"] + raw["bi"], ci=raw["ci"], n2i=raw["ci"] + raw["di"]
        )
    raise MethodError(
        what=Text(
            zh="该检验只适用于两组二分类结局（四格表）",
            en="this test is defined for two groups with binary outcomes only",
        ),
        where=what,
        found=f"{studies.measure}: {', '.join(raw) or 'yi, vi'}",
        do=Text(
            zh="给出 ai、n1i、ci、n2i；单臂率请用以样本量为预测变量的 Egger 回归或 Peters 检验。",
            en="Give ai, n1i, ci, n2i; for single-arm proportions regress on sample size (egger "
            "with predictor ninv, or peters).",
        ),
    )


def events_and_others(studies: Usable, *, what: str) -> tuple[Vector, Vector]:
    """Return events and non-events over all arms; raise MethodError where there are no counts."""
    if {"xi", "ni"} <= studies.raw.keys():
        return studies.raw["xi"], studies.raw["ni"] - studies.raw["xi"]
    if {"xi", "mi"} <= studies.raw.keys():
        return studies.raw["xi"], studies.raw["mi"]
    counts = two_by_two(studies, what=what)
    events = counts.ai + counts.ci
    return events, counts.n1i + counts.n2i - events


def sizes(studies: Usable, *, what: str) -> Vector:
    """Return the total sample size of every study; raise MethodError where one is unknown."""
    ni = studies.ni
    if not bool((ni > 0).all()):
        raise MethodError(
            what=Text(zh="缺少样本量", en="sample sizes are missing"),
            where=what,
            found=", ".join(
                label for label, n in zip(studies.labels, ni, strict=True) if not n > 0
            ),
            do=Text(
                zh="请为每项研究给出 ni，或改用 sei、vi 作预测变量。",
                en="Give ni for every study, or use sei or vi as the predictor.",
            ),
        )
    return ni
