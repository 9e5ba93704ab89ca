"""The algorithms that are not tables, asked of one Record at one moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from trephine.care.calendar.calendar import calendar, observed
from trephine.care.calendar.timeline import timeline_seen
from trephine.care.dosing.earliest_leukapheresis import WashoutResult, earliest_leukapheresis
from trephine.care.holds import holds
from trephine.care.resolve import Known, visible
from trephine.care.response.answer import ResponseCourse
from trephine.care.response.respond import respond
from trephine.care.response.visits_of import visits_in
from trephine.core.calendar import CalendarEntry, Repeat
from trephine.core.expression import names
from trephine.core.handbook import Handbook
from trephine.core.record import Reading, Record
from trephine.core.value import Coded
from trephine.core.washout import Exposure


def response_at(record: Record, at: datetime, handbook: Handbook) -> ResponseCourse | None:
    """Return the course of response after the latest infusion; None before it, or unassessed."""
    return response_on(visible(record, at), handbook)


def response_on(
    readings: Mapping[str, Sequence[Reading]], handbook: Handbook
) -> ResponseCourse | None:
    """Return the same from what is visible."""
    seen = None if handbook.criteria is None else visits_in(readings)
    if handbook.criteria is None or seen is None or not seen.visits:
        return None
    return respond(
        seen.baseline, seen.visits, criteria=handbook.criteria, new_therapy=seen.new_therapy
    )


def learn_level(known: Known, response: ResponseCourse | None) -> None:
    """Let the level of the last assessment be an input of tables; a stated level goes first.

    It is the level of that visit, not the best confirmed one.
    """
    name = "response_level"
    if response is not None and name in known.observables and not known.history(name):
        known.conclude(name, Coded(possible=frozenset({response.visits[-1].level})))


def calendar_at(known: Known, handbook: Handbook) -> tuple[CalendarEntry, ...]:
    """Return what the calendar wants after an infusion, as it stands; nothing before one.

    Nothing either once a death is on record.
    """
    if handbook.schedule is None or not known.happened("infusion") or known.happened("death"):
        return ()
    schedule = handbook.schedule
    events = {one.anchor for one in schedule.visits} | {one.anchor for one in schedule.repeats}
    events |= {one.start for one in schedule.clocks} | {one.least_from for one in schedule.clocks}
    anchors = {name: found[-1].time for name in events - {""} if (found := known.happened(name))}
    lookup = known.lookup("course")
    return calendar(
        anchors,
        schedule,
        known.at,
        holds=lambda expression: holds(expression, lookup, {}),
        seen=timeline_seen({name: known.history(name) for name in observed(schedule)}),
        layers=handbook.pathway.layers,
        labels={name: one.label for name, one in handbook.observables.items()},
        begun={one.id: known.at for one in schedule.repeats if _of_a_grade(one, handbook)},
    )


def _of_a_grade(one: Repeat, handbook: Handbook) -> bool:
    """Return whether a repeat goes on while a decision says so: when it began, no reading tells.

    What was never read under it is then due now, not overdue since the infusion.
    """
    decided = {table.decides for table in handbook.pathway.tables}
    return one.condition is not None and not decided.isdisjoint(names(one.condition))


def washouts_at(known: Known, handbook: Handbook) -> WashoutResult | None:
    """Return what has to be out before leukapheresis; None once cells were collected or given."""
    if handbook.washouts is None or known.happened("leukapheresis", "infusion"):
        return None
    rules = handbook.washouts
    drugs = [one.drug for one in rules.washouts]
    drugs += [one.drug for one in rules.analogies] + [one.drug for one in rules.priors]
    exposures = []
    for drug in dict.fromkeys(drugs):
        found = known.happened(drug) if drug in handbook.observables else ()
        if found:
            last: datetime | date = found[-1].time
            if found[-1].day_only:
                last = found[-1].time.date()
            exposures.append(Exposure(drug=drug, last=last))
    planned = known.history("planned_leukapheresis")
    moment = planned[-1].value if planned else None
    if not exposures and not isinstance(moment, datetime):
        return None
    ahead = moment if isinstance(moment, datetime) and moment >= known.at else None
    return earliest_leukapheresis(exposures, rules, ahead, zone=known.at.tzinfo, at=known.at)
