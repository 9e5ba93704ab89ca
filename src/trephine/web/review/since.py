"""overtaken: a conflict on a review with what others wrote, as far as the writer may see it."""

from collections.abc import Iterator, Sequence
from typing import Any

from trephine.core.review import HistoryLine, Review
from trephine.core.review_event import (
    ArmsNamed,
    ConflictSettled,
    DuplicatesDecided,
    ExtractedValue,
    FullTextRecorded,
    MinorsSettled,
    PersonAdded,
    PersonRemoved,
    ProtocolDeviated,
    ProtocolRegistered,
    ReferenceCorrected,
    ReferencesImported,
    ReportsGrouped,
    UpdateStarted,
    ValueSettled,
)
from trephine.core.review_protocol import ReviewProtocol
from trephine.core.search_planned import SearchPlanned
from trephine.core.text import Text, both_of
from trephine.core.undone import Undone
from trephine.evidence.review.blinded import blinded
from trephine.evidence.review.protocol_values import NOTHING, protocol_values, said
from trephine.journal.conflict import Conflict
from trephine.web.conflict import Overtaken, ValueSince

_TITLE = 80  # signs of a report's title
_DEVIATION = Text(zh="偏离方案", en="deviation from the protocol")
_PERSON = Text(zh="成员", en="a person of the review")
_LEFT = Text(zh="已离开", en="left")
_IMPORT = Text(zh="导入文件", en="imported file")
_RECORDS = Text(zh="{file}，{n} 条", en="{file}, records: {n}")
_SAME = {True: Text(zh="同一文献", en="the same"), False: Text(zh="不同文献", en="not the same")}
_VERDICT = {"include": Text(zh="纳入", en="include"), "exclude": Text(zh="排除", en="exclude")}
_STATE = {
    "sought": Text(zh="已索取全文", en="text sought"),
    "obtained": Text(zh="已得全文", en="text obtained"),
    "not-retrieved": Text(zh="未获全文", en="text not retrieved"),
}
_REPORTED = {
    "not-reported": Text(zh="未报告", en="not reported"),
    "unclear": Text(zh="不明确", en="unclear"),
}
_ARMS = Text(zh="研究 {id} 的各组", en="arms of study {id}")
_STUDY = Text(zh="研究 {id} 的报告", en="reports of study {id}")
_MINORS = Text(zh="{study}，MINORS 第 {item} 条", en="{study}, MINORS item {item}")
_LIMITS = {
    "since": Text(zh="起始日期", en="from"),
    "until": Text(zh="截止日期", en="until"),
    "languages": Text(zh="语种", en="languages"),
}
_UPDATE = Text(zh="更新", en="update")
_STEP = Text(zh="第 {n} 步", en="Step {n}")
_UNDONE = Text(zh="已撤销", en="undone")


def overtaken(
    conflict: Conflict, review: Review, before: Review, mine: Sequence[Any], person: str
) -> Overtaken:
    """Return the conflict with the values of the events that came since, and of ``mine``.

    ``before`` is the review as the writer saw it, ``review`` as it stands, both unblinded. Votes,
    values and scores of others are never told; how a disagreement ended only to whom its votes
    are open by now, or whose own it is.
    """
    seen = blinded(review, person)
    told = {one.version for one in conflict.since}
    stood = set(_standing(before))
    theirs = {
        one.version: tuple(
            each for each in _values(one.payload, review, before) if each not in stood
        )
        for one in review.history
        if one.version in told and (one.author == person or _is_open(one, seen, person))
    }
    yours = [each for one in mine for each in _values(one, review, before)]
    return Overtaken(conflict, theirs, yours)


def _standing(before: Review) -> Iterator[ValueSince]:
    """Yield the parts of protocol and plan that the writer saw: what is still so is not told."""
    if before.protocol is not None:
        yield from _protocol(before.protocol, None)
    if before.plan is not None:
        yield from _plan(before.plan, None)


def _is_open(line: HistoryLine, seen: Review, person: str) -> bool:
    """Tell whether ``person`` may read what an event says: for a judgement, those beneath it."""
    match line.payload:
        case ConflictSettled(report=report, stage=stage):
            at = seen.report_of.get(report)
            return any(
                one.reviewer != person and (one.report, one.stage) == (at, stage)
                for one in seen.votes
            )
        case ValueSettled(study=study, item=item, arm=arm):
            return any(
                one.reader != person and (one.study, one.item, one.arm) == (study, item, arm)
                for one in seen.readings
            )
        case MinorsSettled(study=study, item=number):
            return any(
                one.reader != person and (one.study, one.item) == (study, number)
                for one in seen.minors
            )
        case _:
            return True


def _values(payload: Any, review: Review, before: Review) -> Iterator[ValueSince]:
    match payload:
        case ProtocolRegistered(protocol=protocol):
            yield from _protocol(protocol, before.protocol)
        case SearchPlanned():
            yield from _plan(payload, before.plan)
        case ProtocolDeviated(what=what):
            yield ValueSince(key=("deviation",), label=_DEVIATION, says=said(what))
        case PersonAdded(person=person, name=name, roles=roles):
            yield ValueSince(key=("person", person), label=_person(name), says=said(roles))
        case PersonRemoved(person=person):
            known = review.reviewer(person)
            yield ValueSince(
                key=("person", person), label=_person(known.name if known else ""), says=_LEFT
            )
        case ReferencesImported(file=file, references=references, batch=batch):
            says = _RECORDS.filled(file=file or batch, n=f"{len(references)}")
            yield ValueSince(key=("import", batch), label=_IMPORT, says=says)
        case DuplicatesDecided(verdicts=verdicts):
            for one in verdicts:
                titles = f"{_title(review, one.one)} / {_title(review, one.other)}"
                key = ("pair", *sorted((one.one, one.other)))
                yield ValueSince(key=key, label=both_of(titles), says=_SAME[one.same])
        case FullTextRecorded(report=report, state=state):
            yield ValueSince(
                key=("text", report), label=both_of(_title(review, report)), says=_STATE[state]
            )
        case ReportsGrouped(study=study, reports=reports):
            label = _STUDY.filled(id=study)
            says = said([_title(review, one) for one in reports])
            yield ValueSince(key=("study", study), label=label, says=says)
        case ArmsNamed(study=study, arms=arms):
            yield ValueSince(key=("arms", study), label=_ARMS.filled(id=study), says=said(arms))
        case ConflictSettled(report=report, stage=stage, verdict=verdict, reason=reason):
            more = f" ({reason})" if reason else ""
            says = Text(zh=_VERDICT[verdict].zh + more, en=_VERDICT[verdict].en + more)
            yield ValueSince(
                key=("verdict", report, stage), label=both_of(_title(review, report)), says=says
            )
        case ValueSettled(study=study, item=item, arm=arm, value=value):
            label = both_of(" · ".join(filter(None, (study, arm, item))))
            yield ValueSince(key=("value", study, item, arm), label=label, says=_extracted(value))
        case MinorsSettled(study=study, item=number, score=score):
            label = _MINORS.filled(study=study, item=f"{number}")
            yield ValueSince(key=("minors", study, number), label=label, says=both_of(f"{score}"))
        case ReferenceCorrected(reference=reference, field=field, value=text):
            label = both_of(f"{_title(review, reference)}: {field}")
            yield ValueSince(key=("correct", reference, field), label=label, says=said(text))
        case UpdateStarted():
            yield ValueSince(key=("update",), label=_UPDATE, says=said(payload.label))
        case Undone(version=version):
            label = _STEP.filled(n=f"{version}")
            yield ValueSince(key=("step", version), label=label, says=_UNDONE)
        case _:  # votes, values and scores among them: others' are never told
            return


def _protocol(protocol: ReviewProtocol, base: ReviewProtocol | None) -> Iterator[ValueSince]:
    old, new = protocol_values(base), protocol_values(protocol)
    for key in dict.fromkeys([*new, *old]):
        label, says = new.get(key, (old.get(key, (NOTHING, NOTHING))[0], NOTHING))
        yield ValueSince(key=("protocol", key), label=label, says=says)


def _plan(plan: SearchPlanned, base: SearchPlanned | None) -> Iterator[ValueSince]:
    new = plan.strategy
    ids = {one.id for one in new.concepts}
    for one in new.concepts:
        words = said([*one.en, *one.zh, *one.mesh, *one.emtree])
        yield ValueSince(key=("concept", one.id), label=one.label, says=words)
    for one in base.strategy.concepts if base else ():
        if one.id not in ids:
            yield ValueSince(key=("concept", one.id), label=one.label, says=NOTHING)
    for name, label in _LIMITS.items():
        yield ValueSince(key=("limit", name), label=label, says=said(getattr(new, name)))


def _person(name: str) -> Text:
    return both_of(name) if name else _PERSON


def _extracted(value: ExtractedValue) -> Text:
    return _REPORTED[value.state] if value.state != "reported" else said(value.printed)


def _title(review: Review, key: str) -> str:
    report = review.reports.get(review.report_of.get(key, key))
    return (report.merged.title if report else "")[:_TITLE] or key
