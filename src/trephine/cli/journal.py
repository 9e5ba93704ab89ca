"""``trephine journal verify|export|import|streams``: what people did, as it was written."""

import argparse
import json
import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.error import InputError
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.journal.database import Database
    from trephine.journal.verify import Verified

_HELP = {
    "about": Text(
        zh="日志：verify 核对整条链，指出第一处断裂；export 把全部事件写成 JSON Lines；import 读入"
        "空日志，摘要不变；streams 列出各流。个人身份信息与账户不在其中，见 trephine backup。",
        en="The journal: verify walks the whole chain and names the first break; export writes all"
        " events as JSON Lines; import reads them into an empty journal with the same digests;"
        " streams lists the streams. Personal identifiers and accounts are not among them: see"
        " trephine backup.",
    ),
    "action": Text(zh="verify、export、import 或 streams", en="verify, export, import or streams"),
    "what": Text(
        zh="export、import：文件（- 为标准输出或输入）；streams：名称的开头，如 record/",
        en="export, import: a file (- for standard output or input); streams: how the names begin,"
        " such as record/",
    ),
    "noted": Text(
        zh="verify：另处记下的 位置:摘要，日志须与之相符",
        en="verify: a POSITION:DIGEST noted elsewhere, which the journal must have",
    ),
    "json": Text(zh="verify、streams：输出 JSON", en="verify, streams: print JSON"),
    "data": Text(
        zh="日志所在的文件夹（默认 TREPHINE_DATA，否则用户的数据文件夹）",
        en="the journal's folder (default: TREPHINE_DATA, else the user's data folder)",
    ),
    "database": Text(
        zh="数据库地址，如 postgresql://用户@主机/库（默认 TREPHINE_DATABASE）；密码宜放 ~/.pgpass",
        en="a database's URL, such as postgresql://USER@HOST/NAME (default: TREPHINE_DATABASE);"
        " a password is better kept in ~/.pgpass",
    ),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_SOUND = Text(
    zh="{n} 个事件，链完整。\n末端：{n}:{digest}\n记在别处，日后可用 --noted 核对。",
    en="{n} events, the chain holds.\nHead: {n}:{digest}\nNote it elsewhere, to verify against it"
    " later with --noted.",
)
_EXPORTED = Text(zh="已导出 {n} 个事件：{file}", en="{n} events exported: {file}")
_IMPORTED = Text(zh="已导入 {n} 个事件：{file}", en="{n} events imported: {file}")
_ACTIONS = ("verify", "export", "import", "streams")


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    p = empty_parser(
        prog="trephine journal", description=_HELP["about"][language], language=language
    )
    p.add_argument("action", choices=_ACTIONS, help=_HELP["action"][language])
    p.add_argument("what", nargs="?", default="", help=_HELP["what"][language])
    p.add_argument("--noted", help=_HELP["noted"][language])
    p.add_argument("--json", action="store_true", help=_HELP["json"][language])
    add_place(p, language)
    return p


def add_place(p: argparse.ArgumentParser, language: Language) -> None:
    """Add the options that say where the journal lies, and ``--lang``."""
    p.add_argument("--data", type=Path, metavar="DIR", help=_HELP["data"][language])
    p.add_argument("--database", metavar="URL", default="", help=_HELP["database"][language])
    p.add_argument("--lang", choices=("zh", "en"), help=_HELP["lang"][language])


def place(asked: argparse.Namespace) -> "Database":
    """Return the database that the options name. Raises InputError."""
    from trephine.journal.database import Database  # noqa: PLC0415  (after the arguments)
    from trephine.journal.location import url_of  # noqa: PLC0415  (likewise)

    return Database(url_of(asked.data, asked.database))


def run(arguments: list[str], language: Language) -> int:
    """Verify, export, import or list."""
    asked = parser(language).parse_args(arguments)
    _check(asked)
    from trephine.journal.existing import existing  # noqa: PLC0415  (after the arguments)

    with closing(place(asked)) as database:
        if asked.action == "import":
            return _import(database, asked.what, language)
        existing(database)
        if asked.action == "verify":
            return _verify(database, asked, language)
        if asked.action == "export":
            return _export(database, asked.what, language)
        return _streams(database, asked)


def _check(asked: argparse.Namespace) -> None:
    """Refuse what an action has no use for, or lacks. Raises InputError."""
    extra = []
    if asked.noted is not None and asked.action != "verify":
        extra.append("--noted")
    if asked.json and asked.action not in {"verify", "streams"}:
        extra.append("--json")
    if asked.what and asked.action == "verify":
        extra.append(asked.what)
    if extra:
        raise InputError(
            what=Text(
                zh=f"{asked.action} 用不上这些选项", en=f"{asked.action} has no use for this"
            ),
            where=f"trephine journal {asked.action}",
            found=" ".join(extra),
            do=Text(zh="去掉它们", en="leave it out"),
        )
    if asked.action in {"export", "import"} and not asked.what:
        raise InputError(
            what=Text(zh="没有写文件", en="No file is named"),
            where=f"trephine journal {asked.action}",
            found="—",
            do=Text(zh="写出文件名，或 -", en="name a file, or -"),
        )


def _verify(database: "Database", asked: argparse.Namespace, language: Language) -> int:
    from trephine.journal.verify import verify  # noqa: PLC0415  (for verify alone)

    found = verify(database, noted=_noted(asked.noted))
    if asked.json:
        print(json.dumps(_told(found), ensure_ascii=False, indent=1))
        return 2 if found.broken else 0
    if found.broken is not None:
        raise InputError(
            what=Text(
                zh=f"日志的链在此断裂：{found.broken.said.zh}",
                en=f"The journal's chain breaks: {found.broken.said.en}",
            ),
            where=f"{database.name}, {found.broken.position}",
            found=f"{found.broken.how}; sound to {found.position}:{found.digest}",
            do=Text(
                zh="保留此数据库备查；把最近的备份恢复到新的位置：trephine restore",
                en="keep this database for inquiry; restore the last backup into a new place:"
                " trephine restore",
            ),
        )
    print(_SOUND[language].format(n=found.position, digest=found.digest))
    return 0


def _noted(written: str | None) -> tuple[int, str] | None:
    if written is None:
        return None
    position, _, digest = written.strip().partition(":")
    if not (position.isascii() and position.isdigit() and len(position) < 16 and digest):
        raise InputError(
            what=Text(zh="不是 位置:摘要", en="Not a position and its digest"),
            where="--noted",
            found=written[:100],
            do=Text(zh="照 verify 所印的末端写", en="write the head as verify printed it"),
        )
    return int(position), digest


def _told(found: "Verified") -> dict[str, object]:
    broken = found.broken and {
        "position": found.broken.position,
        "how": found.broken.how,
        "said": {"zh": found.broken.said.zh, "en": found.broken.said.en},
    }
    return {"position": found.position, "digest": found.digest, "broken": broken}


def _export(database: "Database", file: str, language: Language) -> int:
    from trephine.journal.write_lines import write_lines  # noqa: PLC0415  (for export alone)

    if file == "-":
        write_lines(database, sys.stdout.buffer)
        return 0
    path = Path(file)
    part = None
    try:
        # a name of its own: another export into the same file keeps its part
        held, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        with os.fdopen(held, "wb") as out:
            n = write_lines(database, out)
        if path.exists():
            raise FileExistsError(17, "exists")
        part.rename(path)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法写出导出文件", en="The export cannot be written"),
            where=str(path),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的新文件名", en="choose a new name that can be written"),
        ) from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    print(_EXPORTED[language].format(n=n, file=path))
    return 0


def _import(database: "Database", file: str, language: Language) -> int:
    from trephine.journal.read_lines import read_lines  # noqa: PLC0415  (for import alone)
    from trephine.journal.save_before import save_before  # noqa: PLC0415  (likewise)
    from trephine.journal.upgrade import upgrade  # noqa: PLC0415  (likewise)

    try:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115  (closed below)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法读取文件", en="The file cannot be read"),
            where=file,
            found=error.strerror or type(error).__name__,
            do=Text(zh="核对文件名与权限", en="check its name and that it may be read"),
        ) from None
    with source:
        upgrade(database, save=save_before(database, None))
        n = read_lines(database, source, file)
    print(_IMPORTED[language].format(n=n, file=file))
    return 0


def _streams(database: "Database", asked: argparse.Namespace) -> int:
    from trephine.journal.streams import streams  # noqa: PLC0415  (for streams alone)

    heads = streams(database, asked.what)
    if asked.json:
        told = [{"stream": o.stream, "version": o.version, "at": o.at.isoformat()} for o in heads]
        print(json.dumps({"streams": told}, ensure_ascii=False, indent=1))
        return 0
    wide = max((len(one.stream) for one in heads), default=0)
    for one in heads:
        print(f"{one.stream:<{wide}}  {one.version:>6}  {one.at.isoformat(timespec='seconds')}")
    return 0
