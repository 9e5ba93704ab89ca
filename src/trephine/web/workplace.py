"""Workplace: what one running server holds open: the journal, accounts, sessions, jobs."""

from typing import Annotated

from fastapi import Depends, Request

from trephine.journal.database import Database
from trephine.journal.journal import Journal
from trephine.web.account.book import AccountBook
from trephine.web.account.sessions import Sessions
from trephine.web.account.sign_in import UnknownNames
from trephine.web.job.jobs import Jobs
from trephine.web.kinds import KINDS
from trephine.web.settings import ServerSettings


class Workplace:
    """Opened when the server starts, closed when it stops; the tables are made or upgraded then."""

    def __init__(self, settings: ServerSettings) -> None:
        """Open the database. Raises InputError where it cannot be opened."""
        self.settings = settings
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.journal = Journal(settings.url, KINDS)
        self.accounts = AccountBook(self.database)
        self.sessions = Sessions(self.database)
        self.unknown_names = UnknownNames()
        self.unproved = UnknownNames()  # by session
        self.browsers = UnknownNames()  # known ones, by nonce
        self.jobs = Jobs(
            self.database, settings.url, settings.data / "jobs", workers=settings.workers
        )

    @property
    def database(self) -> Database:
        """The journal's database, in which the ordinary tables stand, too."""
        return self.journal.database

    def close(self) -> None:
        """Give everything back."""
        self.jobs.close()
        self.journal.close()


def workplace_of(request: Request) -> Workplace:
    """Return the server's workplace, for routes to depend on."""
    found: Workplace = request.app.state.workplace
    return found


At = Annotated[Workplace, Depends(workplace_of)]
