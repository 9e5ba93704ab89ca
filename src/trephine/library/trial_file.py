"""read_trial, trial_of_text, write_new_trial: a trial as a file, read with the line of faults."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

from trephine.core.error import ContentError, InputError
from trephine.core.option import names_near
from trephine.core.text import Text
from trephine.core.toml_line import line_of, toml_fault
from trephine.core.trial import (
    BudgetField,
    Missingness,
    Monitoring,
    RuleOverride,
    Trial,
    TrialArm,
    TrialEnsemble,
    TrialPathway,
)
from trephine.library.content import ROOT, adapter, place, read_text
from trephine.library.trial_check import check_trial

MOST_BYTES = 256 * 1024  # a few arms; the line of a fault is searched for in the whole text
_GUIDE = "docs/how-to/trial.md"
_TEMPLATE = ROOT / "new-trial.toml"
_MEAN = "mean"
_NEW = Text(
    zh="检查路径；新写一个：trephine trial new 文件名",
    en="Check the path; to write a new one: trephine trial new FILE",
)
# What a value must be, by the beginning of Pydantic's name for the complaint.
_MUST_BE = {
    "int": Text(zh="须为整数，不带引号与小数点，如 200", en="a whole number, as in 200"),
    "float": Text(zh="须为数，不带引号与单位，如 0.5", en="a number, without unit, as in 0.5"),
    "bool": Text(zh="须为 true 或 false", en="true or false"),
    "string": Text(zh='须为文字，加引号，如 "cilta-cel"', en='a text in quotes, as in "cilta-cel"'),
    "datetime": Text(
        zh="须为带时区的时刻，如 2026-03-02T08:00:00+08:00",
        en="a moment with its zone, as in 2026-03-02T08:00:00+08:00",
    ),
    "date": Text(zh="须为日期，如 2026-03-02", en="a day, as in 2026-03-02"),
    "tuple": Text(zh='须为列表，如 ["ORR", "CRS"]', en='a list, as in ["ORR", "CRS"]'),
    "dataclass": Text(
        zh='须分项写，双语者如 { zh = "…", en = "…" }',
        en='its parts, those of a text as { zh = "…", en = "…" }',
    ),
    "dict": Text(zh="须分项写，如 { ward = 6 }", en="its parts, as in { ward = 6 }"),
    "literal_error": Text(zh="只能取 {expected}", en="one of {expected}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Override:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    reason: Text
    table: str = ""
    rule: str = ""
    condition: str | None = None
    off: bool = False
    like: str = ""
    order: str = ""
    budget: str = ""
    field: BudgetField | None = None
    value: str | int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arm:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    product: str
    strategies: tuple[str, ...] = ()
    second: str = ""
    lymphodepletion: str = ""
    changes: dict[str, float] = field(default_factory=dict)
    override: tuple[_Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pathway:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    guidelines: tuple[str, ...] = ()
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Monitoring:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    every: dict[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missing:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    missed: float = 0.0
    late: float = 0.0
    late_hours: float = 0.0
    dropout_per_year: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ensemble:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    name: str
    member: str | int = _MEAN
    members: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    title: Text
    written: date
    population: str
    patients: int
    days: float
    start: datetime
    seed: int
    arm: tuple[_Arm, ...]
    question: Text | None = None
    note: Text | None = None
    pathway: _Pathway = field(default_factory=_Pathway)
    monitoring: _Monitoring = field(default_factory=_Monitoring)
    missing: _Missing = field(default_factory=_Missing)
    endpoints: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    ensemble: _Ensemble | None = None


_SHAPES: tuple[type[Any], ...] = (
    _File, _Arm, _Override, _Pathway, _Monitoring, _Missing, _Ensemble,
)  # fmt: skip


def read_trial(path: Path) -> Trial:
    """Return the trial of a TOML file, everything in it looked up in the library.

    Refused are what cannot be read, unknown keys, products, populations, strategies, regimens,
    parameters, guidelines, tables, rules, budgets, endpoints and acts that there are not, figures
    that cannot be, a start without a zone, arms of one id or alike in all they do. What only shows
    when overrides come together (decisions in a circle) is refused where they are applied. Raises
    InputError with file and line.
    """
    return trial_of_text(_text(path), path)


def trial_of_text(text: str, path: Path) -> Trial:
    """Return the trial of a file's text, refused as ``read_trial`` does; ``path`` names it.

    Raises InputError.
    """

    def where(*steps: str | int) -> str:
        return place(path, line_of(text, steps))

    found = _read(text, path, where)
    trial = _trial(found, where)
    check_trial(trial, where)
    return trial


def write_new_trial() -> str:
    """Return the text of a new trial's file: commented in Chinese and English, fit to be read."""
    return read_text(_TEMPLATE)


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            what = Text(zh="这是一个文件夹", en="This is a folder")
            raise _refused(what, str(path), "/", Text(zh="请写出文件名", en="Name a file in it"))
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _refused(
                Text(zh="文件过大", en="The file is too large"),
                str(path),
                f"{size:,} > {MOST_BYTES:,} bytes",
                Text(zh="检查是否给错了文件", en="See whether it is the right file"),
            )
        if not path.read_bytes().strip():
            raise _refused(
                Text(zh="文件为空", en="The file is empty"), str(path), f"{size} bytes", _NEW
            )
        return read_text(path)
    except FileNotFoundError:
        raise _refused(
            Text(zh="没有这个文件", en="There is no such file"), str(path), "—", _NEW
        ) from None
    except OSError as error:
        raise _refused(
            Text(zh="无法读取文件", en="The file cannot be read"),
            str(path),
            error.strerror or type(error).__name__,
            Text(zh="检查路径与权限", en="Check the path and the permissions"),
        ) from None
    except ContentError as error:
        raise _refused(error.what, error.where, error.found, error.do) from None


def _read(text: str, path: Path, where: Callable[..., str]) -> _File:
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise toml_fault(text, error, path.as_posix()) from None
    from pydantic import ValidationError  # noqa: PLC0415  (0.3 s; only when a file is read)

    try:
        return adapter(_File).validate_json(
            json.dumps(tree, default=lambda value: value.isoformat()), strict=True
        )
    except ValidationError as error:
        every = error.errors(include_url=False)
        unknown = [one for one in every if one["type"] == "unexpected_keyword_argument"]
        worst = (unknown or every)[0]
        raise _complaint(worst, where, more=len(every) - 1) from None


def _complaint(worst: Any, where: Callable[..., str], *, more: int) -> InputError:
    steps = worst["loc"]
    name = ".".join(str(step) for step in steps)
    tail = f" (+{more})" if more else ""
    if worst["type"] == "unexpected_keyword_argument":
        keys = sorted({one.name for shape in _SHAPES for one in fields(shape)})
        do = names_near(str(steps[-1]), keys, listed=_GUIDE)
        what = Text(zh="没有这个键", en="There is no such key")
        return _refused(what, where(*steps), name + tail, do)
    if worst["type"].startswith("missing"):
        what = Text(zh="缺少必需的键", en="A required key is missing")
        do = Text(zh=f"补上此键（见 {_GUIDE}）", en=f"Add it (see {_GUIDE})")
        return _refused(what, where(*steps[:-1]), name + tail, do)
    found = f"{name} = {worst['input']!r}"[:200]
    what = Text(zh="值不符合要求", en="A value does not fit")
    must = next((one for start, one in _MUST_BE.items() if worst["type"].startswith(start)), None)
    if must is None:
        do = Text(zh=f"按 {_GUIDE} 改写此值", en=f"Write it as {_GUIDE} says")
        return _refused(what, where(*steps), f"{found} ({worst['msg']}){tail}", do)
    expected = str(worst.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    zh, en = (one.format(expected=expected) if expected else one for one in (must.zh, must.en))
    do = Text(zh=f"{zh}（见 {_GUIDE}）", en=f"Write {en} (see {_GUIDE})")
    return _refused(what, where(*steps), found + tail, do)


def _trial(found: _File, where: Callable[..., str]) -> Trial:
    arms = tuple(
        TrialArm(
            id=one.id,
            label=one.label,
            product=one.product,
            strategies=one.strategies,
            second=one.second,
            changes=one.changes,
            lymphodepletion=one.lymphodepletion,
            overrides=tuple(
                _override(entry, found.written, partial(where, "arm", i, "override", j, "value"))
                for j, entry in enumerate(one.override)
            ),
        )
        for i, one in enumerate(found.arm)
    )
    monitoring = Monitoring(every=found.monitoring.every, without=found.monitoring.without)
    pathway = TrialPathway(guidelines=found.pathway.guidelines, outside=found.pathway.outside)
    missing = {one.name: getattr(found.missing, one.name) for one in fields(_Missing)}
    return Trial(
        id=found.id,
        title=found.title,
        question=found.question,
        note=found.note,
        written=found.written,
        population=found.population,
        arms=arms,
        days=found.days,
        patients=found.patients,
        start=found.start,
        seed=found.seed,
        pathway=pathway,
        monitoring=monitoring,
        missing=Missingness(**missing),
        endpoints=found.endpoints,
        acts=found.acts,
        ensemble=_ensemble(found.ensemble, where),
    )


def _ensemble(found: _Ensemble | None, where: Callable[..., str]) -> TrialEnsemble | None:
    if found is None:
        return None
    if isinstance(found.member, str) and found.member != _MEAN:
        raise _refused(
            Text(zh="没有这一组拟合参数", en="There is no such member of the ensemble"),
            where("ensemble", "member"),
            repr(found.member)[:80],
            Text(zh='写 "mean"，或组号（从 0 起）', en='Write "mean", or a number from 0 on'),
        )
    member = None if isinstance(found.member, str) else found.member
    return TrialEnsemble(name=found.name, member=member, members=found.members)


def _override(entry: _Override, written: date, where: Callable[[], str]) -> RuleOverride:
    value = None
    if entry.value is not None:
        try:
            value = Decimal(str(entry.value))
        except InvalidOperation:
            raise _refused(
                Text(zh="不是数", en="This is not a number"),
                where(),
                f"value = {entry.value!r}",
                Text(zh='写成 6 或 "7.5"', en='Write 6, or "7.5"'),
            ) from None
    kept = {one.name: getattr(entry, one.name) for one in fields(_Override) if one.name != "value"}
    return RuleOverride(on=written, value=value, **kept)


def _refused(what: Text, where: str, found: str, do: Text) -> InputError:
    return InputError(what=what, where=where, found=found, do=do)
