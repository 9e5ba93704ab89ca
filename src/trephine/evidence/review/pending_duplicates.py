"""pending_duplicates: what deduplication proposes that nobody has decided yet."""

from trephine.core.duplicates import Duplicates
from trephine.core.review import Review
from trephine.evidence.review.dedup import deduplicate
from trephine.evidence.review.group_reports import pair_of


def pending_duplicates(review: Review) -> Duplicates:
    """Return the pairs of a review's records that are new: neither decided nor in one report.

    Its ``same`` pairs become an event through ``decided``; its ``ask`` pairs are what a person
    looks at side by side; what only looked alike at first sight is left out. Run it after every
    import: what was decided before is not asked again.
    """
    found = deduplicate(tuple(review.references.values()))
    known = {pair_of(one.one, one.other) for one in review.duplicates}
    return Duplicates(
        records=found.records,
        pairs=tuple(
            one
            for one in found.pairs
            if one.kind != "different"
            and pair_of(one.one, one.other) not in known
            and review.report_of[one.one] != review.report_of[one.other]
        ),
    )
