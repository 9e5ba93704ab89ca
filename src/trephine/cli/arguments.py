"""arguments: a parser whose complaints and help are Trephine's, in one language."""

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from trephine.core.error import InputError
from trephine.core.text import Language, Text

# What argparse says (Python 3.11 to 3.14), and the same in Chinese; what is not here stays English.
_SAID = (
    (r"argument ([^:]+): (.+)", "参数 {0}：{1}"),
    (r"the following arguments are required: (.+)", "缺少必写的参数：{0}"),
    (r"one of the arguments (.+) is required", "须写以下参数之一：{0}"),
    (r"unrecognized arguments: (.+)", "没有这样的参数：{0}"),
    (r"invalid choice: (.+) \(choose from (.+)\)", "没有 {0} 这个取值，可选：{1}"),
    (r"invalid int value: (.+)", "{0} 不是整数"),
    (r"invalid float value: (.+)", "{0} 不是数字"),
    (r"invalid (.+) value: (.+)", "{1} 不是 {0}"),
    (r"expected one argument", "须写一个值"),
    (r"expected at least one argument", "至少写一个值"),
    (r"expected (\d+) arguments?", "须写 {0} 个值"),
    (r"not allowed with argument (.+)", "不能与 {0} 同用"),
    (r"ignored explicit argument (.+)", "此选项不带值，却写了 {0}"),
    (r"ambiguous option: (.+) could match (.+)", "{0} 不明确，可能是：{1}"),
)
# The Chinese head is as wide as the English one, which the lines below it are set in by.
_HEADS = (
    (r"\Ausage: ", "用法： "),
    (r"^positional arguments:$", "参数："),
    (r"^options:$", "选项："),
)
_HELP = Text(zh="显示本说明", en="show this help message and exit")


def arguments(*, prog: str, description: str, language: Language) -> argparse.ArgumentParser:
    """Return a parser with ``--help`` alone that raises InputError for what it cannot parse."""
    parser = _Parser(prog=prog, description=description, add_help=False)
    parser.language = language
    parser.add_argument("-h", "--help", action="help", help=_HELP[language])
    return parser


class _Parser(argparse.ArgumentParser):
    language: Language = "en"

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]  # its overloads
        """Parse words and options in any order: ``run --json FILE`` means ``run FILE --json``.

        Before 3.13 argparse takes a word that may be left out for left out as soon as an option
        stands before it.
        """
        return self.parse_intermixed_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Refuse the command line; ``message`` is argparse's own."""
        raise InputError(
            what=Text(zh="命令行的写法有误", en="The command line cannot be understood"),
            where=self.prog,
            found=_chinese(message) if self.language == "zh" else message,
            do=Text(
                zh=f"可用的选项: {self.prog} --help", en=f"See its options: {self.prog} --help"
            ),
        )

    def format_help(self) -> str:
        """Return the help, its headings in the parser's language."""
        text = super().format_help()
        for head, chinese in _HEADS if self.language == "zh" else ():
            text = re.sub(head, chinese, text, count=1, flags=re.MULTILINE)
        return text


def _chinese(message: str) -> str:
    """Return a complaint of argparse's in Chinese; one it is not known to make stays as it is."""
    for pattern, chinese in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            parts = list(found.groups())
            if pattern.startswith("argument "):
                parts[1] = _chinese(parts[1])
            return chinese.format(*parts)
    return message
