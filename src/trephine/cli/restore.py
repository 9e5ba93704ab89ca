"""``trephine restore FILE``: a backup into an empty place."""

import argparse
from contextlib import closing
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.journal import add_place, place
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="把 trephine backup 的备份恢复到空的位置：先核对 SHA-256 与整条链，再放到位；不覆盖任何"
        "东西。恢复后须重新登录。",
        en="Restore a backup of trephine backup into an empty place: its SHA-256 and its chain are"
        " verified before it stands there, and nothing is written over. Everybody logs in anew.",
    ),
    "file": Text(zh="备份文件", en="the backup"),
}
_DONE = Text(
    zh="已恢复到 {where}：{n} 个事件，链完整\n末端：{n}:{digest}",
    en="Restored into {where}: {n} events, the chain holds\nHead: {n}:{digest}",
)
_NO_SUM = Text(
    zh="旁边没有 .sha256，未核对文件本身",
    en="there is no .sha256 beside it: the file itself was not compared",
)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    p = empty_parser(
        prog="trephine restore", description=_HELP["about"][language], language=language
    )
    p.add_argument("file", type=Path, help=_HELP["file"][language])
    add_place(p, language)
    return p


def run(arguments: list[str], language: Language) -> int:
    """Restore."""
    asked = parser(language).parse_args(arguments)
    from trephine.journal.checksum import checksum_file  # noqa: PLC0415  (after the arguments)
    from trephine.journal.restore import restore  # noqa: PLC0415  (likewise)

    with closing(place(asked)) as database:
        found = restore(database, asked.file)
        where = database.name
    if not checksum_file(asked.file).exists():
        print(_NO_SUM[language])
    print(_DONE[language].format(where=where, n=found.position, digest=found.digest))
    return 0
