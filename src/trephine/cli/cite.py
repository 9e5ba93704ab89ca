"""``trephine cite KEY …``: the references behind methods, in Vancouver or GB/T 7714 style."""

import argparse

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="列出方法键(见 JSON 的 methods)背后的文献;不给键则列出全部方法。",
        en="List the papers behind method keys (see methods in the JSON); all methods without one.",
    ),
    "keys": Text(zh="方法键", en="method keys"),
    "style": Text(
        zh="格式: vancouver gbt7714(中文默认后者)", en="style (default: vancouver in English)"
    ),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine cite", description=told["about"], language=language)
    p.add_argument("keys", nargs="*", help=told["keys"])
    p.add_argument("--style", choices=("vancouver", "gbt7714"), help=told["style"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Print one reference a line, each with what it stands for."""
    asked = parser(language).parse_args(arguments)
    from trephine.library.methods import methods  # noqa: PLC0415  (after the parser)
    from trephine.reports.cite import cite  # noqa: PLC0415  (after the parser)
    from trephine.reports.reference import Style  # noqa: PLC0415, TC001  (after the parser)

    style: Style = asked.style or ("gbt7714" if language == "zh" else "vancouver")
    for entry in cite(*(asked.keys or methods()), style=style, software=False):
        told = f"  — {entry.what[language]}" if entry.what else ""
        print(f"{entry}{told}  ({entry.key})")
    return 0
