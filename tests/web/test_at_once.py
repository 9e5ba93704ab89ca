"""What many do at once is no more than in turn, on both databases."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.databases import fresh, postgresql, url  # noqa: F401  (fixtures)
from trephine.core import review_event as ev
from trephine.core.reference import Reference
from trephine.core.review_entry import review_entry
from trephine.core.review_protocol import Pico, ReviewCriterion, ReviewProtocol
from trephine.core.text import both_of
from trephine.evidence.review.fold import fold
from trephine.journal.identity import Identities
from trephine.journal.journal import Journal
from trephine.journal.tables import account, identity, job
from trephine.journal.verify import verify
from trephine.web.account.book import AccountBook
from trephine.web.account.known_browser import made_known
from trephine.web.account.lockout import FREE
from trephine.web.account.sign_in import UnknownNames, sign_in
from trephine.web.conflict import Overtaken
from trephine.web.errors import NotSignedInError, TooManyError
from trephine.web.job.jobs import _MOST_WAITING, Jobs
from trephine.web.kinds import KINDS
from trephine.web.review.reviews import Reviews
from trephine.web.review.shape import VoteAsked
from trephine.web.review.writing import cast_vote

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
THREADS = 12
PASSWORD = "correct horse battery staple"  # noqa: S105  (nobody's)


@pytest.fixture
def database(url):  # noqa: F811  (the fixture)
    journal = Journal(url)
    yield journal.database
    journal.close()


def at_once(what, n=THREADS):
    """Call from threads that begin together; return what came of each, errors too."""
    begin, found = threading.Barrier(n), []

    def go(i):
        begin.wait()
        try:
            found.append(what(i))
        except Exception as error:  # noqa: BLE001  (counted below)
            found.append(error)

    threads = [threading.Thread(target=go, args=(i,)) for i in range(n)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_attempts_are_counted_each(database):
    book = AccountBook(database)
    key = book.add("li", roles=("nurse",), password=None, now=NOW).id
    found = at_once(lambda _: book.attempt(key, now=NOW))
    assert sum(one is None for one in found) == FREE
    with database.reading() as connection:
        assert connection.scalar(select(account.c.failures)) == FREE


def test_guesses_from_everywhere_leave_a_known_browser_its_own_few(database):
    """Strangers and the browser itself at once: each has its own count, and no more."""
    book = AccountBook(database)
    key = book.add("li", roles=("nurse",), password=PASSWORD, now=NOW).id
    held, unknown, browsers = made_known(database, "", key, now=NOW), UnknownNames(), UnknownNames()

    def guess(i):
        sign_in(database, unknown, "li", "wrong wrong wrong", now=NOW,
                held=held if i % 2 else "", browsers=browsers)  # fmt: skip

    found = [type(one) for _ in range(3) for one in at_once(guess, n=8)]
    assert found.count(NotSignedInError) == 2 * FREE
    other = made_known(database, "", key, now=NOW)
    assert sign_in(database, unknown, "li", PASSWORD, now=NOW, held=other, browsers=browsers) == key


def test_one_subject_alone_takes_an_account(database):
    book = AccountBook(database)
    book.add("li", roles=("nurse",), password=None, now=NOW)
    found = at_once(lambda i: book.vouched("https://id.example", f"subject {i}", "li"))
    assert sum(one is not None for one in found) == 1


def test_identities_written_at_once_are_one(database):
    identities = Identities(database)
    found = at_once(lambda i: identities.put("record/x", {"name": f"{i}"}, author="a", at=NOW))
    assert found == [None] * THREADS
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(identity)) == 1


def test_no_more_jobs_wait_than_may(database, tmp_path, monkeypatch):
    jobs = Jobs(database, "", tmp_path, workers=1)
    monkeypatch.setattr(jobs, "_submit", lambda *_: None)
    found = at_once(lambda _: jobs.start("x", None, {}, account=None), n=_MOST_WAITING + 8)
    assert sum(isinstance(one, TooManyError) for one in found) == 8
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(job)) == _MOST_WAITING


PROTOCOL = ReviewProtocol(
    title=both_of("made"),
    question=Pico(
        population=both_of("made"), intervention=both_of("made"), outcomes=both_of("made")
    ),
    criteria=(ReviewCriterion(id="1", text=both_of("made")),),
)
RECORDS = [f"r{n}" for n in range(5)]


@pytest.fixture
def desks(url):  # noqa: F811  (the fixture)
    """Two workspaces over one database, as two processes have it; a review of many people."""
    journals = [Journal(url, KINDS) for _ in range(2)]
    found = [Reviews(one) for one in journals]
    found[0].begin(
        "made",
        [
            ev.ReviewOpened(title=both_of("made")),
            ev.ProtocolRegistered(protocol=PROTOCOL),
            *(ev.PersonAdded(person=f"p{n}", roles=("screener",)) for n in range(THREADS)),
            ev.ReferencesImported(
                batch="b", references=tuple(Reference(id=key, title=key) for key in RECORDS)
            ),
        ],
        author="p0",
        at=NOW,
    )
    yield found
    for one in journals:
        one.close()


def vote(desk, person, record, after):
    asked = VoteAsked(after=after, report=record, stage="title", verdict="include", reason="")
    return cast_vote(desk, "made", asked, person, NOW)


def test_votes_of_many_at_once_all_land_once_and_nobody_is_sent_back(desks):
    """Everybody votes on a record after the version that all saw at first, two on each record."""
    desk, seen = desks[0], desks[0].review("made").version
    found = at_once(lambda i: (i, vote(desk, f"p{i}", RECORDS[i // 2], seen).version), n=10)
    assert sorted(version for _, version in found) == list(range(seen + 1, seen + 11))
    events = desk.journal.read("review/made")
    assert [one.version for one in events] == list(range(1, seen + 11))
    said = {(one.author, one.payload["report"]): one.version for one in events[seen:]}
    told = {(f"p{i}", RECORDS[i // 2]): version for i, version in found}
    assert said == told, "each once, at the version that its author was told"
    assert desk.review("made") == fold(events)
    assert verify(desk.journal.database).broken is None


def test_votes_through_two_processes_at_once_lose_nothing(desks):
    """Another process is met by the journal alone: who is sent back had nothing written."""
    seen = desks[0].review("made").version
    todo = {f"p{i}": (desks[i % 2], RECORDS[i // 2]) for i in range(10)}

    def go(i):
        desk, record = todo[f"p{i}"]
        while True:
            try:
                return vote(desk, f"p{i}", record, seen)
            except TooManyError:
                continue

    assert not any(isinstance(one, Exception) for one in at_once(go, n=10))
    events = desks[0].journal.read("review/made", seen)
    assert sorted(one.author for one in events) == sorted(todo), "each once"
    assert desks[0].review("made") == desks[1].review("made")


def test_what_a_voter_should_have_seen_is_still_shown(desks):
    """Among votes that do not concern each other, a changed protocol does: nothing is written."""
    desk, other = desks
    seen = desk.review("made").version
    assert vote(desk, "p1", RECORDS[0], seen).version == seen + 1
    changed = ev.ProtocolRegistered(protocol=PROTOCOL, why="clearer")
    other.journal.append("review/made", seen + 1, [review_entry(changed)], author="p0", at=NOW)
    found = at_once(lambda i: vote(desk, f"p{i}", RECORDS[i // 2], seen), n=10)
    told = [one for one in found if isinstance(one, Overtaken)]
    assert len(told) == 9
    assert {line.kind for one in told for line in one.since} == {"protocol-registered"}
    assert len(desk.journal.read("review/made")) == seen + 3, "p0, who changed it, alone voted"
