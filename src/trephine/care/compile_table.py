"""compile_table: a decision table as a function over arrays, equal to evaluate on every cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from trephine.care.cells import conditions, inputs
from trephine.care.once import once
from trephine.core.error import MethodError
from trephine.core.expression import (
    All,
    Compared,
    Constant,
    Contains,
    Expression,
    Leaf,
    Not,
    OneOf,
    Stated,
    leaves,
    names,
)
from trephine.core.rule import DecisionTable, Definition
from trephine.core.text import Text
from trephine.core.value import Coded, CodedSet, Number, Truth, Value

if TYPE_CHECKING:
    import numpy as np

# A yes-no input is the set of what it can still be, as bits: false 1, true 2, unknown both.
FALSE, TRUE, OPEN = 1, 2, 3
_BITS = 62
# Names that the source has of its own.
_OWN = re.compile(
    r"(is|may|out)\d+|low|high|sure|may|possible|surely|chosen|applies|where|np|n|i|len|range"
    r"|decide|loop|.*__(is|may)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One argument of a compiled table, or one of the two that a range takes.

    ``number``: two float arrays, lowest and highest possible value (unknown: -inf and inf).
    ``truth``: one int array of bits (false 1, true 2, unknown 3). ``coded``: one int64 array, bit
    i set while ``codes[i]`` is possible, the last bit for every code that no condition names.
    ``set``: two int64 arrays, what is surely and what is possibly in the set.
    """

    name: str
    kind: str
    codes: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the names of its arrays."""
        if self.kind in {"number", "set"}:
            return f"{self.name}_low", f"{self.name}_high"
        return (self.name,)

    def bits(self, codes: "frozenset[str]") -> int:
        """Return a set of codes as bits; a code that no condition names has the last bit."""
        found = 0
        for code in codes:
            index = self.codes.index(code) if code in self.codes else len(self.codes)
            found |= 1 << index
        return found

    def encoded(self, value: Value) -> tuple[float | int, ...]:
        """Return what is known of the input as the numbers that the function takes."""
        match value:
            case Number():
                return float(value.low), float(value.high)
            case Truth():
                return ((FALSE if not value.low else 0) | (TRUE if value.high else 0),)
            case Coded():
                return (self.bits(value.possible),)
            case CodedSet():
                named = frozenset(self.codes)
                return self.bits(value.sure & named), self.bits(value.possible & named)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTable:
    """The source of a function of ``columns`` and what it returns.

    ``hit`` max and sum: two values, lowest and highest possible. unique: one, the bits of the
    values that may hold, in the order of the table's ``values``. collect: two ints of bits, the
    rules that surely and those that possibly hold, in the order of the table. ``applicable`` adds
    one value: the bits of ``when``. ``source`` is Python that runs on NumPy arrays and, the same,
    on scalars inside a Numba loop.
    """

    table: DecisionTable
    columns: tuple[Column, ...]
    source: str
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the names of the function's arguments, in order."""
        return tuple(name for column in self.columns for name in column.arguments)

    def column(self, name: str) -> Column:
        """Return the column of an input. Raises KeyError."""
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(name)

    def interpreted(self) -> Callable[..., tuple[int, ...]]:
        """Return the function on plain numbers, one patient at a time (no import, no compiler)."""
        if "python" not in self._made:
            scope: dict[str, Any] = {"where": lambda condition, yes, no: yes if condition else no}
            exec(compile(self.source, f"<{self.table.id}>", "exec"), scope)  # noqa: S102  (our own source, from a whitelisted tree)
            self._made["python"] = scope["decide"]
        return self._made["python"]  # type: ignore[no-any-return]

    def vectorised(self) -> Callable[..., tuple["np.ndarray", ...]]:
        """Return the function on NumPy arrays (interpreted; no compiler)."""
        if "numpy" not in self._made:
            import numpy as np  # noqa: PLC0415  (0.3 s; the short commands do without)

            scope: dict[str, Any] = {"where": np.where, "np": np}
            exec(compile(self.source, f"<{self.table.id}>", "exec"), scope)  # noqa: S102  (our own source, from a whitelisted tree)
            self._made["numpy"] = scope["decide"]
        return self._made["numpy"]  # type: ignore[no-any-return]

    def compiled(self) -> Callable[..., tuple["np.ndarray", ...]]:
        """Return the function on arrays, one loop compiled by Numba; int8 grades, int64 bits."""
        if "numba" not in self._made:
            import numba  # noqa: PLC0415  (1.1 s; only where a million patients wait)
            import numpy as np  # noqa: PLC0415  (0.3 s)

            @numba.njit(inline="always")
            def where(condition: Any, yes: Any, no: Any) -> Any:
                return yes if condition else no

            scope: dict[str, Any] = {"where": where, "np": np}
            exec(compile(self.source, f"<{self.table.id}>", "exec"), scope)  # noqa: S102  (our own source, from a whitelisted tree)
            scope["decide"] = numba.njit(scope["decide"])
            exec(compile(_loop(self), f"<{self.table.id} loop>", "exec"), scope)  # noqa: S102  (likewise)
            self._made["numba"] = numba.njit(nogil=True)(scope["loop"])
        return self._made["numba"]  # type: ignore[no-any-return]


def _results(table: DecisionTable) -> int:
    return {"max": 2, "sum": 2, "unique": 1, "collect": 2}[table.hit] + (table.when is not None)


def _loop(compiled: CompiledTable) -> str:
    outs = [f"out{i}" for i in range(_results(compiled.table))]
    kind = {"max": "np.int8", "sum": "np.float64"}.get(compiled.table.hit, "np.int64")
    arguments = compiled.arguments
    length = f"len({arguments[0]})" if arguments else "1"
    lines = [f"def loop({', '.join(arguments)}):", f"    n = {length}"]
    lines += [f"    {out} = np.empty(n, dtype={kind})" for out in outs]
    lines += ["    for i in range(n):"]
    lines += [f"        {', '.join(f'{o}[i]' for o in outs)}, = decide("]
    lines += [f"            {name}[i]," for name in arguments]
    lines += ["        )", f"    return {', '.join(outs)},"]
    return "\n".join(lines)


@once
def compile_table(table: DecisionTable) -> CompiledTable:
    """Return ``table`` as source code over arrays, from the same trees that ``evaluate`` walks.

    Every leaf becomes two booleans, surely and possibly; and, or and not carry the pairs, and the
    output is the lowest and highest that they leave. Unknown inputs are ranges, not special cases.
    Raises MethodError for more rules, values or codes than a number has bits, and for inputs whose
    names would be confused in the source.
    """
    columns = _columns(table)
    _check(table, columns)
    by_name = {column.name: column for column in columns}
    lines = [f"def decide({', '.join(n for c in columns for n in c.arguments)}):"]
    made: dict[str, tuple[str, str]] = {}
    for entry in _in_order(table.definitions):
        sure, may = _pair(entry.condition, by_name, made)
        made[entry.name] = (f"{entry.name}__is", f"{entry.name}__may")
        lines += [f"    {entry.name}__is = {sure}", f"    {entry.name}__may = {may}"]
    pairs = [_pair(rule.condition, by_name, made) for rule in table.rules]
    for i, (sure, may) in enumerate(pairs):
        lines += [f"    is{i} = {sure}", f"    may{i} = {may}"]
    lines += _output(table)
    result = {
        "max": "low, high",
        "sum": "low, high",
        "unique": "chosen",
        "collect": "sure, possible",
    }[table.hit]
    if table.when is not None:
        sure, may = _pair(table.when, by_name, made)
        lines += [f"    applies = where({sure}, 0, {FALSE}) | where({may}, {TRUE}, 0)"]
        result += ", applies"
    lines += [f"    return {result},"]
    return CompiledTable(table=table, columns=columns, source="\n".join(lines) + "\n")


def _check(table: DecisionTable, columns: tuple[Column, ...]) -> None:
    arguments = [name for column in columns for name in column.arguments]
    many = [len(table.rules) if table.hit == "collect" else len(table.values)]
    many += [len(column.codes) + 1 for column in columns]
    twice = {one for one in arguments if arguments.count(one) > 1 or _OWN.fullmatch(one)}
    if max(many) > _BITS or twice:
        raise MethodError(
            what=Text(zh="此表不能编译", en="the table cannot be compiled"),
            where=f"{table.file} {table.id}",
            found=", ".join(sorted(twice)) or str(max(many)),
            do=Text(
                zh="拆分此表，或改输入项的名称",
                en="split the table, or give the inputs other names",
            ),
        )


def _in_order(definitions: tuple[Definition, ...]) -> list[Definition]:
    """Return the definitions, each after those that it rests on."""
    by_name = {entry.name: entry for entry in definitions}
    found: dict[str, Definition] = {}

    def add(entry: Definition) -> None:
        for name in names(entry.condition):
            if name in by_name and name not in found:
                add(by_name[name])
        found[entry.name] = entry

    for entry in definitions:
        add(entry)
    return list(found.values())


def _output(table: DecisionTable) -> list[str]:
    if table.hit == "max":
        lines = [f"    low = {table.floor or 0}", f"    high = {table.floor or 0}"]
        graded = sorted((r.conclusions[0].number or 0, i) for i, r in enumerate(table.rules))
        for grade, i in graded:
            if grade <= (table.floor or 0):
                continue
            lines += [f"    low = where(is{i}, {grade}, low)"]
            lines += [f"    high = where(may{i}, {grade}, high)"]
        return [*lines, "    high = where(high < low, low, high)"]
    if table.hit == "sum":
        points = [float(rule.conclusions[0].points or 0) for rule in table.rules]
        sure = " + ".join(f"where(is{i}, {point!r}, 0.0)" for i, point in enumerate(points))
        may = " + ".join(f"where(may{i}, {point!r}, 0.0)" for i, point in enumerate(points))
        return [f"    low = {sure}", f"    high = {may}"]
    if table.hit == "unique":
        codes = [choice.code for choice in table.values]
        bits = [1 << codes.index(rule.conclusions[0].code) for rule in table.rules]
        sure = " | ".join(f"where(is{i}, {bit}, 0)" for i, bit in enumerate(bits))
        may = " | ".join(f"where(may{i}, {bit}, 0)" for i, bit in enumerate(bits))
        return [f"    surely = {sure}", f"    chosen = where(surely != 0, surely, {may})"]
    n = range(len(table.rules))
    return [
        "    sure = " + " | ".join(f"where(is{i}, {1 << i}, 0)" for i in n),
        "    possible = " + " | ".join(f"where(may{i}, {1 << i}, 0)" for i in n),
    ]


def _columns(table: DecisionTable) -> tuple[Column, ...]:
    found: dict[str, tuple[str, set[str]]] = {name: ("", set()) for name in inputs(table)}
    for expression in conditions(table):
        for leaf in leaves(expression):
            if isinstance(leaf, Constant) or leaf.name not in found:
                continue
            kind, codes = found[leaf.name]
            match leaf:
                case Compared():
                    kind = "number"
                case Stated():
                    kind = "truth"
                case OneOf():
                    kind = "coded"
                    codes.update(leaf.codes)
                case Contains():
                    kind = "set"
                    codes.add(leaf.code)
            found[leaf.name] = (kind, codes)
    return tuple(
        Column(name=name, kind=kind, codes=tuple(sorted(codes)))
        for name, (kind, codes) in found.items()
    )


def _pair(
    expression: Expression, columns: Mapping[str, Column], made: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    if isinstance(expression, Not):
        sure, may = _pair(expression.part, columns, made)
        return f"(({may}) ^ True)", f"(({sure}) ^ True)"
    if isinstance(expression, Leaf):
        if isinstance(expression, Stated) and expression.name in made:
            return made[expression.name]
        return _leaf(expression, columns)
    sign = " & " if isinstance(expression, All) else " | "
    pairs = [_pair(part, columns, made) for part in expression.parts]
    return (
        "(" + sign.join(sure for sure, _ in pairs) + ")",
        "(" + sign.join(may for _, may in pairs) + ")",
    )


def _leaf(leaf: Leaf, columns: Mapping[str, Column]) -> tuple[str, str]:
    match leaf:
        case Constant():
            return str(leaf.value), str(leaf.value)
        case Stated():
            return f"({leaf.name} == {TRUE})", f"(({leaf.name} & {TRUE}) != 0)"
        case OneOf():
            bits = columns[leaf.name].bits(frozenset(leaf.codes))
            return (
                f"(({leaf.name} & {bits}) == {leaf.name})",
                f"(({leaf.name} & {bits}) != 0)",
            )
        case Contains():
            bit = columns[leaf.name].bits(frozenset({leaf.code}))
            return (
                f"(({leaf.name}_low & {bit}) != 0)",
                f"(({leaf.name}_high & {bit}) != 0)",
            )
        case Compared():
            return _compared(leaf)


def _compared(leaf: Compared) -> tuple[str, str]:
    low, high, limit = f"{leaf.name}_low", f"{leaf.name}_high", _float(leaf.limit)
    match leaf.comparator:
        case ">" | ">=":
            return f"({low} {leaf.comparator} {limit})", f"({high} {leaf.comparator} {limit})"
        case "<" | "<=":
            return f"({high} {leaf.comparator} {limit})", f"({low} {leaf.comparator} {limit})"
        case "==":
            return (
                f"(({low} == {limit}) & ({high} == {limit}))",
                f"(({low} <= {limit}) & ({high} >= {limit}))",
            )
    return (
        f"(({low} > {limit}) | ({high} < {limit}))",
        f"(({low} != {limit}) | ({high} != {limit}))",
    )


def _float(limit: Decimal) -> str:
    return repr(float(limit))
