"""Follow: a walk along the chain that says of each event whether it follows the last one."""

from typing import Literal

from trephine.core.event import Event
from trephine.journal.chain import START, digest_of

Wrong = Literal["missing", "changed", "unlinked", "version"]


class Follow:
    """Where the walk stands: ``position`` and ``digest`` of the last event that followed."""

    def __init__(self) -> None:
        """Begin before the first event."""
        self.position = 0
        self.digest = START
        self.versions: dict[str, int] = {}

    def wrong(self, event: Event) -> Wrong | None:
        """Return what is wrong with the next event; None, and go on to it, where nothing is.

        missing: its position is not the next one. changed: its digest is not that of what it says.
        unlinked: it was written after another event than the one before it. version: its stream
        has another last version.
        """
        if event.position != self.position + 1:
            return "missing"
        if event.digest != own_digest(event):
            return "changed"
        if event.before != self.digest:
            return "unlinked"
        if event.version != self.versions.get(event.stream, 0) + 1:
            return "version"
        self.position, self.digest = event.position, event.digest
        self.versions[event.stream] = event.version
        return None


def own_digest(event: Event) -> str:
    """Return the digest that an event should carry by what it says. Raises ValueError for NaN."""
    return digest_of(
        stream=event.stream,
        version=event.version,
        position=event.position,
        author=event.author,
        at=event.at,
        kind=event.kind,
        payload=event.payload,
        before=event.before,
    )
