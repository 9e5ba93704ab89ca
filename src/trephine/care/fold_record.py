"""fold_record: the events of a record's stream into the record as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trephine.care.enter import enter
from trephine.core.error import InputError
from trephine.core.event import Event
from trephine.core.observable import OBSERVABLES_PAGE, Observable
from trephine.core.option import names_near
from trephine.core.record import Reading, Record
from trephine.core.record_event import (
    RECORD_KINDS,
    GradeSigned,
    ReadingCorrected,
    ReadingsAdded,
    ReadingWithdrawn,
    RecordOpened,
    WrittenReading,
)
from trephine.core.text import Text
from trephine.core.undone import Undone
from trephine.core.ward_clock import WardClock
from trephine.interop.event_payload import event_payload

_UNKNOWN = Text(zh="患者记录中没有这种事件", en="a patient's record knows no such event")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReading:
    """A reading with the event that brought it; ``withdrawn``: it counts no longer."""

    version: int
    number: int
    reading: Reading
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStep:
    """One event of a record's history as it was appended, and whether it was taken back."""

    version: int
    at: datetime
    author: str
    kind: str
    payload: Any
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedRecord:
    """A record as its events make it, with its history; ``record`` is read as any other."""

    record: Record
    opened: RecordOpened
    version: int
    kept: tuple[KeptReading, ...]
    signed: tuple[tuple[int, GradeSigned], ...]
    history: tuple[RecordStep, ...]


def fold_record(
    events: Iterable[Event],
    observables: Mapping[str, Observable],
    clock: WardClock | None = None,
) -> FoldedRecord:
    """Return the record that the events of one stream, in order, make.

    ``clock``: the ward's; readings are then in its zone, whatever zone they were sent in. A demo
    record keeps the clock that it is seen at.
    What was undone counts as never written; what was withdrawn or corrected still shows in what was
    known before. A withdrawal of a reading that is not there, or no longer, changes nothing.
    Raises InputError where the stream does not begin by opening a record, or where a payload or
    a reading cannot be read.
    """
    steps = _steps(tuple(events))
    counted = [one for one in steps if not one.undone]
    if not counted or not isinstance(counted[0].payload, RecordOpened):
        raise InputError(
            what=Text(zh="此流不是患者记录", en="The stream holds no patient's record"),
            where="record",
            found=f"{len(steps)} events",
            do=Text(zh="核对记录的标识", en="check the record's id"),
        )
    clock = clock_of(counted[0].payload, clock)
    readings: list[Reading] = []
    kept: dict[tuple[int, int], KeptReading] = {}
    for one in counted:
        match one.payload:
            case ReadingsAdded(readings=written):
                _add(written, one, observables, readings, kept, clock)
            case ReadingWithdrawn():
                _withdraw(one.payload, one, readings, kept)
            case ReadingCorrected(reading=written_again):
                if _withdraw(one.payload, one, readings, kept):
                    _add((written_again,), one, observables, readings, kept, clock)
    return FoldedRecord(
        record=Record(patient=counted[0].payload.patient, readings=tuple(readings)),
        opened=counted[0].payload,
        version=steps[-1].version,
        kept=tuple(kept.values()),
        signed=tuple(
            (one.version, one.payload) for one in counted if isinstance(one.payload, GradeSigned)
        ),
        history=steps,
    )


def clock_of(opened: RecordOpened, clock: WardClock | None) -> WardClock | None:
    """Return the clock that a record's moments are read by: the ward's, or a demo record's own."""
    zone = None if opened.seen_at is None else opened.seen_at.tzinfo
    return clock if zone is None else WardClock(name=f"{zone}", zone=zone)


def entered(
    written: WrittenReading,
    at: datetime,
    observables: Mapping[str, Observable],
    where: str,
    clock: WardClock | None = None,
) -> Reading:
    """Return the reading that was written, as if read from a file. Raises InputError.

    ``clock``: as the ward's clock reads it.
    """
    if written.observable not in observables:
        raise InputError(
            what=Text(zh="没有这一观察项", en="there is no such observable"),
            where=where,
            found=repr(written.observable[:100]),
            do=names_near(written.observable[:100], observables, listed=OBSERVABLES_PAGE),
        )
    time = written.time
    found = enter(
        observables[written.observable],
        written.value,
        written.unit,
        time if clock is None else clock.read(time, day_only=written.day_only),
        where=where,
        origin=written.origin,
        recorded=at if written.recorded is None else written.recorded,
        low=written.low,
        high=written.high,
        day_only=written.day_only,
        withdrawn=written.withdrawn,
    )
    if clock is not None and isinstance(found.value, datetime):
        return replace(found, value=clock.read(found.value))
    return found


def _add(
    written: Iterable[WrittenReading],
    step: RecordStep,
    observables: Mapping[str, Observable],
    readings: list[Reading],
    kept: dict[tuple[int, int], KeptReading],
    clock: WardClock | None,
) -> None:
    for number, one in enumerate(written):
        reading = entered(one, step.at, observables, f"v{step.version}.{number}", clock)
        readings.append(reading)
        if not reading.withdrawn:
            kept[step.version, number] = KeptReading(
                version=step.version, number=number, reading=reading
            )


def _withdraw(
    asked: ReadingWithdrawn | ReadingCorrected,
    step: RecordStep,
    readings: list[Reading],
    kept: dict[tuple[int, int], KeptReading],
) -> bool:
    found = kept.get((asked.version, asked.number))
    if found is None or found.withdrawn:
        return False
    recorded = step.at if asked.recorded is None else asked.recorded
    readings.append(replace(found.reading, withdrawn=True, recorded=recorded))
    kept[asked.version, asked.number] = replace(found, withdrawn=True)
    return True


def _steps(events: tuple[Event, ...]) -> tuple[RecordStep, ...]:
    """Return the events read; later ones first decide which of the earlier ones still count."""
    undone: set[int] = set()
    found = []
    for one in reversed(events):
        payload = _decode(one)
        sound = one.version not in undone
        if isinstance(payload, Undone) and sound and 1 < payload.version < one.version:
            undone.add(payload.version)  # the first opened the record: without it there is none
        found.append(
            RecordStep(
                version=one.version,
                at=one.at,
                author=one.author,
                kind=one.kind,
                payload=payload,
                undone=one.version in undone,
            )
        )
    return tuple(reversed(found))


def _decode(one: Event) -> Any:
    where = f"{one.stream} v{one.version}"
    return event_payload(RECORD_KINDS, one.kind, one.payload, where=where, unknown=_UNKNOWN)
