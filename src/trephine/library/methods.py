"""methods: the statistical methods that results name, and the papers behind them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from trephine.core.error import ContentError
from trephine.core.source import Source
from trephine.core.text import Text

_FILE = "methods.toml"
_FIELDS = frozenset(
    {"authors", "title", "container", "year", "volume", "issue", "pages", "doi", "kind", "what"}
    | {"also"}
)
_REQUIRED = frozenset({"authors", "title", "container", "year", "what"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A statistical method: its key, what it is in one sentence, and the paper it comes from."""

    key: str
    what: Text
    source: Source


@cache
def methods() -> Mapping[str, Method]:
    """Return every method of the library by key, and by the other keys (``also``) it goes by.

    It does not say which results rest on a method: results name their keys. Raises ContentError,
    with file and line, for a field that is unknown or missing, or a key that stands twice.
    """
    text = (files("trephine.library") / _FILE).read_text(encoding="utf-8")
    out: dict[str, Method] = {}
    for key, fields in tomllib.loads(text).items():
        for name in (key, *fields.get("also", ())):
            if name in out:
                raise _error(key, name, text, Text(zh="键重复", en="A key stands twice"))
            out[name] = _method(key, fields, text)
    return MappingProxyType(out)


@cache
def journals() -> Mapping[str, str]:
    """Return the journals' abbreviations by full name."""
    text = (files("trephine.library") / "journals.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _method(key: str, fields: Mapping[str, Any], text: str) -> Method:
    for field in sorted(fields.keys() - _FIELDS):
        raise _error(key, field, text, Text(zh="出现未定义的字段", en="A field is not defined"))
    for field in sorted(_REQUIRED - fields.keys()):
        raise _error(key, field, text, Text(zh="缺少必需的字段", en="A required field is missing"))
    what = fields["what"]
    source = {name: value for name, value in fields.items() if name not in {"what", "also"}}
    return Method(
        key=key,
        what=Text(zh=what["zh"], en=what["en"]),
        source=Source(id=key, **{"kind": "article", **source}),
    )


def _error(key: str, found: str, text: str, what: Text) -> ContentError:
    line = text[: text.index(f"[{key}]")].count("\n") + 1
    return ContentError(
        what=what,
        where=f"library/{_FILE}:{line}",
        found=f"[{key}] {found}",
        do=Text(
            zh=f"字段限于：{'、'.join(sorted(_FIELDS))}",
            en=f"Fields are: {', '.join(sorted(_FIELDS))}",
        ),
    )
