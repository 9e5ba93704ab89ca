"""Read a formula as SBML Level 3 writes it into a graph."""

import math
import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.mechanism.symbolic.graph import UNARY, Graph

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|&&|\|\||[<>=!]=|[-+*/^%()<>!,=]))"
)
Names = Callable[[str], int] | Mapping[str, int]

_NAMES = {
    "pi": math.pi,
    "exponentiale": math.e,
    "avogadro": 6.02214076e23,
    "infinity": math.inf,
    "inf": math.inf,
    "notanumber": math.nan,
    "nan": math.nan,
}
_ALIASES = {
    "ceiling": "ceil",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
}
_RECIPROCAL = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh"}
_COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "neq"}
_BINARY = {"||": 1, "&&": 2, **dict.fromkeys(_COMPARISONS, 3), "+": 4, "-": 4}
_BINARY |= {"*": 5, "/": 5, "%": 5}
_SIGN, _POWER = 6, 7


def read_formula(graph: Graph, text: str, names: Names, where: str) -> int:
    """Return the node of a formula; ``names`` gives the node of each symbol (KeyError: unknown).

    Known are ``+ - * / ^ %``, comparisons, ``&& || !``, ``piecewise``, exponentials, logarithms
    (``log(x)`` is to the base 10 and ``log(b, x)`` to the base b, as SBML Level 3 reads them;
    ``ln`` is natural), roots, ``abs``, ``min``, ``max``, ``floor``, ``ceil``, trigonometric and
    hyperbolic functions, ``pi``, ``time``. It does not read ``delay``, ``rateOf``, random numbers
    or functions of the user's own. Raises InputError.
    """
    return _Reader(graph, text, names, where).whole()


class _Reader:
    """One formula on its way into a graph: precedence climbing over its tokens."""

    def __init__(self, graph: Graph, text: str, names: Names, where: str) -> None:
        self.graph = graph
        self.text = text
        self.names = names if callable(names) else names.__getitem__
        self.where = where
        self.tokens: list[tuple[str, str]] = []
        at = 0
        stripped = text.rstrip()
        while at < len(stripped):
            hit = _TOKEN.match(stripped, at)
            if hit is None:
                self.refuse(stripped[at:])
            kind = hit.lastgroup or ""
            self.tokens.append((kind, hit[kind]))
            at = hit.end()
        self.at = 0

    def refuse(self, found: str) -> NoReturn:
        raise InputError(
            what=Text(zh="公式无法读取", en="the formula cannot be read"),
            where=self.where,
            found=f"{found.strip()!r} in {self.text!r}" if found else repr(self.text),
            do=Text(
                zh="按 SBML Level 3 的写法改写；支持的函数见 read_formula 的说明",
                en="write it as SBML Level 3 does; read_formula lists the functions it knows",
            ),
        )

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, sign: str = "") -> str:
        token = self.peek()
        if not token or (sign and token != sign):
            self.refuse(token or "end of the formula")
        self.at += 1
        return token

    def whole(self) -> int:
        node = self.expression(0)
        if self.at < len(self.tokens):
            self.refuse(self.peek())
        return node

    def expression(self, least: int) -> int:
        left = self.operand()
        while True:
            sign = self.peek()
            if sign in {"^", "**"} and least <= _POWER:
                self.take()
                # right-associative; binds tighter than a minus before it
                left = self.graph.power(self.number(left), self.number(self.expression(_SIGN)))
                continue
            strength = _BINARY.get(sign)
            if strength is None or strength < least:
                return left
            self.take()
            right = self.expression(strength + 1)
            left = self.binary(sign, left, right)

    def binary(self, sign: str, a: int, b: int) -> int:
        graph = self.graph
        if sign in {"&&", "||"}:
            return graph.join("and" if sign == "&&" else "or", self.condition(a), self.condition(b))
        if sign in _COMPARISONS:
            return self.relation(_COMPARISONS[sign], a, b)
        a, b = self.number(a), self.number(b)
        if sign == "%":
            return self.remainder(a, b)
        return {"+": graph.add, "-": graph.sub, "*": graph.mul, "/": graph.div}[sign](a, b)

    def remainder(self, a: int, b: int) -> int:
        graph = self.graph
        whole = graph.unary("floor", graph.make("quo", a, b))
        return graph.sub(a, graph.mul(b, whole))

    def relation(self, kind: str, a: int, b: int) -> int:
        graph = self.graph
        if kind in {"eq", "neq"} and graph.is_condition(a) and graph.is_condition(b):
            differ = graph.join(
                "or",
                graph.join("and", a, graph.invert(b)),
                graph.join("and", graph.invert(a), b),
            )
            return differ if kind == "neq" else graph.invert(differ)
        a, b = self.number(a), self.number(b)
        if kind == "neq":
            return graph.invert(graph.compare("eq", a, b))
        if kind in {"gt", "ge"}:
            return graph.compare("lt" if kind == "gt" else "le", b, a)
        return graph.compare(kind, a, b)

    def number(self, node: int) -> int:
        """Return a node as a number: a truth counts one or zero."""
        if self.graph.is_condition(node):
            return self.graph.select(node, self.graph.const(1.0), self.graph.const(0.0))
        return node

    def condition(self, node: int) -> int:
        """Return a node as a truth: a number is true unless it is zero."""
        if self.graph.is_condition(node):
            return node
        return self.graph.invert(self.graph.compare("eq", node, self.graph.const(0.0)))

    def operand(self) -> int:
        if self.at >= len(self.tokens):
            self.refuse("end of the formula")
        kind, sign = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return self.graph.const(float(sign))
        if sign == "(":
            node = self.expression(0)
            self.take(")")
            return node
        if sign in {"-", "+"}:
            node = self.number(self.expression(_SIGN))
            return self.graph.neg(node) if sign == "-" else node
        if sign == "!":
            return self.graph.invert(self.condition(self.expression(_SIGN)))
        if kind != "name":
            self.refuse(sign)
        if self.peek() == "(":
            return self.call(sign)
        return self.name(sign)

    def name(self, token: str) -> int:
        try:
            return self.names(token)
        except KeyError:
            pass
        if token.lower() in _NAMES:
            return self.graph.const(_NAMES[token.lower()])
        if token.lower() in {"true", "false"}:
            return self.graph.truth(token.lower() == "true")
        return self.refuse(token)

    def call(self, token: str) -> int:
        self.take("(")
        given: list[int] = []
        while self.peek() != ")":
            given.append(self.expression(0))
            if self.peek() != ")":
                self.take(",")
        self.take(")")
        name = _ALIASES.get(token.lower(), token.lower())
        made = self.function(name, given)
        if made is None:
            self.refuse(f"{token}({', '.join('…' * len(given))})")
        return made

    def function(self, name: str, given: list[int]) -> int | None:
        graph = self.graph
        if name == "piecewise" and given:
            return self.piecewise(given)
        if name in {"and", "or"}:
            node = graph.truth(name == "and")
            for one in given:
                node = graph.join(name, node, self.condition(one))
            return node
        if name == "not" and len(given) == 1:
            return graph.invert(self.condition(given[0]))
        if name in {"xor", "implies"} and len(given) == 2:
            a, b = (self.condition(one) for one in given)
            if name == "implies":
                return graph.join("or", graph.invert(a), b)
            return self.relation("neq", a, b)
        if name in {*_COMPARISONS.values(), "geq", "leq"} and len(given) == 2:
            return self.relation({"geq": "ge", "leq": "le"}.get(name, name), *given)
        numbers = [self.number(one) for one in given]
        if len(numbers) == 1:
            return self.of_one(name, numbers[0])
        if name in {"min", "max"} and numbers:
            node = numbers[0]
            for one in numbers[1:]:
                node = graph.extreme(name, node, one)
            return node
        return self.of_two(name, *numbers) if len(numbers) == 2 else None

    def of_one(self, name: str, a: int) -> int | None:
        graph = self.graph
        if name == "ln":
            return graph.unary("log", a)
        if name in {"log", "log10"}:
            return graph.mul(graph.unary("log", a), graph.const(1.0 / math.log(10.0)))
        if name == "log2":
            return graph.mul(graph.unary("log", a), graph.const(1.0 / math.log(2.0)))
        if name == "sqr":
            return graph.mul(a, a)
        if name in {"min", "max"}:
            return a
        if name in _RECIPROCAL:
            return graph.rcp(graph.unary(_RECIPROCAL[name], a))
        if name == "coth":
            return graph.rcp(graph.unary("tanh", a))
        return graph.unary(name, a) if name in UNARY else None

    def of_two(self, name: str, a: int, b: int) -> int | None:
        graph = self.graph
        if name in {"pow", "power"}:
            return graph.power(a, b)
        if name == "root":
            return graph.power(b, graph.rcp(a))
        if name == "log":
            return graph.div(graph.unary("log", b), graph.unary("log", a))
        if name in {"rem", "mod"}:
            return self.remainder(a, b)
        if name == "quotient":
            ratio = graph.make("quo", a, b)
            down = graph.unary("floor", graph.unary("abs", ratio))
            return graph.select(graph.compare("lt", ratio, graph.const(0.0)), graph.neg(down), down)
        return None

    def piecewise(self, given: list[int]) -> int:
        """Return the first piece whose condition holds; without a last piece, not a number."""
        graph = self.graph
        pairs = [given[i : i + 2] for i in range(0, len(given) - 1, 2)]
        node = given[-1] if len(given) % 2 else graph.const(math.nan)
        as_truth = all(graph.is_condition(value) for value, _ in pairs) and graph.is_condition(node)
        for value, condition in reversed(pairs):
            holds = self.condition(condition)
            if as_truth:
                node = graph.join(
                    "or",
                    graph.join("and", holds, value),
                    graph.join("and", graph.invert(holds), node),
                )
            else:
                node = graph.select(holds, self.number(value), self.number(node))
        return node
