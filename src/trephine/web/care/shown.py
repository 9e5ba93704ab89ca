"""Decisions, orders, checks and counters of an assessment in the shapes that pages show."""

from trephine import library
from trephine.care.assessment import Assessment, Proposal, Timer
from trephine.care.at_odds import conflict_words, outpaced_words
from trephine.care.dosing.budget import BudgetState
from trephine.care.explain import change_words, explain, mark_words
from trephine.care.read_at import read_at
from trephine.care.resolve import Known
from trephine.care.words import REASONS, Vocabulary, number_words, value_words, vocabulary
from trephine.core.decision import Decision, Fired
from trephine.core.rule import Rule
from trephine.core.text import Text
from trephine.core.value import INFINITE, Number, Value
from trephine.web.care.shape import (
    CheckDue,
    DoseCounter,
    GradeBrief,
    InputMissing,
    InputUsed,
    OrderConsidered,
    PatientDecision,
    RuleHeld,
    RuleState,
)

_NONE = Text(zh="不能分级（缺信息）", en="no grade (information is missing)")
_NOT_YET = Text(zh="尚未输注", en="not infused")


def words() -> Vocabulary:
    """Return the words of everything that the handbook names."""
    handbook = library.handbook()
    return vocabulary(handbook.pathway, handbook.observables)


def conflicts_shown(found: Assessment) -> tuple[Text, ...]:
    """Return the readings of a record that contradict each other, with their moments."""
    return tuple(conflict_words(one, words()) for one in found.conflicts)


def outpaced_shown(found: Assessment) -> tuple[Text, ...]:
    """Return what counts as it was stated though newer readings came, and what they would give."""
    return tuple(outpaced_words(one, words()) for one in found.outpaced)


def decision_shown(one: Decision, known: Known) -> PatientDecision:
    """Return one decision with its rules, inputs, what is missing and what would change it.

    ``known`` tells when inputs were read, and the parts of those that are worked out.
    """
    found = words().of(one.table)
    low, high = grade_bounds(one)
    value = None if one.value is None else value_words(one.table.decides, one.value, found)
    return PatientDecision(
        table=one.table.id,
        decides=one.table.decides,
        title=one.table.title,
        status=one.status,
        value=value,
        low=low,
        high=high,
        settled=one.status == "decided" and one.applies.low,
        deciding=_deciding(one, low),
        rules=tuple(rule_held(fired.rule, _state(one, fired)) for fired in _told(one)),
        inputs=tuple(_input(name, value, one, found, known) for name, value in one.inputs),
        missing=tuple(
            InputMissing(name=m.name, label=found.label(m.name), reason=REASONS[m.reason])
            for m in one.missing
            if m.narrows or one.table.hit == "collect"
        ),
        changes=tuple(change_words(one, words())),
        trace=explain(one, words()),
        errata=_errata(one),
    )


def grade_bounds(one: Decision) -> tuple[int | None, int | None]:
    """Return the least and highest grade; nothing where none can be given, or nobody asked."""
    value = one.value
    if one.table.hit != "max" or not isinstance(value, Number) or not one.applies.low:
        return None, None
    if value.low == -INFINITE or value.high == INFINITE:
        return None, None
    return int(value.low), int(value.high)


def grade_brief(found: Assessment, decides: str) -> GradeBrief:
    """Return a grade as the ward's table says it."""
    one = found.decision(decides)
    if one is None or one.value is None:
        return GradeBrief(low=None, high=None, value=_NOT_YET, arises=False)
    low, high = grade_bounds(one)
    return GradeBrief(
        low=low,
        high=high,
        value=_NONE if low is None else value_words(decides, one.value, words()),
        arises=True,
    )


def order_considered(one: Proposal) -> OrderConsidered:
    """Return an order to consider, with its arithmetic and what stands in its way."""
    found = words()
    return OrderConsidered(
        id=one.order.id,
        label=one.order.label,
        held=not one.released,
        amount=None if one.amount is None else number_words(one.amount, one.amount),
        unit=one.unit,
        working=one.working,
        missing=tuple(found.label(name) for name in one.missing),
        against=tuple(rule.id for rule in one.against),
        limits=one.limits,
        earliest=one.earliest,
        rules=tuple(rule_held(rule, "holds" if one.sure else "open") for rule in one.rules),
    )


def check_due(one: Timer) -> CheckDue:
    """Return one thing to be measured again."""
    return CheckDue(
        name=one.name,
        label=words().label(one.name),
        last=one.last,
        due=one.due,
        status=one.status,
        rule=one.rule.id,
        sure=one.sure,
    )


def dose_counter(state: BudgetState, known: Known) -> DoseCounter:
    """Return the count of a drug's doses; the hours since the last as care works them out."""
    since = known.value(f"hours_since_{state.rule.id}", "dosing")
    hours = None
    if isinstance(since, Number) and since.known and since.low < INFINITE and state.doses:
        hours = number_words(since.low, since.high)
    limits = (state.rule.total, state.rule.in_window, state.rule.interval)
    return DoseCounter(
        drug=state.rule.label,
        given=len(state.doses),
        total=int(state.rule.total.value),
        left_least=state.left_total[0],
        left_most=state.left_total[1],
        last=state.doses[-1].start if state.doses else None,
        hours_since=hours,
        allowed=state.allowed,
        earliest=state.earliest,
        limits=tuple(check.text for check in state.checks),
        errata=tuple(dict.fromkeys(name for limit in limits for name in limit.errata)),
    )


def rule_held(rule: Rule, state: RuleState) -> RuleHeld:
    """Return a rule with what is known of it."""
    return RuleHeld(
        id=rule.id,
        state=state,
        strength=rule.strength,
        text=rule.text,
        place=mark_words(rule.mark),
        errata=rule.errata,
    )


def day_of(known: Known) -> int | None:
    """Return the day after the latest infusion, as care counts it; None before one."""
    found = known.value("days_since_infusion", "course")
    if isinstance(found, Number) and found.known and abs(found.low) < INFINITE:
        return int(found.low)
    return None


def _told(one: Decision) -> list[Fired]:
    """Return rules that hold or may hold, and requirements in any case."""
    return [
        fired
        for fired in one.fired
        if fired.holds.high or any(c.kind == "require" for c in fired.rule.conclusions)
    ]


def _state(one: Decision, fired: Fired) -> RuleState:
    if one.sure(fired):
        return "holds"
    return "open" if fired.holds.high else "fails"


def _deciding(one: Decision, low: int | None) -> tuple[str, ...]:
    """Return the rules whose grade is the one that surely holds."""
    return tuple(
        rule.id
        for rule in one.concluded
        if low is not None and any(c.number == low for c in rule.conclusions)
    )


def _input(name: str, value: Value, one: Decision, found: Vocabulary, known: Known) -> InputUsed:
    return InputUsed(
        name=name,
        label=found.label(name),
        value=value_words(name, value, found),
        known=value.known,
        read_at=read_at(name, known, one.table.use),
    )


def _errata(one: Decision) -> tuple[str, ...]:
    rules = [fired.rule for fired in one.fired if fired.holds.high]
    return tuple(dict.fromkeys([*one.table.errata, *(e for rule in rules for e in rule.errata)]))
