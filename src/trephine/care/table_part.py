"""table_part: the inputs that one condition of a table rests on."""

from trephine.care.once import once
from trephine.core.expression import Expression, names
from trephine.core.rule import DecisionTable


@once
def table_part(table: DecisionTable, condition: Expression) -> tuple[str, ...]:
    """Return the inputs of ``condition``, the table's definitions looked through."""
    defined = {entry.name: entry.condition for entry in table.definitions}
    return tuple(dict.fromkeys(_inputs(condition, defined)))


def _inputs(expression: Expression, defined: dict[str, Expression]) -> list[str]:
    found: list[str] = []
    for name in names(expression):
        found += _inputs(defined[name], defined) if name in defined else [name]
    return found
