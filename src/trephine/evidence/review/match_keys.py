"""MatchKeys: what of a record is compared with another, normalised once."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from trephine.core.reference import Reference, ReferenceKind
from trephine.interop.references.surnames import surname_in_pinyin

_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKUP = re.compile(r"<[^<>]{1,20}>|\$[^$]{1,40}\$")
_NOTE = re.compile(
    r"[(\[（【]\s*(?:chinese|article in \w+|author.s transl|转载|附\d+例报告)[^)\]）】]*[)\]）】]",
    re.IGNORECASE,
)
_ACCENT = re.compile(r"[\u0300-\u036f]")
_ARTICLES = re.compile(r"^(?:the|an?)\s+")
_ODD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z]{4,}|\d+")
_NUMBER = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix)\b")
# A part's number in Chinese: 第二部分, （下）, 下篇 at the end.
_PART = re.compile(
    r"第([一二三四五六七八九十]+)(?:部分|篇|报|讲|章|期)|[(\[]([一二三四五六七八九十上中下])[)\]]"
    r"|([上中下])(?:篇|部)?$"
)
# A cohort or arm that a title names: cohort 2, arm B, 队列2, 第二组, B组.
_COHORT = re.compile(
    r"\b(?:cohorts?|arms?|groups?)[\s\-:]*(\d+|i{1,3}|iv|v|[a-d])\b"
    r"|队列\s*(\d+|[一二三四五六]|[a-d])"
    r"|第(\d+|[一二三四五六])\s*(?:队列|组)|(?<![a-z])([a-d])\s*(?:队列|组)"
)
_COUNTED = {one: str(at) for at, one in enumerate("一二三四五六", 1)}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_TAIL = re.compile(r"10\.\d{4,9}/\S+")
_SMALL = {"of", "the", "and", "in", "for", "on", "a", "an", "de", "la", "et", "und", "der"}
# Words whose presence in one title alone makes it another document, in groups of one meaning.
_TELLING = (
    ("men", "male", "males", "boys", "男性"), ("women", "female", "females", "girls", "女性"),
    ("vivo", "体内"), ("vitro", "体外"), ("reply", "response", "答复"), ("comment", "评论"),
    ("erratum", "correction", "corrigendum", "更正", "勘误"), ("protocol", "方案"),
    ("retraction", "retracted", "撤稿"), ("interim", "中期"), ("update", "updated", "更新"),
    ("long", "长期"), ("children", "pediatric", "paediatric", "儿童"), ("mice", "mouse", "小鼠"),
    ("without", "non"), ("newly", "初诊", "新诊断", "初治"), ("relapsed", "relapse", "复发"),
    ("refractory", "难治"), ("high", "高危", "高剂量"), ("low", "低危", "低剂量"),
    ("rats", "rat", "大鼠"), ("part", "部分"), ("systematic", "系统评价"),
    ("meta",), ("follow", "随访"),
)  # fmt: skip

_MEANS = {word: at for at, group in enumerate(_TELLING) for word in group}
_TELLING_HAN = tuple(word for word in _MEANS if _HAN.search(word))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchKeys:
    """A record's normalised parts: letters and figures alone, full width made half width.

    ``latin`` and ``chinese`` hold the titles by script; ``words`` the words (Chinese: pairs of
    characters) of all of them, for finding candidates; ``figures`` the numbers in the titles,
    ``telling`` the words that set near-identical titles apart, ``cohorts`` the cohorts or arms that
    they name, by number or letter. ``families`` are the authors'
    surnames in Latin letters, each with the forms it may have (``Zhang Xiaoyuan`` may be given
    either way round), ``names`` Chinese names as they are. ``first_page`` and ``last_page`` are
    filled up (101-9: 101, 109).
    """

    id: str
    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    words: frozenset[str]
    figures: frozenset[tuple[str, ...]]
    telling: frozenset[int]
    cohorts: frozenset[str]
    doi: str
    pmid: str
    year: int
    volume: str
    issue: str
    first_page: str
    last_page: str
    journals: tuple[tuple[str, ...], ...]
    families: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    abstract: bool
    kind: ReferenceKind = "article"

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles in all scripts."""
        return self.latin + self.chinese


def match_keys(one: Reference) -> MatchKeys:
    """Return the parts of a record by which it is compared."""
    texts = [one.title, one.title_zh, one.title_en]
    plain = tuple(dict.fromkeys(filter(None, map(_title, texts))))
    folded = [_fold(text) for text in texts if text]
    start, end = _pages(one.pages)
    journals = (one.journal, one.journal_short)
    return MatchKeys(
        id=one.id,
        latin=tuple(text for text in plain if not _HAN.search(text)),
        chinese=tuple(text for text in plain if _HAN.search(text)),
        words=frozenset(word for text in folded for word in _words(text)),
        figures=frozenset(_figures(text) for text in folded),
        telling=frozenset(_MEANS[word] for text in folded for word in _telling(text)),
        cohorts=frozenset(name for text in folded for name in _cohorts(text)),
        doi=_doi(one.doi),
        pmid=one.pmid,
        year=one.year,
        volume=_number(one.volume),
        issue=_number(one.issue),
        first_page=start,
        last_page=end,
        journals=tuple(dict.fromkeys(filter(None, map(_journal, journals)))),
        families=tuple(filter(None, (_families(name) for name in (one.authors or one.authors_en)))),
        names=tuple(_ODD.sub("", _fold(name)) for name in one.authors if _HAN.search(name)),
        abstract=one.kind == "abstract" or _is_abstract(one),
        kind=one.kind,
    )


def _fold(text: str) -> str:
    text = _MARKUP.sub(" ", text) if "<" in text or "$" in text else text
    if text.isascii():
        return text.lower()
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", plain)


def _title(text: str) -> str:
    folded = _NOTE.sub(" ", _fold(text)).strip(" .[]【】")
    return _ODD.sub("", _ARTICLES.sub("", folded))


def _words(text: str) -> Iterable[str]:
    yield from _WORD.findall(text)
    han = "".join(_HAN.findall(text))
    yield from (han[at : at + 2] for at in range(len(han) - 1))


def _figures(text: str) -> tuple[str, ...]:
    spaced = _ODD.sub(" ", text)
    found = [_ROMAN.get(one, one.lstrip("0") or "0") for one in _NUMBER.findall(spaced)]
    if not text.isascii():
        found += ["".join(groups) for groups in _PART.findall(text.strip())]
    return tuple(sorted(found))


def _telling(text: str) -> Iterable[str]:
    yield from _MEANS.keys() & set(_ODD.sub(" ", text).split())
    if not text.isascii():
        yield from (word for word in _TELLING_HAN if word in text)


def _cohorts(text: str) -> Iterable[str]:
    for found in _COHORT.finditer(text):
        name = next(filter(None, found.groups()))
        yield _COUNTED.get(name) or _ROMAN.get(name) or name.lstrip("0") or "0"


def _doi(text: str) -> str:
    found = _TAIL.search(text.casefold())
    return found[0].rstrip(".") if found else ""


def _number(text: str) -> str:
    found = re.search(r"\d+", text)
    return found[0].lstrip("0") if found else text.casefold().strip()


def _pages(text: str) -> tuple[str, str]:
    """Return the first and last page, the last with the figures that it leaves out (101-9)."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = re.match(r"\s*(?:pp?\.?\s*)?([a-z]*\d+[a-z]?)\s*(?:-+\s*([a-z]*\d+))?", plain)
    if found is None:
        return "", ""
    start, end = found[1], found[2] or ""
    if end.isdigit() and start.isdigit() and len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    return start.lstrip("0"), end.lstrip("0")


def _journal(text: str) -> tuple[str, ...]:
    folded = re.sub(r"[(\[（].*?[)\]）]", " ", _fold(text))
    return tuple(word for word in _ODD.sub(" ", folded).split() if word not in _SMALL)


def _families(name: str) -> frozenset[str]:
    """Return the surnames that a name may have: both ends where its order is not told."""
    if _HAN.search(name):
        pinyin = surname_in_pinyin(name)
        return frozenset({pinyin} if pinyin else ())
    family, comma, _ = name.partition(",")
    if comma:
        return frozenset({_ODD.sub("", _fold(family))}) - {""}
    parts = [_ODD.sub("", one) for one in _fold(name).split()]
    initials = [len(one) <= 2 or one.isupper() for one in parts]
    if len(parts) > 1 and initials[-1] and not initials[0]:
        return frozenset({"".join(parts[:-1]), parts[0]}) - {""}
    if len(parts) > 1 and initials[0]:
        return frozenset({parts[-1]}) - {""}
    return frozenset({parts[0], parts[-1]} if parts else ()) - {""}


def _is_abstract(one: Reference) -> bool:
    first = one.pages.strip().casefold()
    supplement = "suppl" in f"{one.issue} {one.volume}".casefold() or "增刊" in one.issue
    return supplement and (not first or not first[:1].isdigit())
