"""Votes, conflicts, blinding, queues and undo."""

from dataclasses import replace

import pytest

from tests.unit.evidence.review.conftest import PROTOCOL, Made, record, vote
from trephine.core import review_event as ev
from trephine.core.error import InputError
from trephine.core.undone import Undone
from trephine.evidence.review.admit import admit, admit_undo
from trephine.evidence.review.blinded import blinded
from trephine.evidence.review.conflicts import conflicts
from trephine.evidence.review.fold import fold
from trephine.evidence.review.queue import queue
from trephine.evidence.review.standings import standings


def states(made: Made, stage: str = "title") -> dict[str, str]:
    return {key: one.state for key, one in standings(made.review, stage).items()}


def test_two_votes_decide_and_one_does_not(made: Made) -> None:
    made.say("ann", vote("r1", "include"), vote("r2", "exclude", "1"))
    assert states(made) == dict.fromkeys(("r1", "r2", "r3", "r4"), "waiting")
    made.say("bo", vote("r1", "unsure"), vote("r2", "exclude", "1"))
    assert states(made) == {"r1": "included", "r2": "excluded", "r3": "waiting", "r4": "waiting"}
    assert tuple(standings(made.review, "full-text")) == ("r1",)


def test_reasons_must_agree_too(made: Made) -> None:
    made.say("ann", vote("r1", "exclude", "1"), vote("r2", "include"))
    made.say("bo", vote("r1", "exclude", "2"), vote("r2", "exclude", "1"))
    found = conflicts(made.review)
    assert [(one.report, one.conflict) for one in found] == [("r1", "reason"), ("r2", "verdict")]
    made.say("cy", ev.ConflictSettled(report="r1", stage="title", verdict="exclude", reason="2"))
    assert standings(made.review, "title")["r1"].reason == "2"
    assert [one.report for one in conflicts(made.review, "title")] == ["r2"]


def test_a_join_taken_back_shows_no_vote_of_the_partner(made: Made) -> None:
    made.say("ann", vote("r1", "exclude", "1"))
    made.say("bo", vote("r2", "include"))
    pair = ev.DuplicateVerdict(one="r1", other="r2", same=True, score=1.0, reasons=())
    made.say("bo", ev.DuplicatesDecided(verdicts=(pair,)))
    seen = blinded(made.review, "bo")
    assert {one.reviewer for one in seen.votes} == {"bo"}
    assert not conflicts(seen)
    assert not blinded(made.review, "cy").votes
    assert "r1" in queue(seen, "bo", "title"), "asked anew, on the record that stands"
    assert "r1" not in queue(blinded(made.review, "ann"), "ann", "title")
    made.say("bo", vote("r1", "include"))
    assert {one.reviewer for one in blinded(made.review, "bo").votes} == {"ann", "bo"}
    assert [one.report for one in conflicts(blinded(made.review, "cy"))] == ["r1"]


def test_fewer_votes_show_nothing_that_was_cast_under_more(made: Made) -> None:
    made.say("ann", vote("r1", "exclude", "1"))
    fewer = ev.ProtocolRegistered(protocol=replace(PROTOCOL, votes=1), why="one is enough")
    with pytest.raises(InputError, match="while reports wait"):
        admit(made.review, fewer, "bo")
    made.say("bo", fewer)  # a journal that has it all the same
    assert not blinded(made.review, "bo").votes
    made.say("bo", vote("r2", "include"))
    assert {one.report for one in blinded(made.review, "ann").votes} == {"r1", "r2"}
    made.say("ann", ev.ProtocolRegistered(protocol=PROTOCOL, why="two again"))
    assert {one.report for one in blinded(made.review, "ann").votes} == {"r1"}


def test_nobody_discards_what_another_judged(made: Made) -> None:
    gone = ev.PersonRemoved(person="ann", keep_votes=False)
    with pytest.raises(InputError, match="not discarded for them"):
        admit(made.review, gone, "bo")
    admit(made.review, gone, "ann")
    admit(made.review, replace(gone, keep_votes=True), "bo")


def test_unsure_at_full_text_is_a_conflict(made: Made) -> None:
    for who in ("ann", "bo"):
        made.say(who, vote("r1", "include"), vote("r1", "unsure", stage="full-text"))
    assert states(made, "full-text") == {"r1": "conflict"}


def test_a_later_vote_takes_the_place_of_an_earlier_one(made: Made) -> None:
    made.say("ann", vote("r1", "include"), vote("r1", "exclude", "1"))
    assert [one.verdict for one in made.review.votes] == ["exclude"]


def test_undo_brings_back_the_vote_before_and_leaves_the_partner(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    made.say("bo", vote("r1", "exclude", "1"))
    changed = made.say("ann", vote("r1", "exclude", "1"))
    undo = made.say("ann", changed)
    assert {one.reviewer: one.verdict for one in made.review.votes} == {
        "ann": "include",
        "bo": "exclude",
    }
    made.say("ann", undo)  # the undo taken back
    assert {one.reviewer: one.verdict for one in made.review.votes} == dict.fromkeys(
        ("ann", "bo"), "exclude"
    )


def test_nobody_takes_back_the_vote_of_another(made: Made) -> None:
    version = made.say("ann", vote("r1", "include"))
    for ask in (admit_undo, lambda review, at, who: admit(review, Undone(version=at), who)):
        with pytest.raises(InputError, match="author alone"):
            ask(made.review, version, "bo")
    admit_undo(made.review, version, "ann")
    made.say("bo", version)
    assert [one.reviewer for one in made.review.votes] == ["ann"]
    assert "not undone for them" in made.review.left_out[0].reason.en
    # nor by taking back the author's own undo of it
    undo = made.say("ann", version)
    assert made.review.votes == ()
    made.say("bo", undo)
    assert made.review.votes == ()


def test_a_settlement_lapses_with_a_vote_under_it(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    made.say("bo", vote("r1", "exclude", "1"))
    made.say("cy", ev.ConflictSettled(report="r1", stage="title", verdict="include"))
    assert states(made)["r1"] == "included"
    version = made.say("ann", vote("r1", "exclude", "2"))
    assert states(made)["r1"] == "conflict"
    made.say("ann", version)
    assert states(made)["r1"] == "included"


def test_the_partners_vote_is_hidden_until_both_voted(made: Made) -> None:
    made.say("ann", vote("r1", "include"), vote("r2", "include"))
    made.say("bo", vote("r2", "exclude", "1"))
    seen = blinded(made.review, "bo")
    assert {(one.reviewer, one.report) for one in seen.votes} == {("ann", "r2"), ("bo", "r2")}
    assert not any(line.author == "ann" and line.kind == "vote-cast" for line in seen.history)
    assert standings(seen, "title")["r1"].votes == ()
    assert queue(seen, "bo", "title") == ("r1", "r3", "r4")
    assert {one.report for one in blinded(made.review, "cy").votes} == {"r2"}


def test_the_queue_follows_assignments_and_reopens_when_somebody_leaves(made: Made) -> None:
    made.say(
        "lead",
        ev.PersonAdded(person="dee"),
        ev.WorkAssigned(stage="title", people=("ann", "bo")),
        ev.WorkAssigned(stage="title", people=("ann", "dee"), reports=("r4",)),
    )
    assert queue(made.review, "dee", "title") == ("r4",)
    assert queue(made.review, "bo", "title") == ("r1", "r2", "r3")
    made.say("ann", vote("r1", "include"))
    made.say("lead", ev.PersonRemoved(person="bo"))
    assert queue(made.review, "bo", "title") == ()
    assert queue(made.review, "dee", "title") == ("r1", "r2", "r3", "r4")
    assert queue(made.review, "dee", "title", order=("r3",)) == ("r3", "r1", "r2", "r4")
    made.say("lead", ev.PersonRemoved(person="ann", keep_votes=False))
    assert made.review.votes == ()
    made.say("ann", vote("r2", "include"))  # who has left votes no more
    assert made.review.votes == ()
    assert "not of this review" in made.review.left_out[-1].reason.en


def test_votes_follow_a_record_into_its_report_and_back(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    made.say("bo", vote("r2", "exclude", "1"))
    same = ev.DuplicateVerdict(one="r2", other="r1", same=True, score=99)
    version = made.say("lead", ev.DuplicatesDecided(verdicts=(same,), automatic=True))
    assert tuple(made.review.reports) == ("r1", "r3", "r4")
    assert states(made)["r1"] == "conflict"
    made.say("lead", version)
    assert states(made) == dict.fromkeys(("r1", "r2", "r3", "r4"), "waiting")


def test_what_is_called_different_is_never_joined_through_others(made: Made) -> None:
    def verdict(one: str, other: str, *, same: bool, score: float = 90) -> ev.DuplicateVerdict:
        return ev.DuplicateVerdict(one=one, other=other, same=same, score=score)

    made.say("ann", ev.DuplicatesDecided(verdicts=(verdict("r1", "r3", same=False),)))
    made.say(
        "lead",
        ev.DuplicatesDecided(
            verdicts=(verdict("r1", "r2", same=True, score=95), verdict("r2", "r3", same=True))
        ),
    )
    assert made.review.reports["r1"].references == ("r1", "r2")
    assert "r3" in made.review.reports
    assert "kept apart" in made.review.left_out[0].reason.en
    made.say("ann", ev.DuplicatesDecided(verdicts=(verdict("r3", "r1", same=True, score=100),)))
    assert made.review.reports["r1"].references == ("r1", "r2", "r3")


def test_a_merged_report_tells_which_record_supplies_which_field(made: Made) -> None:
    made.say(
        "lead",
        ev.ReferencesImported(
            batch="b2",
            database="cnki",
            references=(
                record("s1", title="示例题目", abstract="made", doi="10.1/made", year=2020),
                record("s2", title="Made", title_en="Made", pmid="1", ids=("a:1",)),
            ),
        ),
        ev.DuplicatesDecided(
            verdicts=(ev.DuplicateVerdict(one="s1", other="s2", same=True, score=90),)
        ),
    )
    report = made.review.reports["s1"]
    assert (report.merged.title, report.merged.pmid) == ("示例题目", "1")
    assert (report.supplied["title"], report.supplied["pmid"]) == ("s1", "s2")
    made.say("lead", ev.FieldChosen(reference="s2", field="title"))
    assert made.review.reports["s1"].merged.title == "Made"
    made.say("lead", ev.FieldChosen(reference="s1", field="title"))
    assert made.review.reports["s1"].merged.title == "示例题目"
    made.say("ann", ev.ReferenceCorrected(reference="s1", field="title", value="改正"))
    assert made.review.reports["s1"].merged.title == "改正"
    made.say("ann", ev.ReferenceCorrected(reference="s1", field="line", value="9"))
    assert made.review.left_out


@pytest.mark.parametrize(
    ("author", "payload", "says"),
    [
        ("cy", vote("r1", "include"), "no such part"),
        ("zoe", vote("r1", "include"), "no such part"),
        ("ann", vote("r9", "include"), "no such record"),
        ("ann", vote("r1", "include", stage="full-text"), "not reached"),
        ("ann", vote("r1", "exclude"), "needs its reason"),
        ("ann", vote("r1", "exclude", "7"), "no such reason"),
        ("cy", ev.ConflictSettled(report="r1", stage="title", verdict="include"), "disagreement"),
        (
            "ann",
            ev.ProtocolRegistered(protocol=PROTOCOL),
            "its reason",
        ),
    ],
)
def test_what_is_not_allowed_is_refused_before_it_is_written(made, author, payload, says) -> None:
    with pytest.raises(InputError, match=says):
        admit(made.review, payload, author)


def test_a_third_person_did_not_vote_and_a_discussion_is_recorded_by_who_did(made: Made) -> None:
    made.say("lead", ev.PersonAdded(person="bo", roles=("screener", "third")))
    made.say("ann", vote("r1", "include"))
    made.say("bo", vote("r1", "exclude", "1"))
    third = ev.ConflictSettled(report="r1", stage="title", verdict="include")
    with pytest.raises(InputError, match="did not vote"):
        admit(made.review, third, "bo")
    admit(made.review, third, "cy")
    talk = ev.ConflictSettled(report="r1", stage="title", verdict="include", by="discussion")
    admit(made.review, talk, "ann")
    with pytest.raises(InputError, match="no such part"):
        admit(made.review, talk, "cy")
    with pytest.raises(InputError, match="needs its reason"):
        admit(
            made.review,
            ev.ConflictSettled(report="r1", stage="title", verdict="exclude"),
            "cy",
        )


def test_folding_in_two_steps_is_folding_at_once(made: Made) -> None:
    version = made.say("ann", vote("r1", "include"))
    first = fold(made.events)
    made.say("bo", vote("r1", "include"))
    made.say("ann", version)
    assert fold(made.events[first.version :], onto=first) == fold(made.events)


def test_a_vote_that_is_followed_reopens_what_was_settled(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    made.say("bo", vote("r1", "exclude", "1"))
    made.say("cy", ev.ConflictSettled(report="r1", stage="title", verdict="include"))
    before = made.review
    assert before.settlements
    made.say("bo", vote("r1", "exclude", "2"))
    after = fold(made.events[before.version :], onto=before)
    assert after.settlements == ()
    assert after == fold(made.events)


def test_a_foreign_event_is_refused_with_its_place(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    last = made.events[-1]
    for kind, payload in (("dose-given", {}), ("vote-cast", {"report": "r1"})):
        wrong = type(last)(
            **{name: getattr(last, name) for name in last.__dataclass_fields__}
            | {"kind": kind, "payload": payload}
        )
        with pytest.raises(InputError) as refused:
            fold([wrong])
        assert refused.value.where == f"review/made v{last.version}"


def test_an_empty_stream_is_an_empty_review() -> None:
    assert fold([]).version == 0
    assert queue(fold([]), "ann", "title") == ()
