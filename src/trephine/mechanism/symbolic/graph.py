"""Graph: formulas as nodes that are made once: equal formulas are one node."""

import math
from collections.abc import Callable
from typing import Any

CONDITIONS = frozenset({"lt", "le", "eq", "and", "or", "not"})
"""Operations whose value is a truth."""

_UNARY: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
}
UNARY = frozenset(_UNARY)
"""Functions of one argument that a formula may call."""

_LARGEST_PRODUCT = 64
_SIGNED_ZERO = 0.0


class Graph:
    """Nodes ``(operation, argument, …)``, named by their position; arguments come before.

    ``("const", value)`` and ``("symbol", name)`` are the leaves. A quotient is a product with a
    reciprocal, so that equal divisors are divided by once. It simplifies what never changes a value
    by more than rounding, and does not expand or factor.
    """

    __slots__ = ("_index", "nodes")

    def __init__(self) -> None:
        """Start empty."""
        self.nodes: list[tuple[Any, ...]] = []
        self._index: dict[tuple[Any, ...], int] = {}

    def make(self, *node: Any) -> int:
        """Return the node as it stands, made if it is new."""
        key = (*node, math.copysign(1.0, node[1])) if node[0] == "const" else node
        found = self._index.get(key)
        if found is None:
            found = len(self.nodes)
            self.nodes.append(node)
            self._index[key] = found
        return found

    def const(self, value: float) -> int:
        """Return a number."""
        return self.make("const", float(value))

    def symbol(self, name: str) -> int:
        """Return a symbol."""
        return self.make("symbol", name)

    def value(self, node: int) -> float | None:
        """Return a constant's value, None for anything else."""
        return float(self.nodes[node][1]) if self.nodes[node][0] == "const" else None

    def is_condition(self, node: int) -> bool:
        """Tell whether the node's value is a truth."""
        return self.nodes[node][0] in CONDITIONS or self.nodes[node][0] == "truth"

    def add(self, a: int, b: int) -> int:
        """Return a + b."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.const(x + y)
        if x == 0.0:
            return b
        if y == 0.0:
            return a
        if self.nodes[b][0] == "neg":
            return self.sub(a, self.nodes[b][1])
        if self.nodes[a][0] == "neg":
            return self.sub(b, self.nodes[a][1])
        return self.make("add", *sorted((a, b)))

    def sub(self, a: int, b: int) -> int:
        """Return a - b."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.const(x - y)
        if y == 0.0:
            return a
        if x == 0.0:
            return self.neg(b)
        if a == b:
            return self.const(0.0)
        if self.nodes[b][0] == "neg":
            return self.add(a, self.nodes[b][1])
        return self.make("sub", a, b)

    def neg(self, a: int) -> int:
        """Return -a."""
        x = self.value(a)
        if x is not None:
            return self.const(_SIGNED_ZERO - x)
        kind, *rest = self.nodes[a]
        if kind == "neg":
            return int(rest[0])
        if kind == "sub":
            return self.make("sub", rest[1], rest[0])
        return self.make("neg", a)

    def mul(self, a: int, b: int) -> int:
        """Return a b. Zero times anything is zero."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.const(x * y)
        if y is not None:
            a, b, x, y = b, a, y, x
        if x == 0.0:
            return self.const(0.0)
        if x == 1.0:
            return b
        if x == -1.0:
            return self.neg(b)
        if self.nodes[a][0] == "neg":
            return self.neg(self.mul(self.nodes[a][1], b))
        if self.nodes[b][0] == "neg":
            return self.neg(self.mul(a, self.nodes[b][1]))
        if self.nodes[a] == ("rcp", b) or self.nodes[b] == ("rcp", a):
            return self.const(1.0)
        return self.make("mul", *sorted((a, b)))

    def rcp(self, a: int) -> int:
        """Return 1/a."""
        x = self.value(a)
        if x is not None and x != 0.0:
            return self.const(1.0 / x)
        kind, *rest = self.nodes[a]
        if kind == "rcp":
            return int(rest[0])
        if kind == "neg":
            return self.neg(self.rcp(rest[0]))
        return self.make("rcp", a)

    def div(self, a: int, b: int) -> int:
        """Return a/b, by the reciprocal of b that all quotients by b share."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None and y != 0.0:
            return self.const(x / y)
        if x == 0.0 and y != 0.0:
            return self.const(0.0)
        return self.mul(a, self.rcp(b))

    def unary(self, name: str, a: int) -> int:
        """Return a function of one argument (one of ``UNARY``)."""
        x = self.value(a)
        if x is not None:
            try:
                return self.const(_UNARY[name](x))
            except (ValueError, OverflowError):
                return self.make(name, a)
        return self.make(name, a)

    def power(self, a: int, b: int) -> int:
        """Return a^b: a product for a whole exponent, a root for a half, else a power."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None and (x > 0 or (y.is_integer() and (x != 0 or y >= 0))):
            return self.const(x**y)
        if y is not None and y.is_integer() and abs(y) <= _LARGEST_PRODUCT:
            product = self._product(a, int(abs(y)))
            return self.rcp(product) if y < 0 else product
        if y == 0.5:
            return self.unary("sqrt", a)
        return self.make("pow", a, b)

    def _product(self, a: int, n: int) -> int:
        if n == 0:
            return self.const(1.0)
        if n == 1:
            return a
        half = self._product(a, n // 2)
        square = self.mul(half, half)
        return self.mul(square, a) if n % 2 else square

    def extreme(self, kind: str, a: int, b: int) -> int:
        """Return the smaller (``min``) or the larger (``max``) of two."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.const(min(x, y) if kind == "min" else max(x, y))
        return a if a == b else self.make(kind, *sorted((a, b)))

    def truth(self, value: bool) -> int:  # noqa: FBT001  (a truth is its argument)
        """Return a truth that is known."""
        return self.make("truth", bool(value))

    def compare(self, kind: str, a: int, b: int) -> int:
        """Return the truth of a < b (``lt``), a <= b (``le``) or a = b (``eq``)."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.truth({"lt": x < y, "le": x <= y, "eq": x == y}[kind])
        return self.make(kind, a, b)

    def invert(self, a: int) -> int:
        """Return the opposite truth."""
        if self.nodes[a][0] == "truth":
            return self.truth(not self.nodes[a][1])
        return int(self.nodes[a][1]) if self.nodes[a][0] == "not" else self.make("not", a)

    def join(self, kind: str, a: int, b: int) -> int:
        """Return the truth of both (``and``) or of either (``or``)."""
        for one, other in ((a, b), (b, a)):
            if self.nodes[one][0] == "truth":
                return other if self.nodes[one][1] is (kind == "and") else one
        return a if a == b else self.make(kind, *sorted((a, b)))

    def select(self, condition: int, a: int, b: int) -> int:
        """Return a where the condition holds, b elsewhere."""
        if self.nodes[condition][0] == "truth":
            return a if self.nodes[condition][1] else b
        if a == b:
            return a
        if self.nodes[condition][0] == "not":
            return self.make("select", self.nodes[condition][1], b, a)
        return self.make("select", condition, a, b)

    def arguments(self, node: int) -> tuple[int, ...]:
        """Return the nodes that a node is made of."""
        kind, *rest = self.nodes[node]
        return () if kind in {"const", "symbol", "truth"} else tuple(rest)

    def needed(self, targets: list[int], stop: frozenset[int] = frozenset()) -> list[int]:
        """Return every node that the targets rest on, in order, not looking behind ``stop``."""
        seen: set[int] = set()
        stack = list(targets)
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if node not in stop:
                stack.extend(self.arguments(node))
        return sorted(seen)
