"""overlap_matrix: which studies of a table may hold the same patients, and what remains of n."""

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from trephine.core.publication import Publication
from trephine.core.source import Source
from trephine.core.study import Enrolment, Study
from trephine.core.text import Text
from trephine.evidence.audit.row_sums import find_row_sums

Sign = Literal["source", "sum", "registration", "centre-and-dates", "names"]
_STRONG: dict[Sign, int] = {
    "source": 4, "sum": 3, "registration": 2, "centre-and-dates": 1, "names": 0
}  # fmt: skip
_NAME = re.compile(r"^[A-Z][A-Za-z'\-]+ [A-Z]{1,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapPair:
    """Two studies and every sign that they share patients, each with what is shared."""

    one: str
    other: str
    signs: tuple[tuple[Sign, Text], ...]

    @property
    def strength(self) -> int:
        """4 same source, 3 sum, 2 registration, 1 centre with overlapping dates, 0 names alone."""
        return max(_STRONG[sign] for sign, _ in self.signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapMatrix:
    """The pairs of a table, and the patients that remain if one study of each group is kept.

    ``groups`` are connected by signs of at least the strength asked for.
    """

    studies: tuple[str, ...]
    pairs: tuple[OverlapPair, ...]
    groups: tuple[tuple[str, ...], ...]
    n: int
    n_remaining: int


def overlap_matrix(publication: Publication, *, least: int = 1) -> OverlapMatrix:
    """Compare every two studies by source, sums, registrations, centre with dates, and authors.

    ``least`` is the strength from which a sign joins two studies into a group (see
    ``OverlapPair.strength``): at 0 shared names do, which is too much for common names. ``n``
    counts everybody once a row; ``n_remaining`` keeps one study of each group, the largest: a
    lower bound of the different people, as the others may add some.
    """
    studies = [study for study in publication.studies if study.arms]
    sources = {one.id: one for one in publication.references}
    sums = find_row_sums(publication)
    pairs = []
    for one, other in combinations(studies, 2):
        signs = _signs(one, other, sources)
        signs += [
            ("sum", _plain(f"{sum_.whole} = {' + '.join(sum_.parts)}"))
            for sum_ in sums
            if sum_.chance < 0.05
            and sum_.whole in {one.id, other.id}
            and {one.id, other.id} <= {sum_.whole, *sum_.parts}
        ]
        if signs:
            pairs.append(OverlapPair(one=one.id, other=other.id, signs=tuple(signs)))
    joined = [pair for pair in pairs if pair.strength >= least]
    groups = _groups([study.id for study in studies], joined)
    sizes = {study.id: study.arms[0].n for study in studies}
    total = sum(sizes.values())
    kept = sum(max(sizes[key] for key in group) for group in groups)
    apart = total - sum(sizes[key] for group in groups for key in group)
    return OverlapMatrix(
        studies=tuple(study.id for study in studies),
        pairs=tuple(pairs),
        groups=groups,
        n=total,
        n_remaining=apart + kept,
    )


def shared_names(one: Source, other: Source) -> tuple[str, ...]:
    """Return the authors in both entries, as far as the reference list prints them.

    Surname with initials, or the whole Chinese name; ``et al`` is no name. A shared name is no
    shared person: surnames with one or two initials are common.
    """
    return tuple(name for name in _names(one) if name in set(_names(other)))


def _names(source: Source) -> list[str]:
    parts = [part.strip() for part in source.authors.split(",")]
    return [
        part
        for part in parts
        if _NAME.match(part) or (part.isalpha() and not part.isascii() and len(part) > 1)
    ]


def _registrations(study: Study) -> dict[str, str]:
    more = study.enrolment.registrations if study.enrolment else ()
    entries = [entry.strip() for entry in (*study.registrations, *more)]
    return {entry.upper(): entry for entry in entries if entry}


def _signs(one: Study, other: Study, sources: dict[str, Source]) -> list[tuple[Sign, Text]]:
    signs: list[tuple[Sign, Text]] = []
    first, second = sources.get(one.source), sources.get(other.source)
    if one.source and one.source == other.source:
        signs.append(("source", _plain(one.source)))
    elif first and second and first.doi and first.doi.lower() == second.doi.lower():
        signs.append(("source", _plain(first.doi)))
    mine, theirs = _registrations(one), _registrations(other)
    shared = [mine[key] for key in sorted(mine.keys() & theirs.keys())]
    if shared:
        signs.append(("registration", _plain(", ".join(shared))))
    here = _together(one.enrolment, other.enrolment)
    if here is not None:
        signs.append(("centre-and-dates", here))
    names = shared_names(first, second) if first and second and first is not second else ()
    if names:
        signs.append(("names", _plain(", ".join(names))))
    return signs


def _together(a: Enrolment | None, b: Enrolment | None) -> Text | None:
    """Return the centre and dates of both where the centre is one and the dates overlap."""
    if a is None or b is None or a.centre is None or a.centre != b.centre:
        return None
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return None
    if a.last < b.first or b.last < a.first:
        return None
    return Text(
        zh=f"{a.centre.zh}：{a.first} 至 {a.last} | {b.first} 至 {b.last}",
        en=f"{a.centre.en}: {a.first} to {a.last} | {b.first} to {b.last}",
    )


def _plain(what: str) -> Text:
    return Text(zh=what, en=what)


def _groups(keys: list[str], pairs: list[OverlapPair]) -> tuple[tuple[str, ...], ...]:
    root = {key: key for key in keys}

    def top(key: str) -> str:
        while root[key] != key:
            key = root[key]
        return key

    for pair in pairs:
        root[top(pair.other)] = top(pair.one)
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(top(key), []).append(key)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
