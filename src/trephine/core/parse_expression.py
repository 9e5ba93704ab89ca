"""parse_expression: a condition as it is written, Python's syntax with almost all of it refused."""

import ast
from decimal import Decimal, InvalidOperation

from trephine.core.expression import (
    All,
    Comparator,
    Compared,
    Constant,
    Contains,
    Expression,
    Not,
    OneOf,
    Some,
    Stated,
)

_SIGNS: dict[type[ast.cmpop], Comparator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_TURNED: dict[Comparator, Comparator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


def parse_expression(text: str) -> Expression:
    """Return the tree of a condition.

    Allowed are ``and``, ``or``, ``not``, brackets, a bare name, a name compared with a constant
    (chained as in ``36 <= name < 38``), ``name in ("a", "b")``, ``"a" in name``, ``True`` and
    ``False``. Numbers are kept as they are written, in decimals. Comments are refused: lines are
    joined, and one would hide what follows it. Raises ValueError, naming what is not allowed.
    """
    joined = " ".join(text.split())
    if "#" in joined:
        message = f"'#' is not allowed in a condition ({text!r})"
        raise ValueError(message)
    try:
        return _read(ast.parse(joined, mode="eval").body, joined)
    except (SyntaxError, RecursionError, MemoryError) as error:
        message = f"not an expression: {text[:200]!r}"
        raise ValueError(message) from error


def _read(node: ast.expr, text: str) -> Expression:
    if isinstance(node, ast.BoolOp):
        parts = tuple(_read(part, text) for part in node.values)
        return All(parts=parts) if isinstance(node.op, ast.And) else Some(parts=parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Not(part=_read(node.operand, text))
    if isinstance(node, ast.Name):
        return Stated(name=node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return Constant(value=node.value)
    if isinstance(node, ast.Compare):
        terms = [node.left, *node.comparators]
        parts = tuple(
            _compared(terms[i], operator, terms[i + 1], text) for i, operator in enumerate(node.ops)
        )
        return parts[0] if len(parts) == 1 else All(parts=parts)
    raise _refusal(node, text)


def _compared(left: ast.expr, operator: ast.cmpop, right: ast.expr, text: str) -> Expression:
    if isinstance(operator, ast.In | ast.NotIn):
        found = _membership(left, right, text)
        return Not(part=found) if isinstance(operator, ast.NotIn) else found
    sign = _SIGNS.get(type(operator))
    if sign is None:
        raise _refusal(left, text)
    if not isinstance(left, ast.Name):
        if not isinstance(right, ast.Name):
            raise _refusal(left, text)
        left, right, sign = right, left, _TURNED[sign]
    code = _string(right)
    if code is not None and sign in {"==", "!="}:
        found = OneOf(name=left.id, codes=(code,))
        return found if sign == "==" else Not(part=found)
    return Compared(name=left.id, comparator=sign, limit=_number(right, text))


def _membership(left: ast.expr, right: ast.expr, text: str) -> Expression:
    code = _string(left)
    if code is not None and isinstance(right, ast.Name):
        return Contains(name=right.id, code=code)
    if isinstance(left, ast.Name) and isinstance(right, ast.Tuple):
        codes = tuple(_string(part) for part in right.elts)
        if codes and all(codes):
            return OneOf(name=left.id, codes=tuple(code for code in codes if code))
    raise _refusal(right, text)


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _number(node: ast.expr, text: str) -> Decimal:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    if (
        isinstance(inner, ast.Constant)
        and isinstance(inner.value, int | float)
        and not isinstance(inner.value, bool)
    ):
        # The digits as written: a float would already have been rounded to binary.
        written = ast.get_source_segment(text, inner) or ""
        try:
            value = Decimal(written.replace("_", ""))
        except InvalidOperation as error:
            raise _refusal(node, text) from error
        return -value if negative else value
    raise _refusal(node, text)


def _refusal(node: ast.expr, text: str) -> ValueError:
    part = ast.get_source_segment(text, node) or type(node).__name__
    return ValueError(f"{part!r} is not allowed in a condition ({text!r})")
