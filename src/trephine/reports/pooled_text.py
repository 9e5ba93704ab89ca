"""pooled_text: an analysis as a few lines for a terminal."""

from collections.abc import Iterable

from trephine.core.caution import Caution
from trephine.core.text import Language, Text
from trephine.evidence.meta import Meta
from trephine.reports.methods_sentence import methods_sentence
from trephine.reports.number import decimal, p_value
from trephine.reports.results_sentence import interval, results_sentence

_OUTCOME = Text(zh="结局", en="outcome")
_BESIDE = Text(zh="并列", en="Beside it")
_GROUPS = Text(zh="亚组", en="Subgroups")
_BETWEEN = Text(zh="组间差异", en="Between subgroups")
_CAUTIONS = Text(zh="注意", en="Cautions")


def pooled_text(found: Meta, language: Language) -> str:
    """Return methods, results, models beside, subgroups and cautions; figures are not shown."""
    people = _total(found, "ni")
    events = _total(found, "xi")
    lines = [
        results_sentence(found.estimate, outcome=_OUTCOME, participants=people, events=events)[
            language
        ],
        methods_sentence(found.estimate)[language],
    ]
    for other in found.beside:
        lines += ["", f"{_BESIDE[language]}: " + methods_sentence(other)[language]]
        lines.append(results_sentence(other, outcome=_OUTCOME)[language])
    if found.subgroups is not None:
        by = found.subgroups
        lines += ["", f"{_GROUPS[language]} ({found.by}):"]
        width = max(len(one.level) for one in by.subgroups)
        lines += [
            f"  {one.level:<{width}}  k = {one.estimate.k}  {interval(one.estimate, language)}"
            for one in by.subgroups
        ]
        test = f"Q({by.Q_df:g}) = {decimal(by.Q_between)}, {p_value(by.Qp, language)}"
        lines.append(f"  {_BETWEEN[language]}: {test}")
    cautions = [*found.cautions, *found.estimate.cautions]
    cautions += [c for other in found.beside for c in other.cautions]
    if cautions:
        lines += ["", f"{_CAUTIONS[language]}:", *_listed(cautions, language)]
    return "\n".join(lines)


def _listed(cautions: Iterable[Caution], language: Language) -> list[str]:
    seen = dict.fromkeys((c.text[language], ", ".join(c.studies)) for c in cautions)
    return [f"  - {text}" + (f" [{studies}]" if studies else "") for text, studies in seen]


def _total(found: Meta, column: str) -> int | None:
    values = found.effects.raw.get(column)
    if values is None or values.size == 0 or values.sum() != values.sum():
        return None
    return int(values.sum())
