"""Read a content file: TOML in, declared dataclasses out, refusals with file and line.

Pydantic is imported when the first file is read, not before: it costs 0.3 s.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from trephine.core.error import ContentError
from trephine.core.text import Text
from trephine.core.toml_line import line_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

ROOT = Path(__file__).parent
Shape = TypeVar("Shape")
Where = str | Callable[[], str]
_ADAPTERS: dict[type[Any], Any] = {}

_UNKNOWN_TYPES = {"unexpected_keyword_argument", "extra_forbidden"}
_UNKNOWN = Text(zh="出现未定义的键", en="a key that is not defined here")
_MISSING = Text(zh="缺少必需的键", en="a required key is missing")
_WRONG = Text(zh="值不符合要求", en="a value does not fit")
_DO_UNKNOWN = Text(
    zh="检查拼写，或在代码的声明中先加上此键",
    en="check the spelling, or declare the key in the code first",
)
_DO_MISSING = Text(zh="补上此键及其值", en="add the key and its value")
_DO_WRONG = Text(zh="按声明的类型改写此值", en="write the value in the declared type")


def read_text(path: Path) -> str:
    """Return the text of a content file. Raises ContentError where it is not UTF-8, or empty."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContentError(
            what=Text(zh="文件不是 UTF-8 编码", en="the file is not UTF-8"),
            where=place(path, line),
            found=f"bytes {raw[error.start : error.start + 4]!r}",
            do=Text(
                zh="另存为 UTF-8（可能原为 GBK）", en="save it as UTF-8 (it may have been GBK)"
            ),
        ) from error
    if not text.strip():
        raise ContentError(
            what=Text(zh="内容文件为空", en="the content file is empty"),
            where=place(path, 1),
            found=f"{len(raw)} bytes",
            do=Text(zh="恢复该文件，或从目录中删去", en="restore the file, or remove it"),
        )
    return text.replace("\r\n", "\n")


def place(path: Path, line: int) -> str:
    """Return ``folder/file:line``, relative to the library where the file lies in it."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{shown.as_posix()}:{line}"


def written(path: Path, *steps: str | int) -> Callable[[], str]:
    """Return a way to say where ``steps`` stand in a TOML file; the file is searched when asked."""
    return lambda: place(path, line_of(read_text(path), steps))


def said(where: Where) -> str:
    """Return a place that may still have to be looked up."""
    return where if isinstance(where, str) else where()


def check_unique(
    ids: Iterable[str], path: Path, array: str, key: str, taken: Iterable[str] = ()
) -> None:
    """Refuse an id that two tables of ``array`` share, or that is taken. Raises ContentError."""
    seen = set(taken)
    for index, found in enumerate(ids):
        if found in seen:
            raise ContentError(
                what=Text(zh="标识重复", en="the id is used twice"),
                where=said(written(path, array, index, key)),
                found=f"{key} = {found!r}",
                do=Text(zh="改用另一个标识", en="choose another id"),
            )
        seen.add(found)


def read_toml(path: Path, shape: type[Shape]) -> Shape:
    """Return the file as ``shape``, a dataclass whose fields are the file's top-level keys."""
    return from_toml(read_text(path), path, shape)


def from_toml(text: str, path: Path, shape: type[Shape], *, first_line: int = 1) -> Shape:
    """Return TOML ``text``, which starts on ``first_line`` of the file at ``path``, as ``shape``.

    Unknown keys are refused at every depth. Raises ContentError.
    """
    tree = _parse(text, path, first_line)
    encoded = json.dumps(tree, default=_iso)
    from pydantic import ValidationError  # noqa: PLC0415  (0.3 s; only when content is read)

    try:
        return adapter(shape).validate_json(encoded, strict=True)
    except ValidationError as error:
        line = first_line - 1 + line_of(text, tuple(_worst(error)["loc"]))
        raise refusal(error, place(path, line)) from error


def adapter(shape: type[Shape]) -> "TypeAdapter[Shape]":
    """Return the validator of a declared shape, built once."""
    from pydantic import TypeAdapter  # noqa: PLC0415  (0.3 s; only when content is read)

    if shape not in _ADAPTERS:
        _ADAPTERS[shape] = TypeAdapter(shape)
    return cast("TypeAdapter[Shape]", _ADAPTERS[shape])


def _worst(error: "ValidationError") -> Any:
    """Return the complaint to show: an unknown key first, since a misspelt key is missing too."""
    found = error.errors(include_url=False)
    return next((one for one in found if one["type"] in _UNKNOWN_TYPES), found[0])


def refusal(error: "ValidationError", where: str) -> ContentError:
    """Return one of Pydantic's complaints as one of ours, with how many more there are."""
    worst = _worst(error)
    steps = ".".join(str(step) for step in worst["loc"])
    what, do = _WRONG, _DO_WRONG
    found = f"{steps} = {worst['input']!r} ({worst['msg']})"
    if worst["type"] in _UNKNOWN_TYPES:
        what, do = _UNKNOWN, _DO_UNKNOWN
        found = steps
    elif worst["type"].startswith("missing"):
        what, do = _MISSING, _DO_MISSING
        found = steps
    if error.error_count() > 1:
        found += f" (+{error.error_count() - 1})"
    return ContentError(what=what, where=where, found=found, do=do)


def _parse(text: str, path: Path, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        stated = re.search(r"at line (\d+)", str(error))
        line = int(stated.group(1)) if stated else text.count("\n") + 1
        raise ContentError(
            what=Text(zh="不是合法的 TOML", en="not valid TOML"),
            where=place(path, first_line - 1 + line),
            found=str(error),
            do=Text(zh="按 TOML 语法改正此行", en="correct the line by the rules of TOML"),
        ) from error


def _iso(value: date) -> str:
    return value.isoformat()
