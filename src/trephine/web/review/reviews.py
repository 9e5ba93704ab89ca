"""Reviews: the reviews of the journal, folded once and followed, and what is written to them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from trephine.core.error import InputError, TrephineError
from trephine.core.event import Entry, Event
from trephine.core.review import HistoryLine, Review
from trephine.core.review_entry import plain, review_entry
from trephine.core.text import Text
from trephine.core.undone import UNDONE
from trephine.evidence.review.fold import fold
from trephine.journal.conflict import Conflict
from trephine.journal.database import BUSY_SECONDS
from trephine.journal.journal import Journal
from trephine.library.review_events import READY_REVIEWS, review_events
from trephine.web.conflict import Overtaken
from trephine.web.errors import NotFoundError, TooManyError
from trephine.web.review.order import Orders
from trephine.web.review.since import overtaken

AUTHOR = "trephine"
_TRIES = 5
# Of what others did meanwhile, these change nothing of what a writer saw.
_BLIND = frozenset({"vote-cast", "value-extracted", "minors-scored", "search-recorded"})


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
        events = self.journal.read(f"review/{name}")
        return fold(one for one in events if one.version <= version)

    def begin(self, name: str, payloads: Sequence[Any], *, author: str, at: datetime) -> Review:
        """Begin a review's stream."""
        entries = [review_entry(one) for one in payloads]
        self.journal.append(f"review/{name}", 0, entries, author=author, at=at)
        return self.review(name)

    def write(
        self,
        name: str,
        after: int,
        make: Callable[[Review], Sequence[Any]],
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
            return self._written(name, after, make, author, at)
        finally:
            turn.release()

    def _written(
        self,
        name: str,
        after: int,
        make: Callable[[Review], Sequence[Any]],
        author: str,
        at: datetime,
    ) -> Review:
        stream = f"review/{name}"
        for _ in range(_TRIES):
            review = self.review(name)
            if review.demo:
                raise InputError(
                    what=Text(
                        zh="演示用的评价只供查看", en="the demonstration review is read only"
                    ),
                    where=stream,
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
            told = _to_tell(review, after, but=author)
            if told:
                raise self._overtaken(name, after, told, make, author)
            entries = [review_entry(one) for one in make(review)]
            with suppress(Conflict):  # another process wrote between: look again
                return self._followed(
                    name,
                    self.journal.append(stream, review.version, entries, author=author, at=at),
                )
        review = self.review(name)
        told = _to_tell(review, after) | {
            line.version for line in review.history[after:] if line.author == author
        }
        if not told:  # votes alone came between: the writer is not told of them
            raise _busy(stream)
        raise self._overtaken(name, after, told, make, author)

    def _overtaken(
        self,
        name: str,
        after: int,
        told: frozenset[int],
        make: Callable[[Review], Sequence[Any]],
        author: str,
    ) -> Overtaken:
        """Return the conflict with its values, as far as the author may see them."""
        review = self.review(name)
        try:
            mine = make(review)
        except TrephineError:  # it cannot be done any more: then there is nothing to set beside
            mine = ()
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
    events = [
        Event(
            stream="",
            version=version,
            position=0,
            author=author,
            at=at,
            kind=entry.kind,
            payload=plain(entry.payload),
            before="",
            digest="",
        )
        for version, entry in enumerate(map(review_entry, payloads), review.version + 1)
    ]
    return fold(events, onto=review)


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
