"""Backups, and restoring them into an empty place."""

import os
import shutil
import sqlite3
import stat
import subprocess

import pytest
import sqlalchemy as sa
from sqlalchemy import text

from tests.databases import fresh  # noqa: F401  (the fixture)
from tests.unit.journal.writing import AT, fill, noted, unguarded
from trephine.core.error import InputError
from trephine.journal.backup import backup
from trephine.journal.checksum import checksum_file, sha256_of
from trephine.journal.database import Database
from trephine.journal.identity import Identities
from trephine.journal.restore import restore
from trephine.journal.tables import account, account_role, identity, job, login_session
from trephine.journal.verify import verify

ROWS = {
    account: {
        "id": "a1",
        "name": "anna",
        "label": "安娜\u2028",
        "password_hash": "$argon2id$x",
        "created_at": AT,
        "failures": 2,
        "must_change": True,
    },
    account_role: {"account": "a1", "role": "nurse", "given_at": AT},
    login_session: {
        "token_hash": "t",
        "account": "a1",
        "csrf": "c",
        "created_at": AT,
        "seen_at": AT,
        "expires_at": AT,
    },
    job: {
        "id": "j1",
        "kind": "trial",
        "account": "a1",
        "arguments": {"n": [1, None, "é"]},
        "progress": 0.1,
        "seed": 2**62,
        "created_at": AT,
        "result": None,
    },
    identity: {"subject": "record/0", "field": "name", "value": "王小明", "author": "a1", "at": AT},
}


def with_rows(journal):
    fill(journal)
    with journal.database.writing() as connection:
        for table, row in ROWS.items():
            connection.execute(sa.insert(table).values(row))


def rows_of(database):
    with database.reading() as connection:
        return {t.name: connection.execute(sa.select(t)).all() for t in ROWS}


@pytest.mark.parametrize("form", ["own", "lines"])
def test_a_backup_restores_everything_but_the_logins(fresh, opened, tmp_path, form):  # noqa: F811
    source = opened(fresh())
    with_rows(source)
    file = tmp_path / "b"
    found = backup(source.database, file, form=None if form == "own" else "lines")
    assert (found.position, found.digest, found.broken) == (*source.head(), None)
    target = Database(fresh())
    assert restore(target, file) == found
    expected = {**rows_of(source.database), "login_session": []}
    assert rows_of(target) == expected
    assert rows_of(target)["job"][0].result is None
    assert verify(target, noted=source.head()).broken is None
    target.close()
    again = opened(target.url)
    assert tuple(again.all()) == tuple(source.all())
    again.append("record/0", 3, [noted()], author="anna", at=AT)


def test_lines_lead_from_one_kind_of_database_to_the_other(postgresql, opened, tmp_path):
    small = opened(f"sqlite:///{tmp_path}/small.sqlite")
    with_rows(small)
    backup(small.database, tmp_path / "b", form="lines")
    large = Database(postgresql.fresh())
    restore(large, tmp_path / "b")
    assert rows_of(large) == {**rows_of(small.database), "login_session": []}
    backup(large, tmp_path / "c")
    back = Database(f"sqlite:///{tmp_path}/back.sqlite")
    restore(back, tmp_path / "c")
    assert rows_of(back) == rows_of(large)
    for one in (large, back):
        one.close()


def test_a_sqlite_backup_does_not_go_into_postgresql(postgresql, opened, tmp_path):
    small = opened(f"sqlite:///{tmp_path}/small.sqlite")
    backup(small.database, tmp_path / "b")
    large = Database(postgresql.fresh())
    with pytest.raises(InputError, match="SQLite"):
        restore(large, tmp_path / "b")
    with pytest.raises(InputError, match="SQLite"):
        backup(opened(large.url).database, tmp_path / "c", form="sqlite")
    large.close()


def test_a_backup_is_one_file_for_its_owner_with_a_checksum(journal, tmp_path):
    fill(journal)
    file = tmp_path / "folder" / "b"
    backup(journal.database, file)
    assert sorted(one.name for one in file.parent.iterdir()) == ["b", "b.sha256"]
    assert checksum_file(file).read_text(encoding="utf-8") == f"{sha256_of(file)}  b\n"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_is_taken_while_somebody_writes(journal, tmp_path):
    fill(journal)
    with journal.database.alone() as connection:
        connection.execute(sa.insert(identity).values(ROWS[identity]))
        found = backup(journal.database, tmp_path / "b")
    assert found.position == 6
    restored = Database(f"sqlite:///{tmp_path}/r.sqlite")
    restore(restored, tmp_path / "b")
    assert rows_of(restored)["identity"] == []
    restored.close()


def test_a_backup_writes_over_nothing(journal, tmp_path):
    (tmp_path / "b").write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match="not written over"):
        backup(journal.database, tmp_path / "b")
    assert (tmp_path / "b").read_text(encoding="utf-8") == "precious"


def test_a_broken_journal_gives_no_backup(journal, tmp_path):
    fill(journal)
    with unguarded(journal.database) as connection:
        connection.execute(text("UPDATE event SET author = 'bert' WHERE position = 4"))
    with pytest.raises((InputError, sa.exc.DBAPIError)):
        backup(journal.database, tmp_path / "b")
    assert list(tmp_path.glob("b*")) == []


def test_only_an_empty_place_is_restored_into(fresh, opened, tmp_path):  # noqa: F811
    source = opened(fresh())
    fill(source)
    backup(source.database, tmp_path / "b")
    with pytest.raises(InputError, match="empty"):
        restore(source.database, tmp_path / "b")
    other = opened(fresh())
    with pytest.raises(InputError, match="empty"):
        restore(other.database, tmp_path / "b")
    assert other.head()[0] == 0


@pytest.fixture
def saved(opened, tmp_path):
    """Return a backup in each form, without its checksum."""
    source = opened(f"sqlite:///{tmp_path}/source.sqlite")
    with_rows(source)
    files = {"sqlite": tmp_path / "b.sqlite", "lines": tmp_path / "b.jsonl"}
    for form, file in files.items():
        backup(source.database, file, form=form)
        checksum_file(file).unlink()
    return files


def refused(file, tmp_path):
    target = Database(f"sqlite:///{tmp_path}/new/r.sqlite")
    with pytest.raises(InputError) as caught:
        restore(target, file)
    target.close()
    left = list((tmp_path / "new").iterdir()) if (tmp_path / "new").exists() else []
    assert left == [], "the place is as it was"
    return caught.value


def test_a_changed_byte_is_found_by_the_checksum(saved, tmp_path):
    for file in saved.values():
        checksum_file(file).write_text(f"{sha256_of(file)}  {file.name}\n", encoding="utf-8")
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        assert "sha256" in refused(file, tmp_path).found


@pytest.mark.parametrize("form", ["sqlite", "lines"])
@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
def test_a_backup_that_is_cut_off_is_refused(saved, tmp_path, form, share):
    content = saved[form].read_bytes()
    saved[form].write_bytes(content[: int(len(content) * share)])
    refused(saved[form], tmp_path)


def test_every_line_of_a_backup_is_needed(saved, tmp_path):
    lines = saved["lines"].read_bytes().splitlines(keepends=True)
    for gone in range(len(lines)):
        saved["lines"].write_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
        refused(saved["lines"], tmp_path)


def test_a_changed_event_in_a_backup_is_found_without_the_checksum(saved, tmp_path):
    content = saved["lines"].read_bytes()
    saved["lines"].write_bytes(content.replace("第2件".encode(), "第9件".encode()))
    assert "broken" in refused(saved["lines"], tmp_path).what.en
    with sqlite3.connect(saved["sqlite"]) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET author = 'bert' WHERE position = 3")
    connection.close()
    assert "broken" in refused(saved["sqlite"], tmp_path).what.en


NO_BACKUPS = [b"", b"x", b"\x00" * 5000, "备份".encode("gb18030"), b"{}\n", b"[]\n"]


@pytest.mark.parametrize("content", NO_BACKUPS)
def test_what_is_no_backup_is_refused(tmp_path, content):
    file = tmp_path / "b"
    file.write_bytes(content)
    refused(file, tmp_path)


def test_another_sqlite_file_is_no_backup(tmp_path):
    with sqlite3.connect(tmp_path / "b") as connection:
        connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    refused(tmp_path / "b", tmp_path)
    refused(tmp_path, tmp_path)
    refused(tmp_path / "none", tmp_path)


def test_a_backup_of_a_newer_trephine_is_refused(saved, tmp_path):
    content = saved["lines"].read_bytes()
    saved["lines"].write_bytes(content.replace(b'"revision":"0001"', b'"revision":"9999"'))
    assert "newer" in refused(saved["lines"], tmp_path).what.en
    with sqlite3.connect(saved["sqlite"]) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "newer" in refused(saved["sqlite"], tmp_path).what.en


def test_what_was_erased_is_not_in_a_later_backup(journal, tmp_path):
    identities = Identities(journal.database)
    identities.put("record/0", {"name": "王小明王小明"}, author="anna", at=AT)
    identities.erase("record/0")
    backup(journal.database, tmp_path / "b")
    assert "王小明".encode() not in (tmp_path / "b").read_bytes()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_sha256sum_agrees(journal, tmp_path):
    backup(journal.database, tmp_path / "b")
    command = ["sha256sum", "-c", "b.sha256"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
