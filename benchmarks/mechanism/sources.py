"""Prints a Model's right-hand side for the peers that take one: Python (Numba, JAX) and C."""

import ast

from trephine.core.model import Model

_C = {"ln": "log", "abs": "fabs"}
_PYTHON = {"ln": "log", "abs": "fabs"}


class _Renamed(ast.NodeTransformer):
    """Puts every name in its place in the arrays."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places

    def visit_Name(self, node: ast.Name) -> ast.AST:
        where = self.places.get(node.id)
        return ast.parse(where, mode="eval").body if where else node


def _tree(formula: str, places: dict[str, str]) -> ast.expr:
    return _Renamed(places).visit(ast.parse(formula.replace("^", "**"), mode="eval").body)


def c_text(node: ast.expr) -> str:
    """Return an expression in C."""
    if isinstance(node, ast.BinOp):
        left, right = c_text(node.left), c_text(node.right)
        if isinstance(node.op, ast.Pow):
            if isinstance(node.right, ast.Constant) and node.right.value in (2, 3, 4):
                return "(" + "*".join([left] * int(node.right.value)) + ")"
            return f"pow({left}, {right})"
        sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}[type(node.op)]
        return f"({left}{sign}{right})"
    if isinstance(node, ast.UnaryOp):
        return f"(-{c_text(node.operand)})"
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        name = _C.get(node.func.id, node.func.id)
        return f"{name}({', '.join(c_text(one) for one in node.args)})"
    if isinstance(node, ast.Constant):
        return repr(float(node.value))
    return ast.unparse(node)


def places_of(model: Model) -> dict[str, str]:
    """Return where each state, parameter and assignment stands."""
    found = {state.id: f"y[{i}]" for i, state in enumerate(model.states)}
    found |= {entry.id: f"p[{i}]" for i, entry in enumerate(model.parameters)}
    return found | {entry.id: f"a_{entry.id}" for entry in model.assignments} | {"time": "t"}


def needed(model: Model) -> list[int]:
    """Return the assignments that a rate needs, directly or through others, in their order."""
    formulas = {entry.id: entry.formula for entry in model.assignments}
    wanted: set[str] = set()
    stack = [state.rate for state in model.states]
    while stack:
        names = {
            node.id
            for node in ast.walk(ast.parse(stack.pop().replace("^", "**"), mode="eval"))
            if isinstance(node, ast.Name)
        }
        new = (names & formulas.keys()) - wanted
        wanted |= new
        stack += [formulas[name] for name in new]
    return [i for i, entry in enumerate(model.assignments) if entry.id in wanted]


def c_source(model: Model) -> str:
    """Return ``rhs(t, y, p, dy)`` in C."""
    places = places_of(model)
    lines = [
        "#include <math.h>",
        "void rhs(double t, const double *y, const double *p, double *dy)",
    ]
    lines.append("{")
    for i in needed(model):
        entry = model.assignments[i]
        lines.append(f"  const double a_{entry.id} = {c_text(_tree(entry.formula, places))};")
    lines += [
        f"  dy[{i}] = {c_text(_tree(state.rate, places))};" for i, state in enumerate(model.states)
    ]
    return "\n".join([*lines, "}", ""])


def python_source(model: Model, *, functional: bool = False) -> str:
    """Return ``rhs(t, y, p, dy)`` in Python, or ``rhs(t, y, p)`` that returns the rates."""
    places = places_of(model)
    if functional:
        lines = ["from jax.numpy import *", "def rhs(t, y, p):"]
    else:
        lines = ["from math import *", "def rhs(t, y, p, dy):"]
    for i in needed(model):
        entry = model.assignments[i]
        lines.append(f"    a_{entry.id} = {ast.unparse(_named(entry.formula, places))}")
    rates = [ast.unparse(_named(state.rate, places)) for state in model.states]
    if functional:
        lines.append(f"    return array([{', '.join(rates)}])")
    else:
        lines += [f"    dy[{i}] = {rate}" for i, rate in enumerate(rates)]
    return "\n".join([*lines, ""])


def _named(formula: str, places: dict[str, str]) -> ast.expr:
    tree = _tree(formula, places)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            node.func.id = _PYTHON.get(node.func.id, node.func.id)
    return tree
