"""Records: patients' records of the journal, folded and assessed, and what is written to them."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from trephine import library
from trephine.care.assess import assess
from trephine.care.assessment import Assessment
from trephine.care.fold_record import FoldedRecord, clock_of, fold_record
from trephine.core.event import Entry, Event
from trephine.core.text import Text
from trephine.core.ward_clock import WardClock, ward_clock
from trephine.journal.conflict import Conflict
from trephine.journal.identity import Identities
from trephine.journal.journal import Journal
from trephine.web.care.demo import AUTHOR, demo_entries, demo_events
from trephine.web.care.since import overtaken
from trephine.web.errors import NotFoundError

if TYPE_CHECKING:
    from trephine.web.care.shape import WardPatient

_MOST = 200  # folded records and assessments kept; a ward has fewer patients


class Records:
    """The records of one workspace; ``demo``: with the demo courses among them.

    What was folded and assessed is kept by version and moment, since neither ever changes.
    """

    def __init__(self, journal: Journal, *, demo: bool, clock: WardClock | None = None) -> None:
        """Take the journal; ``clock`` is the ward's, the machine's where none is given."""
        self.journal = journal
        self.demo = demo
        self.clock = ward_clock() if clock is None else clock
        self.identities = Identities(journal.database)
        # of the ward's overview: the version and the minute that each row is of
        self.rows: dict[str, tuple[int, datetime, WardPatient]] = {}
        self.rows_alone = Lock()
        self._folded: dict[tuple[str, int], FoldedRecord] = {}
        self._assessed: dict[tuple[str, int, datetime], Assessment] = {}

    def versions(self) -> dict[str, int]:
        """Return the version of every record by its id, the demo courses first.

        A demo course that nobody has written to is of version 0.
        """
        streams = self.journal.streams("record/")
        found = {one.stream.removeprefix("record/"): one.version for one in streams}
        if self.demo:
            return dict.fromkeys(demo_entries(), 0) | found
        # written while everybody was the demo administrator: nobody's patients
        return {name: version for name, version in found.items() if name not in demo_entries()}

    def record(self, name: str) -> FoldedRecord:
        """Return one record as it stands. Raises NotFoundError."""
        events = self._events(name)
        if not events:
            raise NotFoundError(
                what=Text(zh="没有这份患者记录", en="There is no such patient's record"),
                where="/api/care/patients",
                found=name[:60],
                do=Text(zh="见病区总览", en="See the ward"),
            )
        key = (name, events[-1].version)
        if key not in self._folded:
            _trim(self._folded)
            self._folded[key] = fold_record(events, library.observables(), self.clock)
        return self._folded[key]

    def clock_of(self, folded: FoldedRecord) -> WardClock:
        """Return the clock that a record is read by: the ward's, or a demo record's own."""
        return clock_of(folded.opened, self.clock) or self.clock

    def assessed(self, name: str, folded: FoldedRecord, at: datetime) -> Assessment:
        """Return what follows for a record at a moment."""
        key = (name, folded.version, at)
        if key not in self._assessed:
            _trim(self._assessed)
            self._assessed[key] = assess(folded.record, at, library.handbook())
        return self._assessed[key]

    def write(
        self, name: str, after: int, entries: Sequence[Entry], *, author: str, at: datetime
    ) -> FoldedRecord:
        """Append to a record and return it as it stands then. Raises Conflict, InputError.

        It is folded before it is appended: what could not be read back is refused.
        """
        events = self._events(name)
        if after == (events[-1].version if events else 0):
            fold_record(
                (*events, *_as_events(name, after, entries, author, at)),
                library.observables(),
                self.clock,
            )
        if name in demo_entries() and self.demo and not self.journal.read(f"record/{name}"):
            with suppress(Conflict):  # somebody else was first: theirs is the same
                self.journal.append(f"record/{name}", 0, demo_entries()[name], author=AUTHOR, at=at)
        try:
            self.journal.append(f"record/{name}", after, entries, author=author, at=at)
        except Conflict as error:
            mine = _as_events(name, after, entries, author, at)
            raise overtaken(error, self._events(name), mine, self.clock) from None
        return self.record(name)

    def _events(self, name: str) -> tuple[Event, ...]:
        if not self.demo and name in demo_entries():
            return ()
        events = self.journal.read(f"record/{name}")
        if events or not self.demo:
            return events
        return demo_events(name, datetime.now(UTC))


def clock(folded: FoldedRecord, now: datetime) -> datetime:
    """Return the moment that a record is seen at: now; for a demo record its own, or its latest."""
    seen = folded.opened.seen_at
    if seen is None:
        return now
    later = [one.reading.time for one in folded.kept if one.version > len(_OPENING)]
    return max([seen, *later])


_OPENING = ("record-opened", "readings-added")  # the events that a demo record begins with


def _as_events(
    name: str, after: int, entries: Sequence[Entry], author: str, at: datetime
) -> tuple[Event, ...]:
    return tuple(
        Event(
            stream=f"record/{name}",
            version=version,
            position=0,
            author=author,
            at=at,
            kind=one.kind,
            payload=one.payload,
            before="",
            digest="",
        )
        for version, one in enumerate(entries, after + 1)
    )


def _trim(kept: dict[Any, Any]) -> None:
    if len(kept) >= _MOST:
        kept.clear()  # at once: threads that come between find it empty, never half gone
