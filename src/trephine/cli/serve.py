"""``trephine serve``: the workspace in a browser."""

import argparse
from functools import partial
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="打开工作台：循证、诊疗、机制三室与规则库，在浏览器中使用。默认只有本机可访问，演示模式，"
        "无须登录；监听其他地址前须先用 trephine account add 设管理员密码。Ctrl-C 停止。",
        en="Open the workspace: the rooms of evidence, care and mechanism and the rules, in a"
        " browser. By default only this machine reaches it, in demo mode without signing in; any"
        " other address takes an administrator's password first (trephine account add). Ctrl-C"
        " stops it.",
    ),
    "host": Text(zh="监听的地址（默认 127.0.0.1）", en="address to listen on (default 127.0.0.1)"),
    "port": Text(
        zh="端口（默认 8765；未写明而被占用时换下一个空闲者）",
        en="port (default 8765; unless named, the next free one where it is busy)",
    ),
    "folder": Text(
        zh="存放数据库与缓存的文件夹", en="folder for the database and what is kept ready"
    ),
    "database": Text(
        zh="数据库地址（默认：文件夹中的 SQLite 文件），如 postgresql://用户@主机/库",
        en="URL of the database (default: an SQLite file in the folder), such as"
        " postgresql://USER@HOST/NAME",
    ),
    "browser": Text(zh="不打开浏览器", en="open no browser"),
    "https": Text(
        zh="前面有提供 TLS 的代理：Cookie 只经 https 发送",
        en="a proxy in front speaks TLS: cookies go over https alone",
    ),
    "zone": Text(
        zh="病区的时区，如 Asia/Shanghai 或 +08:00（默认本机时区）：时刻均按它记录、计日与显示",
        en="the ward's time zone, such as Asia/Shanghai or +08:00 (default: this machine's): every"
        " moment is written, counted and shown in it",
    ),
    "prepare": Text(
        zh="只做准备（建表、首页内容、编译计算内核），不启动",
        en="only make ready (tables, first page, compiled kernels), start nothing",
    ),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine serve", description=told["about"], language=language)
    p.add_argument("--host", default="127.0.0.1", help=told["host"])
    p.add_argument("--port", type=int, help=told["port"])
    p.add_argument("--data", type=Path, metavar="DIR", help=told["folder"])
    p.add_argument("--database", default="", metavar="URL", help=told["database"])
    p.add_argument("--https", action="store_true", help=told["https"])
    p.add_argument("--no-browser", action="store_true", help=told["browser"])
    p.add_argument("--zone", default="", metavar="ZONE", help=told["zone"])
    p.add_argument("--prepare", action="store_true", help=told["prepare"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Prepare what is not ready, then serve until stopped."""
    asked = parser(language).parse_args(arguments)
    from trephine.web.serve import serve  # noqa: PLC0415  (after the arguments are understood)

    return serve(
        host=asked.host,
        port=asked.port,
        data=asked.data,
        database=asked.database,
        https=asked.https,
        zone=asked.zone,
        browser=not asked.no_browser,
        only_prepare=asked.prepare,
        say=partial(print, flush=True),
        language=language,
    )
