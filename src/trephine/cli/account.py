"""``trephine account add|list|lock|unlock|password``: who may sign in to the workspace."""

import argparse
import getpass
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.journal import add_place, place
from trephine.core.error import InputError
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.web.account.book import Account, AccountBook

_ACTIONS = ("add", "list", "lock", "unlock", "password")
_HELP = {
    "about": Text(
        zh="工作台的账户：add 新增（密码在提示后输入，不显示）；list 列出；lock 停用并结束会话，"
        "unlock 恢复；password 设新密码。设了管理员密码后，工作台才可监听其他地址，且须登录。",
        en="Accounts of the workspace: add one (the password is asked for, not shown); list them;"
        " lock one out and end its sessions, unlock it again; set a new password. Once an"
        " administrator has a password, the workspace may listen beyond this machine, and people"
        " sign in.",
    ),
    "action": Text(
        zh="add、list、lock、unlock 或 password", en="add, list, lock, unlock, password"
    ),
    "name": Text(zh="用户名", en="the name to sign in with"),
    "label": Text(zh="显示的名字（默认同用户名）", en="the name that is shown (default: the same)"),
    "role": Text(
        zh="角色，可写多次：administrator clinician nurse reviewer methodologist modeller auditor",
        en="a role, may be repeated: administrator clinician nurse reviewer methodologist modeller"
        " auditor",
    ),
    "stdin": Text(
        zh="从标准输入读密码的一行，不提示", en="read the password, a line, from standard input"
    ),
    "provider": Text(
        zh="add：无密码，只经身份提供方登录", en="add: no password, by the identity provider alone"
    ),
}
_PASSWORD = Text(zh="密码：", en="Password: ")
_AGAIN = Text(zh="再输一次：", en="Once more: ")
_NONE = Text(zh="还没有账户", en="There are no accounts yet")
_STATES = {
    "locked": Text(zh="已停用", en="locked"),
    "password": Text(zh="密码", en="password"),
    "provider": Text(zh="身份提供方", en="provider"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine account", description=told["about"], language=language)
    p.add_argument("action", choices=_ACTIONS, help=told["action"])
    p.add_argument("name", nargs="?", default="", help=told["name"])
    p.add_argument("--label", default="", help=told["label"])
    p.add_argument("--role", action="append", default=[], help=told["role"])
    p.add_argument("--password-stdin", action="store_true", help=told["stdin"])
    p.add_argument("--by-provider", action="store_true", help=told["provider"])
    add_place(p, language)
    return p


def run(arguments: list[str], language: Language) -> int:
    """Do what the arguments say and print the accounts concerned."""
    asked = parser(language).parse_args(arguments)
    _check(asked)
    from trephine.journal.existing import existing  # noqa: PLC0415  (after the arguments)
    from trephine.journal.journal import Journal  # noqa: PLC0415  (after the arguments)
    from trephine.web.account.book import AccountBook  # noqa: PLC0415  (likewise)

    with closing(place(asked)) as database:
        if asked.action != "add":
            existing(database)  # a place that was mistyped is not made
        Journal(database.url).close()  # makes the tables where there are none
        book = AccountBook(database)
        found = book.all() if asked.action == "list" else (_done(book, asked, language),)
    for one in found:
        print(_line(one, language))
    if not found:
        print(_NONE[language])
    return 0


def _done(book: "AccountBook", asked: argparse.Namespace, language: Language) -> "Account":
    now = datetime.now(UTC)
    if asked.action == "add":
        password = None if asked.by_provider else _password(asked, language)
        return book.add(asked.name, label=asked.label, roles=asked.role, password=password, now=now)
    key = book.named(asked.name).id
    if asked.action == "lock":
        return book.shut(key, now=now)
    if asked.action == "unlock":
        return book.reopen(key)
    book.set_password(key, _password(asked, language), now=now)
    return book.of(key)


def _password(asked: argparse.Namespace, language: Language) -> str:
    """Return a password typed twice, or read once. Raises InputError where the two differ."""
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(_PASSWORD[language])
    if first != getpass.getpass(_AGAIN[language]):
        raise InputError(
            what=Text(zh="两次输入不一致", en="The two are not the same"),
            where=f"trephine account {asked.action}",
            found="—",
            do=Text(zh="请重试", en="Try again"),
        )
    return first


def _check(asked: argparse.Namespace) -> None:
    """Refuse a command line that lacks something. Raises InputError."""
    missing = []
    if asked.action != "list" and not asked.name:
        missing.append(_HELP["name"])
    if asked.action == "add" and not asked.role:
        missing.append(_HELP["role"])
    if missing:
        raise InputError(
            what=Text(zh="命令没有写全", en="Something is missing"),
            where=f"trephine account {asked.action}",
            found="—",
            do=Text(
                zh="；".join(one.zh for one in missing), en="; ".join(one.en for one in missing)
            ),
        )


def _line(one: "Account", language: Language) -> str:
    state = _STATES["password" if one.has_password else "provider"][language]
    if one.disabled:
        state += f", {_STATES['locked'][language]}"
    return f"{one.name:<24} {', '.join(one.roles):<32} {state}  {one.label}"
