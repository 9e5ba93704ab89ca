"""overtaken: a conflict on a record with what others wrote, beside what was not written."""

from collections.abc import Iterator, Sequence

from trephine import library
from trephine.care.fold_record import FoldedRecord, KeptReading, RecordStep, fold_record
from trephine.core.error import TrephineError
from trephine.core.event import Event
from trephine.core.record_event import (
    ChecklistSigned,
    GradeSigned,
    IdentityChecked,
    IdentityErased,
    ReadingCorrected,
    ReadingsAdded,
    ReadingWithdrawn,
    RequirementOverridden,
)
from trephine.core.text import Text, both_of
from trephine.core.undone import Undone
from trephine.core.ward_clock import WardClock
from trephine.journal.conflict import Conflict
from trephine.web.care.eligibility_words import OVERRIDE_WHY
from trephine.web.care.reading_words import READING_WHY, reading_words
from trephine.web.care.shown import words
from trephine.web.conflict import Overtaken, ValueSince

_GRADE = Text(zh="签名：{what}", en="Signed: {what}")
_WITHDRAWN = Text(zh="{value}，已撤回（{why}）", en="{value}, withdrawn ({why})")
_CORRECTED = Text(zh="{old} → {value}（{why}）", en="{old} → {value} ({why})")
_DEGREE = Text(zh="{n} 级", en="grade {n}")
_RULE = Text(zh="越过 {rule}", en="Went on in spite of {rule}")
_CHECKS = {
    "nurse": Text(zh="输注前核对（护士）", en="Checks before the infusion (nurse)"),
    "clinician": Text(zh="输注前核对（医师）", en="Checks before the infusion (clinician)"),
}
_SIGNED = Text(zh="已签名", en="signed")
_PRODUCT = {
    "collected": Text(zh="产品标识（采集）", en="Product's identifier (collected)"),
    "received": Text(zh="产品标识（接收）", en="Product's identifier (received)"),
    "thawed": Text(zh="产品标识（复苏）", en="Product's identifier (thawed)"),
    "infused": Text(zh="产品标识（输注）", en="Product's identifier (infused)"),
}
_MATCH = {True: Text(zh="相符", en="agrees"), False: Text(zh="不符", en="does not agree")}
_IDENTITY = Text(zh="姓名与住院号", en="Name and hospital number")
_ERASED = Text(zh="已抹去", en="erased")
_STEP = Text(zh="第 {n} 步", en="Step {n}")
_UNDONE = Text(zh="已撤销", en="undone")


def overtaken(
    conflict: Conflict, events: Sequence[Event], mine: Sequence[Event], clock: WardClock
) -> Overtaken:
    """Return the conflict with the values of the events that came since, and of ``mine``.

    ``mine`` are the events that were not written, numbered from the version that the writer saw.
    Names and hospital numbers stand in no event, so that none is told; nor is the pseudonym.
    """
    now = fold_record(events, library.observables(), clock)
    theirs = {
        one.version: tuple(_values(one, now)) for one in now.history if one.version > conflict.after
    }
    seen = [one for one in events if one.version <= conflict.after]
    try:
        meant = fold_record((*seen, *mine), library.observables(), clock)
    except TrephineError:  # what was to be written cannot be read: that is told another time
        return Overtaken(conflict, theirs, ())
    yours = [
        each
        for one in meant.history
        if one.version > conflict.after
        for each in _values(one, meant)
    ]
    return Overtaken(conflict, theirs, yours)


def _values(step: RecordStep, folded: FoldedRecord) -> Iterator[ValueSince]:
    match step.payload:
        case ReadingsAdded():
            yield from (_reading(one) for one in folded.kept if one.version == step.version)
        case ReadingWithdrawn(version=version, number=number, why=why):
            old = _kept(folded, version, number)
            if old is not None:
                says = _WITHDRAWN.filled(value=reading_words(old.reading), why=READING_WHY[why])
                yield ValueSince(key=_key(old), label=_label(old), says=says, at=old.reading.time)
        case ReadingCorrected(version=version, number=number, why=why):
            old, new = _kept(folded, version, number), _kept(folded, step.version, 0)
            if old is not None and new is not None:
                said = {"old": reading_words(old.reading), "value": reading_words(new.reading)}
                says = _CORRECTED.filled(**said, why=READING_WHY[why])
                yield ValueSince(key=_key(old), label=_label(old), says=says, at=new.reading.time)
        case GradeSigned(decides=decides, grade=grade, at=at):
            label = _GRADE.filled(what=words().label(decides))
            says = _DEGREE.filled(n=both_of(f"{grade}"))
            yield ValueSince(key=("grade", decides), label=label, says=says, at=at)
        case RequirementOverridden(rule=rule, why=reason, at=at):
            label = _RULE.filled(rule=both_of(rule))
            yield ValueSince(key=("rule", rule), label=label, says=OVERRIDE_WHY[reason], at=at)
        case ChecklistSigned(role=role, at=at):
            yield ValueSince(key=("checks", role), label=_CHECKS[role], says=_SIGNED, at=at)
        case IdentityChecked(step=where, matched=matched, at=at):
            yield ValueSince(key=("id", where), label=_PRODUCT[where], says=_MATCH[matched], at=at)
        case IdentityErased():
            yield ValueSince(key=("identity",), label=_IDENTITY, says=_ERASED)
        case Undone(version=version):
            label = _STEP.filled(n=both_of(f"{version}"))
            yield ValueSince(key=("step", version), label=label, says=_UNDONE)
        case _:
            return


def _kept(folded: FoldedRecord, version: int, number: int) -> KeptReading | None:
    asked = (version, number)
    return next((one for one in folded.kept if (one.version, one.number) == asked), None)


def _reading(one: KeptReading) -> ValueSince:
    says = reading_words(one.reading)
    return ValueSince(key=_key(one), label=_label(one), says=says, at=one.reading.time)


def _key(one: KeptReading) -> tuple[str, str]:
    return ("reading", one.reading.observable)


def _label(one: KeptReading) -> Text:
    return words().label(one.reading.observable)
