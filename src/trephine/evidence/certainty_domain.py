"""Domain: one GRADE domain with the judgement proposed, and a person's own beside it."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text

Judgement = Literal["not serious", "serious", "very serious", "unknown"]
Level = Literal["high", "moderate", "low", "very low"]
LEVELS: tuple[Level, ...] = ("high", "moderate", "low", "very low")
PROPORTIONS = frozenset({"PR", "PLN", "PLO", "PAS", "PFT"})
# Levels that a judgement takes off (Balshem 2011). Unknown takes off none and is said beside it.
STEPS: dict[Judgement, int] = {"not serious": 0, "serious": 1, "very serious": 2, "unknown": 0}
DOMAINS = {
    "risk_of_bias": Text(zh="偏倚风险", en="Risk of bias"),
    "inconsistency": Text(zh="不一致性", en="Inconsistency"),
    "indirectness": Text(zh="间接性", en="Indirectness"),
    "imprecision": Text(zh="不精确性", en="Imprecision"),
    "publication_bias": Text(zh="发表偏倚", en="Publication bias"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a person decided for one domain, and why."""

    judgement: Judgement
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One of DOMAINS: the ``proposed`` judgement with its reason, and ``own`` where overridden."""

    key: str
    proposed: Judgement
    reason: Text
    own: Judged | None = None

    @property
    def judgement(self) -> Judgement:
        """Return the judgement in force: a person's own before the proposal."""
        return self.own.judgement if self.own is not None else self.proposed

    @property
    def grounds(self) -> Text:
        """Return the reason of the judgement in force."""
        return self.own.reason if self.own is not None else self.reason


def natural(estimate: Estimate, back: str = "") -> Back:
    """Return the pooled figures on the natural scale, else as analysed (MD, GEN).

    ``back`` picks among several back-transformations; without it ``natural`` or the only one.
    Raises KeyError where it is needed and missing.
    """
    if estimate.back:
        return estimate.back[
            back or (next(iter(estimate.back)) if len(estimate.back) == 1 else "natural")
        ]
    return Back(
        estimate=estimate.estimate,
        ci_lb=estimate.ci_lb,
        ci_ub=estimate.ci_ub,
        pi_lb=estimate.pi_lb,
        pi_ub=estimate.pi_ub,
    )
