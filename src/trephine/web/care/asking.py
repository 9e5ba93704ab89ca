"""What the routes of the care room ask of a request: the records, the time, and who writes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from trephine.web.account.allow import allow
from trephine.web.account.who import SignedIn
from trephine.web.care.records import Records
from trephine.web.review.person import names_of
from trephine.web.workplace import At

Writer = Annotated[SignedIn, allow("clinician", "nurse")]
Administrator = Annotated[SignedIn, allow()]
Signer = Annotated[SignedIn, allow("clinician")]


def _records(request: Request, at: At) -> Records:
    found: Records | None = getattr(request.app.state, "records", None)
    if found is None or found.journal is not at.journal:
        settings = request.app.state.settings
        found = Records(at.journal, demo=settings.demo, clock=settings.clock)
        request.app.state.records = found
    return found


def _now(at: At) -> datetime:
    return at.settings.clock.read(datetime.now(UTC))


Names = Annotated[Mapping[str, str], Depends(names_of)]
Kept = Annotated[Records, Depends(_records)]
Now = Annotated[datetime, Depends(_now)]
