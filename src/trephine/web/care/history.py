"""patient_history: how a record came to be so, step by step, and by whom."""

from collections.abc import Mapping
from datetime import datetime

from trephine import library
from trephine.care.fold_record import RecordStep
from trephine.core.record_event import (
    ChecklistSigned,
    GradeSigned,
    IdentityChecked,
    IdentityErased,
    ReadingCorrected,
    ReadingsAdded,
    ReadingWithdrawn,
    RecordOpened,
    RequirementOverridden,
)
from trephine.core.text import Text, both_of
from trephine.core.undone import Undone
from trephine.core.ward_clock import WardClock
from trephine.web.care.eligibility_words import OVERRIDE_WHY
from trephine.web.care.history_shape import HistoryEntry, PatientHistory, ReadingKept
from trephine.web.care.reading_words import READING_WHY, reading_words
from trephine.web.care.records import Records, clock
from trephine.web.care.shown import words

_SHOWN = 60  # readings listed, the latest first
_OPENED = Text(zh="建立记录", en="The record was opened")
_ADDED = Text(zh="录入 {n} 条：{what}", en="{n} entered: {what}")
_WITHDRAWN = Text(zh="撤回一条读数（{why}）", en="A reading was withdrawn ({why})")
_CORRECTED = Text(zh="更正一条读数：{what}（{why}）", en="A reading was corrected: {what} ({why})")
_SIGNED = Text(zh="签名：{what} {grade} 级", en="Signed: {what}, grade {grade}")
_OVERRIDDEN = Text(zh="签名：越过 {rule}（{why}）", en="Signed: went on in spite of {rule} ({why})")
_ERASED = Text(
    zh="姓名与住院号已抹去（{n} 项）", en="Name and hospital number were erased ({n} fields)"
)
_CHECKED = Text(zh="签名：输注前核对", en="Signed: the checks before the infusion")
_MATCHED = Text(zh="产品标识相符", en="The product's identifier agreed")
_MISMATCH = Text(zh="产品标识不符", en="The product's identifier did not agree")
_UNDONE = Text(zh="撤销第 {version} 步", en="Step {version} was undone")


def patient_history(
    records: Records,
    name: str,
    now: datetime,
    at: datetime | None = None,
    *,
    names: Mapping[str, str],
) -> PatientHistory:
    """Return the events of a record and its latest readings, none beyond the moment it is seen.

    ``names`` are people's by their accounts.
    ``at``: looking back, the readings that were known then; every event is shown all the same.
    """
    folded = records.record(name)
    seen = clock(folded, now) if at is None else at
    first = 2 if folded.opened.demo else 1  # what a record begins with is not taken back
    readings = [one for one in folded.kept if one.reading.known_from <= seen]
    readings.sort(key=lambda one: one.reading.time, reverse=True)
    return PatientHistory(
        version=folded.version,
        events=tuple(_event(one, first, records.clock, names) for one in reversed(folded.history)),
        readings=tuple(
            ReadingKept(
                version=one.version,
                number=one.number,
                time=one.reading.time,
                label=words().label(one.reading.observable),
                value=reading_words(one.reading),
                withdrawn=one.withdrawn,
            )
            for one in readings[:_SHOWN]
        ),
        readings_all=len(readings),
    )


def _event(one: RecordStep, first: int, clock: WardClock, names: Mapping[str, str]) -> HistoryEntry:
    return HistoryEntry(
        version=one.version,
        at=clock.read(one.at),
        author=names.get(one.author, one.author),
        kind=one.kind,
        what=_said(one),
        undone=one.undone,
        can_undo=one.version > first and not one.undone and one.kind != "identity-erased",
    )


def _said(one: RecordStep) -> Text:
    match one.payload:
        case RecordOpened():
            return _OPENED
        case ReadingsAdded(readings=written):
            return _ADDED.filled(what=_labels([r.observable for r in written]), n=len(written))
        case ReadingWithdrawn(why=why):
            return _WITHDRAWN.filled(why=READING_WHY[why])
        case ReadingCorrected(why=why, reading=reading):
            return _CORRECTED.filled(what=words().label(reading.observable), why=READING_WHY[why])
        case GradeSigned(decides=decides, grade=grade):
            return _SIGNED.filled(what=words().label(decides), grade=int(grade))
        case RequirementOverridden(rule=rule, why=reason):
            return _OVERRIDDEN.filled(rule=both_of(rule), why=OVERRIDE_WHY[reason])
        case IdentityErased(fields=n):
            return _ERASED.filled(n=n)
        case ChecklistSigned():
            return _CHECKED
        case IdentityChecked(matched=matched):
            return _MATCHED if matched else _MISMATCH
        case Undone(version=version):
            return _UNDONE.filled(version=version)
        case _:
            return both_of(one.kind)


def _labels(names: list[str]) -> Text:
    several = list(dict.fromkeys(names))
    said = [words().label(name) for name in several[:4] if name in library.observables()]
    more = "…" if len(several) > len(said) else ""
    return Text(
        zh="、".join(one.zh for one in said) + more, en=", ".join(one.en for one in said) + more
    )
