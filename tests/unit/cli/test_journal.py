"""``trephine journal``, ``backup`` and ``restore``, as typed."""

import io
import json
import sqlite3
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from trephine.cli import main
from trephine.core.event import Entry
from trephine.journal.journal import Journal
from trephine.journal.location import url_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    text: str


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("TREPHINE_DATA", str(tmp_path / "default"))
    monkeypatch.delenv("TREPHINE_DATABASE", raising=False)
    return tmp_path


@pytest.fixture
def filled(place):
    """Return a folder with a journal of five events."""
    journal = Journal(url_of(place / "own"), {"noted": Noted})
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    for i in range(5):
        entry = Entry(kind="noted", payload={"text": f"第{i}件"})
        stream = f"{'record' if i % 2 else 'review'}/a"
        journal.append(stream, i // 2, [entry], author="anna", at=at)
    journal.close()
    return place / "own"


def typed(capsys, *words, status=0):
    assert main(list(map(str, words))) == status
    said = capsys.readouterr()
    return said.err if status else said.out


def test_verify_says_how_many_and_where_it_ends(capsys, filled):
    said = typed(capsys, "journal", "verify", "--data", filled, "--lang", "en")
    assert "5 events, the chain holds" in said
    noted = next(line for line in said.splitlines() if line.startswith("Head: ")).split()[1]
    again = typed(capsys, "journal", "verify", "--noted", noted, "--data", filled, "--lang", "zh")
    assert "5 个事件，链完整" in again
    other = f"5:{'0' * 64}"
    refused = typed(capsys, "journal", "verify", "--noted", other, "--data", filled, status=2)
    assert "noted" in refused


def forge(folder):
    with sqlite3.connect(folder / "journal.sqlite") as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("UPDATE event SET author = 'bert' WHERE position = 3")
    connection.close()


@pytest.mark.parametrize(("language", "word"), [("zh", "断裂"), ("en", "breaks")])
def test_verify_names_the_break_and_ends_with_2(capsys, filled, language, word):
    forge(filled)
    words = ("journal", "verify", "--data", filled)
    said = typed(capsys, *words, "--lang", language, status=2)
    assert word in said
    assert "3" in said
    assert main([*map(str, words), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["position"], told["broken"]["how"], told["broken"]["position"]) == (
        2,
        "changed",
        3,
    )


def test_streams_are_listed(capsys, filled):
    lines = typed(capsys, "journal", "streams", "record/", "--data", filled).splitlines()
    assert [line.split()[:2] for line in lines] == [["record/a", "2"]]
    told = json.loads(typed(capsys, "journal", "streams", "--json", "--data", filled))
    assert [one["stream"] for one in told["streams"]] == ["record/a", "review/a"]


def test_export_and_import(capsys, monkeypatch, filled, place):
    file = place / "e.jsonl"
    assert "5 events" in typed(capsys, "journal", "export", file, "--data", filled, "--lang", "en")
    new = ("--data", place / "new")
    assert "5 events" in typed(capsys, "journal", "import", file, *new, "--lang", "en")
    verified = [typed(capsys, "journal", "verify", "--data", one) for one in (filled, new[1])]
    assert verified[0] == verified[1]
    assert "has events" in typed(capsys, "journal", "import", file, *new, "--lang", "en", status=2)
    typed(capsys, "journal", "export", file, "--data", filled, status=2)
    lines = file.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    typed(capsys, "journal", "import", "-", "--data", place / "third")
    assert not list(place.glob("*.part"))


def test_export_to_standard_output(capfdbinary, filled):
    assert main(["journal", "export", "-", "--data", str(filled)]) == 0
    lines = capfdbinary.readouterr().out.splitlines()
    assert len(lines) == 6
    assert json.loads(lines[0])["events"] == 5


def test_an_import_in_gbk_is_refused_with_its_line(capsys, filled, place):
    file = place / "e.jsonl"
    typed(capsys, "journal", "export", file, "--data", filled)
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    said = typed(
        capsys, "journal", "import", file, "--data", place / "new", "--lang", "zh", status=2
    )
    assert f"{file}:2" in said
    assert "UTF-8" in said


def test_backup_and_restore(capsys, filled, place):
    said = typed(capsys, "backup", place / "b", "--data", filled, "--lang", "zh")
    assert "试恢复并核对：5 个事件" in said
    said = typed(capsys, "restore", place / "b", "--data", place / "new", "--lang", "en")
    assert "5 events" in said
    assert "sha256" not in said
    (place / "b.sha256").unlink()
    said = typed(capsys, "restore", place / "b", "--lang", "en")
    assert ".sha256" in said
    assert (place / "default" / "journal.sqlite").exists()
    typed(capsys, "restore", place / "b", status=2)
    typed(capsys, "backup", place / "b", "--data", filled, status=2)
    typed(capsys, "backup", place / "c", "--data", filled, "--form", "lines")
    assert (place / "c").read_bytes().startswith(b'{"format":"trephine-backup"')


@pytest.mark.parametrize(
    "words",
    [
        ("verify",),
        ("streams",),
        ("export", "x"),
        ("verify", "x"),
        ("import",),
        ("export",),
        ("streams", "--noted", "1:x"),
        ("export", "x", "--json"),
        ("import", "no-such-file"),
        ("erase",),
        (),
        ("verify", "--database", "mysql://a:geheim@b/c"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused_and_makes_nothing(capsys, monkeypatch, place, words):
    monkeypatch.chdir(place)
    for language in ("zh", "en"):
        said = typed(capsys, "journal", *words, "--lang", language, status=2)
        assert len(said.splitlines()) == 4
        assert "geheim" not in said
    assert list(place.iterdir()) == []


def test_nothing_noted_is_checked_too(capsys, filled):
    said = typed(
        capsys, "journal", "verify", "--noted", "0:abc", "--data", filled, "--lang", "en", status=2
    )
    assert "noted" in said


def test_an_export_leaves_another_s_part_alone(capsys, filled, place):
    other = place / "out.jsonl.part"
    other.write_bytes(b"of another export, running")
    typed(capsys, "journal", "export", place / "out.jsonl", "--data", filled)
    assert (place / "out.jsonl").exists()
    assert list(place.glob("*.part")) == [other]


def test_noted_is_a_position_and_a_digest(capsys, filled):
    for noted in ("x", "5", ":", "5:", "٣:x", "9" * 20 + ":x"):
        said = typed(capsys, "journal", "verify", "--noted", noted, "--data", filled, status=2)
        assert noted in said


def test_no_backup_of_nothing(capsys, place):
    typed(capsys, "backup", place / "b", status=2)
    typed(capsys, "restore", place / "none", status=2)
    assert list(place.iterdir()) == []
