"""model: a mechanism of the library as a Model: equations in Antimony, words and numbers in tables.

A model is a folder of ``models``: parts in Antimony (``*.ant``, joined in the order of their
names) that hold equations alone; ``parameters/*.csv`` with every constant; ``quantities/*.csv``
with the words and units of what the equations define; ``model.toml``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.model import Assignment, Model, ModelParameter, ModelState, Spread, SpreadKind
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, read_text, read_toml
from trephine.library.kept_model import kept_model
from trephine.library.table import read_rows

_TWICE = Text(zh="标识重复", en="the id is used twice")
_RENAME = Text(zh="改用另一个标识", en="choose another id")
_MARK = Text(zh="数值没有出处，也没有理由", en="a number with neither place nor reason")
_GIVE = Text(
    zh="mark 写 read 并给出 source 与 place，或写 assumed 并给出中英文理由",
    en="write read with source and place, or assumed with a reason in both languages",
)
_VALUE = Text(zh="参数既无数值也无公式", en="a parameter with neither value nor formula")
_FILL = Text(zh="补上 value 或 formula", en="fill in value or formula")
_STRAY = Text(zh="方程与表格不相符", en="equations and tables do not match")
_MATCH = Text(
    zh="方程所用的每个量在表中各占一行，表中不留方程不用的行",
    en="give every quantity of the equations one row, and leave none that they do not use",
)
_UNKNOWN = Text(zh="没有这个模型", en="there is no such model")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    time_unit: str
    on: date
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parameter:
    id: str
    value: float | None = None
    unit: str
    spread: SpreadKind | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    group: str
    label_zh: str
    label_en: str
    mark: Literal["read", "assumed"]
    source: str = ""
    place: str = ""
    reason_zh: str = ""
    reason_en: str = ""
    formula: str = ""
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quantity:
    id: str
    unit: str
    floor: float | None = None
    label_zh: str
    label_en: str


_Row = TypeVar("_Row", _Parameter, _Quantity)


@cache
def model(name: str) -> Model:
    """Return the model of that name; a second call returns the same.

    A parameter with a ``formula`` has the value that follows for the typical patient. Raises
    InputError for a name that is not in the library, ContentError for malformed content.
    """
    folder = ROOT / "models" / name
    if not (folder / "model.toml").is_file():
        known = sorted(path.parent.name for path in (ROOT / "models").glob("*/model.toml"))
        raise InputError(
            what=_UNKNOWN,
            where="models",
            found=repr(name),
            do=Text(zh=f"可选：{'、'.join(known)}", en=f"one of: {', '.join(known)}"),
        )
    return kept_model(folder, lambda: _read(name, folder))


def _read(name: str, folder: Path) -> Model:
    head = read_toml(folder / "model.toml", _Head)
    parameters = _collect(folder / "parameters", _Parameter)
    quantities = _collect(folder / "quantities", _Quantity)
    for where, given in parameters.values():
        if given.value is None and not given.formula:
            raise ContentError(what=_VALUE, where=where, found=given.id, do=_FILL)
    from trephine.interop.read_antimony import read_antimony  # noqa: PLC0415  (only to read anew)

    read = read_antimony(_antimony(head.id, folder, parameters), f"models/{name}")
    used = _used(read)
    _match(name, {entry.id for entry in read.parameters if entry.id in used}, set(parameters))
    followed = {entry.id for entry in read.assignments}
    steps = followed - quantities.keys()
    _match(name, {entry.id for entry in read.states} | followed - steps, set(quantities))
    return replace(
        read,
        label=head.label,
        time_unit=head.time_unit,
        states=tuple(_state(entry, quantities[entry.id][1]) for entry in read.states),
        parameters=tuple(
            _parameter(entry, parameters[entry.id], head.on)
            for entry in sorted(read.parameters, key=_order(parameters))
        ),
        assignments=tuple(
            entry if entry.id in steps else _assignment(entry, quantities[entry.id][1])
            for entry in read.assignments
        ),
    )


def _used(read: Model) -> set[str]:
    formulas = [entry.formula for entry in read.assignments]
    formulas += [entry.formula for entry in read.parameters]
    formulas += [text for entry in read.states for text in (entry.initial, entry.rate)]
    return set(re.findall(r"[A-Za-z_]\w*", " ".join(formulas)))


def _order(rows: Iterable[str]) -> Callable[[ModelParameter], int]:
    place = {name: index for index, name in enumerate(rows)}
    return lambda entry: place[entry.id]


def _collect(folder: Path, row: type[_Row]) -> dict[str, tuple[str, _Row]]:
    found: dict[str, tuple[str, _Row]] = {}
    for path in sorted(folder.glob("*.csv")):
        for where, entry in read_rows(path, row):
            name = entry.id
            if name in found:
                raise ContentError(
                    what=_TWICE, where=where, found=f"{name} ({found[name][0]})", do=_RENAME
                )
            found[name] = (where, entry)
    return found


def _antimony(name: str, folder: Path, parameters: Mapping[str, tuple[str, _Parameter]]) -> str:
    """Return the parts in one model, with every constant's value or formula."""
    parts = [read_text(path) for path in sorted(folder.glob("*.ant"))]
    constants = [
        f"  {row.id} = {row.formula or repr(row.value)}\n" for _, row in parameters.values()
    ]
    return f"model {name}()\n{''.join(parts)}{''.join(constants)}end\n"


def _match(name: str, used: set[str], rows: set[str]) -> None:
    if used != rows:
        missing = [f"-{entry}" for entry in sorted(used - rows)]
        stray = [f"+{entry}" for entry in sorted(rows - used)]
        raise ContentError(
            what=_STRAY, where=f"models/{name}", found=" ".join(missing + stray), do=_MATCH
        )


def _state(entry: ModelState, row: _Quantity) -> ModelState:
    label = Text(zh=row.label_zh, en=row.label_en)
    floor = entry.floor if row.floor is None else row.floor
    return replace(entry, label=label, unit=row.unit, floor=floor)


def _assignment(entry: Assignment, row: _Quantity) -> Assignment:
    return replace(entry, label=Text(zh=row.label_zh, en=row.label_en), unit=row.unit)


def _parameter(entry: ModelParameter, placed: tuple[str, _Parameter], on: date) -> ModelParameter:
    where, row = placed
    spread = row.spread and Spread(kind=row.spread, sd=row.sd or 0.0)
    noted = bool(row.note_zh or row.note_en)
    return replace(
        entry,
        label=Text(zh=row.label_zh, en=row.label_en),
        unit=row.unit,
        mark=_mark(where, row, on),
        spread=spread or None,
        low=row.low,
        high=row.high,
        group=row.group,
        note=Text(zh=row.note_zh, en=row.note_en) if noted else None,
    )


def _mark(where: str, row: _Parameter, on: date) -> Mark:
    if row.mark == "read" and row.source and row.place:
        check_source(row.source, where)
        return Read(locator=Locator(source=row.source, place=row.place))
    if row.mark == "assumed" and row.reason_zh and row.reason_en:
        return Assumed(reason=Text(zh=row.reason_zh, en=row.reason_en), on=on)
    raise ContentError(what=_MARK, where=where, found=f"{row.id}: {row.mark}", do=_GIVE)
