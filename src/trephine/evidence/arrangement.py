"""Arrangements of a multiset, numbered in lexicographic order."""

import math
from collections.abc import Sequence


def count(sizes: Sequence[int]) -> int:
    """Return how many different orders things in groups of these sizes have."""
    return math.factorial(sum(sizes)) // math.prod(math.factorial(n) for n in sizes)


def arrangement(sizes: Sequence[int], rank: int) -> list[int]:
    """Return the arrangement of that rank (from 0): the group at each place."""
    left = list(sizes)
    out = []
    here = count(left)
    for place in range(sum(sizes)):
        remaining = sum(sizes) - place
        for group, n in enumerate(left):
            share = here * n // remaining  # arrangements that begin with this group
            if rank < share:
                out.append(group)
                left[group] -= 1
                here = share
                break
            rank -= share
    return out
