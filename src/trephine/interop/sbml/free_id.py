"""free_id: an id that nothing has yet."""

from collections.abc import Container


def free_id(wish: str, taken: Container[str]) -> str:
    """Return the wish, or the wish with a number behind it."""
    found, n = wish, 2
    while found in taken:
        found, n = f"{wish}_{n}", n + 1
    return found
