"""line_of: the line of a TOML text on which a key is written, for a refusal to name."""

import tomllib
from collections.abc import Mapping
from typing import Any, cast

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
