"""paper_style: Freeman-Tukey pooling with the model that zhan2025's rule chooses."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects
from trephine.evidence.paper_rule import PaperRule, paper_rule
from trephine.evidence.pool import pool

_MODELS = {
    "EE": Text(zh="固定效应", en="common effect"),
    "DL": Text(zh="随机效应", en="random effects"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStyle:
    """The pooled estimate, its model in words, and the rule's choice with the reason."""

    estimate: Estimate
    model: Text
    rule: PaperRule


def paper_style(effects: Effects) -> PaperStyle:
    """Pool as the paper does, labelled as such; never the default of anything.

    Raises MethodError where the rule names no model (one study, or a figure on its threshold).
    """
    common = pool(effects, method="EE", test="z")
    rule = paper_rule(common)
    method = rule.method
    return PaperStyle(
        estimate=common if method == "EE" else pool(effects, method=method, test="z"),
        model=_MODELS[method],
        rule=rule,
    )
