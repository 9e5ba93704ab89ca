"""line_of, toml_fault: which line of a TOML text a refusal is about, and what is wrong there."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, cast

from trephine.core.error import InputError
from trephine.core.text import Text

# What tomllib says (Python 3.11 to 3.14), and the same in Chinese; what is not here stays English.
_SAID = (
    (r"Unterminated string", "字符串没有结束（缺引号）"),
    (r"Illegal character (.+)", "字符串中不能有 {0}（多半是缺引号）"),
    (r"Invalid value", "等号后不是 TOML 的值（文字须加引号）"),
    (r"Expected '=' after a key in a key/value pair", "键之后缺等号"),
    (r"Expected newline or end of document after a statement", "值之后多了字符"),
    (r"Expected '\]+' at the end of an? .+ declaration", "表头缺右方括号"),
    (r"Invalid statement", "这一行不是“键 = 值”"),
    (r"Invalid initial character for a key part", "键的第一个字符不合法"),
    (r"Invalid date or datetime", "日期或时刻不合法"),
    (r"Unclosed array", "列表没有结束（缺右方括号）"),
    (r"Unclosed inline table", "花括号没有结束"),
    (r"Cannot overwrite a value", "同一个键写了两次"),
    (r"Duplicate inline table key (.+)", "花括号中 {0} 写了两次"),
    (r"Cannot declare (.+) twice", "表 {0} 写了两次"),
    (r"Found invalid character (.+)", "不能有字符 {0}"),
)
Steps = tuple[str | int, ...]


def line_of(text: str, steps: Steps) -> int:
    """Return the line on which the deepest existing part of ``steps`` is written, from 1.

    TOML is read from top to bottom, so a key is on the line after the longest prefix of the file
    that parses and does not have it yet: found by bisection with the parser itself. A part that
    the file does not have (a missing key, a member of a union) is passed over. An element of an
    array that spans lines counts as written on the array's first line.
    """
    path = _existing(tomllib.loads(text), steps)
    if not path:
        return 1
    lines = text.split("\n")
    low, high = 0, len(lines)
    while True:
        middle = (low + high) // 2
        for end in (*range(middle, low, -1), *range(middle + 1, high)):
            tree = _loads_or_none("\n".join(lines[:end]))
            if tree is not None:
                break
        else:
            return low + 1
        if _has(tree, path):
            high = end
        else:
            low = end


def toml_fault(text: str, error: tomllib.TOMLDecodeError, name: str) -> InputError:
    """Return the refusal of a text that is not TOML: what is wrong, ``name:line`` and the line."""
    told = str(error)
    stated = re.search(r" \(at line (\d+), column \d+\)$", told)
    line = int(stated[1]) if stated else text.rstrip().count("\n") + 1
    message = re.sub(r" \(at (line \d+, column \d+|end of document)\)$", "", told)
    lines = text.split("\n")
    return InputError(
        what=Text(
            zh=f"不是合法的 TOML：{_chinese(message)}", en=f"This is not valid TOML: {message}"
        ),
        where=f"{name}:{line}",
        found=(lines[line - 1] if line <= len(lines) else "").strip()[:120] or "—",
        do=Text(zh="按 TOML 语法改正此行", en="Correct the line by the rules of TOML"),
    )


def _chinese(message: str) -> str:
    for pattern, chinese in _SAID:
        if found := re.fullmatch(pattern, message):
            return chinese.format(*found.groups())
    return message


def _loads_or_none(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _existing(tree: Any, steps: Steps) -> Steps:
    kept: list[str | int] = []
    for step in steps:
        if isinstance(tree, Mapping) and step in tree:
            tree = tree[cast("str", step)]
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            continue
        kept.append(step)
    return tuple(kept)


def _has(tree: Any, steps: Steps) -> bool:
    return _existing(tree, steps) == steps
