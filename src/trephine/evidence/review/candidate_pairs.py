"""candidate_pairs: which records are worth comparing, out of all pairs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from trephine.evidence.review.match_keys import MatchKeys

_RAREST = 7
_MOST = 30  # records that share a block; a larger one tells nothing


def candidate_pairs(keys: Sequence[MatchKeys]) -> set[tuple[int, int]]:
    """Return the pairs of places in ``keys`` that share a block.

    Blocks: a DOI; a PMID; a whole title; the first page with volume or year; surname of the first
    author, year and volume; two of the seven rarest words of the titles (Chinese: pairs of
    characters). A pair that shares none is not compared: recall is measured with that loss in it
    (``validation/dedup``). Blocks of more than 30 records are passed over, but not those of DOI,
    PMID and title, whose members are compared with the first alone.
    """
    sharp: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    blunt: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    frequency = Counter(word for one in keys for word in one.words)
    for at, one in enumerate(keys):
        for block in _sharp(one):
            sharp[block].append(at)
        for block in _blunt(one):
            blunt[block].append(at)
        rarest = sorted(one.words, key=lambda word: (frequency[word], word))[:_RAREST]
        for pair in combinations(sorted(word for word in rarest if frequency[word] > 1), 2):
            blunt["words", *pair].append(at)
    found: set[tuple[int, int]] = set()
    for members in sharp.values():
        if len(members) <= _MOST:
            found |= _pairs(members)
        else:
            found |= {(members[0], one) for one in members[1:]}
    for members in blunt.values():
        if 1 < len(members) <= _MOST:
            found |= _pairs(members)
    return found


def _pairs(members: Iterable[int]) -> set[tuple[int, int]]:
    return set(combinations(members, 2))


def _sharp(one: MatchKeys) -> Iterable[tuple[str, ...]]:
    if one.doi:
        yield "doi", one.doi
    if one.pmid:
        yield "pmid", one.pmid
    for title in one.titles:
        if len(title) >= 8:
            yield "title", title


def _blunt(one: MatchKeys) -> Iterable[tuple[str, ...]]:
    year = str(one.year) if one.year else ""
    if one.first_page and one.volume:
        yield "volume-page", one.volume, one.first_page
    if one.first_page and year:
        yield "year-page", year, one.first_page
    if one.families and year:
        for family in one.families[0]:
            if one.volume:
                yield "author-volume", family, year, one.volume
            if one.first_page:
                yield "author-page", family, one.first_page
    if one.names and year:
        yield "name-year", one.names[0], year
