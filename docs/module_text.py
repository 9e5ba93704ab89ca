# ruff: noqa: INP001  (a script beside the pages)
"""module_text: a module's public functions and classes as Markdown, read from its source.

Nothing is imported: a page costs milliseconds, and kernels show as the plain functions they are.
(Sphinx's autodoc needs two minutes for the same pages.)
"""

import ast
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "trephine"
_CODE = re.compile(r"(``[^`]+``)")
_MARKS = re.compile(r"([\\*_<\[\]|`])")
_WIDTH = 100


def source_of(module: str) -> Path:
    """Return the file of a module or package."""
    path = SOURCE.joinpath(*module.split(".")[1:])
    package = path / "__init__.py"  # not is_dir: content may lie in a folder of the module's name
    return package if package.exists() else path.with_suffix(".py")


def docstring_of(module: str) -> str:
    """Return a module's docstring."""
    return ast.get_docstring(ast.parse(source_of(module).read_text(encoding="utf-8"))) or ""


def prose(text: str) -> str:
    """Return a docstring as Markdown: prose with ``code``, where no other sign means anything."""
    parts = _CODE.split(text)
    return "".join(p if p.startswith("``") else _MARKS.sub(r"\\\1", p) for p in parts)


def module_text(module: str) -> str:
    """Return what a module says of itself and of each public name it defines."""
    tree = ast.parse(source_of(module).read_text(encoding="utf-8"))
    parts = [prose(ast.get_docstring(tree) or "")]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            parts += _function(node) if isinstance(node, ast.FunctionDef) else _class(node)
    return "\n\n".join(part for part in parts if part)


def _function(node: ast.FunctionDef) -> list[str]:
    return [_code(_signature(node)), prose(ast.get_docstring(node) or "")]


def _signature(node: ast.FunctionDef) -> str:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    arguments = _arguments(node.args)
    line = f"{node.name}({', '.join(arguments)}){returns}"
    if len(line) <= _WIDTH:
        return line
    return f"{node.name}(\n" + "".join(f"    {one},\n" for one in arguments) + f"){returns}"


def _arguments(given: ast.arguments) -> list[str]:
    """Return the arguments one by one, as they would be written."""
    first = [*given.posonlyargs, *given.args]
    bare = [None] * (len(first) - len(given.defaults))
    out = [_one(a, d) for a, d in zip(first, [*bare, *given.defaults], strict=True)]
    if given.vararg:
        out.append(f"*{_one(given.vararg, None)}")
    elif given.kwonlyargs:
        out.append("*")
    out += [_one(a, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg:
        out.append(f"**{_one(given.kwarg, None)}")
    return out


def _one(argument: ast.arg, default: ast.expr | None) -> str:
    kind = f": {ast.unparse(argument.annotation)}" if argument.annotation else ""
    if default is None:
        return argument.arg + kind
    return f"{argument.arg}{kind}{' = ' if kind else '='}{ast.unparse(default)}"


def _class(node: ast.ClassDef) -> list[str]:
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    lines = [f"class {node.name}" + (f"({bases})" if bases else "")]
    methods = []
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and not ast.unparse(one.target).startswith("_"):
            default = f" = {ast.unparse(one.value)}" if one.value else ""
            lines.append(f"    {ast.unparse(one.target)}: {ast.unparse(one.annotation)}{default}")
        elif isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
            methods.append(one)
    said = [
        f"- ``{_method(one)}``: {prose(' '.join((ast.get_docstring(one) or '').split()))}"
        for one in methods
    ]
    return [_code("\n".join(lines)), prose(ast.get_docstring(node) or ""), "\n".join(said)]


def _method(node: ast.FunctionDef) -> str:
    marks = {ast.unparse(one) for one in node.decorator_list}
    if "property" in marks:
        return f"{node.name}: {ast.unparse(node.returns)}" if node.returns else node.name
    arguments = [a for a in _arguments(node.args) if a not in {"self", "cls"}]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({', '.join(arguments)}){returns}"


def _code(text: str) -> str:
    return f"```python\n{text}\n```"
