"""Places, files and URLs that cannot hold a journal; nothing is left half made."""

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import ASKED, postgresql  # noqa: F401  (the fixture)
from trephine.core.error import InputError
from trephine.core.event import Entry
from trephine.journal.database import Database
from trephine.journal.journal import Journal
from trephine.journal.location import folder_of, url_of
from trephine.journal.verify import verify

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    it: str = ""


def refused(url):
    with pytest.raises(InputError) as caught:
        Journal(url).close()
    for language in ("zh", "en"):
        assert len(caught.value.render(language).splitlines()) == 4
    return caught.value


def test_a_file_stands_where_the_folder_should_be(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert str(tmp_path) in refused(f"sqlite:///{tmp_path}/file/journal.sqlite").where


def test_a_folder_stands_where_the_file_should_be(tmp_path):
    (tmp_path / "journal.sqlite").mkdir()
    refused(f"sqlite:///{tmp_path}/journal.sqlite")


def test_a_missing_folder_is_made(tmp_path):
    Journal(f"sqlite:///{tmp_path}/a/b/journal.sqlite").close()
    assert (tmp_path / "a" / "b" / "journal.sqlite").exists()


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        refused(f"sqlite:///{tmp_path}/journal.sqlite")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_a_file_system_that_takes_no_files_is_refused():
    refused("sqlite:////proc/trephine/journal.sqlite")


NO_DATABASES = [b"\xc8\xd5" * 1000, b"\x00" * 4096, b"SQLite format 3\x00" + b"x" * 9000]


@pytest.mark.parametrize("content", NO_DATABASES)
def test_a_file_that_is_no_database_is_refused_and_left(tmp_path, content):
    file = tmp_path / "journal.sqlite"
    file.write_bytes(content)
    refused(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_a_database_cut_in_half_is_refused(tmp_path):
    file = tmp_path / "journal.sqlite"
    journal = Journal(f"sqlite:///{file}", {"any": Anything})
    for i in range(40):
        entry = Entry(kind="any", payload={"it": "x" * 1000})
        journal.append("record/a", i, [entry], author="a", at=NOW)
    journal.close()
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError):
        verify(Database(f"sqlite:///{file}"))


@pytest.mark.parametrize(
    "name", ["日志 2026", "a?b#c", "100%", "it's; DROP TABLE event", "a&b=c", "x\u202ey", ".hidden"]
)
def test_a_folder_may_have_any_name(tmp_path, name):
    url = url_of(tmp_path / name)
    journal = Journal(url, {"any": Anything})
    journal.append("record/a", 0, [Entry(kind="any", payload={})], author="a", at=NOW)
    journal.close()
    assert [one.name for one in (tmp_path / name).iterdir()] == ["journal.sqlite"]
    with sqlite3.connect(tmp_path / name / "journal.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=memory",
        "mysql://a:b@c/d",
        "postgresql+asyncpg://a/b",
        "postgresql://a:b@host:port/d",
        "file:///x",
        "\x00",
        "://",
    ],
)
def test_another_url_is_refused(url):
    assert ":b@" not in refused(url).render("en")


def test_a_server_that_is_not_there(tmp_path):
    pytest.importorskip("psycopg")
    error = refused(f"postgresql://anna:geheim@/db?host={tmp_path}")
    assert "geheim" not in error.render("zh") + str(error) + repr(error.__dict__)
    refused("postgresql://anna:geheim@127.0.0.1:1/db")


def test_a_wrong_password_is_refused_and_not_repeated(postgresql):  # noqa: F811
    import psycopg  # noqa: PLC0415  (without it the fixture skips)

    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {ASKED} LOGIN PASSWORD 'right'")
    place = postgresql.url().replace("postgres@", f"{ASKED}:geheim@")
    error = refused(place)
    assert "password" in error.found
    assert "geheim" not in error.render("zh") + str(error) + repr(error.__dict__)
    assert "geheim" not in Database(place).name


def test_a_database_or_role_that_is_not_there(postgresql):  # noqa: F811
    assert "none" in refused(postgresql.url().replace("/postgres?", "/none?")).found
    assert "nobody_here" in refused(postgresql.url().replace("postgres@", "nobody_here@")).found


def test_a_role_that_may_not_make_tables(postgresql):  # noqa: F811
    import psycopg  # noqa: PLC0415  (without it the fixture skips)

    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    refused(postgresql.url().replace("postgres@", "reader@"))


def test_the_server_stops_in_between(tmp_path):
    """A connection that is gone is an error once and a new connection after that."""
    database = Database(f"sqlite:///{tmp_path}/journal.sqlite")
    Journal(database.url).close()
    (tmp_path / "journal.sqlite").unlink()
    with pytest.raises(InputError):
        verify(database)
    database.close()


def test_where_the_journal_lies(monkeypatch, tmp_path):
    for name in ("TREPHINE_DATA", "TREPHINE_DATABASE", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: Path("/h"))
    expected = {
        "linux": "/h/.local/share/trephine",
        "darwin": "/h/Library/Application Support/trephine",
        "win32": "/h/AppData/Local/trephine/data",
    }
    for platform, place in expected.items():
        monkeypatch.setattr("sys.platform", platform)
        assert folder_of().as_posix() == place
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/x")
    assert folder_of() == Path("/x/trephine")
    monkeypatch.setenv("TREPHINE_DATA", str(tmp_path))
    assert folder_of() == tmp_path
    assert folder_of(Path("/chosen")) == Path("/chosen")


def test_an_option_goes_before_a_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("TREPHINE_DATA", "/variable")
    monkeypatch.delenv("TREPHINE_DATABASE", raising=False)
    assert Database(url_of()).file == Path("/variable/journal.sqlite")
    monkeypatch.setenv("TREPHINE_DATABASE", "sqlite:////database/x.sqlite")
    assert Database(url_of()).file == Path("/database/x.sqlite")
    assert Database(url_of(tmp_path)).file == tmp_path / "journal.sqlite"
    assert Database(url_of(tmp_path, "sqlite:////o.sqlite")).file == Path("/o.sqlite")
