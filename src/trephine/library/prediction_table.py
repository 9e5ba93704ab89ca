"""Predictions: what the model should show, from its own description and from the three papers."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from trephine.core.measure import MeasureKind, TrajectoryMeasure
from trephine.core.prediction import (
    Comparison,
    Prediction,
    PredictionArm,
    PredictionCheck,
    PredictionOrigin,
)
from trephine.core.text import Text
from trephine.library.change_file import (
    ChangeEntry,
    CourseEntry,
    changes_of,
    courses_of,
    locator,
    refused,
)
from trephine.library.content import ROOT, Where, check_unique, read_toml, written
from trephine.library.strategy_table import strategies

FILES = ("mechanism", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arm:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    strategies: tuple[str, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()
    doses: tuple[CourseEntry, ...] = ()
    product: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    kind: MeasureKind
    of: str
    low: float | None = None
    high: float | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    arm: str
    kind: MeasureKind
    of: str
    compare: Comparison
    reason: str
    against: str = ""
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
    over: _Figure | None = None
    limit: float | None = None
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    number: int
    origin: PredictionOrigin
    text: Text
    at: tuple[str, ...]
    arms: tuple[_Arm, ...]
    checks: tuple[_Check, ...]
    days: float
    product: str = ""
    patients: int = 1
    why: Text | None = None
    disagrees: Text | None = None
    fails: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    product: str
    reason: dict[str, Text]
    prediction: tuple[_Entry, ...]


@cache
def predictions() -> tuple[Prediction, ...]:
    """Return every prediction: those of the mechanism, then those that the review adds.

    That the quantities exist is checked against a model, not here. Raises ContentError.
    """
    found: list[Prediction] = []
    for name in FILES:
        path = ROOT / "predictions" / f"{name}.toml"
        read = read_toml(path, _File)
        taken = [one.id for one in found]
        check_unique((entry.id for entry in read.prediction), path, "prediction", "id", taken)
        found += [_prediction(entry, read, path, at) for at, entry in enumerate(read.prediction)]
    return tuple(found)


def _prediction(entry: _Entry, read: _File, path: Path, index: int) -> Prediction:
    def where(key: str) -> Where:
        return written(path, "prediction", index, key)

    known = {one.id for one in strategies()}
    for arm in entry.arms:
        if lost := [name for name in arm.strategies if name not in known]:
            raise refused(
                Text(zh="引用了没有的策略", en="a strategy that does not exist"),
                where("arms"),
                ", ".join(lost),
                Text(zh="改正标识", en="correct the id"),
            )
    return Prediction(
        id=entry.id,
        number=entry.number,
        origin=entry.origin,
        text=entry.text,
        at=tuple(locator(one, where("at")) for one in entry.at),
        product=entry.product or read.product,
        arms=tuple(
            PredictionArm(
                id=arm.id,
                strategies=arm.strategies,
                changes=changes_of(arm.changes, entry.why, read.on, where("arms")),
                doses=courses_of(arm.doses, entry.why, read.on, where("arms")),
                product=arm.product,
                share=arm.share,
            )
            for arm in entry.arms
        ),
        checks=tuple(_check(one, entry, read, where("checks")) for one in entry.checks),
        days=entry.days,
        patients=entry.patients,
        disagrees=entry.disagrees,
        fails=entry.fails,
    )


def _check(one: _Check, entry: _Entry, read: _File, where: Where) -> PredictionCheck:
    named = {arm.id for arm in entry.arms}
    wrong = [name for name in (one.arm, one.against) if name and name not in named]
    if one.reason not in read.reason:
        wrong.append(one.reason)
    bare = one.above is None and one.below is None
    if wrong or bare or (one.compare == "share") != (one.limit is not None):
        raise refused(
            Text(zh="检验写得不全", en="a check that is not complete"),
            where,
            ", ".join(wrong) or f"{one.kind} of {one.of}",
            Text(
                zh="组与理由须已登记，至少有一个界限；share 须有 limit",
                en="name arms and a reason that are there, and a bound; share needs a limit",
            ),
        )
    return PredictionCheck(
        arm=one.arm,
        measure=_measure(_Figure(kind=one.kind, of=one.of, low=one.low, high=one.high,
                                 threshold=one.threshold)),
        compare=one.compare,
        reason=read.reason[one.reason],
        against=one.against,
        over=None if one.over is None else _measure(one.over),
        limit=one.limit,
        above=one.above,
        below=one.below,
    )  # fmt: skip


def _measure(one: _Figure) -> TrajectoryMeasure:
    name = f"{one.kind}-{one.of}"
    return TrajectoryMeasure(
        id=name, kind=one.kind, of=one.of, low=one.low, high=one.high, threshold=one.threshold
    )
