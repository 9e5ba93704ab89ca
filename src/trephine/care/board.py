"""board: the options after relapse, each with what speaks for it, against it, and what is open."""

from dataclasses import dataclass
from typing import Literal

from trephine.care.assessment import Assessment
from trephine.care.table_part import table_part
from trephine.core.decision import Decision, Fired, Missing
from trephine.core.rule import DecisionTable, Rule

BoardSide = Literal["for", "against", "condition", "note"]
BoardState = Literal["holds", "fails", "open"]
_ASKS = "relapsed"
_SIDES: dict[str, BoardSide] = {"advise": "for", "exclude": "against", "require": "condition"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOption:
    """One reason of the decision board: for an option, against it, a condition, or a note.

    ``state``: it holds for this patient, does not, or cannot be told; ``missing`` is then why.
    Options stand side by side: the source does not rank them, and neither does this.
    """

    table: DecisionTable
    rule: Rule
    side: BoardSide
    state: BoardState
    missing: tuple[Missing, ...]


def board(found: Assessment) -> tuple[BoardOption, ...]:
    """Return every reason of the tables in force that are asked after a relapse, in their order.

    Nothing where no relapse is on record.
    """
    return tuple(
        _option(one, fired)
        for one in found.decisions
        if one.in_force and one.status != "not applicable" and after_relapse(one.table)
        for fired in one.fired
    )


def after_relapse(table: DecisionTable) -> bool:
    """Return whether a table is asked only once the disease has come back."""
    return table.when is not None and _ASKS in table_part(table, table.when)


def _option(decision: Decision, fired: Fired) -> BoardOption:
    state: BoardState = "open"
    if decision.sure(fired):
        state = "holds"
    elif not fired.holds.high:
        state = "fails"
    names = set(table_part(decision.table, fired.rule.condition))
    kinds = [one.kind for one in fired.rule.conclusions]
    return BoardOption(
        table=decision.table,
        rule=fired.rule,
        side=next((_SIDES[kind] for kind in kinds if kind in _SIDES), "note"),
        state=state,
        missing=tuple(one for one in decision.missing if state == "open" and one.name in names),
    )
