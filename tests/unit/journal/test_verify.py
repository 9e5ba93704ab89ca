"""What verify finds, of what a forger may have done, and what it cannot find."""

import hashlib
import json

import pytest
from sqlalchemy import select, text

from tests.unit.journal.writing import AT, fill, noted, unguarded
from trephine.journal.chain import canonical, digest_of, line_of
from trephine.journal.moment_text import moment_of
from trephine.journal.tables import event
from trephine.journal.verify import verify

CHANGES = (
    ("UPDATE event SET payload = replace(payload, '第', 'x') WHERE position = 3", "changed", 3),
    ("UPDATE event SET payload = '{ }' WHERE position = 3", "changed", 3),
    ("UPDATE event SET payload = replace(payload, ',', ', ') WHERE position = 3", "changed", 3),
    ("UPDATE event SET payload = 'no json' WHERE position = 1", "changed", 1),
    ("UPDATE event SET author = 'bert' WHERE position = 4", "changed", 4),
    ("UPDATE event SET kind = 'undone' WHERE position = 6", "changed", 6),
    ("UPDATE event SET at = '2026-11-23T08:00:00.000006Z' WHERE position = 2", "changed", 2),
    ("UPDATE event SET at = 'yesterday' WHERE position = 2", "changed", 2),
    ("UPDATE event SET stream = 'record/9' WHERE position = 2", "changed", 2),
    ("UPDATE event SET version = 9 WHERE position = 2", "changed", 2),
    ("UPDATE event SET digest = before WHERE position = 2", "changed", 2),
    ("UPDATE event SET before = digest WHERE position = 2", "changed", 2),
    ("DELETE FROM event WHERE position = 1", "missing", 1),
    ("DELETE FROM event WHERE position IN (3, 4)", "missing", 3),
    ("DELETE FROM event WHERE position > 4", "tail", 5),
    ("DELETE FROM event", "tail", 1),
    ("DELETE FROM journal_head", "head", 6),
    ("UPDATE journal_head SET position = 5", "head", 6),
    ("UPDATE journal_head SET digest = 'x'", "head", 6),
    ("UPDATE journal_head SET position = 8", "tail", 7),
)


def broken(journal, **options):
    found = verify(journal.database, **options).broken
    return found and (found.how, found.position)


def test_a_true_journal_holds(journal):
    assert verify(journal.database).broken is None
    fill(journal)
    found = verify(journal.database, noted=journal.head())
    assert (found.position, found.digest, found.broken) == (*journal.head(), None)


def test_each_change_is_found_at_its_place(journal):
    fill(journal)
    wrong = []
    for statement, how, position in CHANGES:
        rolled_back = False
        try:
            with unguarded(journal.database) as connection:
                connection.execute(text(statement))
                found = verify_here(connection)
                if (found.how, found.position) != (how, position):
                    wrong.append((statement, found))
                raise ZeroDivisionError  # noqa: TRY301  (to take it back)
        except ZeroDivisionError:
            rolled_back = True
        assert rolled_back
    assert not wrong
    assert broken(journal) is None


def verify_here(connection):
    from trephine.journal.verify import verify_connection  # noqa: PLC0415  (beside its use)

    return verify_connection(connection).broken


def test_events_that_changed_places_are_found(journal):
    fill(journal)
    with unguarded(journal.database) as connection:
        for one, other in ((3, 100), (5, 3), (100, 5)):
            moved = event.update().where(event.c.position == one)
            connection.execute(moved.values(position=other))
    assert broken(journal) == ("reordered", 3)
    said = verify(journal.database).broken.said
    assert "5" in said.en
    assert "5" in said.zh


def rewrite(connection, position, **fields):
    """Change an event and compute its digest anew, as a forger does; the next one stays."""
    row = connection.execute(select(event).where(event.c.position == position)).one()._asdict()
    row |= fields
    told = {**row, "at": moment_of(row["at"]), "payload": json.loads(row["payload"])}
    told.pop("digest")
    row["digest"] = digest_of(**told)
    connection.execute(event.update().where(event.c.position == position).values(row))
    return row["digest"]


def test_an_event_rewritten_with_its_digest_is_found_by_the_next(journal):
    fill(journal)
    with unguarded(journal.database) as connection:
        rewrite(connection, 3, author="bert")
    assert broken(journal) == ("unlinked", 4)


def test_the_last_event_rewritten_with_its_digest_is_found_by_the_head(journal):
    fill(journal)
    with unguarded(journal.database) as connection:
        rewrite(connection, 6, author="bert")
    assert broken(journal) == ("head", 6)


def rewrite_from(connection, position):
    before = rewrite(connection, position, author="bert")
    for later in range(position + 1, 7):
        before = rewrite(connection, later, before=before)
    connection.execute(text("UPDATE journal_head SET digest = :it"), {"it": before})


def test_a_journal_rewritten_to_its_end_shows_only_against_a_noted_head(journal):
    """The limit of a chain: whoever can write the file and computes every digest is not seen."""
    fill(journal)
    noted_before, noted_after = (2, digest_at(journal, 2)), journal.head()
    with unguarded(journal.database) as connection:
        rewrite_from(connection, 3)
    assert broken(journal) is None
    assert broken(journal, noted=noted_before) is None
    assert broken(journal, noted=noted_after) == ("noted", 6)


def test_a_tail_cut_with_its_head_shows_only_against_a_noted_head(journal):
    fill(journal)
    head, kept = journal.head(), digest_at(journal, 4)
    with unguarded(journal.database) as connection:
        connection.execute(text("DELETE FROM event WHERE position > 4"))
        connection.execute(text("UPDATE journal_head SET position = 4, digest = :it"), {"it": kept})
    assert broken(journal) is None
    assert broken(journal, noted=head) == ("tail", 5)


def digest_at(journal, position):
    return next(one.digest for one in journal.all() if one.position == position)


def test_a_stream_whose_versions_have_a_gap_is_found(journal):
    fill(journal)
    with unguarded(journal.database) as connection:
        digest = rewrite(connection, 6, version=9)
        connection.execute(text("UPDATE journal_head SET digest = :it"), {"it": digest})
    assert broken(journal) == ("version", 6)


def test_missing_triggers_are_found(journal):
    fill(journal)
    on = "" if journal.database.is_sqlite else " ON event"
    name = "event_no_update" if journal.database.is_sqlite else "event_no_change"
    with journal.database.writing() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert broken(journal) == ("unguarded", 0)
    assert name in verify(journal.database).broken.said.en


def test_which_bytes_are_hashed_is_pinned(journal):
    """Written out by hand: a change of the canonical form would break every journal there is."""
    [one] = journal.append("record/a", 0, [noted('骨髓"\\\x01\n\u2028é')], author="王", at=AT)
    stated = (
        '{"at":"2026-11-23T08:00:00.000005Z","author":"王","before":"' + "0" * 64 + '",'
        '"kind":"noted","payload":{"count":0,"parts":[],"text":"骨髓\\"\\\\\\u0001\\n\u2028é"},'
        '"position":1,"stream":"record/a","version":1}'
    )
    assert one.digest == hashlib.sha256(stated.encode("utf-8")).hexdigest()
    assert json.loads(line_of(one)) == {**json.loads(stated), "digest": one.digest}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"b": 1, "a": [True, None], "é": 1.0}, '{"a":[true,null],"b":1,"é":1.0}'),
        ([0.1, 1e16, 1e-7, -0.0, 5e-324], "[0.1,1e+16,1e-07,-0.0,5e-324]"),
        ("\x7f/\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), '"\x7f/😀"'),
        ("e\u0301", '"e\u0301"'),
    ],
)
def test_canonical_json_is_pinned(value, told):
    assert canonical(value).decode("utf-8") == told


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"a": {1, 2}}])
def test_what_is_no_json_has_no_canonical_form(value):
    with pytest.raises((ValueError, TypeError)):
        canonical(value)
