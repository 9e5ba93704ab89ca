"""Content: sources, studies, published results, errata; no logic but the loader.

Each verb reads its file on first use and returns frozen nouns; a second call returns the same.
Names load on first use: what needs one table does not pay for the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trephine.library.behind import counts_behind
    from trephine.library.bibliography import cited, source, sources
    from trephine.library.catalogue import outcome, outcomes
    from trephine.library.claim import claims
    from trephine.library.count import reported_counts
    from trephine.library.delegated import delegations
    from trephine.library.dosing import dose_budgets, infusion_interval, steroid_rule
    from trephine.library.ensemble_table import ensemble
    from trephine.library.erratum import errata
    from trephine.library.guideline_folder import (
        guideline,
        guidelines,
        pathway,
        ward_pathway,
    )
    from trephine.library.handbook_of import handbook
    from trephine.library.heterogeneity_table import heterogeneity
    from trephine.library.lymphodepletion import lymphodepletions, strengths
    from trephine.library.model_of import model
    from trephine.library.observable_table import observable, observables
    from trephine.library.population_table import population, populations
    from trephine.library.prediction_table import predictions
    from trephine.library.product_table import product, products
    from trephine.library.publication_file import publication
    from trephine.library.published_table import published
    from trephine.library.readout_table import readouts
    from trephine.library.ready_trial import ready_trial, ready_trials
    from trephine.library.regimen import regimens
    from trephine.library.run_outcome_file import run_outcomes
    from trephine.library.screening import selection
    from trephine.library.strategy_statement import strategy_coverage
    from trephine.library.strategy_table import strategies, strategy
    from trephine.library.study_table import studies, study
    from trephine.library.target_table import (
        target_cohorts,
        target_endpoints,
        target_groups,
        targets,
    )
    from trephine.library.trial import trial_table
    from trephine.library.trial_file import read_trial

_HOMES = {
    "cited": "bibliography",
    "claims": "claim",
    "counts_behind": "behind",
    "delegations": "delegated",
    "dose_budgets": "dosing",
    "ensemble": "ensemble_table",
    "errata": "erratum",
    "guideline": "guideline_folder",
    "guidelines": "guideline_folder",
    "handbook": "handbook_of",
    "heterogeneity": "heterogeneity_table",
    "infusion_interval": "dosing",
    "lymphodepletions": "lymphodepletion",
    "model": "model_of",
    "observable": "observable_table",
    "observables": "observable_table",
    "outcome": "catalogue",
    "outcomes": "catalogue",
    "pathway": "guideline_folder",
    "population": "population_table",
    "populations": "population_table",
    "product": "product_table",
    "products": "product_table",
    "predictions": "prediction_table",
    "publication": "publication_file",
    "published": "published_table",
    "read_trial": "trial_file",
    "readouts": "readout_table",
    "ready_trial": "ready_trial",
    "ready_trials": "ready_trial",
    "regimens": "regimen",
    "reported_counts": "count",
    "run_outcomes": "run_outcome_file",
    "selection": "screening",
    "source": "bibliography",
    "sources": "bibliography",
    "steroid_rule": "dosing",
    "strategies": "strategy_table",
    "strategy": "strategy_table",
    "strategy_coverage": "strategy_statement",
    "strengths": "lymphodepletion",
    "studies": "study_table",
    "study": "study_table",
    "target_cohorts": "target_table",
    "target_endpoints": "target_table",
    "target_groups": "target_table",
    "targets": "target_table",
    "trial_table": "trial",
    "ward_pathway": "guideline_folder",
}

__all__ = [
    "cited",
    "claims",
    "counts_behind",
    "delegations",
    "dose_budgets",
    "ensemble",
    "errata",
    "guideline",
    "guidelines",
    "handbook",
    "heterogeneity",
    "infusion_interval",
    "lymphodepletions",
    "model",
    "observable",
    "observables",
    "outcome",
    "outcomes",
    "pathway",
    "population",
    "populations",
    "predictions",
    "product",
    "products",
    "publication",
    "published",
    "read_trial",
    "readouts",
    "ready_trial",
    "ready_trials",
    "regimens",
    "reported_counts",
    "run_outcomes",
    "selection",
    "source",
    "sources",
    "steroid_rule",
    "strategies",
    "strategy",
    "strategy_coverage",
    "strengths",
    "studies",
    "study",
    "target_cohorts",
    "target_endpoints",
    "target_groups",
    "targets",
    "trial_table",
    "ward_pathway",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use."""
    if name not in _HOMES:
        message = f"module 'trephine.library' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"trephine.library.{_HOMES[name]}"), name)
