"""``trephine respond RECORD``: the response to treatment by IMWG 2016."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.moments import moment, read_bytes
from trephine.core.error import InputError
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="按 IMWG 2016 判定末次输注后每次评估的疗效、已确认的最佳疗效与进展；缺项时为 NE，"
        "并说明缺什么。",
        en="The response at each assessment after the latest infusion by IMWG 2016, the best"
        " confirmed and any progression; NE with what is missing where it cannot be judged.",
    ),
    "record": Text(zh="患者记录（JSON Lines）", en="the patient's record (JSON Lines)"),
    "at": Text(
        zh="只用此刻已知的结果（默认全部）", en="use only what was known then (default: all)"
    ),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine respond", description=told["about"], language=language)
    p.add_argument("record", type=Path, help=told["record"])
    p.add_argument("--at", metavar="TIME", help=told["at"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Judge the response and print it."""
    asked = parser(language).parse_args(arguments)
    now = datetime.now(UTC)
    at = now if asked.at is None else moment(asked.at, "--at")
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.care.course import response_at  # noqa: PLC0415  (likewise)
    from trephine.care.read_record import read_record  # noqa: PLC0415  (likewise)
    from trephine.reports.simulated_record import (  # noqa: PLC0415  (likewise)
        simulated_line,
        with_origin,
    )

    handbook = library.handbook()
    text = read_bytes(asked.record)
    record = read_record(text, handbook.observables, name=str(asked.record), now=now)
    course = response_at(record, at, handbook)
    if course is None:
        raise InputError(
            what=Text(
                zh="没有输注之后的疗效评估", en="there is no response assessment after an infusion"
            ),
            where=str(asked.record),
            found=f"{len(record.readings)} readings",
            do=Text(
                zh="记录 infusion 事件，以及其后的 M 蛋白、游离轻链等结果",
                en="record the event infusion, and M-protein, free light chains … after it",
            ),
        )
    if asked.json:
        from trephine.reports.assessment_json import response_json  # noqa: PLC0415  (JSON only)

        content = with_origin(record, response_json(course))
        print(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        from trephine.reports.response_text import response_text  # noqa: PLC0415  (not for JSON)

        print("\n".join([*simulated_line(record, language), response_text(course, language)]))
    return 0
