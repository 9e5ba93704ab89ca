"""fold: the events of a review's stream into the review as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trephine.core.event import Event
from trephine.core.review import (
    HistoryLine,
    LeftOut,
    MinorsReading,
    Report,
    Review,
    ReviewStudy,
    Settlement,
    ValueDecision,
    Vote,
)
from trephine.core.review_event import REVIEW_KINDS
from trephine.core.text import Text
from trephine.core.undone import UNDONE
from trephine.evidence.review.fold_state import Applied
from trephine.evidence.review.group_reports import group_reports
from trephine.evidence.review.merge import merge
from trephine.evidence.review.with_votes import first_votes, vote_of, with_votes
from trephine.interop.event_payload import event_payload

if TYPE_CHECKING:
    from trephine.core.review_event import ConflictSettled, VoteCast

# What a person says for themselves: nobody else takes it back.
PERSONAL = {"vote-cast", "value-extracted", "minors-scored"}
_JUDGES = PERSONAL | {"conflict-settled", "value-settled", "minors-settled"}
_UNKNOWN = Text(zh="系统评价中没有这种事件", en="a review knows no such event")


def fold(events: Iterable[Event], *, onto: Review | None = None) -> Review:
    """Return the review that the events of one stream, in order, make.

    ``onto`` is the review that the events before these made: the result is that of all together,
    payloads read before are not read again. An ``undone`` takes back the event of its ``version``
    (also an ``undone``); a vote, a reading or a score is taken back by its own author alone. What
    contradicts the rest is not followed and is listed in ``left_out``: a fold refuses no journal.
    Raises InputError where a payload cannot be read.
    """
    fresh = [
        HistoryLine(
            version=one.version,
            at=one.at,
            author=one.author,
            kind=one.kind,
            payload=payload_of(one.kind, one.payload, f"{one.stream} v{one.version}"),
        )
        for one in events
    ]
    if onto is not None and (with_these := with_votes(onto, fresh)) is not None:
        return with_these
    history = [*(onto.history if onto is not None else ()), *fresh]
    undone, left_out = _undone(history)
    applied = Applied(left_out=left_out)
    for line in history:
        if line.kind != UNDONE and line.version not in undone:
            applied.apply(line)
    return _review(applied, history, undone, _same_reports(onto, fresh, history))


def _same_reports(
    onto: Review | None, fresh: list[HistoryLine], history: list[HistoryLine]
) -> Review | None:
    """Return ``onto`` where what came since judges alone, or takes back: its reports stay.

    Merging 10,000 records anew is half of a fold.
    """
    if onto is None:
        return None
    by_version = {line.version: line for line in history}
    meant = [_meant(line, by_version) for line in fresh]
    return onto if all(line is not None and line.kind in _JUDGES for line in meant) else None


def payload_of(kind: str, payload: Any, where: str) -> Any:
    """Return a payload as ``fold`` reads it, one that was read already as it is.

    It follows nothing. Raises InputError where it cannot be read.
    """
    return event_payload(REVIEW_KINDS, kind, payload, where=where, unknown=_UNKNOWN)


def _undone(history: list[HistoryLine]) -> tuple[frozenset[int], list[LeftOut]]:
    """Return the versions that no longer count, latest ``undone`` first, and those not followed."""
    by_version = {line.version: line for line in history}
    gone: set[int] = set()
    left_out = []
    for line in reversed(history):
        if line.kind != UNDONE or line.version in gone:
            continue
        target = by_version.get(line.payload.version)
        if target is None or target.version >= line.version:
            reason = Text(zh="要撤销的事件不存在", en="there is no such event to undo")
        elif _author_of(target, by_version) not in {"", line.author}:
            reason = Text(
                zh="他人的投票或读数不能代为撤销",
                en="another person's vote or reading is not undone for them",
            )
        else:
            gone.add(target.version)
            continue
        left_out.append(LeftOut(version=line.version, reason=reason))
    return frozenset(gone), left_out[::-1]


def _author_of(target: HistoryLine, by_version: Mapping[int, HistoryLine]) -> str:
    """Return who alone may take an event back, empty where anybody may."""
    meant = _meant(target, by_version)
    return meant.author if meant is not None and meant.kind in PERSONAL else ""


def _meant(line: HistoryLine, by_version: Mapping[int, HistoryLine]) -> HistoryLine | None:
    """Return the event that an ``undone`` is about in the end, others as they are."""
    while line.kind == UNDONE:
        deeper = by_version.get(line.payload.version)
        if deeper is None or deeper.version >= line.version:
            return None
        line = deeper
    return line


def _review(
    applied: Applied, history: list[HistoryLine], undone: frozenset[int], same: Review | None
) -> Review:
    """Return the review; ``same`` has its records and reports already, where that is known."""
    if same is not None:
        root, reports = same.report_of, same.reports
        applied.left_out += [one for one in same.left_out if one.version == 0]
    else:
        root = _grouped(applied)
        reports = _reports(applied, root)
    votes = _votes(applied, root)
    return Review(
        version=history[-1].version if history else 0,
        title=applied.opened.title if applied.opened else None,
        demo=applied.opened.demo if applied.opened else False,
        registrations=tuple(applied.registrations),
        deviations=tuple(applied.deviations),
        reviewers=tuple(applied.people.values()),
        assignments=tuple(
            replace(one, reports=frozenset(root.get(r, r) for r in one.reports))
            for one in applied.assignments
        ),
        plan=applied.plan,
        searches=tuple(applied.searches),
        batches=tuple(applied.batches.values()),
        import_reports={key: tuple(held) for key, held in applied.import_reports.items()},
        references=applied.references,
        reports=reports,
        report_of=root,
        duplicates=tuple(applied.pairs.values()),
        votes=votes,
        first_votes=first_votes(
            (vote_of(line, root) for line in applied.cast if line.payload.report in root),
            applied.registrations[-1].protocol.votes if applied.registrations else 2,
        ),
        settlements=_settlements(applied, root, votes),
        stated=tuple(
            replace(one, report=root[one.report]) for one in applied.stated if one.report in root
        ),
        counts=tuple(applied.counts.values()),
        studies=_studies(applied, root),
        readings=tuple(applied.readings.values()),
        values=_values(applied),
        minors=tuple(applied.minors.values()),
        minors_final=_minors(applied),
        minors_stated=tuple(applied.minors_stated.values()),
        updates=tuple(applied.updates),
        left_out=tuple(applied.left_out),
        undone=undone,
        history=tuple(history),
    )


def _grouped(applied: Applied) -> Mapping[str, str]:
    """Return the report of each record; verdicts that were not followed are left out, as 0."""
    root, refused = group_reports(applied.references, applied.pairs.values(), applied.by_hand)
    for verdict in refused:
        pair = f"{verdict.one}, {verdict.other}"
        applied.left_out.append(
            LeftOut(
                version=0,
                reason=Text(
                    zh=f"{pair} 判为同一文献，但会把判为不同的记录合在一起，未合并",
                    en=f"{pair}: the same, but would join records called different; kept apart",
                ),
            )
        )
    return root


def _votes(applied: Applied, root: Mapping[str, str]) -> tuple[Vote, ...]:
    """Return one vote of each person, report and stage: of a report merged later, the latest."""
    kept: dict[tuple[str, str, str], Vote] = {}
    for line in sorted(applied.votes.values(), key=lambda one: one.version):
        cast: VoteCast = line.payload
        if cast.report not in root:
            applied.leave_out(line, "所投的记录已不在", "the record voted on is no longer there")
            continue
        vote = vote_of(line, root)
        kept[vote.reviewer, vote.report, vote.stage] = vote
    return tuple(sorted(kept.values(), key=lambda one: one.version))


def _settlements(
    applied: Applied, root: Mapping[str, str], votes: tuple[Vote, ...]
) -> tuple[Settlement, ...]:
    """Return the settlements that stand, the last of each report and stage.

    One stands while as many votes as the protocol asks for lie before it and none after it: a vote
    taken back or cast anew reopens the report.
    """
    needed = applied.registrations[-1].protocol.votes if applied.registrations else 2
    now: dict[tuple[str, str], list[Vote]] = {}
    for vote in votes:
        now.setdefault((vote.report, vote.stage), []).append(vote)
    kept = {}
    for line in applied.settled:
        made: ConflictSettled = line.payload
        report = root.get(made.report, "")
        standing = now.get((report, made.stage), [])
        if len(standing) < needed or any(one.version > line.version for one in standing):
            continue
        kept[report, made.stage] = Settlement(
            report=report,
            stage=made.stage,
            verdict=made.verdict,
            reason=made.reason,
            note=made.note,
            by=made.by,
            settler=line.author,
            votes=tuple(one.version for one in standing),
            version=line.version,
            at=line.at,
        )
    return tuple(kept.values())


def _reports(applied: Applied, root: Mapping[str, str]) -> dict[str, Report]:
    members: dict[str, list[str]] = {}
    for one in applied.references:  # in the order of import: the first is the report's id
        members.setdefault(root[one], []).append(one)
    chosen: dict[str, dict[str, str]] = {}
    for choice in applied.chosen:
        if choice.reference in root:
            chosen.setdefault(root[choice.reference], {})[choice.field] = choice.reference
    tags: dict[str, dict[str, bool]] = {}
    for said in applied.tags:
        if said.report in root:
            tags.setdefault(root[said.report], {})[said.tag] = said.on
    texts = {
        root[key]: line.payload
        for key, line in sorted(applied.texts.items(), key=lambda item: item[1].version)
        if key in root
    }
    found = {}
    for first, ids in members.items():
        batches = [applied.batches[applied.batch_of[one]] for one in ids]
        merged, supplied = merge([applied.references[one] for one in ids], chosen.get(first))
        found[first] = Report(
            id=first,
            references=tuple(ids),
            merged=merged,
            supplied=supplied,
            tags=tuple(tag for tag, on in tags.get(first, {}).items() if on),
            full_text=texts.get(first),
            update=min(one.update for one in batches),
            whole=any(one.whole for one in batches),
        )
    return found


def _studies(applied: Applied, root: Mapping[str, str]) -> tuple[ReviewStudy, ...]:
    return tuple(
        ReviewStudy(
            id=one.study,
            reports=tuple(dict.fromkeys(root[key] for key in one.reports if key in root)),
            label=one.label,
        )
        for one in applied.grouped.values()
        if any(key in root for key in one.reports)
    )


def _values(applied: Applied) -> tuple[ValueDecision, ...]:
    """Return the final values whose readings are still those that were settled."""
    now: dict[tuple[str, ...], set[int]] = {}
    for key, one in applied.readings.items():
        now.setdefault(key[1:], set()).add(one.version)
    return tuple(
        one
        for key, one in applied.values.items()
        if one.stated_at is not None or now.get(key, set()) == set(one.readings)
    )


def _minors(applied: Applied) -> tuple[MinorsReading, ...]:
    """Return the final scores whose readings are still those that were settled."""
    now: dict[tuple[str, int], set[int]] = {}
    for (_, study, item), one in applied.minors.items():
        now.setdefault((study, item), set()).add(one.version)
    return tuple(
        one for key, one in applied.minors_final.items() if now.get(key, set()) == set(one.settles)
    )
