"""group_reports: records into documents, by the verdicts on their pairs."""

from collections.abc import Container, Iterable, Mapping

from trephine.core.review_event import DuplicateVerdict


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two ids in a fixed order."""
    return (one, other) if one < other else (other, one)


def group_reports(
    ids: Iterable[str],
    verdicts: Iterable[DuplicateVerdict],
    by_hand: Container[tuple[str, str]] = (),
) -> tuple[Mapping[str, str], tuple[DuplicateVerdict, ...]]:
    """Return for each record the first record of its document, and the verdicts not followed.

    Records joined by ``same`` are one document, but never two that somebody called ``different``:
    a ``same`` that would join such a pair through others is not followed and is returned. Pairs are
    followed by falling score, then by id, those that a person decided (``by_hand``) before all
    others: the order in which they were decided does not matter.
    ``ids`` are in the order of import, which decides only which record comes first.
    """
    order = {one: at for at, one in enumerate(ids)}
    root = {one: one for one in order}
    members = {one: [one] for one in order}
    known = [one for one in verdicts if one.one in order and one.other in order]
    apart = {pair_of(one.one, one.other) for one in known if not one.same}
    refused = []
    together = sorted(
        (one for one in known if one.same),
        key=lambda one: (
            (pair := pair_of(one.one, one.other)) not in by_hand,
            -one.score,
            *pair,
        ),
    )
    for verdict in together:
        a, b = root[verdict.one], root[verdict.other]
        if a == b:
            continue
        if apart and any(
            pair_of(left, right) in apart for left in members[a] for right in members[b]
        ):
            refused.append(verdict)
            continue
        keep, drop = (a, b) if order[a] < order[b] else (b, a)
        for one in members.pop(drop):
            root[one] = keep
            members[keep].append(one)
    return root, tuple(refused)
