"""of_math: the formula tree of a piece of MathML, as libSBML holds it.

Function definitions are put in place of their calls. What SBML can say in several ways becomes one:
roots and logarithms to any base, secants and their like, ``rem``, ``quotient``, ``implies``,
``xor`` and chains of conditions are written with the few functions of ``text_of``; a condition
where a number stands becomes 1 or 0, a number where a condition stands is held against 0. Units
on numbers are left out.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from trephine.core.text import Text
from trephine.interop.formula.node import TIME, Call, Name, Node, is_condition, replaced

Refuse = Callable[[Text, str], Exception]

_DELAY = Text(zh="含有延迟 delay()", en="it uses delay()")
_RANDOM = Text(zh="含有随机函数", en="it uses a random function")
_UNKNOWN = Text(zh="含有不支持的数学函数", en="it uses mathematics that is not supported")
_EMPTY = Text(zh="公式缺少内容", en="a formula, or a part of it, is empty")

_AVOGADRO = 6.02214179e23  # as SBML Level 3 fixes it

_SAME = {
    "abs": "abs", "ceiling": "ceil", "exp": "exp", "floor": "floor", "ln": "ln",
    "min": "min", "max": "max", "sin": "sin", "cos": "cos", "tan": "tan",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
}  # fmt: skip
_ONE_OVER = {
    "sec": "cos",
    "csc": "sin",
    "cot": "tan",
    "sech": "cosh",
    "csch": "sinh",
    "coth": "tanh",
}
_OF_ONE_OVER = {
    "arcsec": "acos", "arccsc": "asin", "arccot": "atan",
    "arcsech": "acosh", "arccsch": "asinh", "arccoth": "atanh",
}  # fmt: skip
_RELATIONS = {"eq": "==", "neq": "!=", "lt": "<", "leq": "<=", "gt": ">", "geq": ">="}


def of_math(
    math_node: Any,
    functions: Mapping[str, tuple[tuple[str, ...], Any]],
    rename: Mapping[str, Node],
    refuse: Refuse,
) -> Node:
    """Return the tree of a libSBML ASTNode.

    ``functions``: arguments and body of each function definition. ``rename``: ids that stand for
    something else here (a reaction's own parameters, say). ``refuse`` makes the error for
    what is not supported.
    """
    if math_node is None:
        raise refuse(_EMPTY, "")
    return _Reading(functions, rename, refuse).number(math_node)


def condition_of_math(
    math_node: Any,
    functions: Mapping[str, tuple[tuple[str, ...], Any]],
    rename: Mapping[str, Node],
    refuse: Refuse,
) -> Node:
    """Return the tree of a trigger, a condition."""
    if math_node is None:
        raise refuse(_EMPTY, "")
    return _Reading(functions, rename, refuse).condition(math_node)


class _Reading:
    def __init__(
        self,
        functions: Mapping[str, tuple[tuple[str, ...], Any]],
        rename: Mapping[str, Node],
        refuse: Refuse,
    ) -> None:
        self.functions = functions
        self.rename = rename
        self.refuse = refuse

    def number(self, node: Any) -> Node:
        found = self.tree(node)
        if is_condition(found):
            return Call("piecewise", (1.0, found, 0.0))
        return found

    def condition(self, node: Any) -> Node:
        found = self.tree(node)
        return found if is_condition(found) else Call("!=", (found, 0.0))

    def tree(self, node: Any) -> Node:
        import libsbml  # noqa: PLC0415  (a second to load: only when SBML is read)

        kind = node.getType()
        if node.isNumber():
            value = float(node.getValue())
            return Call("nan") if math.isnan(value) else value
        if kind == libsbml.AST_NAME_TIME:
            return TIME
        if kind == libsbml.AST_NAME_AVOGADRO:
            return _AVOGADRO
        if kind == libsbml.AST_NAME:
            return self.rename.get(node.getName(), Name(node.getName()))
        constants = {
            libsbml.AST_CONSTANT_E: "exponentiale",
            libsbml.AST_CONSTANT_PI: "pi",
            libsbml.AST_CONSTANT_TRUE: "true",
            libsbml.AST_CONSTANT_FALSE: "false",
        }
        if kind in constants:
            return Call(constants[kind])
        if kind == libsbml.AST_FUNCTION_DELAY:
            raise self.refuse(_DELAY, libsbml.formulaToL3String(node))
        parts = [node.getChild(at) for at in range(node.getNumChildren())]
        if kind == libsbml.AST_FUNCTION:
            return self.called(node, parts)
        if kind == libsbml.AST_FUNCTION_RATE_OF:
            return Call("rateOf", (self.number(parts[0]),))
        signs = {libsbml.AST_PLUS: "+", libsbml.AST_MINUS: "-", libsbml.AST_TIMES: "*"}
        signs |= {libsbml.AST_DIVIDE: "/"}
        if kind in signs:
            return self.signed(signs[kind], parts)
        if kind in {libsbml.AST_POWER, libsbml.AST_FUNCTION_POWER}:
            return Call("^", (self.number(parts[0]), self.number(parts[1])))
        return self.function(_word(kind), parts, node)

    def signed(self, sign: str, parts: list[Any]) -> Node:
        shown = tuple(self.number(part) for part in parts)
        if sign == "-" and len(shown) == 1:
            only = shown[0]
            return -only if isinstance(only, float) else Call("-", (only,))
        if not shown:
            return 0.0 if sign == "+" else 1.0
        first, *others = shown
        for other in others:
            first = _paired(sign, first, other)
        return first

    def function(self, word: str, parts: list[Any], node: Any) -> Node:
        if word in _RELATIONS:
            shown = [self.number(part) for part in parts]
            pairs = [Call(_RELATIONS[word], pair) for pair in pairwise(shown)]
            return pairs[0] if len(pairs) == 1 else _both(pairs)
        if word in {"and", "or", "not", "xor", "implies"}:
            return _logic(word, [self.condition(part) for part in parts])
        if word == "piecewise":
            return self.piecewise(parts)
        shown = [self.number(part) for part in parts]
        if word == "factorial" and isinstance(shown[0], float) and shown[0] >= 0:
            return math.gamma(shown[0] + 1.0)
        if word in _SAME and shown:
            return Call(_SAME[word], tuple(shown))
        if word in _ONE_OVER:
            return Call("/", (1.0, Call(_ONE_OVER[word], tuple(shown))))
        if word in _OF_ONE_OVER:
            return Call(_OF_ONE_OVER[word], (Call("/", (1.0, shown[0])),))
        if word == "root":
            degree = shown[0] if len(shown) > 1 else 2.0
            if degree == 2.0:
                return Call("sqrt", (shown[-1],))
            return Call("^", (shown[-1], Call("/", (1.0, degree))))
        if word == "log":
            base = shown[0] if len(shown) > 1 else 10.0
            if base == 10.0:
                return Call("log10", (shown[-1],))
            return Call("/", (Call("ln", (shown[-1],)), Call("ln", (base,))))
        if word in {"quotient", "rem"}:
            ratio = Call("/", (shown[0], shown[1]))
            whole = Call(
                "piecewise",
                (Call("floor", (ratio,)), Call(">=", (ratio, 0.0)), Call("ceil", (ratio,))),
            )
            if word == "quotient":
                return whole
            return Call("-", (shown[0], Call("*", (shown[1], whole))))
        import libsbml  # noqa: PLC0415  (as above)

        text = libsbml.formulaToL3String(node) or word
        random = word in {"normal", "uniform", "exponential", "gamma", "poisson", "binomial"}
        raise self.refuse(_RANDOM if random else _UNKNOWN, text)

    def piecewise(self, parts: list[Any]) -> Node:
        shown: list[Node] = []
        for at, part in enumerate(parts):
            shown.append(self.condition(part) if at % 2 else self.number(part))
        if len(parts) % 2 == 0:
            shown.append(Call("nan"))
        return shown[0] if len(shown) == 1 else Call("piecewise", tuple(shown))

    def called(self, node: Any, parts: list[Any]) -> Node:
        found = self.functions.get(node.getName())
        if found is None:
            raise self.refuse(_UNKNOWN, f"{node.getName()}()")
        arguments, body = found
        if body is None:
            raise self.refuse(_EMPTY, f"{node.getName()}()")
        inner = _Reading(self.functions, {}, self.refuse).tree(body)
        shown = [self.tree(part) for part in parts]
        return replaced(inner, dict(zip(arguments, shown, strict=False)))


def _paired(sign: str, first: Node, second: Node) -> Node:
    """Return a pair, sums and products from the left whatever their brackets: as text is read."""
    nested = isinstance(second, Call) and second.head == sign and len(second.parts) == 2
    if nested and sign in {"+", "*"}:
        left, right = second.parts  # type: ignore[union-attr]
        return Call(sign, (_paired(sign, first, left), right))
    return Call(sign, (first, second))


def _both(parts: list[Call]) -> Node:
    return Call("&&", tuple(parts)) if parts else Call("true")


def _logic(word: str, shown: list[Node]) -> Node:
    if word == "not":
        return Call("!", (shown[0],))
    if word == "implies":
        return Call("||", (Call("!", (shown[0],)), shown[1]))
    if word == "xor":
        first: Node = Call("false")
        for at, other in enumerate(shown):
            first = other if at == 0 else _either(first, other)
        return first
    if len(shown) < 2:
        return shown[0] if shown else Call("true" if word == "and" else "false")
    return Call("&&" if word == "and" else "||", tuple(shown))


def _either(first: Node, second: Node) -> Node:
    """Return a condition that holds where exactly one of two does."""
    return Call(
        "||",
        (Call("&&", (first, Call("!", (second,)))), Call("&&", (Call("!", (first,)), second))),
    )


@cache
def _words() -> dict[int, str]:
    """Return the MathML names of the kinds of node: libSBML calls its constants after them."""
    import libsbml  # noqa: PLC0415  (as above)

    starts = ("AST_FUNCTION_", "AST_RELATIONAL_", "AST_LOGICAL_", "AST_DISTRIB_FUNCTION_")
    return {
        getattr(libsbml, name): name.removeprefix(start).lower()
        for name in dir(libsbml)
        for start in starts
        if name.startswith(start)
    }


def _word(kind: int) -> str:
    return _words().get(kind, "?")
