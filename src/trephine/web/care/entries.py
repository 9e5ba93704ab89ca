"""record_entries, erase_identity: what stands in a record by whom, and erasing who it is of."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from trephine import library
from trephine.care.fold_record import FoldedRecord, KeptReading, RecordStep
from trephine.core.error import InputError
from trephine.core.event import Entry
from trephine.core.observable import Observable
from trephine.core.record_event import IdentityErased, ReadingCorrected, ReadingWithdrawn
from trephine.core.text import Text
from trephine.web.account.who import SignedIn
from trephine.web.care.entries_shape import (
    EntryGroup,
    EntryWithdrawn,
    IdentityToErase,
    RecordEntries,
    RecordEntry,
)
from trephine.web.care.reading_words import READING_WHY, reading_words
from trephine.web.care.records import Records, clock
from trephine.web.care.shape import GradeInput, InputChoice, PatientWritten
from trephine.web.care.shown import words

_MOST = 60


def record_entries(
    records: Records, name: str, now: datetime, *, of: str, names: Mapping[str, str]
) -> RecordEntries:
    """Return the latest entries, of one observable where it is named, with who wrote each.

    ``names`` are people's by their accounts. What was undone is left out: the history has it.
    """
    folded = records.record(name)
    seen = clock(folded, now)
    known = [one for one in folded.kept if one.reading.time <= seen]
    counted = Counter(one.reading.observable for one in known)
    asked = [one for one in known if not of or one.reading.observable == of]
    asked.sort(key=lambda one: (one.reading.time, one.version, one.number), reverse=True)
    steps = {one.version: one for one in folded.history}
    taken = _taken_back(folded)
    return RecordEntries(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        demo=folded.opened.demo,
        groups=tuple(
            EntryGroup(name=one, label=words().label(one), count=count)
            for one, count in counted.most_common()
        ),
        entries=tuple(_entry(one, steps, taken, names) for one in asked[:_MOST]),
        total=len(asked),
    )


def erase_identity(
    records: Records, name: str, asked: IdentityToErase, who: SignedIn, now: datetime
) -> PatientWritten:
    """Erase who a record is of, and say so in the record. Raises InputError, Conflict.

    Events hold a pseudonym alone, so that none of them changes; backups made before keep the rest.
    """
    held = records.identities.get(f"record/{name}")
    records.record(name)
    if not held:
        raise InputError(
            what=Text(zh="没有可抹去的身份信息", en="There is nothing to erase"),
            where=f"/api/care/patients/{name[:40]}/identity",
            found="0",
            do=Text(zh="记录本身只有代号", en="The record itself holds a pseudonym alone"),
        )
    entry = Entry(kind="identity-erased", payload=IdentityErased(fields=len(held)))
    folded = records.write(name, asked.after, [entry], author=who.account, at=now)
    records.identities.erase(f"record/{name}")
    return PatientWritten(id=name, version=folded.version, at=now)


def _taken_back(folded: FoldedRecord) -> dict[tuple[int, int], RecordStep]:
    return {
        (one.payload.version, one.payload.number): one
        for one in reversed(folded.history)
        if not one.undone and isinstance(one.payload, ReadingWithdrawn | ReadingCorrected)
    }


def _entry(
    one: KeptReading,
    steps: Mapping[int, RecordStep],
    taken: Mapping[tuple[int, int], RecordStep],
    names: Mapping[str, str],
) -> RecordEntry:
    step = steps[one.version]
    back = taken.get((one.version, one.number)) if one.withdrawn else None
    return RecordEntry(
        version=one.version,
        number=one.number,
        time=one.reading.time,
        day_only=one.reading.day_only,
        label=words().label(one.reading.observable),
        value=reading_words(one.reading),
        written_at=step.at.astimezone(),
        author=names.get(step.author, step.author),
        input=_input(library.observables()[one.reading.observable]),
        withdrawn=None
        if back is None
        else EntryWithdrawn(
            at=back.at.astimezone(),
            author=names.get(back.author, back.author),
            why=back.payload.why,
            why_words=READING_WHY[back.payload.why],
            corrected=isinstance(back.payload, ReadingCorrected),
        ),
    )


def _input(one: Observable) -> GradeInput:
    low, high = one.possible or (None, None)
    return GradeInput(
        name=one.id,
        label=one.label,
        kind=one.kind,
        unit=one.unit,
        unit_shown=words().unit(one.id),
        choices=tuple(InputChoice(code=c.code, label=c.label) for c in one.choices),
        low=None if low is None else f"{low}",
        high=None if high is None else f"{high}",
    )
