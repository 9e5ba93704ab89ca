"""cite: the methods, papers and data behind any result, as a numbered reference list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import trephine
from trephine.core.error import InputError
from trephine.core.source import Source
from trephine.core.text import Text
from trephine.library.methods import methods
from trephine.reports.reference import Style, reference

_SOFTWARE = Source(
    id="trephine",
    kind="software",
    authors="Trephine contributors",
    title="Trephine: computable evidence, care and mechanism for BCMA CAR-T cell therapy",
    container="",
    year=2026,
    version=trephine.__version__,
)
_SOFTWARE_WHAT = Text(zh="进行上述分析的软件", en="The software that ran the analyses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One entry of a reference list: number, key, what it stands for, Source, formatted line.

    ``what`` is None for a source of data, whose title says what it is.
    """

    number: int
    key: str
    what: Text | None
    source: Source
    text: str

    def __str__(self) -> str:
        """Return the line with its number."""
        return f"[{self.number}] {self.text}"


def cite(
    *results: Any,
    style: Style = "vancouver",
    sources: Sequence[Source] = (),
    software: bool = True,
) -> tuple[Citation, ...]:
    """Return what the results rest on: method papers first, then sources of data, then Trephine.

    A result is anything with ``methods`` (an Estimate, a Regression …), a method's key, or an
    iterable of these. Entries stand once, in the order of first use. It does not tell which result
    rests on which entry: ``result.methods`` does. Raises InputError for a key that the library
    doesn't hold or a result without methods.
    """
    known = methods()
    entries: list[tuple[str, Text | None, Source]] = []
    found: dict[str, None] = {}
    for key in _keys(results):
        if key not in known:
            raise _unknown(key)
        found[known[key].key] = None
    entries += [(key, known[key].what, known[key].source) for key in found]
    entries += [(source.id, None, source) for source in dict.fromkeys(sources)]
    if software:
        entries.append((_SOFTWARE.id, _SOFTWARE_WHAT, _SOFTWARE))
    return tuple(
        Citation(
            number=number, key=key, what=what, source=source, text=reference(source, style=style)
        )
        for number, (key, what, source) in enumerate(entries, start=1)
    )


def _keys(results: Iterable[Any]) -> Iterable[str]:
    for result in results:
        if isinstance(result, str):
            yield result
        elif hasattr(result, "methods"):
            yield from result.methods
        elif isinstance(result, Iterable):
            yield from _keys(result)
        else:
            raise InputError(
                what=Text(
                    zh="该对象不说明所用的方法", en="This object doesn't say which methods it used"
                ),
                where="cite",
                found=type(result).__name__,
                do=Text(
                    zh="传入分析结果（带 methods 的对象）或方法键",
                    en="Pass a result (an object with methods) or a method's key",
                ),
            )


def _unknown(key: str) -> InputError:
    return InputError(
        what=Text(zh="方法库中没有这个方法键", en="The library holds no method of this key"),
        where="library/methods.toml",
        found=key,
        do=Text(
            zh="使用 trephine.library.methods.methods() 中的键",
            en="Use a key of trephine.library.methods.methods()",
        ),
    )
