"""A living review over HTTP: an update begins, new records alone wait, a conclusion moves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.unit.evidence.review.conftest import Made, record
from tests.web.test_review import Desk, ris
from trephine.core import review_event as ev
from trephine.core.review_entry import review_entry
from trephine.core.review_protocol import (
    ConclusionThreshold,
    ExtractionItem,
    Pico,
    PrespecifiedMethods,
    ReviewCriterion,
    ReviewProtocol,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.web.review.update_pages import update_page

HERE = Text(zh="示例", en="made")
PROTOCOL = ReviewProtocol(
    title=HERE,
    question=Pico(population=HERE, intervention=HERE, outcomes=HERE),
    criteria=(ReviewCriterion(id="1", text=HERE),),
    items=(
        ExtractionItem(id="n", label=HERE, kind="number"),
        ExtractionItem(id="orr", label=HERE, kind="count", outcome="ORR"),
    ),
    methods=PrespecifiedMethods(thresholds=(ConclusionThreshold(outcome="ORR", percent=50),)),
)


def papers(first: int, n: int) -> bytes:
    return ris([(f"Trial number {at} of made cells", f"10.5/{at}", "2020", "J")
                for at in range(first, first + n)])  # fmt: skip


class Living(Desk):
    """A review whose reports are all included and read by two people."""

    def include(self, counts: dict[str, tuple[int, int]]) -> None:
        """Append the votes and readings of both people, as their pages would."""
        journal = self.client.app.state.reviews.journal
        for who in ("demo", "demo-2"):
            entries = []
            for key, (events, n) in counts.items():
                entries += [
                    ev.VoteCast(report=key, stage=stage, verdict="include")
                    for stage in ("title", "full-text")
                ]
                for item, value in (
                    ("n", ev.ExtractedValue(state="reported", number=n, printed=str(n))),
                    ("orr", ev.ExtractedValue(state="reported", events=events, n=n)),
                ):
                    entries.append(ev.ValueExtracted(study=key, item=item, value=value))
            stream = f"review/{self.id}"
            now = datetime.now(UTC)
            journal.append(stream, self.version, [review_entry(one) for one in entries],
                           author=who, at=now)  # fmt: skip

    def waiting(self) -> list[str]:
        return [one["id"] for one in self.get("/queue")["reports"]]


@pytest.fixture
def living(client):
    desk = Living(client, {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]})
    journal = client.app.state.reviews.journal
    entry = review_entry(ev.ProtocolRegistered(protocol=PROTOCOL))
    journal.append(f"review/{desk.id}", desk.version, [entry], author="demo", at=datetime.now(UTC))
    desk.bring(papers(0, 3), "first.ris")
    desk.include(dict.fromkeys(desk.waiting(), (12, 20)))
    return desk


def test_an_update_moves_a_conclusion(living):
    page = living.get("/updates")
    assert (page["shown"], page["outcomes"], page["next_label"]) == (None, [], "v1.1")
    asked = {"after": living.version, "label": "v1.1"}
    assert living.send("/updates", {**asked, "label": " "}).status_code == 400
    assert living.send("/updates", asked).status_code == 200
    assert living.send("/updates", {**asked, "after": living.version}).status_code == 400, "twice"
    living.bring(papers(2, 3), "second.ris")  # one of them is known
    new = living.waiting()
    assert len(new) == 2, "what is known does not wait again"
    living.include(dict.fromkeys(new, (28, 40)))
    page = living.get("/updates")
    assert (page["shown"], page["new_reports"], page["waiting_title"]) == (1, 2, 0)
    assert {one["id"] for one in page["studies_in"]} == set(new)
    (outcome,) = page["outcomes"]
    assert (outcome["before"]["known"], outcome["after"]["known"]) == (3, 5)
    assert outcome["before"]["answer"]["estimate"] == pytest.approx(0.60, abs=0.001)
    assert outcome["after"]["answer"]["estimate"] == pytest.approx(92 / 140, abs=0.01)
    (held,) = outcome["thresholds"]
    assert (held["before"], held["after"], held["moved"], page["moved"]) == (
        "open", "above", True, 1,
    )  # fmt: skip
    svg = living.client.get(f"/api/evidence/reviews/{living.id}/updates/flow.svg",
                            params={"lang": "en", "as": "demo"}).text  # fmt: skip
    assert "previous version" in svg
    assert living.client.get(f"/api/evidence/reviews/{living.id}/updates",
                             params={"number": 9}).status_code == 404  # fmt: skip


def test_an_update_shows_nobody_else_s_vote(living):
    living.send("/updates", {"after": living.version, "label": "v1.1"})
    living.bring(papers(10, 1), "second.ris")
    (key,) = living.waiting()
    assert living.vote(key, "include", "demo").status_code == 200
    page = living.get("/updates", "demo-3")
    assert (page["studies_in"], page["waiting_title"]) == ([], 1)


def test_another_method_alone_moves_no_answer():
    """What stood before is pooled as the protocol in force says, like what stands now."""
    made = Made()
    at = Locator(source="made2026", place="§1")
    counts = {"r1": (12, 20), "r2": (9, 20), "r3": (19, 20)}
    listed = ev.ReferencesImported(batch="b", references=tuple(map(record, counts)), whole=False)
    made.say("lead", ev.ReviewOpened(title=HERE), ev.ProtocolRegistered(protocol=PROTOCOL), listed)
    for key, (events, n) in counts.items():
        size = ev.ExtractedValue(state="reported", number=float(n))
        value = ev.ExtractedValue(state="reported", events=events, n=n)
        made.say(
            "lead",
            ev.VerdictStated(report=key, stage="full-text", verdict="include", at=at),
            ev.ValueStated(study=key, item="n", value=size, at=at),
            ev.ValueStated(study=key, item="orr", value=value, at=at),
        )
    before = made.review
    methods = replace(PROTOCOL.methods, measure="PLO", estimator="DL")
    made.say("lead", ev.UpdateStarted(label="v1.1"))
    made.say("lead", ev.ProtocolRegistered(protocol=replace(PROTOCOL, methods=methods), why="made"))
    page = update_page("made", made.review, before, 1, {})
    (outcome,) = page.outcomes
    assert outcome.before.answer is not None
    assert outcome.before == outcome.after
    assert (page.protocol_changed, page.moved) == (True, 0)
