"""A long list in parts: nothing lost or moved, no part larger than an event may be."""

import json
from itertools import pairwise
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.evidence.review.conftest import record
from trephine.core.review_entry import plain
from trephine.evidence.review import portions as module
from trephine.evidence.review.portions import portions

_EVENT = 1 << 20  # what an event of the journal holds


def size(items) -> int:
    return sum(len(json.dumps(plain(one), ensure_ascii=False).encode()) for one in items)


def test_a_thousand_small_items_are_a_part_and_nothing_is_one_empty_part() -> None:
    items = tuple(record(f"r{at}") for at in range(2001))
    assert [len(part) for part in portions(items)] == [1000, 1000, 1]
    assert portions(()) == ((),)


def test_bytes_and_not_characters_are_what_an_event_holds() -> None:
    items = tuple(record(f"r{at}", abstract="示" * 60_000) for at in range(7))  # 180 kB each
    parts = portions(items)
    assert [len(part) for part in parts] == [3, 3, 1]
    assert all(size(part) < 0.7 * _EVENT for part in parts)


@given(st.lists(st.integers(0, 300), max_size=12))
def test_parts_hold_everything_in_order_and_none_ends_before_it_is_full(lengths) -> None:
    items = tuple(record(f"r{at}", abstract="示" * n) for at, n in enumerate(lengths))
    with patch.object(module, "_BYTES", 700):
        parts = portions(items)
    assert tuple(one for part in parts for one in part) == items
    assert all(len(part) == 1 or size(part) <= 700 for part in parts if items)
    for part, after in pairwise(parts):
        assert size((*part, after[0])) > 700
