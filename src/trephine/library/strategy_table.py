"""Strategies: mechanisms of resistance and remedies, what they change in the model, how sure."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from trephine.core.option import entry_of
from trephine.core.strategy import (
    Direction,
    EvidenceItem,
    SecondInfusion,
    Setting,
    Strategy,
    StrategyKind,
    Sureness,
    Topic,
)
from trephine.core.text import Text
from trephine.library.change_file import (
    ChangeEntry,
    CourseEntry,
    assumed,
    changes_of,
    courses_of,
    locator,
    refused,
)
from trephine.library.content import ROOT, Where, check_unique, read_toml, written
from trephine.library.lymphodepletion import lymphodepletions

FILES: tuple[Topic, ...] = (
    "antigen",
    "product",
    "prior",
    "microenvironment",
    "salvage",
    "outside",
)
_NO_REGIMEN = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    at: str
    direction: Direction
    setting: Setting
    disease: str
    design: str
    finding: Text
    patients: int | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    disease: dict[str, Text]
    design: dict[str, Text]
    evidence: tuple[_Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Infusion:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    day: float
    place: Literal[1, 2]
    product: str = ""
    regimen: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    kind: StrategyKind
    topic: Topic
    label: Text
    text: Text
    expects: Text
    at: tuple[str, ...]
    sureness: Sureness
    evidence: tuple[str, ...]
    why: Text | None = None
    changes: tuple[ChangeEntry, ...] = ()
    doses: tuple[CourseEntry, ...] = ()
    infusions: tuple[_Infusion, ...] = ()
    regimen: str = ""
    not_modelled: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    strategy: tuple[_Entry, ...]


@cache
def strategies() -> tuple[Strategy, ...]:
    """Return every strategy, by topic and in the order of its source.

    That the parameters and states exist is checked against a model, not here. Raises ContentError.
    """
    found: list[Strategy] = []
    taken: list[str] = []
    for topic in FILES:
        path = ROOT / "strategies" / f"{topic}.toml"
        read = read_toml(path, _File)
        check_unique((entry.id for entry in read.strategy), path, "strategy", "id", taken)
        for index, entry in enumerate(read.strategy):
            found.append(_strategy(entry, read.on, path, index))
            if entry.topic != topic:
                raise refused(
                    Text(zh="主题与文件不符", en="the topic is not that of the file"),
                    written(path, "strategy", index, "topic"),
                    entry.topic,
                    Text(zh=f"写 {topic}，或移至其文件", en=f"write {topic}, or move the entry"),
                )
        taken += [entry.id for entry in read.strategy]
    return tuple(found)


def strategy(name: str) -> Strategy:
    """Return one strategy by id. Raises InputError where there is none, with those near it."""
    return entry_of(
        name,
        strategies(),
        what=Text(zh="没有这一策略", en="there is no such strategy"),
        where="library.strategy(name)",
        listed="library.strategies()",
    )


def _strategy(entry: _Entry, on: date, path: Path, index: int) -> Strategy:
    def where(key: str) -> Where:
        return written(path, "strategy", index, key)

    asks = [one.regimen for one in entry.infusions if one.regimen] + [entry.regimen] * bool(
        entry.regimen
    )
    known = {one.id for one in lymphodepletions()} | {_NO_REGIMEN}
    if lost := [name for name in asks if name not in known]:
        raise refused(
            Text(zh="没有这个清淋方案", en="there is no such lymphodepletion regimen"),
            where("regimen"),
            ", ".join(lost),
            Text(zh="改正标识，或写 none", en="correct the id, or write none"),
        )
    if not (entry.changes or entry.doses or entry.infusions or asks or entry.not_modelled):
        raise refused(
            Text(zh="既无改动，也未说明为何不建模", en="it changes nothing and does not say why"),
            where("id"),
            entry.id,
            Text(zh="写出改动，或写 not_modelled", en="write what it changes, or not_modelled"),
        )
    return Strategy(
        id=entry.id,
        kind=entry.kind,
        topic=entry.topic,
        label=entry.label,
        text=entry.text,
        expects=entry.expects,
        at=tuple(locator(one, where("at")) for one in entry.at),
        sureness=entry.sureness,
        evidence=tuple(_evidence(one, where("evidence")) for one in entry.evidence),
        changes=changes_of(entry.changes, entry.why, on, where("changes")),
        doses=courses_of(entry.doses, entry.why, on, where("doses")),
        infusions=tuple(
            SecondInfusion(
                day=one.day,
                mark=assumed(entry.why, on, where("infusions")),
                product=one.product,
                regimen=one.regimen,
                place=one.place,
                share=one.share,
            )
            for one in entry.infusions
        ),
        regimen=entry.regimen,
        not_modelled=entry.not_modelled,
    )


def _evidence(reference: str, where: Where) -> EvidenceItem:
    """Return the finding of that id; a second word turns its direction for this strategy."""
    name, _, turned = reference.partition(" ")
    known = _findings()
    if name not in known or turned not in {"", "for", "against", "neutral"}:
        raise refused(
            Text(zh="引用了没有的证据", en="evidence that does not exist"),
            where,
            repr(reference),
            Text(
                zh="写证据的标识，其后可写 for、against 或 neutral",
                en="write its id, and for, against or neutral after it where that differs",
            ),
        )
    found = known[name]
    direction = cast("Direction", turned) if turned else found.direction
    return EvidenceItem(
        finding=found.finding,
        direction=direction,
        setting=found.setting,
        disease=found.disease,
        design=found.design,
        at=found.at,
        patients=found.patients,
        seen=found.seen,
    )


@cache
def _findings() -> dict[str, EvidenceItem]:
    path = ROOT / "strategies" / "evidence.toml"
    read = read_toml(path, _Evidence)
    check_unique((entry.id for entry in read.evidence), path, "evidence", "id")
    found = {}
    for index, entry in enumerate(read.evidence):
        for key, words in (("disease", read.disease), ("design", read.design)):
            if getattr(entry, key) not in words:
                raise refused(
                    Text(zh="未登记的用词", en="a word that the file's head lacks"),
                    written(path, "evidence", index, key),
                    getattr(entry, key),
                    Text(zh=f"在 [{key}] 中登记", en=f"enter it under [{key}]"),
                )
        found[entry.id] = EvidenceItem(
            finding=entry.finding,
            direction=entry.direction,
            setting=entry.setting,
            disease=read.disease[entry.disease],
            design=read.design[entry.design],
            at=locator(entry.at, written(path, "evidence", index, "at")),
            patients=entry.patients,
            seen=entry.seen,
        )
    return found
