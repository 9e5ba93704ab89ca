"""How each database wants to be asked, and where that was read."""

from collections.abc import Mapping
from dataclasses import dataclass

from trephine.core.search import SearchDatabase
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSyntax:
    """One database: what it is called, where to paste, what it cannot do.

    ``shortest`` is how many letters must stand before a ``*``; 0: no truncation.
    """

    label: Text
    where: Text
    basis: Text
    chinese: bool
    shortest: int = 0
    headings: str = ""


SYNTAX: Mapping[SearchDatabase, SearchSyntax] = {
    "pubmed": SearchSyntax(
        label=Text(zh="PubMed", en="PubMed"),
        where=Text(zh="首页检索框或 Advanced 的 Query box", en="the search box, or Advanced"),
        basis=Text(
            zh="PubMed 使用指南（NLM）：字段标记、截词至少 4 个字母、邻近检索 [tiab:~n]",
            en="PubMed user guide (NLM): field tags, truncation after 4 letters, [tiab:~n]",
        ),
        chinese=False,
        shortest=4,
        headings="MeSH",
    ),
    "embase": SearchSyntax(
        label=Text(zh="Embase", en="Embase"),
        where=Text(zh="Embase.com 的 Advanced 检索", en="Embase.com, advanced search"),
        basis=Text(
            zh="Elsevier 支持中心：布尔、NEAR/n 与通配符；Ovid 平台的写法不同",
            en="Elsevier support: Boolean, NEAR/n and wildcards; Ovid is written otherwise",
        ),
        chinese=False,
        shortest=3,
        headings="Emtree",
    ),
    "wos": SearchSyntax(
        label=Text(zh="Web of Science", en="Web of Science"),
        where=Text(zh="核心合集，高级检索", en="Core Collection, advanced search"),
        basis=Text(
            zh="Clarivate 帮助：TS 字段、通配符前至少 3 个字母、引号内不词形还原",
            en="Clarivate help: TS field, 3 letters before a wildcard, no lemmas within quotes",
        ),
        chinese=False,
        shortest=3,
    ),
    "cnki": SearchSyntax(
        label=Text(zh="中国知网", en="CNKI"),
        where=Text(zh="高级检索页的“专业检索”", en="advanced search, professional (专业检索)"),
        basis=Text(
            zh="专业检索的字段与运算符说明，据图书馆指南转述；知网帮助页未能取得",
            en="its note on fields, as library guides quote it; its help page was not at hand",
        ),
        chinese=True,
    ),
    "wanfang": SearchSyntax(
        label=Text(zh="万方", en="Wanfang"),
        where=Text(zh="高级检索页的“专业检索”", en="advanced search, professional (专业检索)"),
        basis=Text(
            zh="专业检索的写法，据图书馆指南转述；* + ^ 不再是运算符",
            en="as library guides quote it; * + ^ are no operators there any more",
        ),
        chinese=True,
    ),
    "vip": SearchSyntax(
        label=Text(zh="维普", en="VIP"),
        where=Text(zh="高级检索页的“检索式检索”", en="advanced search, by expression (检索式检索)"),
        basis=Text(
            zh="检索页自带的检索说明：字段标识符与大写的 AND、OR、NOT",
            en="the note on its own search page: field letters, AND, OR, NOT in capitals",
        ),
        chinese=True,
    ),
}
