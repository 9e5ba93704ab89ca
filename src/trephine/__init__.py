"""Trephine: one computable system for BCMA CAR-T cell therapy in multiple myeloma.

``from trephine import pool`` works; names load on first use, so that ``trephine --version``
and small commands do not pay for what they don't need.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "audit": "audit.audit",
    "baujat": "baujat",
    "bayes_binomial": "bayes.bayes_binomial",
    "bayes_pool": "bayes.bayes_pool",
    "begg": "bias.begg",
    "beta_binomial": "exact.beta_binomial",
    "binomial_normal": "exact.binomial_normal",
    "blup": "blup",
    "certainty": "certainty",
    "confidence_band": "survival.confidence_band",
    "copas": "bias.copas",
    "cumulative": "cumulative",
    "cure_test": "survival.cure_test",
    "digitised_curve": "survival.digitised_curve",
    "effects": "effects",
    "egger": "bias.egger",
    "fit_survival": "survival.fit_survival",
    "follow_up": "survival.follow_up",
    "gosh": "gosh",
    "harbord": "bias.harbord",
    "influence": "influence",
    "kaplan_meier": "survival.kaplan_meier",
    "labbe": "labbe",
    "landmark": "survival.landmark",
    "landmark_effects": "survival.landmark_effects",
    "leave_one_out": "leave_one_out",
    "lfk": "bias.lfk",
    "limit": "bias.limit",
    "log_rank": "survival.log_rank",
    "macaskill": "bias.macaskill",
    "mantel_haenszel": "mantel_haenszel",
    "meta": "meta",
    "meta_proportion": "meta_proportion",
    "multilevel": "multilevel",
    "multimodel": "multimodel",
    "paper_rule": "paper_rule",
    "permutation": "permutation",
    "pet_peese": "bias.pet_peese",
    "peters": "bias.peters",
    "peto": "peto",
    "poisson_normal": "exact.poisson_normal",
    "pool": "pool",
    "pool_curves": "survival.pool_curves",
    "radial": "radial",
    "read_curve": "survival.read_curve",
    "read_effects": "read_effects",
    "read_table": "table",
    "reconstruct": "survival.reconstruct",
    "regress": "regression",
    "restricted_mean": "survival.restricted_mean",
    "robust": "robust",
    "selection_model": "bias.selection_model",
    "study_ci": "study_ci",
    "subgroup": "subgroup",
    "sufficient_follow_up": "survival.sufficient_follow_up",
    "survival_quantile": "survival.survival_quantile",
    "trim_and_fill": "bias.trim_and_fill",
    "two_arms": "exact.two_arms",
    "weights": "weight",
    # metafor's names, with metafor's defaults
    "escalc": "metafor_names",
    "rma": "metafor_names",
    "rma_glmm": "metafor_names",
}
# metafor's other names mean the same as ours.
_ALIASES = {
    "cumul": "cumulative",
    "leave1out": "leave_one_out",
    "permutest": "permutation",
    "ranktest": "begg",
    "regtest": "egger",
    "rma_mh": "mantel_haenszel",
    "rma_peto": "peto",
    "selmodel": "selection_model",
    "trimfill": "trim_and_fill",
}

__all__ = ["__version__", "cite", *_HOMES, *_ALIASES]  # noqa: PLE0604  (the names are strings)


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use."""
    own = _ALIASES.get(name, name)
    if own == "cite":
        return import_module("trephine.reports.cite").cite
    if own not in _HOMES:
        message = f"module 'trephine' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"trephine.evidence.{_HOMES[own]}"), own)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
