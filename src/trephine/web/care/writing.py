"""What people write to a record: readings, a signed grade, a withdrawal, undo, a new patient."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from trephine.care.fold_record import FoldedRecord
from trephine.core.error import InputError, MethodError
from trephine.core.event import Entry
from trephine.core.record_event import (
    ChecklistSigned,
    GradeSigned,
    ReadingCorrected,
    ReadingsAdded,
    ReadingWithdrawn,
    RecordOpened,
    RequirementOverridden,
)
from trephine.core.text import Text
from trephine.core.undone import UNDONE, Undone
from trephine.web.account.prove import check_proof
from trephine.web.account.who import SignedIn
from trephine.web.care.grading import DECIDES, grade_panel, written
from trephine.web.care.history import patient_history
from trephine.web.care.records import Records, clock
from trephine.web.care.shape import (
    GradeAsked,
    GradeSigning,
    NewPatient,
    PatientWritten,
    ReadingsWritten,
    UndoAsked,
    WithdrawalAsked,
    WrittenValue,
)
from trephine.web.errors import NotAllowedError


def moment_of(records: Records, name: str, at: datetime | None, now: datetime) -> datetime:
    """Return the moment that was asked for, or the one that the record is seen at."""
    if at is not None and at.tzinfo is not None:
        return records.clock_of(records.record(name)).read(at)
    if at is not None:
        raise InputError(
            what=Text(zh="时间没有时区", en="the time has no zone"),
            where="at",
            found=at.isoformat(),
            do=Text(zh="写成 2026-03-02T08:00+08:00", en="write it as 2026-03-02T08:00+08:00"),
        )
    return clock(records.record(name), records.clock.read(now))


def add_readings(
    records: Records, name: str, asked: ReadingsWritten, who: SignedIn, now: datetime
) -> PatientWritten:
    """Append readings that were entered together. Raises InputError, Conflict."""
    at = moment_of(records, name, asked.at, now)
    entry = _readings(records, name, asked.values, at)
    return _written(records, name, asked.after, [entry], who, now)


def sign_grade(
    records: Records, name: str, asked: GradeSigning, who: SignedIn, now: datetime
) -> PatientWritten:
    """Append signs and the signature under the grade that they make, both or neither.

    Raises MethodError where they make no settled grade, or another than the one that was seen.
    """
    at = moment_of(records, name, asked.at, now)
    question = GradeAsked(what=asked.what, values=asked.values, at=at)
    decision = grade_panel(records, name, question, at).decision
    if decision is None or not decision.settled or decision.low is None:
        missing = () if decision is None else decision.missing
        raise MethodError(
            what=Text(zh="分级尚未确定，不能签名", en="The grade is not settled: nothing to sign"),
            where=DECIDES[asked.what],
            found=", ".join(one.name for one in missing) or "—",
            do=Text(zh="补录所缺的征象", en="enter the signs that are missing"),
        )
    if decision.low != asked.grade:
        raise MethodError(
            what=Text(zh="分级与所见不同", en="The grade is not the one that was seen"),
            where=DECIDES[asked.what],
            found=f"{decision.low} ≠ {asked.grade}",
            do=Text(zh="重新核对后签名", en="look again, then sign"),
        )
    entries = [_readings(records, name, asked.values, at)] if asked.values else []
    signed = GradeSigned(
        decides=DECIDES[asked.what], at=at, grade=Decimal(asked.grade), rules=decision.deciding
    )
    entries.append(Entry(kind="grade-signed", payload=signed))
    return _written(records, name, asked.after, entries, who, now)


def undo(
    records: Records, name: str, asked: UndoAsked, who: SignedIn, now: datetime
) -> PatientWritten:
    """Take one event back. Raises InputError for the opening and for what is no longer in force.

    A signature, or the taking back of one, is its author's; another clinician gives the password.
    Raises NotAllowedError.
    """
    _check_signature(records.record(name), asked.version, who)
    events = patient_history(records, name, now, names={}).events
    if not any(one.version == asked.version and one.can_undo for one in events):
        raise InputError(
            what=Text(zh="这一步不能撤销", en="This step cannot be undone"),
            where="version",
            found=str(asked.version),
            do=Text(zh="从历史中选一步", en="choose a step of the history"),
        )
    entry = Entry(kind=UNDONE, payload=Undone(version=asked.version))
    return _written(records, name, asked.after, [entry], who, now)


def _check_signature(folded: FoldedRecord, version: int, who: SignedIn) -> None:
    steps = {one.version: one for one in folded.history}
    step = steps.get(version)
    while step is not None and isinstance(step.payload, Undone):
        step = steps.get(step.payload.version)
    if step is None or not isinstance(
        step.payload, GradeSigned | RequirementOverridden | ChecklistSigned
    ):
        return
    if who.account == step.author:
        return
    if not who.roles & {"clinician", "administrator"}:
        raise NotAllowedError(
            what=Text(
                zh="签名由签名者本人或另一位医师撤销",
                en="a signature is taken back by its author or another clinician",
            ),
            where="version",
            found=f"{version}",
            do=Text(zh="请医师撤销", en="ask a clinician"),
        )
    check_proof(who)


def withdraw(
    records: Records, name: str, asked: WithdrawalAsked, who: SignedIn, now: datetime
) -> PatientWritten:
    """Withdraw a reading or put another in its place. Raises InputError where there is none."""
    folded = records.record(name)
    found = next(
        (one for one in folded.kept if (one.version, one.number) == (asked.version, asked.number)),
        None,
    )
    # one that somebody else withdrew meanwhile is a conflict, which tells what they wrote
    if found is None or (found.withdrawn and asked.after >= folded.version):
        raise InputError(
            what=Text(zh="没有这条读数，或已撤回", en="No such reading, or it is withdrawn"),
            where="version, number",
            found=f"{asked.version}, {asked.number}",
            do=Text(zh="从记录中选一条", en="choose one of the record's"),
        )
    recorded = clock(folded, now) if folded.opened.demo else None
    payload: ReadingWithdrawn | ReadingCorrected = ReadingWithdrawn(
        version=asked.version, number=asked.number, why=asked.why, recorded=recorded
    )
    kind = "reading-withdrawn"
    if asked.instead is not None:
        (reading,) = written(
            (asked.instead,),
            found.reading.time,
            recorded=recorded,
            clock=records.clock_of(folded),
        )
        kind = "reading-corrected"
        payload = ReadingCorrected(
            version=asked.version,
            number=asked.number,
            reading=reading,
            why=asked.why,
            recorded=recorded,
        )
    return _written(records, name, asked.after, [Entry(kind=kind, payload=payload)], who, now)


def new_patient(
    records: Records, asked: NewPatient, who: SignedIn, now: datetime
) -> PatientWritten:
    """Open a record under a fresh id; who the patient is stands apart, and can be erased."""
    if not asked.patient.strip() or len(asked.patient) > 60 or not asked.patient.isprintable():
        raise InputError(
            what=Text(zh="请给一个代号", en="Give a pseudonym"),
            where="patient",
            found=f"{len(asked.patient)}",
            do=Text(
                zh="1~60 字，不含姓名与住院号", en="1 to 60 signs, no name and no hospital number"
            ),
        )
    # looked at first: a record whose name was refused would stand in the ward without one
    identity = records.identities.checked(
        {"name": asked.name, "hospital_number": asked.hospital_number}
    )
    name = uuid4().hex
    entries = [Entry(kind="record-opened", payload=RecordOpened(patient=asked.patient.strip()))]
    if asked.values:
        readings = written(asked.values, now, recorded=None, clock=records.clock)
        entries.append(Entry(kind="readings-added", payload=ReadingsAdded(readings=readings)))
    found = _written(records, name, 0, entries, who, now)
    if any(identity.values()):
        records.identities.put(f"record/{name}", identity, author=who.account, at=now)
    return found


def _readings(records: Records, name: str, values: tuple[WrittenValue, ...], at: datetime) -> Entry:
    """Return the entry of readings; those of a demo record were written down at their moment."""
    folded = records.record(name)
    recorded = at if folded.opened.demo else None
    readings = written(values, at, recorded=recorded, clock=records.clock_of(folded))
    return Entry(kind="readings-added", payload=ReadingsAdded(readings=readings))


def _written(
    records: Records,
    name: str,
    after: int,
    entries: list[Entry],
    who: SignedIn,
    now: datetime,
) -> PatientWritten:
    folded = records.write(name, after, entries, author=who.account, at=now)
    return PatientWritten(id=name, version=folded.version, at=now)
