"""dump_rows, load_rows: all tables as JSON Lines, from one database into any other kind.

The first line says the format and the revision of the tables; then, table by table, a line with
its name and columns and a line for each row; the last line says how many rows there were. Login
sessions are left out: nobody is logged in by a restore.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sqlalchemy import JSON, Connection, MetaData, Table, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.upgrade import revision_of

FORMAT = "trephine-backup"
_KEPT_OTHERWISE = {"alembic_version", "journal_head", "login_session"}
_AT_ONCE = 500


def dump_rows(connection: Connection, out: BinaryIO) -> int:
    """Write every row of every table, as they stand in this transaction; return how many."""
    _write(out, {"format": FORMAT, "version": 1, "revision": revision_of(connection)})
    rows = 0
    for table in _tables(connection):
        _write(out, {"table": table.name, "columns": [one.name for one in table.columns]})
        asked = select(table).order_by(*table.primary_key.columns)
        with connection.execute(asked, execution_options={"yield_per": _AT_ONCE}) as found:
            for row in found:
                _write(out, list(row))
                rows += 1
    _write(out, {"end": rows})
    return rows


def load_rows(connection: Connection, lines: Iterator[bytes], name: str) -> None:
    """Insert what ``dump_rows`` wrote, its first line read already, into tables of its revision.

    Events go through the database's own triggers, in order. Raises InputError with the line that
    does not fit, and where the end is missing.
    """
    tables = {table.name: table for table in _tables(connection)}
    table: Table | None = None
    columns: list[str] = []
    waiting: list[dict[str, Any]] = []
    rows, ended = 0, False
    for number, raw in enumerate(lines, start=2):
        found = parse_line(raw, name, number)
        if ended or (isinstance(found, list) and (table is None or len(found) != len(columns))):
            raise refused(name, number)
        if isinstance(found, list):
            waiting.append(dict(zip(columns, found, strict=True)))
            rows += 1
        if table is not None and waiting and (len(waiting) == _AT_ONCE or isinstance(found, dict)):
            _insert(connection, table, waiting, name, number)
            waiting = []
        if isinstance(found, dict):
            ended = found == {"end": rows}
            table = tables.get(str(found.get("table")))
            columns = found.get("columns", [])
            known = table is not None and columns == [one.name for one in table.columns]
            if not ended and not known:
                raise refused(name, number)
    if not ended:
        raise refused(name, rows + 2)


def _insert(
    connection: Connection, table: Table, rows: list[dict[str, Any]], name: str, number: int
) -> None:
    try:
        connection.execute(insert(table), rows)
    except (DBAPIError, StatementError):  # a constraint or the chain refuses them, or a wrong type
        raise refused(name, number) from None


def parse_line(raw: bytes, name: str, number: int) -> Any:
    """Return what a line of a backup holds. Raises InputError with the line."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise refused(name, number) from None
    if not isinstance(found, dict | list):
        raise refused(name, number)
    return found


def refused(name: str, number: int) -> InputError:
    """Return the refusal of a line of a backup."""
    return InputError(
        what=Text(zh="备份不完整或被改动", en="The backup is cut off or was changed"),
        where=f"{name}:{number}",
        found="—",
        do=Text(zh="换一份备份；什么都没有恢复", en="use another backup; nothing was restored"),
    )


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return [one for one in found.sorted_tables if one.name not in _KEPT_OTHERWISE]


def _write(out: BinaryIO, line: object) -> None:
    out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
