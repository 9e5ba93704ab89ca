"""paper_style: Freeman-Tukey pooling with the model that zhan2025's rule chooses."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.paper_rule import PaperRule, paper_rule
from trephine.evidence.pool import pool

_MODELS = {
    "common": Text(zh="固定效应", en="common effect"),
    "random": Text(zh="随机效应", en="random effects"),
    "undefined": Text(zh="未作规定", en="not defined"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStyle:
    """The pooled estimate, its model in words, and the rule's choice with the reason.

    ``estimate`` is None where the rule names no model (one study, a figure on its threshold).
    """

    estimate: Estimate | None
    model: Text
    rule: PaperRule


def paper_style(effects: Effects) -> PaperStyle:
    """Pool as the paper does, labelled as such; never the default of anything."""
    common = pool(effects, method="EE", test="z")
    rule = paper_rule(common)
    estimate: Estimate | None = None
    if rule.model == "common":
        estimate = common
    elif rule.model == "random":
        estimate = pool(effects, method=rule.method, test="z")
    return PaperStyle(estimate=estimate, model=_MODELS[rule.model], rule=rule)
