"""Dialect: how a tagged format writes a line, begins a record and names its fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_RIS: dict[str, str] = {
    "TY": "kind", "M3": "kind_detail", "TI": "title", "T1": "title", "CT": "title", "BT": "title",
    "TT": "title_other", "OT": "title_other", "AU": "author", "A1": "author", "A2": "",
    "PY": "year", "Y1": "year", "DA": "date", "Y2": "",
    "T2": "journal", "JF": "journal", "JO": "journal_short", "JA": "journal_short",
    "J1": "journal_short", "J2": "journal_short", "VL": "volume", "IS": "issue", "CP": "issue",
    "SP": "page_start", "EP": "page_end", "DO": "doi", "DI": "doi", "AB": "abstract",
    "N2": "abstract", "KW": "keyword", "LA": "language", "UR": "url", "L2": "url", "LK": "url",
    "DB": "database", "DP": "database", "AN": "id", "ID": "", "M1": "", "N1": "",
    "C2": "pmcid", "PMID": "pmid",
}  # fmt: skip
_NBIB = {
    "PMID": "pmid", "TI": "title", "BTI": "title", "TT": "title_other", "FAU": "author",
    "AU": "author_short", "CN": "author_group", "DP": "year", "DEP": "date", "JT": "journal",
    "TA": "journal_short", "VI": "volume", "IP": "issue", "PG": "pages", "LID": "doi",
    "AID": "doi", "AB": "abstract", "OAB": "abstract_other", "OT": "keyword", "MH": "keyword",
    "LA": "language", "PT": "kind", "PMC": "pmcid", "SI": "registry",
}  # fmt: skip
_REFWORKS = {
    "RT": "kind", "A1": "author", "AU": "author", "T1": "title", "TI": "title", "T2": "journal",
    "OT": "title_other", "FT": "title_other", "JF": "journal", "JO": "journal_short",
    "YR": "year", "FD": "date", "VO": "volume", "IS": "issue", "OP": "pages_part",
    "SP": "page_start", "K1": "keyword", "AB": "abstract", "LA": "language", "DS": "database",
    "DB": "database", "DO": "doi", "LK": "url", "UL": "url", "CL": "kind_detail",
}  # fmt: skip
_ENDNOTE = {
    "0": "kind", "A": "author", "H": "author_other", "T": "title", "Q": "title_other",
    "J": "journal", "B": "journal", "D": "year", "8": "date", "V": "volume", "N": "issue",
    "P": "pages", "R": "doi", "X": "abstract", "K": "keyword", "G": "language", "U": "url",
    "W": "database", "~": "database", "M": "id", "9": "kind_detail", "2": "pmcid",
    "O": "journal_short",
}  # fmt: skip
_NOTEEXPRESS = {
    "reference type": "kind", "type of work": "kind_detail", "title": "title", "题名": "title",
    "translated title": "title_other", "author": "author", "作者": "author",
    "translated author": "author_other", "journal": "journal", "source": "journal",
    "来源": "journal", "刊名": "journal", "secondary title": "journal",
    "translated journal": "journal_other", "year": "year", "年": "year", "date": "date",
    "volume": "volume", "卷": "volume", "issue": "issue", "期": "issue", "number": "issue",
    "pages": "pages", "页码": "pages", "页": "pages", "doi": "doi", "keywords": "keyword",
    "关键词": "keyword", "abstract": "abstract", "摘要": "abstract",
    "translated abstract": "abstract_other", "language": "language", "url": "url", "link": "url",
    "database provider": "database", "accession number": "id",
}  # fmt: skip
_ESTUDY = {
    "datatype": "", "title": "title", "author": "author", "source": "journal",
    "year": "year", "pubtime": "date", "keyword": "keyword", "summary": "abstract",
    "roll": "volume", "period": "issue", "page": "pages", "srcdatabase": "kind_detail",
    "link": "url", "doi": "doi",
}  # fmt: skip
_WOS = {
    "PT": "kind", "DT": "kind_detail", "AF": "author", "AU": "author_short", "TI": "title",
    "FT": "title_other", "SO": "journal", "J9": "journal_short", "JI": "journal_short",
    "PY": "year", "PD": "date", "VL": "volume", "IS": "issue", "BP": "page_start",
    "EP": "page_end", "AR": "page_start", "DI": "doi", "AB": "abstract", "DE": "keyword",
    "LA": "language", "UT": "id", "PM": "pmid",
}  # fmt: skip
_REFWORKS_TAGS = (
    "RT|SR|ID|A[1-7]|AU|AD|T[1-3]|TI|OT|FT|J[FO]|YR|FD|VO|IS|SP|OP|K1|AB|SN|CN|LA|DS|DB|DO|LK|UL|"
    "PB|PP|NO|CL|ED|U[1-9]|RD"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One tagged format. ``line`` matches a tagged line with the groups ``tag`` and ``text``.

    ``starts`` are the tags that begin a record, ``ends`` the one that ends it; ``blank``: a blank
    line ends a record too. ``fields`` leads from tag to field; a field that is empty is known and
    of no use here.
    """

    name: str
    line: re.Pattern[str]
    starts: tuple[str, ...]
    fields: Mapping[str, str]
    ends: str = ""
    blank: bool = False


DIALECTS = {
    one.name: one
    for one in (
        Dialect(
            name="ris",
            line=re.compile(r"^\s*(?P<tag>[A-Z][A-Z0-9]|PMID)\s{1,4}[-–](?:\s(?P<text>.*)|)$"),
            starts=("TY",),
            ends="ER",
            fields=_RIS,
        ),
        Dialect(
            name="nbib",
            line=re.compile(r"^(?P<tag>[A-Z]{2,4})\s{0,2}-\s(?P<text>.*)$"),
            starts=("PMID",),
            fields=_NBIB,
            blank=True,
        ),
        Dialect(
            name="refworks",
            # CNKI leaves out the blank before a name in Chinese (A1张三)
            line=re.compile(
                rf"^\s*(?P<tag>{_REFWORKS_TAGS})(?:[ \t]+(?P<text>.*)|(?P<tight>[^\x00-\x7f].*)|)$"
            ),
            starts=("RT",),
            fields=_REFWORKS,
        ),
        Dialect(
            name="endnote",
            line=re.compile(r"^\s*%(?P<tag>\S)(?:[:：]?\s*(?P<text>.*))$"),
            starts=("0",),
            fields=_ENDNOTE,
            blank=True,
        ),
        Dialect(
            name="noteexpress",
            line=re.compile(r"^\s*\{(?P<tag>[^{}]{1,40})\}\s*[:：]\s*(?P<text>.*)$"),
            starts=("reference type",),
            fields=_NOTEEXPRESS,
        ),
        Dialect(
            name="estudy",
            line=re.compile(
                r"^\s*(?P<tag>DataType|[A-Z][A-Za-z]+(?=-[\u4e00-\u9fff]))"
                r"(?:-[\u4e00-\u9fff]+)?\s*[:：]\s*(?P<text>.*)$"
            ),
            starts=("datatype",),
            fields=_ESTUDY,
        ),
        Dialect(
            name="wos",
            line=re.compile(r"^(?P<tag>[A-Z][A-Z0-9])(?:\s(?P<text>.*)|)$"),
            starts=("PT",),
            ends="ER",
            fields=_WOS,
        ),
    )
}
