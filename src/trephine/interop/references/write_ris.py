"""write_ris: references as a RIS file."""

from collections.abc import Iterable

from trephine.core.reference import Reference

_KINDS = {
    "article": "JOUR",
    "abstract": "CPAPER",
    "thesis": "THES",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "preprint": "UNPB",
    "patent": "PAT",
    "other": "GEN",
}


def write_ris(references: Iterable[Reference]) -> str:
    """Return references as RIS text (UTF-8, one tag a line, CRLF), written by rispy.

    The id stands in ID. A second title goes to TT, PMID to AN with its scheme, other ids to M2.
    A line break in a field becomes a blank.
    """
    import rispy  # type: ignore[import-untyped]  # noqa: PLC0415  (writing alone)

    entries = []
    for one in references:
        start, _, end = one.pages.partition("-")
        other = one.title_en if one.title == one.title_zh else one.title_zh
        entry: dict[str, object] = {
            "type_of_reference": _KINDS[one.kind],
            "id": one.id,
            "title": one.title,
            "translated_title": other,
            "authors": list(one.authors),
            "year": str(one.year) if one.year else "",
            "secondary_title": one.journal,
            "alternate_title2": one.journal_short,
            "volume": one.volume,
            "number": one.issue,
            "start_page": start,
            "end_page": end,
            "doi": one.doi,
            "accession_number": f"pmid:{one.pmid}" if one.pmid else "",
            "abstract": one.abstract,
            "keywords": list(one.keywords),
            "language": one.language,
            "urls": [one.url] if one.url else [],
            "name_of_database": one.database,
        }
        entries.append({key: _flat(value) for key, value in entry.items() if value})
    return str(rispy.dumps(entries)).replace("\r\n", "\n").replace("\n", "\r\n") if entries else ""


def _flat(value: object) -> object:
    if isinstance(value, list):
        return [" ".join(str(one).split()) for one in value]
    return " ".join(str(value).split())
