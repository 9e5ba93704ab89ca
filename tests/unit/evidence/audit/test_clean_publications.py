"""A law of the audit: a publication without an error gives no proved finding."""

import pytest

from tests.unit.evidence.audit.made_up import clean
from trephine.evidence.audit.abstract_figures import abstract_figures
from trephine.evidence.audit.declared_outcomes import declared_outcomes
from trephine.evidence.audit.exclusive_parts import exclusive_parts
from trephine.evidence.audit.follow_up_as_median import follow_up_as_median
from trephine.evidence.audit.graded_sets import graded_sets
from trephine.evidence.audit.grim import grim
from trephine.evidence.audit.listed_studies import listed_studies
from trephine.evidence.audit.outcome_logic import outcome_logic
from trephine.evidence.audit.overlap import overlap
from trephine.evidence.audit.publication_years import publication_years
from trephine.evidence.audit.repeated_references import repeated_references
from trephine.evidence.audit.review_criteria import review_criteria
from trephine.evidence.audit.row_order import row_order
from trephine.evidence.audit.row_sums import row_sums
from trephine.evidence.audit.stated_ages import stated_ages
from trephine.evidence.audit.stated_ranges import stated_ranges
from trephine.evidence.audit.stated_totals import stated_totals
from trephine.evidence.audit.study_logic import study_logic

CHECKS = (
    abstract_figures,
    declared_outcomes,
    exclusive_parts,
    follow_up_as_median,
    graded_sets,
    grim,
    listed_studies,
    outcome_logic,
    overlap,
    publication_years,
    repeated_references,
    review_criteria,
    row_order,
    row_sums,
    stated_ages,
    stated_ranges,
    stated_totals,
    study_logic,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_nothing_is_found_in_a_clean_publication(check):
    for seed in range(40):
        result = check(clean(seed))
        sure = [one.id for one in result.findings if one.kind != "suspicion"]
        assert not sure, (seed, sure)
