"""``trephine grade crs|icans``: one grade, from a record or from values on the command line."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.moments import moment, read_bytes
from trephine.core.text import Language, Text

_DECIDES = {"crs": "crs_grade", "icans": "icans_grade"}
_HELP = {
    "about": Text(
        zh="按 ASTCT 2019 分级：给出分级或区间、推理过程、缺什么、什么会改变它。"
        "例：trephine grade crs temperature=38.6Cel hypotension=no vasopressors=none",
        en="Grade by ASTCT 2019: the grade or its interval, how it came about, what is missing and"
        " what would change it. For example: trephine grade crs temperature=38.6Cel"
        " hypotension=no vasopressors=none",
    ),
    "what": Text(zh="crs 或 icans", en="crs or icans"),
    "values": Text(zh="名称=值（带单位）", en="NAME=VALUE with its unit"),
    "record": Text(zh="改用患者记录（JSON Lines）", en="a patient's record instead (JSON Lines)"),
    "at": Text(zh="时刻，带时区（用记录时）", en="the moment with its zone (with a record)"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_TWO = Text(
    zh="请给出 名称=值，或 --record 与 --at，二者取一",
    en="give NAME=VALUE, or --record with --at, one of the two",
)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine grade", description=told["about"], language=language)
    p.add_argument("what", choices=tuple(_DECIDES), help=told["what"])
    p.add_argument("values", nargs="*", metavar="NAME=VALUE", help=told["values"])
    p.add_argument("--record", type=Path, help=told["record"])
    p.add_argument("--at", metavar="TIME", help=told["at"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Grade and print the trace."""
    own = parser(language)
    asked = own.parse_args(arguments)
    if bool(asked.values) == bool(asked.record) or bool(asked.record) != bool(asked.at):
        own.error(_TWO[language])
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.care.assess import assess  # noqa: PLC0415  (likewise)
    from trephine.care.explain import explain  # noqa: PLC0415  (likewise)
    from trephine.care.read_record import read_record  # noqa: PLC0415  (likewise)
    from trephine.care.state import graded_alone  # noqa: PLC0415  (likewise)
    from trephine.care.words import vocabulary  # noqa: PLC0415  (likewise)
    from trephine.reports.simulated_record import (  # noqa: PLC0415  (likewise)
        simulated_line,
        with_origin,
    )

    handbook = library.handbook()
    observables = handbook.observables
    now = datetime.now(UTC)
    if asked.record:
        at = moment(asked.at, "--at")
        text = read_bytes(asked.record)
        record = read_record(text, observables, name=str(asked.record), now=now)
    else:
        at, record = now, graded_alone(asked.values, now, observables)
    decides = _DECIDES[asked.what]
    found = list(assess(record, at, handbook).decisions)
    words = vocabulary(handbook.pathway, observables)
    found = [one for one in found if one.table.decides == decides and one.in_force] or [
        one for one in found if one.table.decides == decides
    ]
    if asked.json:
        from trephine.reports.assessment_json import decision_json  # noqa: PLC0415  (JSON only)

        content = with_origin(record, decision_json(found[0], words))
        print(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        lines = [line[language] for line in explain(found[0], words)]
        print("\n".join([*simulated_line(record, language), *lines]))
    return 0
