"""From a file into the journal and back: what is imported, decided, and read again."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.unit.evidence.review.conftest import Made, record, vote
from tests.unit.interop.references import samples
from trephine.core import review_event as ev
from trephine.core.review_entry import review_entry
from trephine.core.review_event import REVIEW_KINDS
from trephine.core.undone import Undone
from trephine.evidence.review.dedup import decided
from trephine.evidence.review.fold import fold
from trephine.evidence.review.import_events import import_events
from trephine.evidence.review.pending_duplicates import pending_duplicates
from trephine.evidence.review.prisma import prisma
from trephine.interop.references.read_references import read_references
from trephine.journal.journal import Journal
from trephine.library.review_events import review_events


def read(text: str, batch: str):
    return read_references(text.encode(), file=f"{batch}.txt", batch=batch)


def test_a_file_comes_as_events_of_a_thousand_references() -> None:
    found = read(samples.BIBTEX, "b")
    many = replace(found, references=tuple(record(f"x{at}", database="wos") for at in range(2500)))
    events = import_events(many, batch="b")
    assert [len(one.references) for one in events] == [1000, 1000, 500]
    assert [one.refused for one in events] == [1, 0, 0]
    assert {one.database for one in events} == {"wos"}
    made = Made()
    made.say("lead", *events)
    assert (made.review.batches[0].read, made.review.batches[0].refused) == (2500, 1)
    assert prisma(made.review).flow.databases[0].n == 2501
    empty = import_events(replace(found, references=()), batch="b")
    assert [(len(one.references), one.refused) for one in empty] == [(0, 1)]


def test_what_a_person_took_apart_is_not_joined_again(made: Made) -> None:
    made.say("lead", *import_events(read(samples.NOTEEXPRESS_CNKI, "c"), batch="c"))
    made.say("lead", *import_events(read(samples.NOTEEXPRESS_WANFANG, "w"), batch="w"))
    found = pending_duplicates(made.review)
    (pair,) = found.of("same")
    made.say("lead", decided(found))
    assert made.review.reports["c-00001"].references == ("c-00001", "w-00001")
    assert pending_duplicates(made.review).pairs == ()
    apart = ev.DuplicateVerdict(one=pair.one, other=pair.other, same=False)
    made.say("ann", ev.DuplicatesDecided(verdicts=(apart,)))
    assert "w-00001" in made.review.reports
    assert pending_duplicates(made.review).of("same") == ()
    made.say("lead", decided(found))  # a second run of the machine
    assert "w-00001" in made.review.reports
    made.say("ann", ev.DuplicatesDecided(verdicts=(replace(apart, same=True),)))
    assert "w-00001" not in made.review.reports


def test_the_journal_takes_every_kind_of_entry(tmp_path, made: Made) -> None:
    kinds = dict(REVIEW_KINDS)
    journal = Journal(f"sqlite:///{tmp_path / 'made.sqlite'}", kinds)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    entries = review_events("zhan2025")
    journal.append("review/zhan2025", 0, entries, author="library", at=at)
    review = fold(journal.read("review/zhan2025"))
    assert review.version == len(entries)
    assert prisma(review).flow.studies == 18
    made.say("ann", vote("r1", "include"))
    for one in made.events:
        assert one.kind in kinds
    more = [review_entry(ev.PersonAdded(person="ann")), review_entry(vote("zhang2023a", "include"))]
    journal.append("review/zhan2025", len(entries), more, author="ann", at=at)
    again = fold(journal.read("review/zhan2025", len(entries)), onto=review)
    assert [one.reviewer for one in again.votes] == ["ann"]
    back = review_entry(Undone(version=len(entries) + 2))
    journal.append("review/zhan2025", len(entries) + 2, [back], author="ann", at=at)
    assert fold(journal.read("review/zhan2025")).votes == ()
