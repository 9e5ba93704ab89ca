"""Conflict: somebody else wrote to the stream since the writer last read it."""

from typing import Any

from trephine.core.error import TrephineError
from trephine.core.event import Event
from trephine.core.text import Text


class Conflict(TrephineError):  # noqa: N818  (it is no mistake of the writer's)
    """Nothing was written, because the stream has gone on; ``since`` are the events that came."""

    def __init__(self, *, stream: str, after: int, since: tuple[Event, ...]) -> None:
        """Say which stream, the version the writer had seen, and what came after it."""
        last = since[-1]
        super().__init__(
            what=Text(
                zh="此处已被他人修改，您的修改没有写入",
                en="Somebody else has changed this; your change was not written",
            ),
            where=f"{stream}, version {after}",
            found=f"version {last.version} ({last.kind})",
            do=Text(zh="查看新的内容后再写一次", en="look at what is new, then write once more"),
        )
        self.stream = stream
        self.after = after
        self.since = since

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it cross from one process to another."""
        return _again, (self.stream, self.after, self.since)


def _again(stream: str, after: int, since: tuple[Event, ...]) -> Conflict:
    return Conflict(stream=stream, after=after, since=since)
