"""A large import holds nobody up: what takes long is made before its turn, and looked at in it."""

import threading
from datetime import UTC, datetime

import pytest

from tests.databases import fresh, postgresql, url  # noqa: F401  (fixtures)
from trephine.core import review_event as ev
from trephine.core.reference import Reference
from trephine.core.review_protocol import Pico, ReviewCriterion, ReviewProtocol
from trephine.core.text import both_of
from trephine.core.undone import Undone
from trephine.evidence.review import portions
from trephine.evidence.review.fold import fold
from trephine.evidence.review.pending_duplicates import pending_duplicates
from trephine.journal import payload
from trephine.journal.journal import Journal
from trephine.journal.verify import verify
from trephine.web.conflict import Overtaken
from trephine.web.kinds import KINDS
from trephine.web.review import writing
from trephine.web.review.reviews import Reviews
from trephine.web.review.shape import VoteAsked
from trephine.web.review.undoing import batch_undone

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECONDS = 60  # at most, for what takes a tenth of one


@pytest.fixture
def desk(url):  # noqa: F811  (the fixture)
    """A workspace with a review of one record, led by p0."""
    journal = Journal(url, KINDS)
    found = Reviews(journal)
    words = both_of("made")
    protocol = ReviewProtocol(
        title=words,
        question=Pico(population=words, intervention=words, outcomes=words),
        criteria=(ReviewCriterion(id="1", text=words),),
    )
    found.begin(
        "made",
        [
            ev.ReviewOpened(title=words),
            ev.ProtocolRegistered(protocol=protocol),
            *(ev.PersonAdded(person=f"p{n}", roles=("screener",)) for n in range(3)),
            ev.ReferencesImported(batch="b", references=(Reference(id="r0", title="made"),)),
        ],
        author="p0",
        at=NOW,
    )
    yield found
    journal.close()


def ris(*numbers):
    """Return a file of one record a number; the same number is the same document."""
    return "".join(
        f"TY  - JOUR\nTI  - Made title {n} of made words\nDO  - 10.1000/{n}\nPY  - 2020\nER  -\n"
        for n in numbers
    ).encode()


def brought(desk, raw, after, person="p0", file="made.ris"):
    return writing.import_file(
        desk, "made", raw, file=file, database="", after=after, me=person, now=NOW
    )


def voted(desk, person, after):
    asked = VoteAsked(after=after, report="r0", stage="title", verdict="include", reason="")
    return writing.cast_vote(desk, "made", asked, person, NOW)


def meanwhile(monkeypatch, what):
    """Let ``what`` happen once, while an import looks for duplicates."""
    todo = [what]

    def looked(review):
        if todo:
            todo.pop()()
        return pending_duplicates(review)

    monkeypatch.setattr(writing, "pending_duplicates", looked)


def test_a_vote_lands_while_an_import_is_being_made(desk, monkeypatch):
    """The import waits until the vote is acknowledged: it must not wait for the import."""
    seen = desk.review("made").version
    made, go, found = threading.Event(), threading.Event(), []

    def hold():
        made.set()
        assert go.wait(SECONDS)

    meanwhile(monkeypatch, hold)
    thread = threading.Thread(target=lambda: found.append(brought(desk, ris(1, 1, 2), seen)))
    thread.start()
    assert made.wait(SECONDS)
    votes = []
    voter = threading.Thread(target=lambda: votes.append(voted(desk, "p1", seen)))
    voter.start()
    voter.join(10)
    acknowledged = [one.version for one in votes]
    go.set()
    thread.join(SECONDS)
    voter.join(SECONDS)
    assert acknowledged == [seen + 1]
    review = desk.review("made")
    assert [one.reviewer for one in review.votes] == ["p1"]
    assert (found[0].read, found[0].joined, len(review.references)) == (3, 1, 4)
    assert review == fold(desk.journal.read("review/made"))
    assert verify(desk.journal.database).broken is None
    with pytest.raises(Overtaken):  # who has not seen the import is shown it
        voted(desk, "p2", seen)


def test_a_file_brought_in_meanwhile_is_looked_at_as_well(desk, monkeypatch):
    """One person brings in two files at once; a document in both is joined all the same."""
    seen = desk.review("made").version
    meanwhile(monkeypatch, lambda: brought(desk, ris(1, 3), seen, file="other.ris"))
    found = brought(desk, ris(1, 2), seen)
    review = desk.review("made")
    assert found.joined == 1
    assert len(review.references) == 5
    assert len(review.reports) == 4
    assert review == fold(desk.journal.read("review/made"))


def test_who_left_meanwhile_brings_nothing_in(desk, monkeypatch):
    """What was allowed when the making began is asked again in the turn."""
    seen = desk.review("made").version

    def leave():
        gone = ev.PersonRemoved(person="p0", keep_votes=True)
        desk.write("made", seen, lambda _: [gone], author="p0", at=NOW)

    meanwhile(monkeypatch, leave)
    with pytest.raises(Exception, match="you do not take part"):
        brought(desk, ris(1), seen)
    assert len(desk.review("made").references) == 1


def test_a_change_that_the_importer_has_not_seen_is_told(desk, monkeypatch):
    seen = desk.review("made").version
    other = ev.UpdateStarted(label="2027")

    def change():
        desk.write("made", seen, lambda _: [other], author="p1", at=NOW)

    meanwhile(monkeypatch, change)
    with pytest.raises(Overtaken) as told:
        brought(desk, ris(1), seen)
    assert [one.kind for one in told.value.since] == ["update-started"]
    assert len(desk.review("made").references) == 1


def test_joins_beyond_what_an_event_holds_are_several_and_taken_back_as_one(desk, monkeypatch):
    """Ten thousand references of five databases have some two megabytes of joins."""
    monkeypatch.setattr(payload, "LIMIT", 20_000)
    monkeypatch.setattr(portions, "_BYTES", 10_000)
    numbers = range(100)
    found = brought(desk, ris(*numbers, *numbers), desk.review("made").version)
    review = desk.review("made")
    joins = [one for one in review.history if one.kind == "duplicates-decided"]
    assert found.joined == 100
    assert len(joins) > 1
    assert len(review.reports) == 101
    back = batch_undone(review, found.batch)
    desk.write("made", review.version, lambda _: back, author="p0", at=NOW)
    assert {one.version for one in joins} < {one.version for one in back if isinstance(one, Undone)}
    assert list(desk.review("made").reports) == ["r0"]
    assert not desk.review("made").duplicates
