"""unfit_leaf: what is wrong with one comparison of a condition, by the vocabulary it is to use."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from trephine.core.expression import Compared, Constant, Contains, Leaf, OneOf, Stated
from trephine.core.observable import Observable
from trephine.core.rule import DecisionTable

_KINDS = {
    Stated: {"yesno", "event", "dose"},
    Compared: {"quantity"},
    OneOf: {"choice"},
    Contains: {"choices"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionNames:
    """What conditions may name: observables, decisions that are numbers, codes of the others."""

    observables: Mapping[str, Observable]
    numbers: Collection[str] = ()
    codes: Mapping[str, Collection[str]] = field(default_factory=dict)


def condition_names(
    tables: Iterable[DecisionTable], observables: Mapping[str, Observable]
) -> ConditionNames:
    """Return what conditions may name where these tables decide. What collects gives no value."""
    every = tuple(tables)
    return ConditionNames(
        observables=observables,
        numbers={table.decides for table in every if table.hit in {"max", "sum"}},
        codes={
            table.decides: {choice.code for choice in table.values}
            for table in every
            if table.hit == "unique"
        },
    )


def unfit_leaf(leaf: Leaf, defined: Collection[str], names: ConditionNames) -> str | None:
    """Return why a leaf cannot stand in a condition, None where it can.

    ``defined`` are the definitions of its table. A name is an observable, a definition or a
    decision; the leaf fits its kind; codes are among the choices; a threshold is a multiple of the
    observable's resolution, so that rounding a reading cannot carry it across.
    """
    if isinstance(leaf, Constant) or (isinstance(leaf, Stated) and leaf.name in defined):
        return None
    if leaf.name in names.numbers:
        return None if isinstance(leaf, Compared) else f"{leaf.name} is a number"
    if leaf.name in names.codes:
        if not isinstance(leaf, OneOf):
            return f"{leaf.name} is a coded output"
        unknown = set(leaf.codes) - set(names.codes[leaf.name])
        return f"{leaf.name} never is {sorted(unknown)}" if unknown else None
    one = names.observables.get(leaf.name)
    if one is None:
        return f"no observable, definition or decision {leaf.name!r}"
    return _fits(leaf, one)


def _fits(leaf: Leaf, one: Observable) -> str | None:
    if one.kind not in _KINDS[type(leaf)]:
        return f"{one.id} is of kind {one.kind}: not for {type(leaf).__name__}"
    if isinstance(leaf, Compared) and one.resolution and leaf.limit % one.resolution:
        return f"{leaf.limit} is not a multiple of {one.id}'s resolution {one.resolution}"
    codes = leaf.codes if isinstance(leaf, OneOf) else ()
    codes = (leaf.code,) if isinstance(leaf, Contains) else codes
    unknown = set(codes) - {choice.code for choice in one.choices}
    return f"{one.id} never is {sorted(unknown)}" if unknown else None
