# ruff: noqa: INP001  (a module beside the pages)
"""What of each section is modelled, partly or not, and what the consensus leaves to others."""

from guideline_page import left_out, not_modelled, table_link, tables
from guideline_text import sections
from page_text import joined, place, plain, table, tail

from trephine import library
from trephine.core.delegated import Delegated
from trephine.core.text import Language, Text
from trephine.reports.rules_text import coverage

_HEADS = {
    "en": ("section", "modelled", "partly", "not"),
    "zh": ("章节", "已建模", "部分", "未建模"),
}
_ALL = Text(zh="合计", en="together")
_PARTLY = Text(zh="部分建模的规则", en="Rules that catch a part")
_LEFT = Text(zh="没有规则的陈述", en="Statements without a rule")
_DELEGATED = Text(zh="共识留给其他文件的问题", en="What the consensus leaves to other documents")
_STATUS: dict[str, Text] = {
    "built": Text(zh="已建", en="built"),
    "partly built": Text(zh="部分已建", en="partly built"),
    "not at hand": Text(zh="原文不在手边", en="not at hand"),
    "not named": Text(zh="未点名", en="not named"),
}
_ROW = {
    "en": ("document", "left to it", "status", "shown meanwhile"),
    "zh": ("文件", "留给它的问题", "状态", "在此之前显示"),
}


def coverage_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage.

    The counts are of rules and statements; that they sum to those of ``trephine rules coverage``
    is checked here. Raises AssertionError where they do not.
    """
    rows, partly, left = [], [], []
    sums = {one.id: [0, 0, 0] for one in library.guidelines()}
    for section in (one for one in sections() if one.guideline in sums):
        rules = [rule for name in section.tables for rule in tables()[name].rules]
        parts = [rule for rule in rules if rule.partly is not None]
        names = section.ids("not_modelled")
        counts = (len(rules) - len(parts), len(parts), len(names))
        for i, count in enumerate(counts):
            sums[section.guideline][i] += count
        link = f"[{section.title[language]}]({section.page}{tail(language)})"
        rows.append([link, *map(str, counts)])
        if parts:
            partly.append(f"### {section.title[language]}")
            partly.append("\n".join(f"- `{r.id}` {plain(r.partly[language])}" for r in parts))  # type: ignore[index]
        if names:
            left.append(f"### {section.title[language]}")
            left.append("\n".join(f"- {not_modelled(name, language)}" for name in names))
    for known in coverage(library.pathway()):
        counted = [known["modelled"], len(known["partly"]), len(known["not_modelled"])]
        assert sums[known["guideline"]] == counted, known["guideline"]  # noqa: S101  (a generator)
    assert sum(one[2] for one in sums.values()) == len(left_out())  # noqa: S101  (likewise)
    total = [sum(one[i] for one in sums.values()) for i in range(3)]
    rows.append([f"**{_ALL[language]}**", *(f"**{n}**" for n in total)])
    delegated = [_delegated(one, language) for one in library.delegations()]
    return [
        table(_HEADS[language], rows),
        f"## {_DELEGATED[language]}",
        table(_ROW[language], delegated),
        f"## {_LEFT[language]}",
        *left,
        f"## {_PARTLY[language]}",
        *partly,
    ]


def _delegated(one: Delegated, language: Language) -> list[str]:
    places = joined((place(at, language) for at in one.at), language)
    status = _STATUS[one.status][language]
    if one.tables:
        status += " " + joined((table_link(name, language) for name in one.tables), language)
    if one.note is not None:
        status += f" {plain(one.note[language])}"
    document = f"{plain(one.document[language])}<br>{places}"
    return [document, plain(one.what[language]), status, plain(one.meanwhile[language])]
