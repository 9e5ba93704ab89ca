"""eligibility_panel: whether a patient may be treated and collected, today or on another day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from trephine import library
from trephine.care.assess import assess
from trephine.care.candidacy.if_collected import if_collected
from trephine.care.candidacy.requirement import Requirement, RequirementStage, RequirementState
from trephine.care.candidacy.requirements import remarks, requirements, standing
from trephine.care.candidacy.waiting import Waiting, waiting
from trephine.care.explain import mark_words
from trephine.care.fold_record import FoldedRecord
from trephine.care.resolve import Known
from trephine.care.words import REASONS
from trephine.core.record import Record
from trephine.core.record_event import RequirementOverridden
from trephine.core.text import Text
from trephine.core.washout import Washout
from trephine.web.care.eligibility_form import eligibility_form, values_read
from trephine.web.care.eligibility_shape import (
    CollectedOn,
    EligibilityAsked,
    EligibilityCounts,
    EligibilityPanel,
    OverriddenBy,
    OverrideReason,
    RequirementShown,
    WaitingShown,
)
from trephine.web.care.eligibility_words import OVERRIDE_WHY
from trephine.web.care.records import Records
from trephine.web.care.shape import InputMissing, RuleState
from trephine.web.care.shown import conflicts_shown, outpaced_shown, rule_held, words

_STAGES: tuple[RequirementStage, ...] = ("treatment", "collection", "infusion")
_HOLDS: dict[RequirementState, RuleState] = {"met": "holds", "not met": "fails", "unknown": "open"}


def eligibility_panel(
    records: Records,
    name: str,
    asked: EligibilityAsked,
    at: datetime,
    *,
    names: Mapping[str, str],
) -> EligibilityPanel:
    """Return what is asked of a patient, with what was entered; nothing is kept.

    ``names`` are people's by their accounts. Raises InputError for a collection before ``at``.
    """
    folded = records.record(name)
    handbook = library.handbook()
    clock = records.clock_of(folded)
    readings, said = values_read(asked.values, at, clock)
    collect = None if asked.collect is None else clock.read(asked.collect)
    record = folded.record.appended(*readings)
    found = assess(record, at, handbook)
    known = Known(record, at, handbook.observables)
    signed = _overrides(folded, names)
    due = requirements(found)
    plan = known.history("planned_leukapheresis")
    planned = plan[-1].value if plan else None
    moment = planned if isinstance(planned, datetime) else None
    washouts = found.washouts
    earliest = None if washouts is None else washouts.earliest
    return EligibilityPanel(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        demo=folded.opened.demo,
        at=at,
        collected=bool(known.happened("leukapheresis")),
        infused=bool(known.happened("infusion")),
        form=eligibility_form(known),
        read=said,
        counts=_counts(due),
        requirements=tuple(_requirement(one, signed.get(one.rule.id)) for one in due),
        remarks=tuple(
            rule_held(fired.rule, "holds" if one.sure(fired) else "open")
            for one, fired in remarks(found)
        ),
        conflicts=conflicts_shown(found),
        outpaced=outpaced_shown(found),
        waiting=tuple(_waiting(one) for one in waiting(known, handbook)),
        earliest=None if earliest is None else (earliest.moment or earliest.day).isoformat(),
        binding=() if washouts is None else tuple(words().label(drug) for drug in washouts.binding),
        complete=washouts is not None and washouts.complete,
        planned=moment,
        on_day=_on_day(record, at, collect, due),
        reasons=tuple(
            OverrideReason(code=code, label=label) for code, label in OVERRIDE_WHY.items()
        ),
    )


def _on_day(
    record: Record, at: datetime, planned: datetime | None, today: Sequence[Requirement]
) -> CollectedOn | None:
    if planned is None:
        return None
    handbook = library.handbook()
    later = if_collected(record, at, planned, handbook)
    due = requirements(assess(later, planned, handbook))
    then = [one for one in due if one.stage == "collection"]
    drugs = waiting(Known(later, planned, handbook.observables), handbook)
    now = {one.rule.id: one.state for one in today}
    return CollectedOn(
        planned=planned,
        counts=_count("collection", then),
        lacking=tuple(
            _requirement(one, None, before=now.get(one.rule.id))
            for one in then
            if one.state != "met"
        ),
        waiting=tuple(_waiting(one) for one in drugs if one.status == "violated"),
    )


def _counts(due: Sequence[Requirement]) -> tuple[EligibilityCounts, ...]:
    found = [(stage, [one for one in due if one.stage == stage]) for stage in _STAGES]
    return tuple(_count(stage, asked) for stage, asked in found if asked)


def _count(stage: RequirementStage, asked: Sequence[Requirement]) -> EligibilityCounts:
    states = [one.state for one in asked]
    return EligibilityCounts(
        stage=stage,
        standing=standing(asked),
        met=states.count("met"),
        not_met=states.count("not met"),
        unknown=states.count("unknown"),
    )


def _requirement(
    one: Requirement,
    override: tuple[int, str, RequirementOverridden] | None,
    *,
    before: RequirementState | None = None,
) -> RequirementShown:
    found = words().of(one.table)
    return RequirementShown(
        rule=rule_held(one.rule, _HOLDS[one.state]),
        stage=one.stage,
        exclusion=one.exclusion,
        absolute=one.absolute,
        state=one.state,
        before=None if before == one.state else before,
        missing=tuple(
            InputMissing(name=m.name, label=found.label(m.name), reason=REASONS[m.reason])
            for m in one.missing
        ),
        partly=one.rule.partly,
        override=None if override is None else _override(override, one),
    )


def _override(signed: tuple[int, str, RequirementOverridden], one: Requirement) -> OverriddenBy:
    version, author, said = signed
    return OverriddenBy(
        version=version,
        author=author,
        at=said.at,
        why=OVERRIDE_WHY[said.why],
        stands=said.state == one.state,
    )


def _overrides(
    folded: FoldedRecord, names: Mapping[str, str]
) -> dict[str, tuple[int, str, RequirementOverridden]]:
    """Return the latest override of each rule that was not taken back."""
    return {
        one.payload.rule: (one.version, names.get(one.author, one.author), one.payload)
        for one in folded.history
        if isinstance(one.payload, RequirementOverridden) and not one.undone
    }


def _waiting(one: Waiting) -> WaitingShown:
    earliest = one.earliest
    return WaitingShown(
        drug=one.drug,
        label=words().label(one.drug),
        given=one.given,
        last=one.last,
        day_only=one.day_only,
        wanted=None if one.rule is None else _length(one.rule),
        by_analogy=None if one.by_analogy is None else _length(one.by_analogy),
        status=one.status,
        earliest=None if earliest is None else (earliest.moment or earliest.day).isoformat(),
        left=one.left,
        text=one.text,
        place=None if one.rule is None else mark_words(one.rule.mark),
    )


def _length(rule: Washout) -> Text:
    if rule.days is not None:
        return Text(zh=f"{rule.days} d", en=f"{rule.days} days")
    return Text(zh=f"{rule.hours} h", en=f"{rule.hours} hours")
