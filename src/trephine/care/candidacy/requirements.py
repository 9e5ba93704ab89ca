"""requirements: what the tables in force ask before treatment, each in one of three states."""

from collections.abc import Iterable

from trephine.care.assessment import Assessment
from trephine.care.candidacy.requirement import (
    Requirement,
    RequirementStage,
    RequirementState,
    Standing,
)
from trephine.care.table_part import table_part
from trephine.core.decision import Decision, Fired, Missing
from trephine.core.rule import DecisionTable, Rule


def requirements(found: Assessment) -> tuple[Requirement, ...]:
    """Return every requirement and exclusion of the tables in force, in the pathway's order.

    A table of which it is not known whether it applies leaves all of its rules unknown; one that
    surely does not apply is left out.
    """
    decided = frozenset(one.table.decides for one in found.decisions)
    return tuple(
        _requirement(one, fired, decided) for one, fired in _asked(found) if _kind(fired.rule)
    )


def remarks(found: Assessment) -> tuple[tuple[Decision, Fired], ...]:
    """Return the other rules of the same tables that hold or may hold: what to weigh and to watch.

    What is to be measured stands with what is missing, and is left out.
    """
    said = {"advise", "watch", "note"}
    return tuple(
        (one, fired)
        for one, fired in _asked(found)
        if fired.holds.high and any(c.kind in said for c in fired.rule.conclusions)
    )


def standing(asked: Iterable[Requirement]) -> Standing:
    """Return how all of them stand together; what is unknown keeps the question open.

    ``against``: something that the source rules out holds; ``not met``: a recommendation is not.
    """
    states = [(one.state, one.absolute) for one in asked]
    if ("not met", True) in states:
        return "against"
    if ("not met", False) in states:
        return "not met"
    return "open" if any(state == "unknown" for state, _ in states) else "met"


def stage_of(table: DecisionTable) -> RequirementStage | None:
    """Return what a table is asked before; None for one that is about something else."""
    if table.use == "eligibility":
        return "treatment"
    if table.use != "preparation":
        return None
    asked = () if table.when is None else table_part(table, table.when)
    return "collection" if "collected" in asked else "infusion"


def _asked(found: Assessment) -> list[tuple[Decision, Fired]]:
    return [
        (one, fired)
        for one in found.decisions
        if one.in_force and one.status != "not applicable" and stage_of(one.table) is not None
        for fired in one.fired
    ]


def _kind(rule: Rule) -> bool:
    return any(one.kind in {"require", "exclude"} for one in rule.conclusions)


def _requirement(decision: Decision, fired: Fired, decided: frozenset[str]) -> Requirement:
    stage = stage_of(decision.table)
    assert stage is not None  # noqa: S101  (only such tables are asked)
    exclusion = any(one.kind == "exclude" for one in fired.rule.conclusions)
    state = _state(decision, fired, decided, exclusion=exclusion)
    return Requirement(
        table=decision.table,
        rule=fired.rule,
        stage=stage,
        exclusion=exclusion,
        absolute=fired.rule.strength == "must",
        state=state,
        missing=() if state != "unknown" else tuple(_missing(decision, fired.rule)),
    )


def _state(
    decision: Decision, fired: Fired, decided: frozenset[str], *, exclusion: bool
) -> RequirementState:
    if not decision.applies.low or not fired.holds.known:
        return "unknown"
    if fired.holds.low == exclusion:
        return "not met"
    return "met" if _rests_on_a_reading(decision, fired.rule, decided) else "unknown"


def _rests_on_a_reading(decision: Decision, rule: Rule, decided: frozenset[str]) -> bool:
    """Return whether anything was read at all: a count of 0 in an empty record meets nothing.

    What another table decided rests on that table's readings. Where nothing was read, another
    exclusion may have settled what this one asks: of a man nobody need say that he is not pregnant.
    """
    values = dict(decision.inputs)

    def read(names: Iterable[str]) -> bool:
        return any(name in decided or values[name].readings for name in names if name in values)

    own = table_part(decision.table, rule.condition)
    if read(own):
        return True
    open_ = {one.name for one in decision.missing} & set(own)
    for other in decision.fired:
        names = table_part(decision.table, other.rule.condition)
        if not other.holds.high and open_ and open_ <= set(names) and read(names):
            return True
    return False


def _missing(decision: Decision, rule: Rule) -> list[Missing]:
    parts = [rule.condition]
    if decision.table.when is not None and not decision.applies.known:
        parts.append(decision.table.when)
    names = {name for part in parts for name in table_part(decision.table, part)}
    return [one for one in decision.missing if one.name in names]
