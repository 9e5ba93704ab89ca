"""``trephine vectors FILE.json``: test vectors against the rules, every disagreement listed."""

import argparse
import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.moments import read_bytes
from trephine.core.error import InputError
from trephine.core.text import Language, Text, counted

_HELP = {
    "about": Text(
        zh="用测试向量（crs、icans、imwg、extra）检验规则，逐条列出不一致处；"
        "有不一致时退出码为 1。",
        en="Run test vectors (crs, icans, imwg, extra) against the rules and list every"
        " disagreement; the exit status is 1 if there is any.",
    ),
    "file": Text(zh="向量文件（JSON）", en="the file of vectors (JSON)"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_SUMMARY = Text(zh="{set}：{count} 个向量，{n} 处不一致", en="{set}: {vectors}, {disagreements}")
_LINE = Text(
    zh="  {vector} {what}：应为 {expected}，得 {found}",
    en="  {vector} {what}: expected {expected}, found {found}",
)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine vectors", description=told["about"], language=language)
    p.add_argument("file", type=Path, help=told["file"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Run the vectors and print what disagrees."""
    asked = parser(language).parse_args(arguments)
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.care.vectors.run_vectors import run_vectors  # noqa: PLC0415  (likewise)

    content = _read(asked.file)
    handbook = library.handbook(outside=True)
    found = run_vectors(content, handbook, library.infusion_interval(), where=str(asked.file))
    if asked.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        n = len(found.disagreements)
        said = _SUMMARY[language].format(
            set=found.set,
            count=found.count,
            n=n,
            vectors=counted(found.count, "vector"),
            disagreements=counted(n, "disagreement"),
        )
        print(said)
        for one in found.disagreements:
            print(_LINE[language].format(**asdict(one)))
    return int(bool(found.disagreements))


def _read(path: Path) -> dict[str, object]:
    raw = read_bytes(path)
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
        if isinstance(found, dict):
            return found
        fault = type(found).__name__
    except (ValueError, RecursionError) as error:
        fault = str(error)
    raise InputError(
        what=Text(zh="不是向量文件", en="this is no file of vectors"),
        where=str(path),
        found=fault[:120],
        do=Text(
            zh='文件为一个 JSON 对象：{"set": …, "vectors": [...]}',
            en='the file is one JSON object: {"set": …, "vectors": [...]}',
        ),
    )
