"""deduplicate: which records are the same document, which must be asked about."""

from collections.abc import Sequence

from trephine.core.duplicates import DuplicatePair, Duplicates
from trephine.core.reference import Reference
from trephine.core.review_event import DuplicatesDecided, DuplicateVerdict
from trephine.evidence.review.candidate_pairs import candidate_pairs
from trephine.evidence.review.compare_records import compare_records
from trephine.evidence.review.match_keys import MatchKeys, match_keys

_RANK = {"same": 0, "ask": 1, "different": 2}


def deduplicate(references: Sequence[Reference]) -> Duplicates:
    """Return the pairs of records that look alike, in three classes, highest score first.

    The classes do not depend on the order of the records, only on what they say. A ``same`` that
    would join, through others, two records with two DOIs or two PMIDs becomes an ``ask``; an
    ``ask`` within a document that is joined already is left out. Nothing is changed: the records
    stay, and ``decided`` makes the event that joins them.
    """
    keys = sorted((match_keys(one) for one in references), key=lambda one: one.id)
    compared = (compare_records(keys[a], keys[b]) for a, b in candidate_pairs(keys))
    pairs = [one for one in compared if one is not None]
    pairs.sort(key=lambda one: (_RANK[one.kind], -one.score, one.one, one.other))
    by_id = {one.id: one for one in keys}
    root = {one.id: one.id for one in keys}
    members = {one.id: [one.id] for one in keys}
    kept: list[DuplicatePair] = []
    for pair in pairs:
        a, b = root[pair.one], root[pair.other]
        if pair.kind == "same" and a != b:
            if any(_apart(by_id[x], by_id[y]) for x in members[a] for y in members[b]):
                kept.append(_asked(pair))
                continue
            for one in members.pop(b):
                root[one] = a
                members[a].append(one)
        if pair.kind != "ask" or a != b:
            kept.append(pair)
    kept.sort(key=lambda one: (_RANK[one.kind], -one.score, one.one, one.other))
    return Duplicates(pairs=tuple(kept), records=len(keys))


def decided(found: Duplicates) -> DuplicatesDecided:
    """Return the event that joins the ``same`` pairs, each with its score and reasons."""
    return DuplicatesDecided(
        automatic=True,
        verdicts=tuple(
            DuplicateVerdict(
                one=pair.one, other=pair.other, same=True, score=pair.score, reasons=pair.reasons
            )
            for pair in found.of("same")
        ),
    )


def _apart(one: MatchKeys, other: MatchKeys) -> bool:
    return bool(
        (one.doi and other.doi and one.doi != other.doi)
        or (one.pmid and other.pmid and one.pmid != other.pmid)
    )


def _asked(pair: DuplicatePair) -> DuplicatePair:
    return DuplicatePair(
        one=pair.one,
        other=pair.other,
        kind="ask",
        score=pair.score,
        reasons=pair.reasons,
        bars=(*pair.bars, "through-others"),
    )
