"""once: remember what a function gave for its arguments, by their identity."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")
# Content is a few hundred tables; tests make some thousands of small ones.
_MOST = 5000


def once(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Return ``function`` with its answers kept, for frozen arguments that are costly to hash.

    Hashing a pathway walks through all of its rules (11 ms): identity is enough for content that
    is loaded once. Arguments are kept with the answer, so that their identity stays their own; what
    is given by name is not remembered.
    """
    kept: dict[tuple[int, ...], tuple[Any, Found]] = {}

    @wraps(function)
    def answered(*given: Given.args, **named: Given.kwargs) -> Found:
        if named:
            return function(*given, **named)
        key = tuple(map(id, given))
        found = kept.get(key)
        if found is None:
            if len(kept) >= _MOST:
                kept.clear()
            found = kept[key] = (given, function(*given, **named))
        return found[1]

    return answered
