"""Export and import as JSON Lines."""

import io
import json

import pytest
from sqlalchemy import text

from tests.databases import fresh  # noqa: F401  (the fixture)
from tests.unit.journal.writing import AT, fill, noted, unguarded
from trephine.core.error import InputError
from trephine.journal.read_lines import read_lines
from trephine.journal.verify import verify
from trephine.journal.write_lines import write_lines


def exported(journal):
    out = io.BytesIO()
    write_lines(journal.database, out)
    return out.getvalue()


def imported(journal, lines):
    return read_lines(journal.database, io.BytesIO(lines), "x.jsonl")


def test_what_is_exported_is_imported_with_the_same_digests(fresh, opened):  # noqa: F811
    source, target = opened(fresh()), opened(fresh())
    fill(source)
    lines = exported(source)
    assert imported(target, lines) == 6
    assert tuple(target.all()) == tuple(source.all())
    assert target.head() == source.head()
    assert verify(target.database).broken is None
    assert exported(target) == lines
    target.append("record/0", 3, [noted("goes on")], author="anna", at=AT)


def test_an_empty_journal_is_one_line(fresh, opened):  # noqa: F811
    lines = exported(opened(fresh()))
    assert len(lines.splitlines()) == 1
    assert imported(opened(fresh()), lines) == 0


def test_many_events_are_written_in_turns(fresh, opened, monkeypatch):  # noqa: F811
    monkeypatch.setattr("trephine.journal.read_lines._AT_ONCE", 4)
    source, target = opened(fresh()), opened(fresh())
    fill(source, 9)
    imported(target, exported(source))
    assert tuple(target.all()) == tuple(source.all())


def test_a_journal_with_events_is_not_imported_into(journal):
    fill(journal)
    with pytest.raises(InputError, match="has events"):
        imported(journal, exported(journal))


def test_a_broken_journal_is_not_exported(journal):
    fill(journal)
    with unguarded(journal.database) as connection:
        connection.execute(text("UPDATE event SET author = 'bert' WHERE position = 4"))
    with pytest.raises(InputError, match="broken"):
        exported(journal)


@pytest.fixture
def lines(opened, tmp_path):
    source = opened(f"sqlite:///{tmp_path}/source.sqlite")
    fill(source)
    return exported(source).splitlines(keepends=True)


@pytest.fixture
def empty(opened, tmp_path):
    return opened(f"sqlite:///{tmp_path}/empty.sqlite")


def edited(line, **fields):
    return json.dumps({**json.loads(line), **fields}, ensure_ascii=False).encode() + b"\n"


def without(line, key):
    found = json.loads(line)
    del found[key]
    return json.dumps(found, ensure_ascii=False).encode() + b"\n"


def gbk(line):
    return line.decode().encode("gb18030")


NTH = "第".encode()
# What is done to the lines of an export of six events, and the line at which it is refused.
DAMAGE = {
    "nothing": (lambda _: [], 1),
    "no head": (lambda ls: ls[1:], 1),
    "another format": (lambda ls: [edited(ls[0], format="other"), *ls[1:]], 1),
    "a later format": (lambda ls: [edited(ls[0], version=2), *ls[1:]], 1),
    "cut in a line": (lambda ls: [*ls[:-1], ls[-1][:40]], 7),
    "without the last newline": (lambda ls: [*ls[:-1], ls[-1][:-1]], 7),
    "cut at a line": (lambda ls: ls[:-1], 6),
    "only the head": (lambda ls: ls[:1], 1),
    "one too many": (lambda ls: [*ls, ls[-1]], 8),
    "another head": (lambda ls: [edited(ls[0], head="0" * 64), *ls[1:]], 7),
    "a missing event": (lambda ls: [*ls[:3], *ls[4:]], 4),
    "two in the other order": (lambda ls: [*ls[:3], ls[4], ls[3], *ls[5:]], 4),
    "another author": (lambda ls: [*ls[:4], edited(ls[4], author="bert"), *ls[5:]], 5),
    "another payload": (lambda ls: [*ls[:4], edited(ls[4], payload={"x": 1}), *ls[5:]], 5),
    "another predecessor": (lambda ls: [*ls[:4], edited(ls[4], before="0" * 64), *ls[5:]], 5),
    "a key too many": (lambda ls: [*ls[:4], edited(ls[4], more=1), *ls[5:]], 5),
    "a key too few": (lambda ls: [*ls[:4], without(ls[4], "kind"), *ls[5:]], 5),
    "a truth for a number": (lambda ls: [ls[0], edited(ls[1], version=True), *ls[2:]], 2),
    "a local time": (lambda ls: [*ls[:4], edited(ls[4], at="2026-11-23T08:00:00"), *ls[5:]], 5),
    "a key twice": (lambda ls: [*ls[:4], b'{"kind":"a",' + ls[4][1:], *ls[5:]], 5),
    "NaN": (lambda ls: [*ls[:4], ls[4].replace(b'"count":0', b'"count":NaN'), *ls[5:]], 5),
    "1e999": (lambda ls: [*ls[:4], ls[4].replace(b'"count":0', b'"count":1e999'), *ls[5:]], 5),
    "half a pair": (lambda ls: [*ls[:4], ls[4].replace(NTH, b"\\ud800"), *ls[5:]], 5),
    "GBK": (lambda ls: [gbk(line) for line in ls], 2),
    "a byte order mark": (lambda ls: [b"\xef\xbb\xbf" + ls[0], *ls[1:]], 1),
    "deep nesting": (lambda ls: [*ls[:4], b"[" * 100_000 + b"\n", *ls[5:]], 5),
    "no JSON": (lambda ls: [*ls[:4], b"\x00\n", *ls[5:]], 5),
    "an empty line": (lambda ls: [*ls[:4], b"\n", *ls[4:]], 5),
    "a long line": (lambda ls: [*ls[:4], b" " * 2_000_000 + b"\n", *ls[4:]], 5),
    "long digits": (lambda ls: [*ls[:4], ls[4].replace(b":0", b":" + b"9" * 9999), *ls[5:]], 5),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_export_is_refused_with_its_line(damage, lines, empty):
    do, line = DAMAGE[damage]
    with pytest.raises(InputError) as caught:
        imported(empty, b"".join(do(lines)))
    assert caught.value.where == f"x.jsonl:{line}"
    assert empty.head()[0] == 0
    assert list(empty.all()) == []


def test_spaces_and_the_order_of_keys_do_not_matter(lines, empty):
    turned = [dict(reversed(json.loads(line).items())) for line in lines]
    told = b"".join(json.dumps(one).encode() + b"\r\n" for one in turned)
    assert imported(empty, told) == 6
