"""fold_run: the events of a run's stream into the saved run as it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trephine.core.error import InputError
from trephine.core.event import Event
from trephine.core.run_event import (
    RUN_KINDS,
    RunAnswered,
    RunFinished,
    RunPlanned,
    RunStarted,
    VirtualPatientOpened,
)
from trephine.core.text import Text
from trephine.core.undone import Undone
from trephine.interop.event_payload import event_payload

_UNKNOWN = Text(zh="模拟运行中没有这种事件", en="a simulation run knows no such event")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """A simulation as its events make it: what was asked, by whom, and the answer once it is there.

    ``job`` is the latest that works on it, empty before. ``answer`` is the answer with its pieces
    in lists by their names, ``opened`` the virtual patients whose records were taken to the care
    room.
    """

    planned: RunPlanned
    author: str
    at: datetime
    version: int
    job: str
    finished: RunFinished | None
    finished_at: datetime | None
    answer: dict[str, Any] | None
    opened: tuple[VirtualPatientOpened, ...]


def fold_run(events: Iterable[Event]) -> SavedRun:
    """Return the run that the events of one stream, in order, make; what was undone is left out.

    Raises InputError where the stream does not begin with a plan, or a payload cannot be read.
    """
    read = [(one, _payload(one)) for one in events]
    undone = _undone([(one.version, payload) for one, payload in read])
    counted = [(one, payload) for one, payload in read if one.version not in undone]
    if not counted or not isinstance(counted[0][1], RunPlanned):
        raise InputError(
            what=Text(zh="此流不是模拟运行", en="The stream holds no simulation run"),
            where="run",
            found=f"{len(read)} events",
            do=Text(zh="核对运行的标识", en="check the run's id"),
        )
    first, planned = counted[0]
    job = ""
    finished: RunFinished | None = None
    finished_at: datetime | None = None
    answer: dict[str, Any] | None = None
    pieces: dict[str, list[Any]] = {}
    for one, payload in counted:
        match payload:
            case RunStarted():
                job = payload.job
            case RunAnswered():
                pieces.setdefault(payload.part, []).append(payload.content)
            case RunFinished():
                finished, finished_at = payload, one.at
                answer, pieces = {**payload.answer, **pieces}, {}
    return SavedRun(
        planned=planned,
        author=first.author,
        at=first.at,
        version=read[-1][0].version,
        job=job,
        finished=finished,
        finished_at=finished_at,
        answer=answer,
        opened=tuple(
            payload for _, payload in counted if isinstance(payload, VirtualPatientOpened)
        ),
    )


def _undone(read: list[tuple[int, Any]]) -> set[int]:
    """Return the versions that no longer count; later ones first, since an undoing can be undone.

    The first stays: without a plan there is no run.
    """
    found: set[int] = set()
    for version, payload in reversed(read):
        if isinstance(payload, Undone) and version not in found and 1 < payload.version < version:
            found.add(payload.version)
    return found


def _payload(one: Event) -> Any:
    where = f"{one.stream} v{one.version}"
    return event_payload(RUN_KINDS, one.kind, one.payload, where=where, unknown=_UNKNOWN)
