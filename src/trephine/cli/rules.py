"""``trephine rules check|show|coverage``: the rules themselves."""

import argparse
import json

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="check：证明每张规则表无缺口、无重叠、单调；show [ID]：列出或显示一张表、一条规则；"
        "coverage：原文各节已建模、部分建模、未建模的条目。",
        en="check: prove that no table has a gap, an overlap or a reversal; show [ID]: list the"
        " tables, or show one table or rule; coverage: what of each section is modelled, partly or"
        " not.",
    ),
    "action": Text(zh="check、show 或 coverage", en="check, show or coverage"),
    "id": Text(zh="表或规则的标识", en="id of a table or rule"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine rules", description=told["about"], language=language)
    p.add_argument("action", choices=("check", "show", "coverage"), help=told["action"])
    p.add_argument("id", nargs="?", default="", help=told["id"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Check, show or count the rules; the exit status of check is 1 where a proof fails."""
    asked = parser(language).parse_args(arguments)
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.reports import rules_text  # noqa: PLC0415  (likewise)

    pathway, observables = library.pathway(outside=True), library.observables()
    if asked.action == "check":
        proofs = rules_text.checked(pathway, observables)
        _print(proofs, rules_text.check_text(proofs, language), asked)
        return int(not all(one["as_declared"] for one in proofs))
    if asked.action == "coverage":
        counted = rules_text.coverage(pathway)
        _print(counted, rules_text.coverage_text(counted, language), asked)
        return 0
    shown = rules_text.shown(pathway, observables, asked.id)
    _print(shown, rules_text.show_text(shown, language), asked)
    return 0


def _print(found: object, text: str, asked: argparse.Namespace) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1) if asked.json else text)
