"""Draft: the fields of one record as a file names them, on the way to a Reference."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from trephine.core.reference import Reference, ReferenceKind
from trephine.core.reference_file import RecordReport
from trephine.core.text import Text
from trephine.interop.references.surnames import surname_in_pinyin

MOST_CHARACTERS = 200_000
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b\ufeff]+")
# Of these none is a blank, a page's end or a mark of the encoding: taking one out is told.
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_DOI = re.compile(r"10\.\d{4,9}/(?:[^\s\"<>]|<[^\s<>]{1,16}>)+", re.IGNORECASE)  # old: <1524::…>
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_INITIALS = re.compile(r"[^\W\d][\w'’.-]*(?: [\w'’.-]+){0,3} [A-Z]{1,4}$")
_FOOTNOTE = re.compile(r"\[[\d,，\s*]*\]|[\[\]]|\*+$")
_TRIAL = re.compile(r"\b(NCT\d{8}|ChiCTR[-A-Za-z0-9]+|ISRCTN\d+|EUCTR[-\d]+)\b")
_NO_AUTHOR = {"et al", "et al.", "等", "anonymous", "[no authors listed]", "佚名"}
_DO_FIX = Text(
    zh="在数据库中重新导出该条，或手工补录",
    en="export this record again from the database, or enter it by hand",
)
_DATABASES = (
    ("cnki", ("cnki", "中国知网", "知网")),
    ("wanfang", ("万方", "wanfang")),
    ("vip", ("维普", "cqvip", "vip")),
    ("pubmed", ("pubmed", "medline", "nlm")),
    ("embase", ("embase", "ovid")),
    ("wos", ("web of science", "clarivate", "wos:", "isi")),
    ("cochrane", ("cochrane", "central")),
    ("scopus", ("scopus",)),
    ("cbm", ("sinomed", "cbm")),
)
_KINDS: tuple[tuple[ReferenceKind, tuple[str, ...]], ...] = (
    (
        "abstract",
        ("conference", "meeting abstract", "conf", "cpaper", "proceeding", "会议", "abst"),
    ),
    ("thesis", ("thes", "dissert", "硕士", "博士", "学位")),
    ("chapter", ("book section", "chap", "inbook", "incollection", "book, section")),
    ("book", ("book", "图书", "专著")),
    ("preprint", ("preprint", "unpb", "unpublished")),
    ("patent", ("patent", "专利")),
    ("report", ("rprt", "report", "techreport", "报告")),
    ("article", ("jour", "journal", "article", "jfull", "mgzn", "ejour", "期刊", "论文")),
)


@dataclass(slots=True, kw_only=True)
class Draft:
    """One record being read: texts by field, in the order in which the file gives them."""

    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[Text] = field(default_factory=list)
    excerpt: str = ""
    odd: set[str] = field(default_factory=set)

    def add(self, name: str, text: str) -> None:
        """Add a text to a field, control characters taken out; blank ones are left out."""
        self.odd.update(_ODD.findall(text))
        text = clean(text)
        if text:
            self.fields.setdefault(name, []).append(text)

    def first(self, *names: str) -> str:
        """Return the first text of the first of the fields that has one."""
        return next((self.fields[name][0] for name in names if self.fields.get(name)), "")

    def remark(self, zh: str, en: str) -> None:
        """Note something odd of the record."""
        self.remarks.append(Text(zh=zh, en=en))

    def finish(
        self, key: str, *, file: str, database: str, untold: str = ""
    ) -> tuple[Reference | None, RecordReport]:
        """Return the reference, None where nothing identifies a document, and its report.

        ``database`` is that of the file's format; ``untold`` where the record names none either.
        """
        titles = [*self.fields.get("title", []), *self.fields.get("title_other", [])]
        doi = next((found for text in self.fields.get("doi", []) if (found := plain_doi(text))), "")
        pmid = next((n for t in self.fields.get("pmid", []) if (n := plain_pmid(t))), "")
        if not pmid and self.fields.get("pmid"):
            told = self.first("pmid")[:40]
            self.remark(f"不是 PMID：{told}", f"no PMID: {told}")
        if self.odd:
            told = ", ".join(f"U+{ord(one):04X}" for one in sorted(self.odd)[:4])
            self.remark(f"已去掉控制字符：{told}", f"control characters were taken out: {told}")
        longest = max((len(t) for held in self.fields.values() for t in held), default=0)
        refusal = None
        if not titles and not doi and not pmid:
            refusal = Text(zh="没有题名，也没有 DOI 或 PMID", en="no title, and no DOI or PMID")
        elif longest > MOST_CHARACTERS:
            refusal = Text(
                zh=f"有一个字段长于 {MOST_CHARACTERS} 字：可能缺少记录的结束标记",
                en=f"a field of more than {MOST_CHARACTERS} characters: an end may be missing",
            )
        if refusal is not None:
            return None, RecordReport(
                line=self.line,
                outcome="refused",
                remarks=(refusal, *self.remarks),
                do=_DO_FIX,
                excerpt=clean(self.excerpt)[:120],
            )
        if not titles:
            self.remark("没有题名", "no title")
        database = database or database_of(self.fields.get("database", [])) or untold
        reference = self._reference(key, titles, doi, pmid, file=file, database=database)
        if "\ufffd" in "".join((*titles, *reference.authors, reference.abstract)):
            self.remark("有不能识别的字符", "characters that could not be read")
        return reference, RecordReport(
            line=self.line,
            outcome="remarked" if self.remarks else "read",
            reference=key,
            remarks=tuple(self.remarks),
            do=Text(zh="核对该条题录", en="check this record") if self.remarks else None,
        )

    def _reference(
        self, key: str, titles: list[str], doi: str, pmid: str, *, file: str, database: str
    ) -> Reference:
        title = titles[0] if titles else ""
        abstracts = [*self.fields.get("abstract", []), *self.fields.get("abstract_other", [])]
        abstract = "\n".join(self.fields.get("abstract", []))
        names = _names(self.fields.get("author", []))
        others = _names(self.fields.get("author_other", []))
        half = len(names) // 2
        # the same people twice, in both scripts; foreign co-authors stay among them
        scripts = [True] * half + [False] * half
        if not others and [*map(is_chinese, names)] == scripts and _twice(names, half):
            names, others = names[:half], names[half:]
        journals = self.fields.get("journal", [])
        short = self.first("journal_short")
        journal = journals[0] if journals else short
        return Reference(
            id=key,
            title=title,
            title_zh=next((one for one in titles if is_chinese(one)), ""),
            title_en=next((one for one in titles if not is_chinese(one)), ""),
            authors=tuple(names),
            authors_en=tuple(others),
            year=self._year(),
            journal=journal,
            journal_short=short if short != journal else "",
            volume=self.first("volume"),
            issue=self.first("issue"),
            pages=self._pages(),
            doi=doi,
            pmid=pmid,
            ids=tuple(dict.fromkeys([*self.fields.get("id", []), *self._registrations(abstracts)])),
            abstract=abstract,
            abstract_en=next(
                (one for one in self.fields.get("abstract_other", []) if not is_chinese(one)), ""
            ),
            keywords=tuple(
                dict.fromkeys(
                    word
                    for text in self.fields.get("keyword", [])
                    for part in re.split(r"[;；]+", text)
                    if (word := part.strip(" ,，*"))
                )
            ),
            language=_language(self.first("language"), title),
            kind=kind_of(self.first("kind_detail", "kind"), self.first("kind")),
            published=self.first("date", "year"),
            url=self.first("url"),
            database=database,
            file=file,
            line=self.line,
        )

    def _year(self) -> int:
        texts = [*self.fields.get("year", []), *self.fields.get("date", [])]
        for text in texts:
            plain = unicodedata.normalize("NFKC", text)
            if found := _YEAR.search(plain) or _DAY.search(plain):
                return int(found[1])
        if texts:
            self.remark(
                f"年份不能识别：{texts[0][:40]}", f"the year cannot be read: {texts[0][:40]}"
            )
        else:
            self.remark("没有年份", "no year")
        return 0

    def _pages(self) -> str:
        start, end = self.first("page_start"), self.first("page_end")
        pages = self.first("pages") or (
            start if not end or end == start or "-" in start else f"{start}-{end}"
        )
        return re.sub(r"\s*(?:[-–—－~～]|--)+\s*", "-", pages).strip("- ")

    def _registrations(self, abstracts: Iterable[str]) -> list[str]:
        found = (one for text in abstracts for one in _TRIAL.findall(text))
        return [f"registry:{one}" for one in dict.fromkeys(found)]


def clean(text: str) -> str:
    """Return a text without control characters and runs of blanks, composed (NFC)."""
    text = _CONTROL.sub(" ", text)
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def plain_doi(text: str) -> str:
    """Return the DOI in a text in small letters, empty where there is none."""
    found = _DOI.search(unicodedata.normalize("NFKC", text))
    return found[0].rstrip(".,;)]}").lower() if found else ""


def plain_pmid(text: str) -> str:
    """Return the number of a PMID, with or without its name, empty where it is none."""
    found = re.fullmatch(r"(?:pmid:?\s*)?(\d{1,9})", text.strip(), re.IGNORECASE)
    return found[1] if found else ""


def database_of(texts: Iterable[str]) -> str:
    """Return the database that a record names, empty where it names none that is known."""
    for text in texts:
        folded = text.casefold()
        for name, marks in _DATABASES:
            if any(mark in folded for mark in marks):
                return name
    return ""


def kind_of(*texts: str) -> ReferenceKind:
    """Return what sort of document a file's own word means, ``other`` where it is not known."""
    for text in texts:
        folded = text.casefold()
        for kind, marks in _KINDS:
            if folded and any(mark in folded for mark in marks):
                return kind
    return "other" if any(texts) else "article"


def _names(texts: Iterable[str]) -> list[str]:
    found = []
    for text in texts:
        bare = _FOOTNOTE.sub("", text)
        parts = re.split(r"[;；]", bare)
        if is_chinese(bare) and len(parts) == 1:
            parts = re.split(r"[,，、]\s*", bare)
        elif len(parts) == 1 and "," in bare:
            listed = [part.strip(" .") for part in bare.split(",")]
            if all(map(_INITIALS.match, filter(None, listed))):  # Berdeja JG, Madduri D
                parts = listed
        found += [name for part in parts if (name := part.strip(" ,，.*"))]
    return [one for one in dict.fromkeys(found) if one.casefold() not in _NO_AUTHOR]


def _twice(names: list[str], half: int) -> bool:
    """Whether the Latin half of the names are the Chinese ones again: as half of the surnames say.

    Not all of them: names from Hong Kong or Taiwan are written otherwise. Surnames that are not
    listed say nothing.
    """
    pairs = ((surname_in_pinyin(names[at]), names[half + at]) for at in range(half))
    told = [
        re.search(rf"\b{pinyin}\b", name.casefold().replace("-", "")) is not None
        for pinyin, name in pairs
        if pinyin
    ]
    return sum(told) * 2 >= len(told) > 0


def _language(said: str, title: str) -> str:
    folded = said.casefold()
    if folded.startswith(("chi", "zh", "zho")) or "中文" in said or "汉" in said:
        return "zh"
    if folded.startswith("en"):
        return "en"
    if said:
        return folded[:3]
    return "zh" if is_chinese(title) else ""
