"""round_program: the read-outs of a round as one function, printed from their formulas."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from trephine.core.readout import Readout, ReadoutTerm
from trephine.mechanism.compiled_formula import SCOPE, formula_code
from trephine.mechanism.evaluate import UnreadFormulaError, formula_tree, refused_formula
from trephine.mechanism.observe.infections import ILLNESS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoundProgram:
    """``function(quantities, kept, support, ill, day)`` gives, for each read-out, value and when.

    The first four are lists in the order of ``quantities`` (names), ``kept`` (formulas over the
    covariates alone, to be worked out once for the patients), ``support`` and ``ill`` (names).
    """

    function: Callable[..., list[Any]]
    quantities: tuple[str, ...]
    kept: tuple[str, ...]
    support: tuple[str, ...]
    ill: tuple[str, ...]


@lru_cache(maxsize=256)
def round_program(
    mine: tuple[Readout, ...],
    terms: tuple[ReadoutTerm, ...],
    covariates: frozenset[str],
    replaced: frozenset[str],
    where: str,
) -> RoundProgram:
    """Return the program of some read-outs; ``replaced`` terms are given, not computed.

    Names mean what they mean to ``observe``: a term that stands before, else ``day``, an infection,
    one of the ``covariates``, else a quantity of the model. Only the terms that are used are
    computed. It rests on names alone: one program, printed once (some 60 ms), serves whatever
    patients. Raises InputError for a formula that cannot be read.
    """
    printer = _Printer(terms, covariates, replaced, where)
    found = []
    for readout in mine:
        place = f"{where}: {readout.observable}"
        found.append(printer.printed(readout.formula, len(terms), place))
        found.append(printer.printed(readout.when or "1", len(terms), place))
    module = ast.parse("def function(quantities, kept, support, ill, day): pass")
    frame = cast("ast.FunctionDef", module.body[0])
    frame.body = [*printer.lines, ast.Return(value=ast.List(elts=found, ctx=ast.Load()))]
    ast.fix_missing_locations(module)
    scope = dict(SCOPE)
    exec(compile(module, f"<{where}>", "exec"), scope)  # noqa: S102  (from allowed nodes alone)
    return RoundProgram(
        function=scope["function"],
        quantities=tuple(printer.quantities),
        kept=tuple(printer.kept),
        support=tuple(printer.support),
        ill=tuple(printer.ill),
    )


class _Printer:
    """Statements for the terms in use, and the places of everything that they and readings need."""

    def __init__(
        self,
        terms: tuple[ReadoutTerm, ...],
        covariates: frozenset[str],
        replaced: frozenset[str],
        where: str,
    ) -> None:
        self.lines: list[ast.stmt] = []
        self.quantities: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.support: dict[str, int] = {}
        self.ill: dict[str, int] = {}
        self._terms, self._covariates, self._replaced = terms, covariates, replaced
        self._where = where
        self._printed: set[int] = set()

    def printed(self, formula: str, before: int, where: str) -> ast.expr:
        """Return a formula's code, in which the first ``before`` terms are known."""

        def name_of(name: str) -> ast.expr:
            return self._name(name, before)

        try:
            return formula_code(self._hoisted(formula_tree(formula), before), name_of)
        except (UnreadFormulaError, SyntaxError) as error:
            raise refused_formula(formula, where, error) from error

    def _term(self, name: str, before: int) -> int | None:
        places = [at for at, one in enumerate(self._terms[:before]) if one.id == name]
        return places[-1] if places else None

    def _name(self, name: str, before: int) -> ast.expr:
        if name.startswith("<"):  # a part over covariates alone; no name begins so
            return _item("kept", self.kept[name[1:]])
        term = self._term(name, before)
        if term is not None and name in self._replaced:
            return _item("support", self.support.setdefault(name, len(self.support)))
        if term is not None:
            if term not in self._printed:
                self._printed.add(term)
                one = self._terms[term]
                value = self.printed(one.formula, term, f"{self._where}: term {one.id}")
                target = ast.Name(id=f"t{term}", ctx=ast.Store())
                self.lines.append(ast.Assign(targets=[target], value=value))
            return ast.Name(id=f"t{term}", ctx=ast.Load())
        if name == "day":
            return ast.Name(id="day", ctx=ast.Load())
        if name in ILLNESS:
            return _item("ill", self.ill.setdefault(name, len(self.ill)))
        return _item("quantities", self.quantities.setdefault(name, len(self.quantities)))

    def _hoisted(self, node: ast.expr, before: int) -> ast.expr:
        """Return the tree with a name for each of its largest parts over covariates alone."""
        names = _names(node)
        if names and all(self._is_covariate(name, before) for name in names):
            text = ast.unparse(node)
            self.kept.setdefault(text, len(self.kept))
            return ast.Name(id=f"<{text}", ctx=ast.Load())
        if isinstance(node, ast.BinOp):
            left, right = (self._hoisted(one, before) for one in (node.left, node.right))
            return ast.BinOp(left=left, op=node.op, right=right)
        if isinstance(node, ast.UnaryOp):
            return ast.UnaryOp(op=node.op, operand=self._hoisted(node.operand, before))
        if isinstance(node, ast.Compare):
            return ast.Compare(
                left=self._hoisted(node.left, before),
                ops=node.ops,
                comparators=[self._hoisted(one, before) for one in node.comparators],
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            parts = [self._hoisted(one, before) for one in node.args]
            return ast.Call(func=node.func, args=parts, keywords=node.keywords)
        return node

    def _is_covariate(self, name: str, before: int) -> bool:
        if self._term(name, before) is not None or name == "day" or name in ILLNESS:
            return False
        return name in self._covariates


def _names(node: ast.expr) -> set[str]:
    called = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and id(one) not in called}


def _item(name: str, place: int) -> ast.expr:
    return ast.Subscript(
        value=ast.Name(id=name, ctx=ast.Load()),
        slice=ast.Constant(value=place),
        ctx=ast.Load(),
    )
