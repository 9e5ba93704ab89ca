"""Made events of made reviews: no person, no paper is real."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from trephine.core import review_event as ev
from trephine.core.event import Event
from trephine.core.reference import Reference
from trephine.core.review_entry import review_entry
from trephine.core.review_protocol import (
    ExtractionItem,
    Pico,
    ReviewCriterion,
    ReviewProtocol,
)
from trephine.core.text import Text
from trephine.evidence.review.fold import fold

START = datetime(2026, 1, 1, tzinfo=UTC)


def both(text: str) -> Text:
    return Text(zh=f"示例{text}", en=text)


PROTOCOL = ReviewProtocol(
    title=both("made review"),
    question=Pico(
        population=both("made patients"),
        intervention=both("made cells"),
        outcomes=both("response"),
    ),
    criteria=(
        ReviewCriterion(id="1", text=both("adults")),
        ReviewCriterion(id="2", text=both("made cells given"), reason=both("other treatment")),
    ),
    items=(ExtractionItem(id="responders", label=both("responders"), kind="count"),),
)


class Made:
    """A stream being written, event by event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def say(self, author: str, *payloads: Any) -> int:
        for payload in payloads:
            if isinstance(payload, int):
                kind, body = "undone", {"version": payload}
            else:
                entry = review_entry(payload)
                kind, body = entry.kind, entry.payload
            version = len(self.events) + 1
            self.events.append(
                Event(
                    stream="review/made",
                    version=version,
                    position=version,
                    author=author,
                    at=START + timedelta(minutes=version),
                    kind=kind,
                    payload=body,
                    before="",
                    digest="",
                )
            )
        return len(self.events)

    @property
    def review(self):
        return fold(self.events)


def record(key: str, **given: Any) -> Reference:
    given.setdefault("title", f"Made title {key}")
    given.setdefault("database", "pubmed")
    return Reference(id=key, **given)


def vote(report: str, verdict: str, reason: str = "", stage: str = "title") -> ev.VoteCast:
    return ev.VoteCast(report=report, stage=stage, verdict=verdict, reason=reason)


@pytest.fixture
def made() -> Made:
    """Three people, two of whom screen, and four records in one file."""
    one = Made()
    one.say(
        "lead",
        ev.ReviewOpened(title=both("made review")),
        ev.ProtocolRegistered(protocol=PROTOCOL),
        ev.PersonAdded(person="ann"),
        ev.PersonAdded(person="bo"),
        ev.PersonAdded(person="cy", roles=("third",)),
        ev.ReferencesImported(
            batch="b1",
            file="made.ris",
            database="pubmed",
            refused=1,
            references=tuple(record(f"r{at}") for at in range(1, 5)),
        ),
    )
    return one
