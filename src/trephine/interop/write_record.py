"""write_record: a Record as the file that it can be read from again."""

import json
from datetime import datetime
from decimal import Decimal

from trephine.core.record import Reading, ReadingValue, Record

VERSION = 1


def write_record(record: Record) -> str:
    """Return ``record`` as JSON Lines, version 1: a line with the pseudonym, then one a reading.

    Values are written in their canonical unit as they stand; what was entered before conversion,
    and the line it stood on, are not kept.
    """
    lines = [json.dumps({"record": VERSION, "patient": record.patient}, ensure_ascii=False)]
    lines += [_line(one) for one in record.readings]
    return "\n".join(lines) + "\n"


def _line(one: Reading) -> str:
    found: dict[str, object] = {"time": one.time.isoformat(), "observable": one.observable}
    found["value"] = _plain(one.value)
    if one.unit:
        found["unit"] = one.unit
    found["origin"] = one.origin
    if one.recorded is not None:
        found["recorded"] = one.recorded.isoformat()
    for name, limit in (("low", one.low), ("high", one.high)):
        if limit is not None:
            found[name] = str(limit)
    for name in ("day_only", "withdrawn"):
        if getattr(one, name):
            found[name] = True
    return json.dumps(found, ensure_ascii=False)


def _plain(value: ReadingValue | None) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
