"""write_lines: the whole journal as JSON Lines; what the lines are is said in ``read_lines``."""

from typing import BinaryIO

from sqlalchemy import select

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.chain import canonical, line_of
from trephine.journal.database import Database
from trephine.journal.event_row import event_of
from trephine.journal.follow import Follow
from trephine.journal.tables import event, journal_head

FORMAT = "trephine-journal"
FORMAT_VERSION = 1


def write_lines(database: Database, out: BinaryIO) -> int:
    """Write every event in order and return how many, as the journal stands at one moment.

    It exports events alone: no accounts, no personal identifiers. Raises InputError where the chain
    does not hold: a broken journal is not handed on as a whole one.
    """
    walk = Follow()
    with database.reading() as connection:
        head = connection.execute(select(journal_head)).one()
        first = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "events": head.position,
            "head": head.digest,
        }
        out.write(canonical(first) + b"\n")
        asked = select(event).order_by(event.c.position)
        with connection.execute(asked, execution_options={"yield_per": 500}) as rows:
            for row in rows:
                one = event_of(row)
                if walk.wrong(one) is not None:
                    raise _broken(database.name, walk.position + 1)
                out.write(line_of(one) + b"\n")
        if (walk.position, walk.digest) != (head.position, head.digest):
            raise _broken(database.name, walk.position + 1)
    return walk.position


def _broken(where: str, position: int) -> InputError:
    return InputError(
        what=Text(
            zh="日志的链已断，不能导出", en="The journal's chain is broken; it is not exported"
        ),
        where=where,
        found=str(position),
        do=Text(zh="查看：trephine journal verify", en="See: trephine journal verify"),
    )
