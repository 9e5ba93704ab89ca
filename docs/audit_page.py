# ruff: noqa: INP001  (a module beside the pages)
"""The findings of the audit of each paper as a page: sentence, place, arithmetic."""

import re

from trephine.cli.audit import audited
from trephine.core.place import place_words
from trephine.core.source import Locator
from trephine.core.text import Language, Text, both_of
from trephine.evidence.audit.audit import CHECKS
from trephine.reports.audit_report import KINDS, MEANT, SEVERITIES

_LOOKED = Text(
    zh="审核看过 {looked} 项：{proved} 项已证明，{computed} 项按假设算得，{suspicion} 项存疑，"
    "{agrees} 项相符，{unable} 项无法判断。"
    "全部项目：`trephine audit {paper} --report audit.html`。",
    en="The audit looked at {looked} things: {proved} proved, {computed} computed under"
    " assumptions, {suspicion} suspicions, {agrees} agree, {unable} cannot be told. All of them:"
    " `trephine audit {paper} --report audit.html`.",
)
_PARTS = (
    Text(zh="印作", en="printed"),
    Text(zh="应为", en="follows"),
    Text(zh="假设", en="assumes"),
)


def audit_page(paper: str, language: Language) -> list[str]:
    """Return the paragraphs of a paper's page below its title and note."""
    found = audited(paper)
    every = [one for result in found.results for one in result.checked]
    kinds = {kind: sum(one.kind == kind for one in found.findings) for kind in KINDS}
    out = [
        _LOOKED[language].format(
            paper=paper,
            looked=len(every),
            agrees=sum(one.verdict == "agrees" for one in every),
            unable=sum(one.verdict == "cannot-tell" for one in every),
            **kinds,
        )
    ]
    kind = ""
    for number, one in enumerate(found.findings, 1):
        if one.kind != kind:
            kind = one.kind
            out += [f"## {KINDS[one.kind][language]}", MEANT[one.kind][language]]
        places = "; ".join(_place(paper, at, language) for at in (one.at, *one.against))
        check = CHECKS[one.check.replace("-", "_")][language]
        printed = f"{_PARTS[0][language]}: {_plain(both_of(one.printed)[language])}"
        follows = f"{_PARTS[1][language]}: {_plain(one.follows[language])}"
        lines = [
            f"**{number}.** {_plain(one.sentence[language])}",
            f"- {SEVERITIES[one.severity][language]} · {check} · {_plain(places)}",
            f"- {printed}; {follows}",
            *(f"- {_plain(both_of(step)[language])}" for step in one.arithmetic),
            *(f"- {_PARTS[2][language]}: {_plain(each[language])}" for each in one.assumes),
            f"- `{one.id}`",
        ]
        out.append("\n".join([lines[0], "", *lines[1:]]))
    return out


def _place(paper: str, at: Locator, language: Language) -> str:
    words = place_words(at)[language]
    return words if at.source == paper else f"{at.source} {words}"


def _plain(text: str) -> str:
    """Return a text none of whose signs Markdown reads as a mark."""
    return re.sub(r"([\\`*_\[\]<>|$~#])", r"\\\1", text)
