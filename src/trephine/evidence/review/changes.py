"""changes: what differs between two versions of a review."""

from trephine.core.review import Review
from trephine.core.review_change import ChangedValue, ReviewChange
from trephine.core.review_event import ExtractedValue
from trephine.evidence.review.extraction_cells import extraction_cells
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.minors_sheets import minors_sheets

_Key = tuple[str, str, str]


def changes(before: Review, after: Review) -> ReviewChange:
    """Return what changed between two folds of one review; pooled answers are not compared here.

    A value that stands elsewhere in the source, with the same figures, has not changed.
    """
    old, new = (_final(one) for one in (before, after))
    were, are = ({one.id for one in included_studies(which)} for which in (before, after))
    totals = [{one.study: one.total for one in minors_sheets(which)} for which in (before, after)]
    digests = [
        which.registrations[-1].digest if which.registrations else "" for which in (before, after)
    ]
    return ReviewChange(
        before=before.version,
        after=after.version,
        reports=tuple(key for key in after.reports if key not in before.report_of),
        studies_in=tuple(one.id for one in included_studies(after) if one.id not in were),
        studies_out=tuple(one.id for one in included_studies(before) if one.id not in are),
        values=tuple(
            ChangedValue(
                study=key[0], arm=key[1], item=key[2], before=old.get(key), after=new.get(key)
            )
            for key in dict.fromkeys([*old, *new])
            if _figures(old.get(key)) != _figures(new.get(key))
        ),
        minors=tuple(
            (study, totals[0].get(study), totals[1].get(study))
            for study in dict.fromkeys([*totals[0], *totals[1]])
            if totals[0].get(study) != totals[1].get(study)
        ),
        protocol_changed=digests[0] != digests[1],
    )


def _final(review: Review) -> dict[_Key, ExtractedValue]:
    return {
        (one.study, one.arm, one.item): one.final
        for one in extraction_cells(review)
        if one.final is not None
    }


def _figures(value: ExtractedValue | None) -> tuple[object, ...] | None:
    if value is None:
        return None
    return value.state, value.events, value.n, value.number, value.printed.split()
