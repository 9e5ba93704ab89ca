"""Appending, reading, and what is refused, on both databases."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from trephine.core.error import InputError
from trephine.core.event import Entry
from trephine.journal.conflict import Conflict
from trephine.journal.journal import Journal
from trephine.journal.payload import LIMIT

AT = datetime(2026, 11, 23, 16, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))


def noted(text="x", **more):
    return Entry(kind="noted", payload={"text": text, **more})


def append(journal, stream="record/a", after=0, *texts, at=AT, author="anna"):
    return journal.append(stream, after, [noted(t) for t in texts or ("x",)], author=author, at=at)


def test_what_was_appended_is_read(journal):
    written = append(journal, "record/a", 0, "一", "two")
    written += append(journal, "record/b", 0, "three")
    written += append(journal, "record/a", 2, "four")
    assert [(e.position, e.stream, e.version) for e in written] == [
        (1, "record/a", 1),
        (2, "record/a", 2),
        (3, "record/b", 1),
        (4, "record/a", 3),
    ]
    assert tuple(journal.all()) == written
    assert tuple(journal.all(after=2)) == written[2:]
    assert journal.read("record/a") == (*written[:2], written[3])
    assert journal.read("record/a", after=2) == (written[3],)
    assert journal.read("record/none") == ()
    assert journal.head() == (4, written[-1].digest)


def test_an_event_carries_who_when_and_what_came_before(journal):
    first, second = append(journal, "record/a", 0, "一", "two")
    assert first.at == AT
    assert first.at.tzinfo is UTC
    assert (first.author, first.kind) == ("anna", "noted")
    assert first.payload == {"text": "一", "count": 0, "parts": []}
    assert first.before == "0" * 64
    assert second.before == first.digest


def test_a_dataclass_and_its_json_are_the_same_event(journal):
    shape = journal.payloads.kinds["noted"]
    part = journal.payloads.kinds["undone"]
    payload = shape(text="x", parts=(part(name="a", share=0.5),))
    as_json = {"text": "x", "parts": [{"name": "a", "share": 0.5}]}
    entries = [Entry(kind="noted", payload=payload), Entry(kind="noted", payload=as_json)]
    one, two = journal.append("record/a", 0, entries, author="anna", at=AT)
    assert one.payload == two.payload


def test_the_second_writer_is_shown_what_changed(journal):
    append(journal, "record/a", 0, "one")
    since = append(journal, "record/a", 1, "two", "three")
    with pytest.raises(Conflict) as caught:
        append(journal, "record/a", 1, "lost?")
    assert caught.value.since == since
    assert journal.read("record/a")[1:] == since
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  (our own)
    assert (again.since, str(again)) == (since, str(caught.value))


def test_nothing_is_written_where_one_entry_is_refused(journal):
    with pytest.raises(InputError):
        journal.append("record/a", 0, [noted(), noted(unknown=1)], author="anna", at=AT)
    assert journal.read("record/a") == ()
    assert journal.head() == (0, "0" * 64)


@pytest.mark.parametrize("after", [-1, 1, 2, 10**30])
def test_a_version_that_is_not_there_is_refused(journal, after):
    with pytest.raises(InputError):
        append(journal, "record/a", after)


def test_streams_by_prefix(journal):
    later = AT + timedelta(hours=1)
    append(journal, "record/b", 0, "x", "y")
    append(journal, "record/a", 0)
    append(journal, "Record/a".lower(), 1, at=later)
    append(journal, "record_x/a", 0)
    append(journal, "review/a", 0)
    heads = journal.streams("record/")
    assert [(one.stream, one.version, one.at) for one in heads] == [
        ("record/a", 2, later),
        ("record/b", 2, AT),
    ]
    assert len(journal.streams()) == 4
    assert journal.streams("record/%") == ()


def test_pages_join_without_a_gap(journal, monkeypatch):
    monkeypatch.setattr("trephine.journal.journal._PAGE", 3)
    append(journal, "record/a", 0, *map(str, range(7)))
    assert [one.position for one in journal.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert [one.position for one in journal.all(after=1)] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "x", "other": 1},
        {"text": "x", "parts": [{"name": "a", "other": 1}]},
        {"text": 1},
        {},
        {"text": "x", "count": True},
        {"text": "x", "count": 2**53},
        {"text": "x", "parts": [{"name": "a", "share": float("nan")}]},
        {"text": "x", "parts": [{"name": "a", "share": float("-inf")}]},
        {"text": "\ud800"},
        {"text": "x", "\udc00": 1},
        {"text": Decimal("NaN")},
        {"text": "x", 1: 1},
        {"text": b"x"},
        {"text": object()},
        {"text": "x" * LIMIT},
        "text",
        None,
        ["text"],
    ],
)
def test_a_payload_that_does_not_fit_is_refused(journal, payload):
    with pytest.raises(InputError):
        journal.append("record/a", 0, [Entry(kind="noted", payload=payload)], author="anna", at=AT)
    assert journal.head()[0] == 0


def test_a_refusal_does_not_repeat_what_was_written(journal):
    for payload in ({"text": 1, "count": "王小明"}, {"text": "王小明", "parts": "王小明"}):
        with pytest.raises(InputError) as caught:
            journal.append(
                "record/a", 0, [Entry(kind="noted", payload=payload)], author="anna", at=AT
            )
        assert "王小明" not in caught.value.render("en") + caught.value.render("zh")


def test_nan_inside_a_dataclass_is_refused(journal):
    part = journal.payloads.kinds["undone"](name="a", share=float("nan"))
    with pytest.raises(InputError):
        journal.append("record/a", 0, [Entry(kind="undone", payload=part)], author="a", at=AT)


def test_deep_nesting_is_refused(journal):
    deep = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(InputError):
        journal.append(
            "record/a", 0, [Entry(kind="noted", payload={"text": deep})], author="a", at=AT
        )


@pytest.mark.parametrize(
    "stream",
    [
        "",
        "record",
        "record/",
        "/a",
        "record/a/b",
        "record/王",
        "record/a b",
        "Record/a",
        "record/a'; DROP TABLE event;--",
        "record/" + "a" * 121,
        "record/\x00",
        "record/../a",
        "record/a\n",
    ],
)
def test_a_stream_has_a_plain_name(journal, stream):
    with pytest.raises(InputError):
        append(journal, stream)


@pytest.mark.parametrize("author", ["", "a" * 201, "a\nb", "a\x00", "\ud800"])
def test_an_author_is_one_line(journal, author):
    with pytest.raises(InputError):
        append(journal, author=author)


def test_a_moment_has_a_zone_and_a_year(journal):
    for at in (
        datetime(2026, 11, 23),  # noqa: DTZ001  (that is refused)
        datetime.min.replace(tzinfo=timezone(timedelta(hours=8))),
    ):
        with pytest.raises(InputError):
            append(journal, at=at)
    early = datetime(33, 4, 3, tzinfo=UTC)
    assert append(journal, at=early)[0].at == early


def test_an_unknown_kind_is_refused(journal):
    with pytest.raises(InputError, match="no such kind"):
        journal.append("record/a", 0, [Entry(kind="note", payload={})], author="anna", at=AT)
    with pytest.raises(InputError):
        journal.append("record/a", 0, [], author="anna", at=AT)


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE event; --", "%s %(x)s :x ?", "\x00\x01\x1f", "\u2028\u202e", "𠮷🧬", '"\\/'],
)
def test_hostile_text_comes_back_as_it_was(journal, text):
    append(journal, "record/a", 0, text)
    assert journal.read("record/a")[0].payload["text"] == text


def test_it_is_there_after_reopening(url, opened):
    written = append(opened(url))
    assert opened(url).read("record/a") == written


def test_a_journal_without_kinds_reads_and_does_not_write(url, opened):
    written = append(opened(url))
    bare = Journal(url)
    assert bare.read("record/a") == written
    with pytest.raises(InputError):
        append(bare, after=1)
    bare.close()
