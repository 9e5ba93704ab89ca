"""read_record: a Record from JSON Lines, version 1."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from trephine.care.enter import enter
from trephine.core.error import InputError
from trephine.core.observable import OBSERVABLES_PAGE, Observable
from trephine.core.option import names_near
from trephine.core.record import Reading, Record
from trephine.core.text import Text

VERSION = 1
_KEYS = {
    "time",
    "observable",
    "value",
    "unit",
    "origin",
    "recorded",
    "low",
    "high",
    "day_only",
    "withdrawn",
}
_TYPES = {
    "time": str,
    "observable": str,
    "unit": str,
    "recorded": str,
    "day_only": bool,
    "withdrawn": bool,
}
_ORIGINS = ("entered", "clinician", "fhir", "simulated")
# A refusal lists this many lines; the rest is counted.
_SHOWN = 20


def read_record(
    text: str | bytes,
    observables: Mapping[str, Observable],
    *,
    name: str = "record",
    now: datetime | None = None,
) -> Record:
    """Return the Record that a file holds; ``name`` is said in errors.

    The first line is ``{"record": 1, "patient": "pseudonym"}``; each further line one reading:
    ``time`` with its zone, ``observable``, ``value``, ``unit``, ``origin``, and where it applies
    ``recorded``, ``low``, ``high``, ``day_only``, ``withdrawn``. Blank lines are passed over.
    UTF-8; a file in GBK is refused by name. ``now``: readings after it are refused, but for
    simulated ones. Raises InputError that lists the lines at fault, all of which are looked at.
    """
    # Not splitlines: it parts a line at characters that JSON allows in a string (U+2028).
    lines = re.split(r"\r\n|\n|\r", _decoded(text, name))
    numbered = [(i, line) for i, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise InputError(
            what=Text(zh="记录为空", en="the record is empty"),
            where=name,
            found=f"{len(lines)} lines",
            do=Text(
                zh='第一行写 {"record": 1, "patient": "…"}',
                en='begin with {"record": 1, "patient": "…"}',
            ),
        )
    patient = _header(*numbered[0], name)
    readings, faults = [], []
    for i, line in numbered[1:]:
        try:
            readings.append(_reading(line, i, observables, name, now))
        except InputError as fault:
            faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        more = len(faults) - _SHOWN
        shown = [
            f"{one.where}: {one.what.zh} / {one.what.en}: {one.found}" for one in faults[:_SHOWN]
        ]
        raise InputError(
            what=Text(
                zh=f"记录中有 {len(faults)} 行不能读入", en=f"{len(faults)} lines cannot be read"
            ),
            where=name,
            found="\n  ".join(["", *shown, *([f"… +{more}"] if more > 0 else [])]),
            do=faults[0].do,
        )
    return Record(patient=patient, readings=tuple(readings))


def _decoded(text: str | bytes, name: str) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise InputError(
            what=Text(zh="文件不是 UTF-8 编码", en="the file is not UTF-8"),
            where=f"{name}:{line}",
            found=f"bytes {text[error.start : error.start + 4]!r}",
            do=Text(
                zh="另存为 UTF-8（可能原为 GBK）", en="save it as UTF-8 (it may have been GBK)"
            ),
        ) from error


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        line.encode()  # a lone surrogate: such text can be neither stored nor shown
        found = _DECODER.decode(line)
        if "\\u" in line:  # or one that was escaped
            json.dumps(found, ensure_ascii=False, default=str).encode()
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise InputError(
            what=Text(zh="此行不是 JSON", en="the line is not JSON"),
            where=where,
            found=ascii(line[:80]) if isinstance(error, UnicodeError) else line[:80],
            do=Text(zh=f"改正语法：{_why(error)}", en=f"correct the syntax: {_why(error)}"),
        ) from error
    if not isinstance(found, dict):
        raise InputError(
            what=Text(zh="此行不是一个对象", en="the line is not an object"),
            where=where,
            found=line[:80],
            do=Text(zh="每行写一个 {…}", en="write one {…} a line"),
        )
    return found


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = f"a key stands twice in {[key for key, _ in pairs]}"
        raise ValueError(message)
    return found


_DECODER = json.JSONDecoder(parse_float=Decimal, object_pairs_hook=_unrepeated)


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, InvalidOperation):
        return "a number is too long"
    return ascii(str(error)) if isinstance(error, UnicodeError) else str(error)


def _header(i: int, line: str, name: str) -> str:
    found = _object(line, f"{name}:{i}")
    version, patient = found.get("record"), found.get("patient")
    sound = type(version) is int and version == VERSION and isinstance(patient, str)
    if not sound or set(found) != {"record", "patient"}:
        raise InputError(
            what=Text(zh="没有此版本的文件头", en="the file does not begin as a record does"),
            where=f"{name}:{i}",
            found=line[:80],
            do=Text(
                zh=f'第一行写 {{"record": {VERSION}, "patient": "…"}}',
                en=f'begin with {{"record": {VERSION}, "patient": "…"}}',
            ),
        )
    return str(patient)


def _reading(
    line: str, i: int, observables: Mapping[str, Observable], name: str, now: datetime | None
) -> Reading:
    where = f"{name}:{i}"
    found = _object(line, where)
    extra, absent = set(found) - _KEYS, {"time", "observable", "value"} - set(found)
    if extra or absent or found.get("origin", "entered") not in _ORIGINS:
        wrong = [f"+{key}" for key in sorted(extra)] + [f"-{key}" for key in sorted(absent)]
        raise InputError(
            what=Text(zh="此行的键不符", en="the keys of the line are not those of a reading"),
            where=where,
            found=", ".join(wrong) or f"origin = {found.get('origin')!r}",
            do=Text(
                zh=f"删去（+）、补上（-）；origin 为 {', '.join(_ORIGINS)}",
                en=f"remove (+), add (-); origin is one of {', '.join(_ORIGINS)}",
            ),
        )
    for key, kind in _TYPES.items():
        if found.get(key) is not None and not isinstance(found[key], kind):
            raise InputError(
                what=Text(zh="值的类型不符", en="the value is of another kind"),
                where=where,
                found=f"{key} = {found[key]!r}",
                do=Text(
                    zh="文字加引号；是否写 true 或 false，不加引号",
                    en="text stands in quotes; true and false without them",
                ),
            )
    asked = str(found["observable"])
    if asked not in observables:
        raise InputError(
            what=Text(zh="没有这一观察项", en="there is no such observable"),
            where=where,
            found=repr(asked),
            do=names_near(asked, observables, listed=OBSERVABLES_PAGE),
        )
    time = _moment(found["time"], where)
    recorded = None if found.get("recorded") is None else _moment(found["recorded"], where)
    reading = enter(
        observables[asked],
        found["value"],
        found.get("unit") or "",
        time,
        where=where,
        origin=found.get("origin", "entered"),
        recorded=recorded,
        low=found.get("low"),
        high=found.get("high"),
        day_only=bool(found.get("day_only")),
        withdrawn=bool(found.get("withdrawn")),
        line=i,
    )
    if now is not None and reading.origin != "simulated" and reading.known_from > now:
        raise InputError(
            what=Text(zh="读数在将来", en="the reading lies in the future"),
            where=where,
            found=f"{asked} {reading.known_from.isoformat()} > {now.isoformat()}",
            do=Text(zh="改正时间或时区", en="correct the time or its zone"),
        )
    return reading


def _moment(written: object, where: str) -> datetime:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError as error:
        raise InputError(
            what=Text(zh="时间不能解析", en="the time cannot be read"),
            where=where,
            found=repr(written),
            do=Text(zh="写成 2026-03-02T08:00+08:00", en="write it as 2026-03-02T08:00+08:00"),
        ) from error
