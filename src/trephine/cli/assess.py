"""``trephine assess RECORD --at TIME``: what follows for a patient at a moment."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.moments import moment, read_bytes
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="由患者记录推出某一时刻的全部结论：分级、应做之事、可考虑的医嘱与剂量、计时、缺什么、"
        "什么会改变结论，逐条附出处。供医师决策参考。",
        en="What follows from a patient's record at a moment: grades, what to do, orders to"
        " consider with doses, timers, what is missing, what would change it, each with its"
        " source. It supports a clinician's decision.",
    ),
    "record": Text(zh="患者记录（JSON Lines）", en="the patient's record (JSON Lines)"),
    "at": Text(
        zh="时刻，带时区，如 2026-03-05T20:00+08:00",
        en="the moment with its zone, such as 2026-03-05T20:00+08:00",
    ),
    "outside": Text(
        zh="启用来源之外的实践（药品说明书等）", en="enable practice outside the sources (labels)"
    ),
    "trace": Text(zh="给出每个分级的推理过程", en="show how each grade came about"),
    "notes": Text(zh="也列出说明性条目", en="list what is only said, too"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine assess", description=told["about"], language=language)
    p.add_argument("record", type=Path, help=told["record"])
    p.add_argument("--at", required=True, metavar="TIME", help=told["at"])
    p.add_argument("--outside", action="store_true", help=told["outside"])
    p.add_argument("--trace", action="store_true", help=told["trace"])
    p.add_argument("--notes", action="store_true", help=told["notes"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Assess the record at the moment and print it."""
    asked = parser(language).parse_args(arguments)
    at = moment(asked.at, "--at")
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.care.assess import assess  # noqa: PLC0415  (likewise)
    from trephine.care.read_record import read_record  # noqa: PLC0415  (likewise)
    from trephine.reports.simulated_record import (  # noqa: PLC0415  (likewise)
        simulated_line,
        with_origin,
    )

    handbook = library.handbook(outside=asked.outside)
    pathway, observables = handbook.pathway, handbook.observables
    record = read_record(
        read_bytes(asked.record), observables, name=str(asked.record), now=datetime.now(UTC)
    )
    found = assess(record, at, handbook)
    if asked.json:
        from trephine.care.words import vocabulary  # noqa: PLC0415  (for JSON only)
        from trephine.reports.assessment_json import assessment_json  # noqa: PLC0415  (likewise)

        content = assessment_json(found, vocabulary(pathway, observables))
        print(json.dumps(with_origin(record, content), ensure_ascii=False, indent=1))
        return 0
    from trephine.reports.assessment_text import assessment_text  # noqa: PLC0415  (not for JSON)

    errata = {one.id: one for one in library.errata()}
    page = assessment_text(
        found, pathway, observables, errata, language, trace=asked.trace, notes=asked.notes
    )
    print("\n".join([*simulated_line(record, language), page]))
    return 0
