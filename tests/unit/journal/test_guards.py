"""The database itself refuses what the journal never does, whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.unit.journal.writing import AT, fill, noted
from trephine.journal.verify import verify

# What would be written: the last event once more, with a position, version and predecessor.
AGAIN = (
    "INTO event SELECT {position}, stream, {version}, author, at, kind, payload, {before}, digest"
    " FROM event WHERE position = 6"
)
HEAD = "(SELECT digest FROM journal_head)"
UPSERT = (
    "INSERT INTO event SELECT * FROM event WHERE position = 3"
    " ON CONFLICT (position) DO UPDATE SET payload = '{}'"
)
MERGE = (
    "MERGE INTO event e USING event o ON e.position = o.position"
    " WHEN MATCHED THEN UPDATE SET payload = '{}'"
)
REPLICA = "SET session_replication_role = replica; {}"
BOTH = (
    "UPDATE event SET payload = '{}'",
    "UPDATE event SET author = 'bert' WHERE position = 2",
    "UPDATE event SET position = position WHERE position = 1",
    "DELETE FROM event",
    "DELETE FROM event WHERE position = 6",
    "UPDATE journal_head SET position = 7",
    "UPDATE journal_head SET position = 5",
    "UPDATE journal_head SET digest = 'x'",
    "DELETE FROM journal_head",
    "INSERT INTO journal_head (id, position, digest) VALUES (2, 0, '')",
    "INSERT " + AGAIN.format(position=8, version=4, before=HEAD),
    "INSERT " + AGAIN.format(position=7, version=3, before=HEAD),
    "INSERT " + AGAIN.format(position=7, version=5, before=HEAD),
    "INSERT " + AGAIN.format(position=7, version=4, before="before"),
    UPSERT,
)
ONLY = {
    "sqlite": (
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE position = 3",
        "REPLACE " + AGAIN.format(position=7, version=1, before=HEAD),
        "UPDATE OR REPLACE event SET version = 1 WHERE position = 3",
        "REPLACE INTO journal_head VALUES (1, 0, '')",
    ),
    "postgresql": (
        "TRUNCATE event",
        "TRUNCATE journal_head",
        "TRUNCATE event, journal_head CASCADE",
        REPLICA.format("UPDATE event SET author = 'bert'"),
        REPLICA.format("DELETE FROM event"),
        MERGE,
    ),
}


def statements(journal):
    return (*BOTH, *ONLY["sqlite" if journal.database.is_sqlite else "postgresql"])


def test_raw_sql_changes_nothing(journal):
    fill(journal)
    before = tuple(journal.all())
    for statement in statements(journal):
        with (
            pytest.raises(DBAPIError, match=r"journal is|of the journal"),
            journal.database.writing() as connection,
        ):
            connection.execute(text(statement))
    assert tuple(journal.all()) == before
    assert verify(journal.database).broken is None


def test_the_refusal_says_why(journal):
    fill(journal)
    with pytest.raises(DBAPIError, match="append-only"), journal.database.writing() as connection:
        connection.execute(text("DELETE FROM event"))


def test_a_refused_statement_does_not_show_the_payload(journal):
    fill(journal)
    with pytest.raises(DBAPIError) as caught, journal.database.writing() as connection:
        connection.execute(text("UPDATE event SET payload = :it"), {"it": "王小明"})
    assert "王小明" not in str(caught.value)


def test_the_journal_goes_on_after_a_refusal(journal):
    fill(journal)
    with pytest.raises(DBAPIError), journal.database.writing() as connection:
        connection.execute(text("UPDATE event SET payload = '{}'"))
    journal.append("record/0", 3, [noted("next")], author="anna", at=AT)
    assert verify(journal.database).position == 7
