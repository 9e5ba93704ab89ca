"""audit_text: the findings of an audit as lines for a terminal."""

from trephine.core.place import place_words
from trephine.core.text import Language, Text, both_of
from trephine.evidence.audit.audit import Audit
from trephine.reports.audit_report import KINDS, SEVERITIES

_TOTAL = Text(
    zh="{paper}：看过 {looked} 项，已证明 {proved}，按假设算得 {computed}，存疑 {suspicion}，"
    "相符 {agrees}，无法判断 {unable}。",
    en="{paper}: {looked} things looked at; {proved} proved, {computed} computed, {suspicion}"
    " suspicions, {agrees} agree, {unable} cannot be told.",
)
_ASSUMES = Text(zh="假设", en="assumes")


def audit_text(found: Audit, language: Language, *, arithmetic: bool = False) -> str:
    """Return the findings by how sure they are, one paragraph each, and a line of totals."""
    every = [one for result in found.results for one in result.checked]
    kinds = {kind: sum(one.kind == kind for one in found.findings) for kind in KINDS}
    lines = [
        _TOTAL[language].format(
            paper=found.publication.label[language],
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
            lines += ["", f"== {KINDS[one.kind][language]} =="]
        lines.append(f"{number:3}. [{SEVERITIES[one.severity][language]}] {one.sentence[language]}")
        lines.append(f"     {one.at.source} {place_words(one.at)[language]}  ({one.id})")
        if arithmetic:
            lines += [f"       {both_of(step)[language]}" for step in one.arithmetic]
            lines += [f"       {_ASSUMES[language]}: {each[language]}" for each in one.assumes]
    return "\n".join(lines)
