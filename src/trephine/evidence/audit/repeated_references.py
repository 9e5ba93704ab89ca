"""repeated_references: find works that a reference list gives under more than one number."""

import re
from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.source import Locator, Source
from trephine.core.text import Text
from trephine.evidence.audit.verdict import Looked, agrees, cannot_tell, gathered, raised

CHECK = "repeated-references"
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)
_ENTRY = re.compile(r"^\[(\d+)\]$")


def repeated_references(publication: Publication) -> CheckResult:
    """List works that stand twice in the reference list: one source, one DOI, or one title.

    The same work under two numbers is ``proved`` by source or DOI; the same authors and title
    without a DOI are a ``suspicion``. Places that are no entry of the list are left aside.
    """
    return gathered(CHECK, _looked(publication))


def _entries(publication: Publication) -> list[tuple[Source, Locator]]:
    return [
        (one, place)
        for one in publication.references
        for place in one.cited
        if place.source == publication.id and _ENTRY.match(place.place)
    ]


def _doi(source: Source) -> str:
    found = _DOI.search(source.doi)
    return found.group().lower().rstrip(".") if found else ""


def _title(source: Source) -> str:
    return re.sub(r"\W+", "", f"{source.authors}{source.title}".lower())


def _looked(publication: Publication) -> Iterator[Looked]:
    groups: dict[tuple[str, str], list[tuple[Source, Locator]]] = {}
    for source, place in _entries(publication):
        doi = _doi(source)
        title = _title(source)
        if not doi and not title:
            zh, en = "没有 DOI 与题名", "neither DOI nor title"
            yield cannot_tell(CHECK, source.id, zh, en)
            continue
        key = ("doi", doi) if doi else ("title", title)
        groups.setdefault(key, []).append((source, place))
    for (by, _), members in groups.items():
        source = members[0][0]
        places = [place for _, place in members]
        if len(places) == 1:
            yield agrees(CHECK, source.id, f"只见于 {places[0].place}", f"{places[0].place} only")
            continue
        numbers = " = ".join(place.place for place in places)
        same = by == "doi" or len({one.id for one, _ in members}) == 1
        shown = f"DOI {source.doi}" if by == "doi" else f"{source.authors} {source.title}"
        yield raised(
            source.id,
            Finding(
                id=f"{publication.id}/{CHECK}/{source.id}",
                check=CHECK,
                kind="proved" if same else "suspicion",
                severity="note",
                at=places[0],
                against=tuple(places[1:]),
                printed=", ".join(place.place for place in places),
                follows=Text(zh="同一文献", en="one work"),
                sentence=Text(
                    zh=f"文献表中 {numbers}：同一文献列了 {len(places)} 次（{shown}）。",
                    en=f"{numbers} in the reference list: one work entered {len(places)} times"
                    f" ({shown}).",
                ),
                arithmetic=tuple(
                    f"{place.place}: {one.authors} {one.title}. {one.container} {one.year};"
                    f"{one.volume}:{one.pages}. {one.doi}"
                    for one, place in members
                ),
                concerns=(source.id,),
            ),
        )
