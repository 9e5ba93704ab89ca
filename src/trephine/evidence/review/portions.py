"""portions: a long list in parts that an event of the journal can hold."""

import json
from collections.abc import Sequence
from typing import TypeVar

from trephine.core.review_entry import plain

Item = TypeVar("Item")
_BYTES = 700_000  # an event holds 1 MiB; defaults that are written out come on top
_EACH = 1000


def portions(items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Return the items in order, cut into parts of at most 1,000 and some 700 kB of JSON.

    One item that is larger is a part of its own. Nothing at all is one empty part.
    """
    found: list[list[Item]] = [[]]
    held = 0
    for one in items:
        size = len(json.dumps(plain(one), ensure_ascii=False).encode())
        if found[-1] and (held + size > _BYTES or len(found[-1]) == _EACH):
            found.append([])
            held = 0
        found[-1].append(one)
        held += size
    return tuple(tuple(part) for part in found)
