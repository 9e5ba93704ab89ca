"""duplicate_reason: why two records are taken for one document, or not, in words."""

from trephine.core.text import Text

_WORDS = {
    "title-same": Text(zh="题名相同", en="same title"),
    "title-nearly": Text(zh="题名几乎相同", en="nearly the same title"),
    "title-close": Text(zh="题名相近", en="close titles"),
    "title-within": Text(zh="一题名为另一题名的开头", en="one title begins with the other"),
    "title-alike": Text(zh="题名有些相像", en="titles somewhat alike"),
    "title-differs": Text(zh="题名不同", en="titles differ"),
    "doi-same": Text(zh="DOI 相同", en="same DOI"),
    "doi-differs": Text(zh="DOI 不同", en="DOIs differ"),
    "pmid-same": Text(zh="PMID 相同", en="same PMID"),
    "pmid-differs": Text(zh="PMID 不同", en="PMIDs differ"),
    "authors-same": Text(zh="作者相同", en="same authors"),
    "authors-alike": Text(zh="部分作者相同", en="some authors the same"),
    "authors-differ": Text(zh="作者不同", en="authors differ"),
    "year-same": Text(zh="年份相同", en="same year"),
    "year-differs": Text(zh="年份不同", en="years differ"),
    "journal-same": Text(zh="期刊相同", en="same journal"),
    "journal-differs": Text(zh="期刊不同", en="journals differ"),
    "volume-same": Text(zh="卷相同", en="same volume"),
    "volume-differs": Text(zh="卷不同", en="volumes differ"),
    "issue-same": Text(zh="期相同", en="same issue"),
    "issue-differs": Text(zh="期不同", en="issues differ"),
    "pages-same": Text(zh="首页相同", en="same first page"),
    "last-page-same": Text(zh="末页相同", en="same last page"),
    "pages-differ": Text(zh="页码不同", en="pages differ"),
    "two-dois": Text(zh="两个 DOI", en="two DOIs"),
    "two-pmids": Text(zh="两个 PMID", en="two PMIDs"),
    "abstract-and-paper": Text(zh="会议摘要与全文", en="a meeting abstract and a paper"),
    "another-issue": Text(zh="同刊另一期", en="another issue of the journal"),
    "another-kind": Text(
        zh="文献类型不同（如学位论文与期刊论文）",
        en="another kind of document (thesis and article)",
    ),
    "another-year": Text(
        zh="年份不同，且无卷、页可核对", en="another year, with no volume and no page to tell"
    ),
    "other-pages": Text(
        zh="题名略有不同，页码也不同", en="other pages under titles not quite the same"
    ),
    "figures-in-title": Text(zh="题名中的数字不同", en="other numbers in the titles"),
    "telling-words": Text(zh="仅一个题名中有的关键词", en="telling words in one title alone"),
    "another-cohort": Text(
        zh="仅一个题名中有的队列或组，或其编号不同",
        en="a cohort or arm named in one title alone, or another one",
    ),
    "no-title": Text(zh="有一条没有题名", en="one record has no title"),
    "through-others": Text(
        zh="经其他题录会合并两个 DOI", en="would join two DOIs through other records"
    ),
}


def duplicate_reason(code: str) -> Text:
    """Return a reason or bar of a pair in words, with its points (``title-same +6.0``).

    Raises KeyError for a code that deduplication does not give.
    """
    name, _, points = code.partition(" ")
    said = _WORDS[name]
    return Text(zh=f"{said.zh} {points}", en=f"{said.en} {points}") if points else said
