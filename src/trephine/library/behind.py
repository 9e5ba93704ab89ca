"""The counts at hand for the studies behind one published estimate."""

from trephine.core.published import PublishedEstimate
from trephine.core.study import Counts, Outcome, Study
from trephine.library.study_table import study


def counts_behind(row: PublishedEstimate) -> tuple[tuple[Study, Outcome], ...]:
    """Return, in the row's order, those of its studies whose count is known, with the count.

    Only counts of the people that the review pooled: a subgroup, another arm, or a Kaplan-Meier
    estimate is left out, and so is every study without a public count. ``row.k`` minus the length
    of the answer is what is missing; nothing fills it.
    """
    found = []
    for key in row.studies:
        entry = study(key)
        for outcome in entry.arms[0].outcomes:
            counted = isinstance(outcome.value, Counts) and outcome.value.events is not None
            if counted and outcome.key == row.outcome and row.review in outcome.pooled_by:
                found.append((entry, outcome))
    return tuple(found)
