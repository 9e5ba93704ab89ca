"""``trephine calendar RECORD --at TIME``: what is due after an infusion, and when."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.moments import moment, read_bytes
from trephine.cli.places import write_text
from trephine.core.error import InputError
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="末次输注后的随访、监测与预防用药：何时到期、为何、此刻如何；可写成 .ics 日历。",
        en="Visits, monitoring and prophylaxis after the latest infusion: when due, why, how it"
        " stands; written as an .ics calendar if asked.",
    ),
    "record": Text(zh="患者记录（JSON Lines）", en="the patient's record (JSON Lines)"),
    "at": Text(zh="时刻，带时区", en="the moment with its zone"),
    "ics": Text(zh="写出日历文件 .ics", en="write a calendar file, .ics"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_NONE = Text(zh="记录中没有输注", en="the record holds no infusion")


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine calendar", description=told["about"], language=language)
    p.add_argument("record", type=Path, help=told["record"])
    p.add_argument("--at", required=True, metavar="TIME", help=told["at"])
    p.add_argument("--ics", type=Path, metavar="FILE", help=told["ics"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """List what is due, and write the calendar file if asked."""
    asked = parser(language).parse_args(arguments)
    now = datetime.now(UTC)
    at = moment(asked.at, "--at")
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.care.course import calendar_at  # noqa: PLC0415  (likewise)
    from trephine.care.decide import decide  # noqa: PLC0415  (likewise)
    from trephine.care.read_record import read_record  # noqa: PLC0415  (likewise)
    from trephine.reports.simulated_record import (  # noqa: PLC0415  (likewise)
        simulated_line,
        with_origin,
    )

    handbook = library.handbook()
    text = read_bytes(asked.record)
    record = read_record(text, handbook.observables, name=str(asked.record), now=now)
    _, known = decide(record, at, handbook.pathway, handbook.observables)
    entries = calendar_at(known, handbook)
    if not entries:
        raise InputError(
            what=_NONE,
            where=str(asked.record),
            found=f"{len(record.readings)} readings",
            do=Text(zh="记录 infusion 事件", en="record the event infusion"),
        )
    if asked.ics:
        from trephine.care.calendar.ics import ics  # noqa: PLC0415  (on demand)

        page = ics(entries, patient=record.patient, stamp=now, simulated=record.is_simulated)
        write_text(asked.ics, page)
    if asked.json:
        from trephine.reports.assessment_json import calendar_json  # noqa: PLC0415  (JSON only)

        content = [with_origin(record, calendar_json(one)) for one in entries]
        print(json.dumps(content, ensure_ascii=False, indent=1))
        return 0
    from trephine.reports.calendar_text import calendar_text  # noqa: PLC0415  (not for JSON)

    print("\n".join([*simulated_line(record, language), calendar_text(entries, language)]))
    return 0
