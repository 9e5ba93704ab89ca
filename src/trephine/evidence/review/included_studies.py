"""included_studies: the studies of a review, from its included reports."""

from trephine.core.review import Review, ReviewStudy
from trephine.core.text import Text
from trephine.evidence.review.standings import standings


def included_studies(review: Review) -> tuple[ReviewStudy, ...]:
    """Return the studies with at least one report included at full text, in the review's order.

    A report that no group names is a study of its own, under the report's id. Of a group only the
    included reports are kept; a report that two groups name belongs to the later one. A report
    whose text is noted as not retrieved is not included, whatever the verdicts on it.
    """
    texts = {key: one.full_text for key, one in review.reports.items()}
    kept = [
        key
        for key, one in standings(review, "full-text").items()
        if one.state == "included"
        and ((text := texts[key]) is None or text.state != "not-retrieved")
    ]
    group = {key: one for one in review.studies for key in one.reports}
    found: dict[str, ReviewStudy] = {}
    for key in kept:
        own = group.get(key)
        if own is None:
            found[key] = ReviewStudy(id=key, reports=(key,), label=_label(review, key))
        elif own.id not in found:
            reports = tuple(one for one in own.reports if one in set(kept) and group[one] is own)
            label = own.label or _label(review, reports[0])
            found[own.id] = ReviewStudy(id=own.id, reports=reports, label=label)
    return tuple(found.values())


def _label(review: Review, key: str) -> Text:
    one = review.reports[key].merged
    author = one.authors[0].partition(",")[0] if one.authors else one.title[:40] or key
    year = str(one.year) if one.year else ""
    said = f"{author} {year}".strip()
    return Text(zh=said, en=said)
