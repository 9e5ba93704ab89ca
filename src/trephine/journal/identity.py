"""Identities: names and hospital numbers by opaque id; the only place they stand, and erasable."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.database import Database
from trephine.journal.payload import is_whole_text
from trephine.journal.tables import identity

LONGEST = 500
# Input methods type the wide space U+3000, pages copy U+00A0: no sign that anybody meant.
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")


class Identities:
    """The personal identifiers of subjects, such as ``record/ID``.

    It keeps no history, and writes no event: who erases appends one to the subject's stream, which
    stays as it is.
    """

    def __init__(self, database: Database) -> None:
        """Take the journal's database."""
        self.database = database

    def put(self, subject: str, fields: Mapping[str, str], *, author: str, at: datetime) -> None:
        """Write fields of a subject; one that is there gets the new value, an empty one goes.

        Raises InputError for a value beyond 500 characters, or one with control characters.
        """
        fields = self.checked(fields)
        rows = [
            {"subject": subject, "field": field, "value": value, "author": author, "at": at}
            for field, value in fields.items()
            if value
        ]
        with self.database.alone() as connection:  # two at once would both insert
            connection.execute(
                delete(identity).where(
                    identity.c.subject == subject, identity.c.field.in_(list(fields))
                )
            )
            if rows:
                connection.execute(insert(identity), rows)

    @staticmethod
    def checked(fields: Mapping[str, str]) -> dict[str, str]:
        """Return the fields as they are kept, the spaces of other scripts folded into plain ones.

        Raises InputError as ``put`` does; nothing is written.
        """
        kept = {field: _SPACES.sub(" ", value).strip() for field, value in fields.items()}
        for field, value in kept.items():
            if len(value) > LONGEST or not is_whole_text(value) or not value.isprintable():
                raise InputError(
                    what=Text(zh="身份信息不合规定", en="Not a value of an identifier"),
                    where=field,
                    found=f"{len(value)}",
                    do=Text(
                        zh=f"写一行，至多 {LONGEST} 字", en=f"one line of at most {LONGEST} signs"
                    ),
                )
        return kept

    def get(self, subject: str) -> dict[str, str]:
        """Return a subject's fields; none where nothing is known or all was erased."""
        return self.get_all([subject]).get(subject, {})

    def get_all(self, subjects: list[str]) -> dict[str, dict[str, str]]:
        """Return the fields of several subjects; those of whom nothing is known are absent."""
        asked = select(identity.c.subject, identity.c.field, identity.c.value)
        found: dict[str, dict[str, str]] = {}
        with self.database.reading() as connection:
            for row in connection.execute(asked.where(identity.c.subject.in_(subjects))):
                found.setdefault(row.subject, {})[row.field] = row.value
        return found

    def find(self, field: str, value: str) -> tuple[str, ...]:
        """Return the subjects whose field has exactly this value, by name."""
        asked = select(identity.c.subject).where(
            identity.c.field == field, identity.c.value == value
        )
        with self.database.reading() as connection:
            return tuple(sorted(connection.scalars(asked)))

    def erase(self, subject: str) -> int:
        """Erase all that is known of a subject from the database; return how many fields.

        Backups that were made before still hold it.
        """
        with self.database.writing() as connection:
            gone = connection.execute(delete(identity).where(identity.c.subject == subject))
        self.database.sweep(identity.name)
        return gone.rowcount
