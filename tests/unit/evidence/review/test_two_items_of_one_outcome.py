"""A form may give an outcome once; a review that gives it twice pools neither where they differ."""

from dataclasses import replace

import pytest

from tests.unit.evidence.review.conftest import PROTOCOL, Made, both, vote
from trephine.core import review_event as ev
from trephine.core.error import InputError
from trephine.core.review_protocol import ExtractionItem
from trephine.core.study import Counts, NotReported
from trephine.evidence.review.admit import admit
from trephine.evidence.review.study_rows import TWICE, study_rows

ITEMS = (
    ExtractionItem(id="n", label=both("patients"), kind="number"),
    ExtractionItem(id="orr", label=both("by the investigators"), kind="count", outcome="ORR"),
    ExtractionItem(id="orr-irc", label=both("by a committee"), kind="count", outcome="ORR"),
)


def test_such_a_protocol_is_refused(made: Made) -> None:
    said = ev.ProtocolRegistered(protocol=replace(PROTOCOL, items=ITEMS), why="two readings")
    with pytest.raises(InputError, match="which is pooled"):
        admit(made.review, said, "ann")
    kept = (*ITEMS[:2], replace(ITEMS[2], outcome=""))
    admit(made.review, replace(said, protocol=replace(PROTOCOL, items=kept)), "ann")
    again = (*ITEMS[:2], replace(ITEMS[2], id="orr", outcome=""))
    with pytest.raises(InputError, match="one id"):
        admit(made.review, replace(said, protocol=replace(PROTOCOL, items=again)), "ann")


@pytest.mark.parametrize(("events", "told"), [(9, True), (8, False)])
def test_of_two_that_differ_neither_is_taken(made: Made, events: int, told: bool) -> None:  # noqa: FBT001
    made.say("lead", ev.ProtocolRegistered(protocol=replace(PROTOCOL, items=ITEMS), why="old"))
    for who in ("ann", "bo"):
        made.say(who, vote("r1", "include"), vote("r1", "include", stage="full-text"))
    for who in ("ann", "bo"):
        for item, value in (
            ("n", ev.ExtractedValue(state="reported", number=10)),
            ("orr", ev.ExtractedValue(state="reported", events=9, n=10)),
            ("orr-irc", ev.ExtractedValue(state="reported", events=events, n=10)),
        ):
            made.say(who, ev.ValueExtracted(study="r1", item=item, value=value))
    (row,) = study_rows(made.review, ITEMS)
    (found,) = row.arms[0].outcomes
    assert found.value == (Counts(events=9, n=10) if told else NotReported(printed=""))
    assert found.note == (None if told else TWICE)
