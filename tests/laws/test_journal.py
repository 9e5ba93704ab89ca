"""Laws of the journal: what goes out comes back in, and any change shows."""

import io
import json
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.core.event import Entry
from trephine.journal.chain import canonical
from trephine.journal.journal import Journal
from trephine.journal.read_lines import read_lines
from trephine.journal.verify import verify
from trephine.journal.write_lines import write_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    it: Any = None


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
floats = st.floats(allow_nan=False, allow_infinity=False)
whole = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | whole | floats | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
moments = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001  (the zone is drawn)
    datetime(9999, 12, 30),  # noqa: DTZ001  (the zone is drawn)
    timezones=st.timezones(),
)
streams = st.sampled_from(["record/a", "record/b", "review/a"])
authors = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
written = st.lists(st.tuples(streams, authors, moments, st.lists(values, min_size=1, max_size=3)))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Return a journal without events, to be copied: making one takes twenty times as long."""
    file = tmp_path_factory.mktemp("template") / "journal.sqlite"
    Journal(f"sqlite:///{file}").close()
    return file


@contextmanager
def journals(n, template):
    with tempfile.TemporaryDirectory() as folder:
        places = [shutil.copy(template, f"{folder}/{i}.sqlite") for i in range(n)]
        made = [Journal(f"sqlite:///{one}", {"any": Anything}) for one in places]
        try:
            yield made
        finally:
            for one in made:
                one.close()


def append_all(journal, batches):
    versions = {}
    for stream, author, at, payloads in batches:
        entries = [Entry(kind="any", payload={"it": one}) for one in payloads]
        events = journal.append(stream, versions.get(stream, 0), entries, author=author, at=at)
        versions[stream] = events[-1].version


@settings(max_examples=25)
@given(written)
def test_an_export_imported_is_the_same_journal(template, batches):
    with journals(2, template) as (source, target):
        append_all(source, batches)
        out = io.BytesIO()
        write_lines(source.database, out)
        read_lines(target.database, io.BytesIO(out.getvalue()), "x")
        assert tuple(target.all()) == tuple(source.all())
        assert target.head() == source.head()
        again = io.BytesIO()
        write_lines(target.database, again)
        assert again.getvalue() == out.getvalue()
        found = verify(target.database, noted=source.head())
        assert found.broken is None
        assert found.position == sum(len(one[3]) for one in batches)


@given(values)
def test_canonical_json_reads_back_to_itself(value):
    told = canonical(value)
    assert canonical(json.loads(told)) == told


@settings(max_examples=25)
@given(written.filter(bool), st.data())
def test_any_changed_byte_of_an_export_is_refused_or_says_the_same(template, batches, data):
    """A changed byte makes the import fail, or was one that JSON gives no meaning to."""
    from trephine.core.error import InputError  # noqa: PLC0415  (beside its use)

    with journals(2, template) as (source, target):
        append_all(source, batches)
        out = io.BytesIO()
        write_lines(source.database, out)
        content = bytearray(out.getvalue())
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
        try:
            read_lines(target.database, io.BytesIO(bytes(content)), "x")
        except InputError:
            assert target.head()[0] == 0
        else:
            assert tuple(target.all()) == tuple(source.all())


@given(moments)
def test_a_moment_comes_back_as_it_was(at):
    from trephine.journal.moment_text import moment_of, moment_text  # noqa: PLC0415  (likewise)

    assert moment_of(moment_text(at)) == at.astimezone(UTC)
    assert moment_of(moment_text(at)).tzinfo is UTC
    assert (moment_text(at) < "2000") == (at.astimezone(UTC) < datetime(2000, 1, 1, tzinfo=UTC))
