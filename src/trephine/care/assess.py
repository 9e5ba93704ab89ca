"""assess: everything that follows for one patient at one moment."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from trephine.care.assessment import Asked, Assessment, Dispute, Timer, TimerStatus
from trephine.care.cells import cells
from trephine.care.contradictions import contradictions
from trephine.care.course import calendar_at, learn_level, response_on, washouts_at
from trephine.care.decide import decisions_on
from trephine.care.enter import check_zone
from trephine.care.evaluate import narrowing
from trephine.care.outpaced import outpaced
from trephine.care.plans import lymphodepletion_at, steroids_at
from trephine.care.propose import propose
from trephine.care.resolve import Known
from trephine.care.table_part import table_part
from trephine.care.with_outputs import with_outputs
from trephine.core.decision import Decision, Fired
from trephine.core.handbook import Handbook
from trephine.core.observable import Observable, Use
from trephine.core.record import Record
from trephine.core.rule import Conclusion, DecisionTable


def assess(
    record: Record, at: datetime, handbook: Handbook, *, given_at: datetime | None = None
) -> Assessment:
    """Return what ``handbook`` concludes for ``record`` at ``at``.

    Only what was known at ``at`` counts: a later moment, or a later reading, never changes it.
    Missing inputs are ranked by the number of decisions that they would narrow; inputs that are
    computed are named by what has to be measured for them. Dose budgets are held against a dose
    that starts at ``given_at``, the moment itself where it is None. Raises InputError for a moment
    without a zone.
    """
    check_zone(at, record.patient)
    check_zone(given_at or at, record.patient)
    observables, pathway = handbook.observables, handbook.pathway
    known = Known(record, at, observables)
    response = response_on(known.readings, handbook)
    learn_level(known, response)
    inputs = with_outputs(pathway, observables)
    decisions = tuple(_examined(one, known, inputs) for one in decisions_on(known, pathway))
    speaking = [one for one in decisions if one.in_force]
    return Assessment(
        patient=record.patient,
        at=at,
        pathway=pathway.id,
        decisions=decisions,
        proposals=propose(speaking, pathway, known, handbook.budgets, given_at),
        timers=_timers(speaking, known),
        asked=_asked(speaking, known, observables),
        disputes=_disputes(decisions),
        conflicts=contradictions(known),
        errata=_errata(speaking),
        later=known.later,
        outpaced=outpaced(known),
        response=response,
        calendar=calendar_at(known, handbook),
        washouts=washouts_at(known, handbook),
        lymphodepletion=lymphodepletion_at(known, handbook),
        steroids=steroids_at(known, handbook),
    )


def _examined(decision: Decision, known: Known, observables: Mapping[str, Observable]) -> Decision:
    """Return a graded or unique decision with what would narrow or change it."""
    table = decision.table
    if decision.status == "not applicable" or not decision.in_force or table.hit == "collect":
        return decision
    return narrowing(decision, known.lookup(table.use), cells(table, observables))


def _timers(decisions: list[Decision], known: Known) -> tuple[Timer, ...]:
    found: dict[str, Timer] = {}
    for decision in decisions:
        for one in decision.fired:
            if not one.holds.high:
                continue
            for conclusion in one.rule.conclusions:
                for name in conclusion.measure:
                    timer = _timer(name, one, conclusion, known, decision)
                    before = found.get(name)
                    if before is None or _sooner(timer, before):
                        found[name] = timer
    order = {"overdue": 0, "not recorded": 1, "due": 2, "upcoming": 3}
    return tuple(sorted(found.values(), key=lambda one: (order[one.status], one.name)))


def _timer(
    name: str, fired: Fired, conclusion: Conclusion, known: Known, decision: Decision
) -> Timer:
    """Return when something was last measured and is due: by the interval, else by validity.

    An interval is an upper bound: overdue begins with it, due where the source gives a range.
    """
    last = _last(name, known)
    due: datetime | None = None
    status: TimerStatus = "not recorded"
    hours = conclusion.every
    if last is not None and hours is not None:
        due = last + timedelta(hours=float(conclusion.within or hours))
        late = last + timedelta(hours=float(hours))
        status = "upcoming" if known.at < due else "overdue" if known.at > late else "due"
    elif last is not None:
        stale = known.value(name, decision.table.use).reason == "stale"
        status = "due" if stale else "upcoming"
    return Timer(
        name=name,
        rule=fired.rule,
        conclusion=conclusion,
        last=last,
        due=due,
        status=status,
        sure=decision.sure(fired),
    )


def _last(name: str, known: Known) -> datetime | None:
    """Return when an observable was last read; or, computed, when the oldest of its parts was.

    A sum answers by the parts that were read; any other formula needs all of them.
    """
    history = known.history(name)
    stated = history[-1].time if history else None
    how = known.observables[name].derivation
    if how is None:
        return stated
    parts = [_last(part, known) for part in how.of]
    times = [time for time in parts if time is not None]
    whole = bool(times) and (how.formula == "sum" or len(times) == len(parts))
    computed = min(times) if whole else None
    return max((one for one in (stated, computed) if one is not None), default=None)


def _sooner(one: Timer, other: Timer) -> bool:
    """Return whether a timer is the stricter of two on the same observable."""
    if one.sure != other.sure:
        return one.sure
    if one.conclusion.every is None or other.conclusion.every is None:
        return other.conclusion.every is None and one.conclusion.every is not None
    return one.conclusion.every < other.conclusion.every


def _asked(
    decisions: list[Decision], known: Known, observables: Mapping[str, Observable]
) -> tuple[Asked, ...]:
    opened = {one.table.decides: _open_inputs(one) for one in decisions}
    waiting = _waiting(opened)
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    uses: dict[str, Use] = {}
    for decision in decisions:
        decides = decision.table.decides
        for name in opened[decides]:
            for base in _measured(name, known, observables, decision.table):
                wanted[base] |= waiting[decides]
                uses.setdefault(base, decision.table.use)
    asked = [
        Asked(
            name=name,
            reason=known.value(name, uses[name]).reason or "not done",
            decisions=tuple(decides),
        )
        for name, decides in wanted.items()
    ]
    return tuple(sorted(asked, key=lambda one: (-len(one.decisions), one.name)))


def _waiting(opened: Mapping[str, list[str]]) -> dict[str, dict[str, None]]:
    """Return each decision with those that wait for it, directly or through others."""
    resting: dict[str, list[str]] = defaultdict(list)
    for decides, inputs in opened.items():
        for name in inputs:
            resting[name].append(decides)
    found: dict[str, dict[str, None]] = {}
    for decides in opened:
        found[decides] = {decides: None}
        ahead = [decides]
        while ahead:
            new = [one for one in resting.get(ahead.pop(), ()) if one not in found[decides]]
            found[decides] |= dict.fromkeys(new)
            ahead += new
    return found


def _open_inputs(decision: Decision) -> list[str]:
    """Return the missing inputs that bear on what is open in a decision."""
    if decision.table.hit != "collect":
        return [one.name for one in decision.missing if one.narrows]
    missing = {one.name for one in decision.missing}
    found: dict[str, None] = {}
    asked = [rule.condition for rule in decision.open]
    if decision.table.when is not None and not decision.applies.known:
        asked.append(decision.table.when)
    for one in asked:
        found |= dict.fromkeys(n for n in table_part(decision.table, one) if n in missing)
    return list(found)


def _measured(
    name: str, known: Known, observables: Mapping[str, Observable], table: DecisionTable
) -> list[str]:
    """Return what has to be measured or stated for an input; outputs of tables are not asked."""
    one = observables.get(name)
    if one is None:
        return []
    if one.derivation is None:
        return [name]
    found = []
    for part in one.derivation.of:
        if not known.value(part, table.use).known:
            found += _measured(part, known, observables, table)
    return found or [name]


def _disputes(decisions: tuple[Decision, ...]) -> tuple[Dispute, ...]:
    same: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        same[one.table.decides].append(one)
    found = []
    for one in decisions:
        others = tuple(
            other
            for other in same[one.table.decides]
            if other is not one and other.status != "not applicable" and _differs(one, other)
        )
        if one.in_force and others:
            found.append(Dispute(decides=one.table.decides, in_force=one, others=others))
    return tuple(found)


def _differs(one: Decision, other: Decision) -> bool:
    if one.value is not None or other.value is not None:
        return one.value != other.value
    said = [
        {(c.kind, c.code) for rule in d.concluded for c in rule.conclusions} for d in (one, other)
    ]
    return said[0] != said[1]


def _errata(decisions: list[Decision]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in decisions:
        found |= dict.fromkeys(one.table.errata)
        for fired in one.fired:
            if fired.holds.high:
                found |= dict.fromkeys(fired.rule.errata)
    return tuple(found)
