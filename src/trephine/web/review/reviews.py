"""Reviews: the reviews of the journal, folded once and followed, and what is written to them."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from trephine.core.error import InputError, TrephineError
from trephine.core.event import Entry, Event
from trephine.core.review import HistoryLine, Review
from trephine.core.review_entry import plain, review_entry
from trephine.core.text import Text
from trephine.core.undone import UNDONE
from trephine.evidence.review.fold import fold, payload_of
from trephine.journal.conflict import Conflict
from trephine.journal.database import BUSY_SECONDS
from trephine.journal.journal import Journal
from trephine.journal.payload import CheckedEntry
from trephine.library.review_events import READY_REVIEWS, review_events
from trephine.web.conflict import Overtaken
from trephine.web.errors import NotFoundError, TooManyError
from trephine.web.review.order import Orders
from trephine.web.review.since import overtaken

AUTHOR = "trephine"
_TRIES = 5
_AHEAD = 2  # times that something long is made before its turn, and then in it
# Of what others did meanwhile, these change nothing of what a writer saw.
_BLIND = frozenset({"vote-cast", "value-extracted", "minors-scored", "search-recorded"})


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be written to a review, checked and read already, so that its turn is short."""

    entries: tuple[CheckedEntry, ...]
    payloads: tuple[Any, ...]


class _Moved(Exception):  # noqa: N818  (nobody's mistake)
    """What was made before the turn no longer holds for the review as it stands."""

    def __init__(self, payloads: tuple[Any, ...]) -> None:
        super().__init__()
        self.payloads = payloads


class Reviews:
    """The reviews of one workspace. What was folded is kept and followed from there.

    Who writes to one review waits here for their turn: whoever looked at a version that another
    thread was about to go beyond would have looked in vain. Another process is met by the journal,
    which refuses a version that is not the last.
    """

    def __init__(self, journal: Journal) -> None:
        """Take the journal and put the published reviews into it where they are not yet."""
        self.journal = journal
        self.orders = Orders()
        self._folded: dict[str, Review] = {}
        self._folding: dict[str, Lock] = {}
        self._turns: dict[str, Lock] = {}
        held = {one.stream for one in journal.streams("review/")}
        for name in READY_REVIEWS:
            if f"review/{name}" not in held:
                with suppress(Conflict):  # another server was first: its events are the same
                    journal.append(
                        f"review/{name}", 0, _published(name), author=AUTHOR, at=datetime.now(UTC)
                    )

    def ids(self) -> tuple[tuple[str, datetime], ...]:
        """Return each review's id and when it was last written, the latest first."""
        found = [(s.stream.removeprefix("review/"), s.at) for s in self.journal.streams("review/")]
        return tuple(sorted(found, key=lambda one: one[1], reverse=True))

    def review(self, name: str) -> Review:
        """Return a review as it stands, unblinded. Raises NotFoundError."""
        known = self._folded.get(name)
        # a name that is none has no events
        new = self.journal.read(f"review/{name}", known.version if known else 0)
        if known is None and not new:
            raise NotFoundError(
                what=Text(zh="没有这一评价", en="there is no such review"),
                where="/api/evidence/reviews",
                found=name[:60],
                do=Text(zh="见评价列表", en="see the list of reviews"),
            )
        return self._followed(name, new)

    def _followed(self, name: str, new: Sequence[Event]) -> Review:
        """Return a review with events that follow each other, folded by one thread alone."""
        with self._folding.setdefault(name, Lock()):
            known = self._folded.get(name)
            version = known.version if known is not None else 0
            fresh = [one for one in new if one.version > version]
            if known is None or fresh:
                known = self._folded[name] = fold(fresh, onto=known)
            return known

    def at(self, name: str, version: int) -> Review:
        """Return a review as it stood at a version, unblinded; what came later is not known yet.

        An event that was undone later stands in it: so it was seen then.
        """
        history = self.review(name).history
        return fold(
            _as_event(name, line.version, line.author, line.at, line.kind, line.payload)
            for line in history
            if line.version <= version
        )

    def begin(self, name: str, payloads: Sequence[Any], *, author: str, at: datetime) -> Review:
        """Begin a review's stream."""
        entries = [review_entry(one) for one in payloads]
        self.journal.append(f"review/{name}", 0, entries, author=author, at=at)
        return self.review(name)

    def write(
        self,
        name: str,
        after: int,
        make: Callable[[Review], Sequence[Any] | Ready],
        *,
        author: str,
        at: datetime,
    ) -> Review:
        """Append what ``make`` gives of the review as it stands. Raises Conflict, InputError.

        It is a conflict where something came after version ``after`` that the writer should see;
        the votes of others are not that: they are blind, and twenty people screen at once.
        """
        if name not in self._folded:  # no lock for a name that is none
            self.review(name)
        stream = f"review/{name}"
        turn = self._turns.setdefault(name, Lock())
        if not turn.acquire(timeout=BUSY_SECONDS):
            raise _busy(stream)
        try:
            found = self._written(name, after, make, author, at)
        finally:
            turn.release()
        if isinstance(found, Review):
            return found
        raise self._overtaken(name, after, found, make, author)

    def write_long(
        self,
        name: str,
        after: int,
        make: Callable[[Review], Sequence[Any]],
        holds: Callable[[Review, Review], bool],
        *,
        author: str,
        at: datetime,
    ) -> Review:
        """Append as ``write`` does what takes long to make: others write while it is made.

        In the turn it is looked at once more: ``holds`` tells, of the review that it was made for
        and the review as it stands, whether it is still what ``make`` would give. If not, it is
        made anew before another turn, at last in the turn itself.
        """
        for _ in range(_AHEAD):
            seen = self.review(name)
            _check(seen, name, after)
            ready = self._ready(name, make(seen))

            def made(now: Review, seen: Review = seen, ready: Ready = ready) -> Ready:
                if not holds(seen, now):
                    raise _Moved(ready.payloads)
                return ready

            with suppress(_Moved):
                return self.write(name, after, made, author=author, at=at)
        return self.write(name, after, make, author=author, at=at)

    def _ready(self, name: str, made: Sequence[Any] | Ready) -> Ready:
        if isinstance(made, Ready):
            return made
        stream = f"review/{name}"
        entries = self.journal.checked(stream, [review_entry(one) for one in made])
        payloads = (payload_of(one.kind, json.loads(one.told), stream) for one in entries)
        return Ready(entries=entries, payloads=tuple(payloads))

    def _written(
        self,
        name: str,
        after: int,
        make: Callable[[Review], Sequence[Any] | Ready],
        author: str,
        at: datetime,
    ) -> Review | frozenset[int]:
        """Return the review with what was written, or the versions that are to be told first."""
        stream = f"review/{name}"
        for _ in range(_TRIES):
            review = self.review(name)
            _check(review, name, after)
            told = _to_tell(review, after, but=author)
            if told:
                return told
            made = self._ready(name, make(review))
            with suppress(Conflict):  # another process wrote between: look again
                events = self.journal.append(
                    stream, review.version, made.entries, author=author, at=at
                )
                read = zip(events, made.payloads, strict=True)
                return self._followed(name, [replace(one, payload=two) for one, two in read])
        review = self.review(name)
        told = _to_tell(review, after) | {
            line.version for line in review.history[after:] if line.author == author
        }
        if not told:  # votes alone came between: the writer is not told of them
            raise _busy(stream)
        return told

    def _overtaken(
        self,
        name: str,
        after: int,
        told: frozenset[int],
        make: Callable[[Review], Sequence[Any] | Ready],
        author: str,
    ) -> Overtaken:
        """Return the conflict with its values, as far as the author may see them."""
        review = self.review(name)
        mine: Sequence[Any] = ()
        try:
            made = make(review)
            mine = made.payloads if isinstance(made, Ready) else made
        except _Moved as moved:
            mine = moved.payloads
        except TrephineError:  # it cannot be done any more: then there is nothing to set beside
            pass
        events = self.journal.read(f"review/{name}", after)
        since = tuple(one for one in events if one.version in told)
        conflict = Conflict(stream=f"review/{name}", after=after, since=since)
        return overtaken(conflict, review, self.at(name, after), mine, author)


def _busy(stream: str) -> TooManyError:
    return TooManyError(
        what=Text(zh="许多人正在同时写入", en="many people are writing at this moment"),
        where=stream,
        found=f"{_TRIES}",
        do=Text(zh="请再试一次", en="try once more"),
    )


def ahead(review: Review, payloads: Sequence[Any], *, author: str, at: datetime) -> Review:
    """Return the review as it would be with these payloads, which are not written."""
    entries = enumerate(map(review_entry, payloads), review.version + 1)
    events = [
        _as_event("", version, author, at, one.kind, plain(one.payload)) for version, one in entries
    ]
    return fold(events, onto=review)


def _check(review: Review, name: str, after: int) -> None:
    """Refuse what cannot be written at all, or not after that version."""
    if review.demo:
        raise InputError(
            what=Text(zh="演示用的评价只供查看", en="the demonstration review is read only"),
            where=f"review/{name}",
            found=name,
            do=Text(zh="另建一项评价", en="begin a review of your own"),
        )
    if after > review.version:
        raise InputError(
            what=Text(zh="没有这个版本", en="there is no such version"),
            where="after",
            found=str(after),
            do=Text(zh="刷新后重试", en="reload and try again"),
        )


def _as_event(name: str, version: int, author: str, at: datetime, kind: str, payload: Any) -> Event:
    """Return what a fold follows; it has no place in the chain."""
    return Event(
        stream=f"review/{name}",
        version=version,
        position=0,
        author=author,
        at=at,
        kind=kind,
        payload=payload,
        before="",
        digest="",
    )


def _to_tell(review: Review, after: int, *, but: str = "") -> frozenset[int]:
    """Return the versions beyond ``after`` that a writer is told of; none of author ``but``."""
    return frozenset(
        line.version
        for line in review.history[max(0, after) :]  # a stream's versions are 1, 2, 3, …
        if line.author != but and not _is_blind(review, line)
    )


def _is_blind(review: Review, line: HistoryLine) -> bool:
    """Tell whether an event, or what it takes back, is a judgement that others do not see."""
    while line.kind == UNDONE:
        version = line.payload.version
        if not 0 < version < line.version:
            return False
        line = review.history[version - 1]
    return line.kind in _BLIND


def _published(name: str) -> list[Entry]:
    """Return a published review's entries, its opening marked as a demonstration."""
    first, *rest = review_events(name)
    return [Entry(kind=first.kind, payload={**first.payload, "demo": True}), *rest]
