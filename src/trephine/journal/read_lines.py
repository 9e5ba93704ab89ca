"""read_lines: an exported journal into an empty one, event by event as it was."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO, NoReturn

from sqlalchemy import select

from trephine.core.error import InputError, TrephineError
from trephine.core.event import Event
from trephine.core.text import Text
from trephine.journal.database import Database
from trephine.journal.event_row import write_events
from trephine.journal.follow import Follow
from trephine.journal.moment_text import moment_of
from trephine.journal.payload import LIMIT, refuse_unsayable
from trephine.journal.tables import journal_head
from trephine.journal.write_lines import FORMAT, FORMAT_VERSION

_LONGEST = LIMIT + 4096  # a payload, and what stands around it
_AT_ONCE = 500
_SHAPE = {
    "stream": str,
    "version": int,
    "position": int,
    "author": str,
    "at": str,
    "kind": str,
    "payload": dict,
    "before": str,
    "digest": str,
}
_HEAD = {"format": str, "version": int, "events": int, "head": str}
_DO = Text(zh="换一份完整的导出文件；什么都没有写入", en="use a whole export; nothing was written")


def read_lines(database: Database, source: BinaryIO, name: str) -> int:
    """Import an export into a journal without events; return how many events came.

    The first line says the format, how many events follow and the last digest; each further line
    is one event with its digest. All is written or nothing. Digests are those of the export, so
    the journal may only be empty. Raises InputError with the line at which the text is not UTF-8,
    not JSON, not an event, or breaks the chain; and where lines are missing or too many.
    """
    with database.alone() as connection:
        if connection.execute(select(journal_head.c.position)).scalar_one():
            raise InputError(
                what=Text(zh="此日志已有事件", en="This journal has events"),
                where=database.name,
                found="> 0",
                do=Text(
                    zh="导入到新的空日志（--data 新文件夹）",
                    en="import into a new, empty journal (--data NEWFOLDER)",
                ),
            )
        walk, waiting = Follow(), []
        head = _head(source, name)
        line = 1
        while raw := _line(source, name, line + 1):
            line += 1
            one = _event(raw, name, line)
            if wrong := _wrong(walk, one, name, line):
                _refuse(name, line, wrong)
            waiting.append(one)
            if len(waiting) == _AT_ONCE:
                write_events(connection, waiting)
                waiting = []
        if waiting:
            write_events(connection, waiting)
        if (walk.position, walk.digest) != (head["events"], head["head"]):
            found = Text(
                zh=f"有 {walk.position} 个事件，首行写的是 {head['events']} 个",
                en=f"{walk.position} events; the first line says {head['events']}",
            )
            _refuse(name, line, found)
    return walk.position


def _line(source: BinaryIO, name: str, line: int) -> bytes:
    raw = source.readline(_LONGEST)
    if len(raw) == _LONGEST and not raw.endswith(b"\n"):
        _refuse(name, line, Text(zh="这一行过长", en="the line is too long"))
    if raw and not raw.endswith(b"\n"):
        _refuse(name, line, Text(zh="最后一行不完整", en="the last line is cut off"))
    return raw


def _head(source: BinaryIO, name: str) -> Mapping[str, Any]:
    found = _object(_line(source, name, 1), name, 1, _HEAD)
    if (found["format"], found["version"]) != (FORMAT, FORMAT_VERSION):
        said = f"{found['format'][:60]!r} {found['version']}"
        _refuse(name, 1, Text(zh=f"不认识的格式 {said}", en=f"an unknown format: {said}"))
    return found


def _event(raw: bytes, name: str, line: int) -> Event:
    found = _object(raw, name, line, _SHAPE)
    try:
        refuse_unsayable(found["payload"], f"{name}:{line}")
        return Event(**{**found, "at": moment_of(found["at"])})
    except TrephineError as error:
        _refuse(name, line, Text(zh=error.what.zh, en=error.what.en), error.found)


def _wrong(walk: Follow, one: Event, name: str, line: int) -> Text | None:
    try:
        wrong = walk.wrong(one)
    except (ValueError, RecursionError):
        wrong = "changed"
    del name, line
    if wrong is None:
        return None
    here = walk.position + 1
    return {
        "missing": Text(
            zh=f"链已断：应为第 {here} 位，却是第 {one.position} 位",
            en=f"the chain is broken: position {here} is due and {one.position} stands here",
        ),
        "changed": Text(
            zh=f"链已断：第 {here} 位的事件与其摘要不符",
            en=f"the chain is broken: the event at position {here} does not have its digest",
        ),
        "unlinked": Text(
            zh=f"链已断：第 {here} 位的事件不接在前一个之后",
            en=f"the chain is broken: the event at position {here} does not follow the one before",
        ),
        "version": Text(
            zh=f"链已断：{one.stream[:160]} 的版本不连续",
            en=f"the chain is broken: the versions of {one.stream[:160]} have a gap",
        ),
    }[wrong]


def _object(raw: bytes, name: str, line: int, shape: Mapping[str, type]) -> dict[str, Any]:
    try:
        found = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        _refuse(name, line, Text(zh="不是 UTF-8 文字", en="not text in UTF-8"))
    except (ValueError, RecursionError):
        _refuse(name, line, Text(zh="不是一行 JSON", en="not a line of JSON"))
    fits = isinstance(found, dict) and found.keys() == shape.keys()
    if not fits or any(type(found[key]) is not kind for key, kind in shape.items()):
        keys = ", ".join(sorted(shape))
        _refuse(name, line, Text(zh=f"须恰有这些键：{keys}", en=f"exactly these keys: {keys}"))
    return dict(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = "a key stands twice"
        raise ValueError(twice)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(name: str, line: int, said: Text, found: str = "") -> NoReturn:
    raise InputError(
        what=Text(zh=f"无法导入：{said.zh}", en=f"It cannot be imported: {said.en}"),
        where=f"{name}:{line}",
        found=found or "—",
        do=_DO,
    )
