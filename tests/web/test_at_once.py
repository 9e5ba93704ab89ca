"""What many do at once is no more than in turn, on both databases."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from tests.databases import fresh, postgresql, url  # noqa: F401  (fixtures)
from trephine.journal.identity import Identities
from trephine.journal.journal import Journal
from trephine.journal.tables import account, identity, job
from trephine.web.account.book import AccountBook
from trephine.web.account.known_browser import made_known
from trephine.web.account.lockout import FREE
from trephine.web.account.sign_in import UnknownNames, sign_in
from trephine.web.errors import NotSignedInError, TooManyError
from trephine.web.job.jobs import _MOST_WAITING, Jobs

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
