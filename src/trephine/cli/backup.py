"""``trephine backup FILE``: the whole database in one file, tried by restoring it."""

import argparse
from contextlib import closing
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.journal import add_place, place
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="备份整个数据库（日志、账户、身份信息）为一个文件，旁附 SHA-256；随即恢复到临时位置"
        "并核对整条链。备份未加密，含个人信息：请放在受保护的地方。",
        en="Back up the whole database (journal, accounts, personal identifiers) into one file with"
        " its SHA-256 beside it, restore it into a temporary place and verify the chain there. It"
        " is not encrypted and holds personal data: keep it in a protected place.",
    ),
    "file": Text(zh="要写的新文件", en="the new file to write"),
    "form": Text(
        zh="sqlite：SQLite 文件；lines：JSON Lines，可恢复到任一种数据库（默认照数据库）",
        en="sqlite: a SQLite file; lines: JSON Lines, which either kind of database can be restored"
        " from (default: as the database is)",
    ),
}
_DONE = Text(
    zh="已备份：{file}\n试恢复并核对：{n} 个事件，链完整\n末端：{n}:{digest}",
    en="Backed up: {file}\nRestored for a test and verified: {n} events, the chain holds\n"
    "Head: {n}:{digest}",
)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    p = empty_parser(
        prog="trephine backup", description=_HELP["about"][language], language=language
    )
    p.add_argument("file", type=Path, help=_HELP["file"][language])
    p.add_argument("--form", choices=("sqlite", "lines"), help=_HELP["form"][language])
    add_place(p, language)
    return p


def run(arguments: list[str], language: Language) -> int:
    """Back up."""
    asked = parser(language).parse_args(arguments)
    from trephine.journal.backup import backup  # noqa: PLC0415  (after the arguments)
    from trephine.journal.existing import existing  # noqa: PLC0415  (likewise)

    with closing(place(asked)) as database:
        found = backup(existing(database), asked.file, form=asked.form)
    print(_DONE[language].format(file=asked.file, n=found.position, digest=found.digest))
    return 0
