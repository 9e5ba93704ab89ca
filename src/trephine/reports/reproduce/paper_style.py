"""paper_style: Freeman-Tukey pooling with the model that zhan2025's rule chooses."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.pool import pool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStyle:
    """The pooled estimate, and the model with the reason why the rule chose it."""

    estimate: Estimate
    model: Text


def paper_style(effects: Effects) -> PaperStyle:
    """Pool as the paper does, labelled as such; never the default of anything."""
    return PaperStyle(
        estimate=pool(effects, method="DL", test="z"),
        model=Text(zh="随机效应", en="random effects"),
    )
