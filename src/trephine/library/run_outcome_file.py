"""run_outcomes: what a run of a model reports of each patient, and the causes of relapse."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.product import Operation, ParameterChange
from trephine.core.run_outcome import (
    OutcomeGroup,
    RelapseCause,
    RunOutcome,
    RunOutcomeKind,
    RunOutcomes,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    unit: str
    group: OutcomeGroup
    kind: RunOutcomeKind
    of: tuple[str, ...]
    reason: str = ""
    read: str = ""
    per: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
    least: float | None = None
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    parameter: str
    operation: Operation
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    text: Text
    changes: tuple[_Change, ...]
    reason: Text
    sign: str = ""
    not_said: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    model: str
    on: date
    event: str
    depth: str
    shown: tuple[str, ...]
    logarithmic: tuple[str, ...]
    rule: Text
    reasons: dict[str, Text]
    outcome: tuple[_Outcome, ...]
    cause: tuple[_Cause, ...]


@cache
def run_outcomes(model: str = "bcma_cart") -> RunOutcomes:
    """Return the outcomes and causes of one model, in the order of the file.

    It does not check them against the model: the run does. Raises ContentError.
    """
    path = ROOT / "models" / model / "outcomes.toml"
    file = read_toml(path, _File)
    check_unique((row.id for row in file.outcome), path, "outcome", "id")
    check_unique((row.id for row in file.cause), path, "cause", "id")
    found = []
    for index, row in enumerate(file.outcome):
        if not row.read and row.reason not in file.reasons:
            raise ContentError(
                what=Text(zh="既无出处，也无列出的理由", en="neither a place nor a listed reason"),
                where=said(written(path, "outcome", index, "reason")),
                found=repr(row.reason),
                do=Text(
                    zh="写 read，或在 [reasons] 中写出该理由",
                    en="write read, or the reason under [reasons]",
                ),
            )
        values = {
            name: getattr(row, name) for name in row.__slots__ if name not in {"reason", "read"}
        }
        mark: Mark
        if row.read:
            source, _, spot = row.read.partition(" ")
            check_source(source, said(written(path, "outcome", index, "read")))
            mark = Read(locator=Locator(source=source, place=spot))
        else:
            mark = Assumed(reason=file.reasons[row.reason], on=file.on)
        found.append(RunOutcome(**values, mark=mark))
    causes = tuple(
        RelapseCause(
            id=one.id,
            label=one.label,
            text=one.text,
            changes=tuple(
                ParameterChange(
                    parameter=change.parameter,
                    operation=change.operation,
                    value=change.value,
                    mark=Assumed(reason=one.reason, on=file.on),
                )
                for change in one.changes
            ),
            mark=Assumed(reason=one.reason, on=file.on),
            sign=one.sign,
            not_said=one.not_said,
        )
        for one in file.cause
    )
    return RunOutcomes(
        model=file.model,
        outcomes=tuple(found),
        causes=causes,
        event=file.event,
        depth=file.depth,
        rule=file.rule,
        shown=file.shown,
        logarithmic=file.logarithmic,
    )
