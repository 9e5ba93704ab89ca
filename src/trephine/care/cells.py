"""cells: the finitely many ways in which an input matters to a table."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations, pairwise

from trephine.care.once import once
from trephine.core.expression import Compared, Contains, Expression, OneOf, Stated, leaves, names
from trephine.core.observable import Observable
from trephine.core.rule import DecisionTable
from trephine.core.value import Coded, CodedSet, Number, Truth, Value

Cell = tuple[str, Value]
Cells = dict[str, tuple[Cell, ...]]
# A code that no condition names, of an input whose codes are not known here.
OTHER = "(another)"
# Formulae whose results lie between the multiples of a reading's resolution: to nine decimals.
_FINE = frozenset(
    {
        "ckd_epi_2021",
        "cockcroft_gault",
        "dubois",
        "hours_between",
        "hours_since_first",
        "hours_since_last",
        "mosteller",
        "ratio",
        "ratio_to_lln",
        "ratio_to_uln",
        "stevenson",
    }
)
COMPUTED_STEP = Decimal("1E-9")


def conditions(table: DecisionTable) -> tuple[Expression, ...]:
    """Return every condition of a table: its rules', its definitions', ``when`` and ``assumes``."""
    found = [rule.condition for rule in table.rules]
    found += [entry.condition for entry in table.definitions]
    found += [one for one in (table.when, table.assumes) if one is not None]
    return tuple(found)


@once
def inputs(table: DecisionTable) -> tuple[str, ...]:
    """Return the names that a table's conclusion rests on, definitions looked through."""
    defined = {entry.name for entry in table.definitions}
    found = (name for one in conditions(table) for name in names(one))
    return tuple(dict.fromkeys(name for name in found if name not in defined))


@once
def cells(table: DecisionTable, observables: Mapping[str, Observable]) -> Cells:
    """Return, for every input of a table, one value for each cell, with its words.

    Thresholds cut a number into the points on them and the open intervals between: within a cell
    no condition can tell two values apart, so that a table is known everywhere once it is known
    on the cells. Points lie in the possible range, and on the resolution of what is read; what is
    computed has points between. Codes that no condition names are one cell; of a set, every subset
    of the codes that are named. Outputs of other tables may be among the ``observables`` (see
    ``with_outputs``); an input that is not is taken to have values beyond those that are named.
    """
    limits: dict[str, set[Decimal]] = {}
    codes: dict[str, set[str]] = {}
    kinds: dict[str, type] = {}
    for expression in conditions(table):
        for leaf in leaves(expression):
            match leaf:
                case Compared():
                    limits.setdefault(leaf.name, set()).add(leaf.limit)
                case OneOf():
                    codes.setdefault(leaf.name, set()).update(leaf.codes)
                case Contains():
                    codes.setdefault(leaf.name, set()).add(leaf.code)
                case Stated():
                    pass
                case _:
                    continue
            kinds[leaf.name] = type(leaf)
    found: Cells = {}
    for name in inputs(table):
        one = observables.get(name)
        if kinds[name] is Stated:
            found[name] = tuple(
                (word, Truth(low=b, high=b)) for word, b in (("true", True), ("false", False))
            )
        elif kinds[name] is Compared:
            found[name] = _numbers(sorted(limits[name]), one)
        elif kinds[name] is OneOf:
            found[name] = _codes(sorted(codes[name]), one)
        else:
            found[name] = _sets(sorted(codes[name]))
    return found


def _step(one: Observable | None) -> Decimal:
    """Return how near two values of a number can lie."""
    if one is not None and one.derivation is not None and one.derivation.formula in _FINE:
        return COMPUTED_STEP
    return one.resolution if one is not None and one.resolution else Decimal(1)


def _numbers(limits: list[Decimal], one: Observable | None) -> tuple[tuple[str, Value], ...]:
    step = _step(one)
    anywhere = (limits[0] - step, limits[-1] + step)
    lowest, highest = anywhere if one is None or one.possible is None else one.possible
    points: dict[Decimal, str] = {}
    below = min(limits[0] - step, highest)
    if below >= lowest:
        points[below] = f"< {limits[0]}"
    for low, high in pairwise(limits):
        inside = max(low + step, lowest)
        if inside < high and inside <= highest:
            points[inside] = f"{low} < … < {high}"
    points |= {limit: f"= {limit}" for limit in limits if lowest <= limit <= highest}
    above = max(limits[-1] + step, lowest)
    if above <= highest:
        points[above] = f"> {limits[-1]}"
    return tuple((points[point], Number(low=point, high=point)) for point in sorted(points))


def _codes(named: list[str], one: Observable | None) -> tuple[tuple[str, Value], ...]:
    others = [OTHER] if one is None else [c.code for c in one.choices if c.code not in named]
    return tuple((code, Coded(possible=frozenset({code}))) for code in [*named, *others[:1]])


def _sets(named: list[str]) -> tuple[tuple[str, Value], ...]:
    found = [frozenset(s) for n in range(len(named) + 1) for s in combinations(named, n)]
    return tuple((", ".join(sorted(s)) or "none", CodedSet(sure=s, possible=s)) for s in found)
