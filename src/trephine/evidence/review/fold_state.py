"""Applied: what a fold has gathered so far, event by event, before it becomes a Review."""

from dataclasses import dataclass, field, replace
from typing import Any

from trephine.core import review_event as ev
from trephine.core.import_reported import ImportReported
from trephine.core.reference import Reference
from trephine.core.review import (
    HistoryLine,
    ImportBatch,
    LeftOut,
    MinorsReading,
    Registration,
    ReviewAssignment,
    Reviewer,
    ValueDecision,
    ValueReading,
)
from trephine.core.search_planned import SearchPlanned
from trephine.core.text import Text
from trephine.evidence.review.group_reports import pair_of
from trephine.evidence.review.protocol_digest import protocol_digest

_CORRECTABLE = {
    name
    for name in Reference.__dataclass_fields__
    if name not in {"id", "database", "file", "line", "year", "kind"}
    and Reference.__dataclass_fields__[name].type is str
}


@dataclass(slots=True, kw_only=True)
class Applied:
    """The changing state of one fold; it lives no longer than the fold."""

    opened: ev.ReviewOpened | None = None
    registrations: list[Registration] = field(default_factory=list)
    deviations: list[ev.ProtocolDeviated] = field(default_factory=list)
    people: dict[str, Reviewer] = field(default_factory=dict)
    assignments: list[ReviewAssignment] = field(default_factory=list)
    plan: SearchPlanned | None = None
    searches: list[ev.SearchRecorded] = field(default_factory=list)
    batches: dict[str, ImportBatch] = field(default_factory=dict)
    import_reports: dict[str, list[ImportReported]] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    batch_of: dict[str, str] = field(default_factory=dict)
    pairs: dict[tuple[str, str], ev.DuplicateVerdict] = field(default_factory=dict)
    by_hand: set[tuple[str, str]] = field(default_factory=set)
    chosen: list[ev.FieldChosen] = field(default_factory=list)
    tags: list[ev.ReportTagged] = field(default_factory=list)
    votes: dict[tuple[str, str, str], HistoryLine] = field(default_factory=dict)
    cast: list[HistoryLine] = field(default_factory=list)
    settled: list[HistoryLine] = field(default_factory=list)
    texts: dict[str, HistoryLine] = field(default_factory=dict)
    grouped: dict[str, ev.ReportsGrouped] = field(default_factory=dict)
    stated: list[ev.VerdictStated] = field(default_factory=list)
    counts: dict[str, ev.CountStated] = field(default_factory=dict)
    readings: dict[tuple[str, ...], ValueReading] = field(default_factory=dict)
    values: dict[tuple[str, ...], ValueDecision] = field(default_factory=dict)
    minors: dict[tuple[str, str, int], MinorsReading] = field(default_factory=dict)
    minors_final: dict[tuple[str, int], MinorsReading] = field(default_factory=dict)
    minors_stated: dict[str, ev.MinorsStated] = field(default_factory=dict)
    updates: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, line: HistoryLine, zh: str, en: str) -> None:
        """Note that an event was not followed, and why."""
        self.left_out.append(LeftOut(version=line.version, reason=Text(zh=zh, en=en)))

    def apply(self, line: HistoryLine) -> None:
        """Follow one event that is not undone."""
        payload = line.payload
        match payload:
            case ev.ReviewOpened():
                self.opened = payload
            case ev.ProtocolRegistered():
                self.registrations.append(
                    Registration(
                        version=line.version,
                        at=line.at,
                        author=line.author,
                        digest=protocol_digest(payload.protocol),
                        protocol=payload.protocol,
                        why=payload.why,
                    )
                )
            case ev.ProtocolDeviated():
                self.deviations.append(payload)
            case SearchPlanned():
                self.plan = payload
            case ev.SearchRecorded():
                self.searches.append(payload)
            case ev.ReferencesImported():
                self._imported(line, payload)
            case ImportReported():
                self.import_reports.setdefault(payload.batch, []).append(payload)
            case ev.DuplicatesDecided():
                self._paired(payload)
            case ev.FieldChosen():
                self.chosen.append(payload)
            case ev.ReferenceCorrected():
                self._corrected(line, payload)
            case ev.ReportTagged():
                self.tags.append(payload)
            case ev.FullTextRecorded():
                self.texts[payload.report] = line
            case ev.ReportsGrouped():
                self.grouped[payload.study] = payload
            case ev.VerdictStated():
                self.stated.append(payload)
            case ev.CountStated():
                self.counts[payload.box] = payload
            case ev.UpdateStarted():
                self.updates.append(payload.label)
            case _:
                self._by_people(line, payload)

    def _paired(self, payload: ev.DuplicatesDecided) -> None:
        """Follow verdicts on pairs; one that nobody gave leaves what a person decided alone."""
        for verdict in payload.verdicts:
            pair = pair_of(verdict.one, verdict.other)
            if payload.automatic and pair in self.by_hand:
                continue
            self.pairs[pair] = verdict
            if not payload.automatic:
                self.by_hand.add(pair)

    def _imported(self, line: HistoryLine, payload: ev.ReferencesImported) -> None:
        fresh = [one for one in payload.references if one.id not in self.references]
        if len(fresh) < len(payload.references):
            zh, en = (
                "记录标识重复，重复者未计",
                "ids of records used twice: the second ones left out",
            )
            self.leave_out(line, zh, en)
        for one in fresh:
            self.references[one.id] = one
            self.batch_of[one.id] = payload.batch
        before = self.batches.get(payload.batch)
        if before is not None:
            self.batches[payload.batch] = replace(
                before, read=before.read + len(fresh), refused=before.refused + payload.refused
            )
            return
        self.batches[payload.batch] = ImportBatch(
            batch=payload.batch,
            file=payload.file,
            digest=payload.digest,
            database=payload.database,
            form=payload.form,
            encoding=payload.encoding,
            read=len(fresh),
            refused=payload.refused,
            whole=payload.whole,
            version=line.version,
            update=len(self.updates),
        )

    def _corrected(self, line: HistoryLine, payload: ev.ReferenceCorrected) -> None:
        found = self.references.get(payload.reference)
        if found is None or payload.field not in _CORRECTABLE:
            self.leave_out(line, "没有这条记录或这一字段", "no such record or field")
            return
        changes: dict[str, Any] = {payload.field: payload.value}
        self.references[payload.reference] = replace(found, **changes)

    def _by_people(self, line: HistoryLine, payload: Any) -> None:
        """Follow what only people of the review can do."""
        if isinstance(payload, ev.PersonAdded):
            self.people[payload.person] = Reviewer(
                person=payload.person, name=payload.name, roles=payload.roles
            )
            return
        if isinstance(payload, ev.PersonRemoved):
            self._removed(line, payload)
            return
        if isinstance(payload, ev.ValueStated | ev.MinorsStated):
            self._stated(payload)
            return
        if isinstance(payload, ev.WorkAssigned):
            self.assignments.append(
                ReviewAssignment(
                    stage=payload.stage, people=payload.people, reports=frozenset(payload.reports)
                )
            )
            return
        author = self.people.get(line.author)
        if author is None or not author.active:
            self.leave_out(line, "作者不是本评价的成员", "its author is not of this review")
            return
        self._judged(line, payload)

    def _judged(self, line: HistoryLine, payload: Any) -> None:
        match payload:
            case ev.VoteCast():
                self.votes[line.author, payload.report, payload.stage] = line
                self.cast.append(line)
            case ev.ConflictSettled():
                self.settled.append(line)
            case ev.ValueExtracted():
                key = (line.author, payload.study, payload.arm, payload.item)
                self.readings[key] = ValueReading(
                    reader=line.author,
                    study=payload.study,
                    item=payload.item,
                    arm=payload.arm,
                    value=payload.value,
                    version=line.version,
                    at=line.at,
                )
            case ev.ValueSettled():
                spot = (payload.study, payload.arm, payload.item)
                self.values[spot] = ValueDecision(
                    study=payload.study,
                    item=payload.item,
                    arm=payload.arm,
                    value=payload.value,
                    why=payload.why,
                    settler=line.author,
                    readings=tuple(
                        one.version for key, one in self.readings.items() if key[1:] == spot
                    ),
                    version=line.version,
                )
            case ev.MinorsScored() | ev.MinorsSettled():
                self._scored(line, payload)

    def _scored(self, line: HistoryLine, payload: ev.MinorsScored | ev.MinorsSettled) -> None:
        final = isinstance(payload, ev.MinorsSettled)
        settles = [
            one.version
            for (_, study, item), one in self.minors.items()
            if final and (study, item) == (payload.study, payload.item)
        ]
        score = MinorsReading(
            reader=line.author,
            study=payload.study,
            item=payload.item,
            score=payload.score,
            version=line.version,
            at=line.at,
            place="" if isinstance(payload, ev.MinorsSettled) else payload.place,
            why=payload.why,
            settles=tuple(settles),
        )
        if final:
            self.minors_final[payload.study, payload.item] = score
        else:
            self.minors[line.author, payload.study, payload.item] = score

    def _stated(self, payload: ev.ValueStated | ev.MinorsStated) -> None:
        if isinstance(payload, ev.MinorsStated):
            self.minors_stated[payload.study] = payload
            return
        self.values[payload.study, payload.arm, payload.item] = ValueDecision(
            study=payload.study,
            item=payload.item,
            arm=payload.arm,
            value=payload.value,
            stated_at=payload.at,
        )

    def _removed(self, line: HistoryLine, payload: ev.PersonRemoved) -> None:
        person = self.people.get(payload.person)
        if person is None:
            self.leave_out(line, "没有这位成员", "there is no such person")
            return
        self.people[payload.person] = replace(person, active=False)
        if payload.keep_votes:
            return
        self.votes = {k: one for k, one in self.votes.items() if k[0] != payload.person}
        self.cast = [one for one in self.cast if one.author != payload.person]
        self.readings = {k: one for k, one in self.readings.items() if k[0] != payload.person}
        self.minors = {k: one for k, one in self.minors.items() if k[0] != payload.person}
