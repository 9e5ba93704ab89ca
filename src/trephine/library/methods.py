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
    """Return every method of the library by key.

    It does not say which results rest on a method: results name their keys. Raises ContentError,
    with file and line, for a field that is unknown or missing.
    """
    text = (files("trephine.library") / _FILE).read_text(encoding="utf-8")
    return MappingProxyType({k: _method(k, v, text) for k, v in tomllib.loads(text).items()})


@cache
def journals() -> Mapping[str, str]:
    """Return the journals' abbreviations by full name."""
    text = (files("trephine.library") / "journals.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _method(key: str, fields: Mapping[str, Any], text: str) -> Method:
    for wrong in sorted((fields.keys() - _FIELDS) | (_REQUIRED - fields.keys())):
        raise _error(key, wrong, text, missing=wrong not in fields)
    what = fields["what"]
    source = {name: value for name, value in fields.items() if name != "what"}
    return Method(
        key=key,
        what=Text(zh=what["zh"], en=what["en"]),
        source=Source(id=key, **{"kind": "article", **source}),
    )


def _error(key: str, field: str, text: str, *, missing: bool) -> ContentError:
    line = text[: text.index(f"[{key}]")].count("\n") + 1
    return ContentError(
        what=Text(
            zh=f"方法条目{'缺少' if missing else '含有未知'}字段 {field}",
            en=f"A method's entry {'lacks the' if missing else 'has an unknown'} field {field}",
        ),
        where=f"library/{_FILE}:{line}",
        found=f"[{key}]",
        do=Text(
            zh=f"字段限于：{'、'.join(sorted(_FIELDS))}",
            en=f"Fields are: {', '.join(sorted(_FIELDS))}",
        ),
    )
