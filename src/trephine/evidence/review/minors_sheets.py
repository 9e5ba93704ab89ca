"""minors_sheets: the scores of MINORS of each study by two readers."""

from trephine.core.extraction import MinorsSheet
from trephine.core.review import MinorsReading, Review


def minors_sheets(review: Review) -> tuple[MinorsSheet, ...]:
    """Return one sheet a study that has a score, in the order of first scoring.

    An item is final where two readers gave the same score or a difference was settled. The total
    is that of the items once all are final; a published total stands alone, its items unknown
    (Slim and others 2003, ANZ J Surg 73:712-716: 8 items without a control group, 12 with one).
    """
    count = review.protocol.tool_items if review.protocol else 8
    given: dict[str, list[MinorsReading]] = {}
    for one in review.minors:
        given.setdefault(one.study, []).append(one)
    settled = {(one.study, one.item): one.score for one in review.minors_final}
    stated = {one.study: one for one in review.minors_stated}
    sheets = []
    for study in dict.fromkeys([*given, *stated]):
        held = given.get(study, [])
        items: list[int | None] = []
        differ = []
        for item in range(1, count + 1):
            scores = [one.score for one in held if one.item == item]
            if (study, item) in settled:
                items.append(settled[study, item])
            elif len(scores) > 1 and len(set(scores)) == 1:
                items.append(scores[0])
            else:
                items.append(None)
                if len(set(scores)) > 1:
                    differ.append(item)
        total = None if None in items else sum(score or 0 for score in items)
        printed = stated.get(study)
        only_stated = printed is not None and not held
        sheets.append(
            MinorsSheet(
                study=study,
                items=() if only_stated else tuple(items),
                total=printed.total if only_stated and printed else total,
                maximum=printed.maximum if only_stated and printed else 2 * count,
                stated=only_stated,
                differ=tuple(differ),
                readings=tuple(held),
            )
        )
    return tuple(sheets)
