"""What of a review stands after somebody changed their mind, left, or joined two records."""

import pytest

from tests.unit.evidence.review.conftest import Made, record, vote
from trephine.core import review_event as ev
from trephine.evidence.review.extraction_cells import extraction_cells
from trephine.evidence.review.kappa import kappa, kappa_minors
from trephine.evidence.review.minors_sheets import minors_sheets
from trephine.evidence.review.standings import standings

SAME = ev.DuplicateVerdict(one="r1", other="r2", same=True, score=99)


def state(made: Made, key: str = "r1") -> str:
    return standings(made.review, "title")[key].state


def included(made: Made, *keys: str) -> Made:
    for who in ("ann", "bo"):
        for key in keys:
            made.say(who, vote(key, "include"), vote(key, "include", stage="full-text"))
    return made


def test_who_thinks_again_before_the_partner_voted_agrees_by_the_later_vote(made: Made) -> None:
    made.say("ann", vote("r1", "include"), vote("r1", "exclude", "1"))
    made.say("bo", vote("r1", "exclude", "1"))
    (found,) = kappa(made.review, "title")
    assert (found.n, found.observed) == (1, 1.0)


def test_who_leaves_and_discards_leaves_nothing_behind(made: Made) -> None:
    included(made, "r1")
    value = ev.ExtractedValue(state="reported", events=1, n=9)
    for who in ("ann", "bo"):
        made.say(who, ev.ValueExtracted(study="r1", item="responders", value=value))
        made.say(who, ev.MinorsScored(study="r1", item=1, score=2))
    assert [one.state for one in extraction_cells(made.review)] == ["agreed"]
    made.say("ann", ev.PersonRemoved(person="ann", keep_votes=False))
    left = made.review
    assert {one.reviewer for one in left.votes} == {one.reviewer for one in left.first_votes}
    assert {one.reviewer for one in left.first_votes} == {"bo"}
    assert {one.reader for one in left.readings} == {one.reader for one in left.minors} == {"bo"}
    assert [one.state for one in extraction_cells(left)] == ["one-reading"]
    assert kappa(left, "title") == kappa_minors(left) == ()


def test_a_settlement_lapses_with_a_vote_taken_back_or_one_more_asked_for(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    taken = made.say("bo", vote("r1", "exclude", "1"))
    made.say("cy", ev.ConflictSettled(report="r1", stage="title", verdict="include"))
    assert state(made) == "included"
    undo = made.say("bo", taken)
    assert state(made) == "waiting"
    made.say("bo", undo)
    assert state(made) == "included"
    made.say("bo", ev.PersonRemoved(person="bo", keep_votes=False))
    assert state(made) == "waiting"


def test_a_settled_score_lapses_with_a_score_under_it(made: Made) -> None:
    included(made, "r1")
    for who, score in (("ann", 2), ("bo", 1)):
        made.say(who, ev.MinorsScored(study="r1", item=3, score=score))
    made.say("cy", ev.MinorsSettled(study="r1", item=3, score=1, why="as printed"))
    (sheet,) = minors_sheets(made.review)
    assert (sheet.items[2], sheet.differ) == (1, ())
    changed = made.say("ann", ev.MinorsScored(study="r1", item=3, score=0))
    (sheet,) = minors_sheets(made.review)
    assert (sheet.items[2], sheet.differ) == (None, (3,))
    made.say("ann", changed)
    assert minors_sheets(made.review)[0].items[2] == 1


@pytest.mark.parametrize("again", ["r1", "r2"])
def test_of_records_joined_later_each_person_s_latest_vote_counts(made: Made, again) -> None:
    first = "r2" if again == "r1" else "r1"
    made.say("ann", vote(first, "include"), vote(again, "exclude", "1"))
    made.say("bo", vote("r1", "exclude", "1"))
    made.say("lead", ev.DuplicatesDecided(verdicts=(SAME,)))
    assert state(made) == "excluded"


@pytest.mark.parametrize("later", ["r1", "r2"])
def test_of_records_joined_later_the_latest_word_on_the_text_counts(made: Made, later) -> None:
    first = "r2" if later == "r1" else "r1"
    made.say("ann", ev.FullTextRecorded(report=first, state="not-retrieved", note="asked twice"))
    made.say("ann", ev.FullTextRecorded(report=later, state="obtained"))
    made.say("lead", ev.DuplicatesDecided(verdicts=(SAME,)))
    assert made.review.reports["r1"].full_text.state == "obtained"


def test_a_report_is_of_the_first_round_that_found_it_and_of_a_search_if_one_gave_it(
    made: Made,
) -> None:
    listed = ev.ReferencesImported(batch="list", references=(record("l1"),), whole=False)
    made.say("lead", listed, ev.UpdateStarted(label="v1.1"))
    made.say("lead", ev.ReferencesImported(batch="new", references=(record("n1"), record("n2"))))
    joins = (("r1", "n1"), ("l1", "n2"))
    made.say("lead", ev.DuplicatesDecided(verdicts=tuple(
        ev.DuplicateVerdict(one=one, other=other, same=True) for one, other in joins
    )))  # fmt: skip
    held = made.review.reports
    assert (held["r1"].update, held["r1"].whole) == (0, True)
    assert (held["l1"].update, held["l1"].whole) == (0, True)


def test_a_file_in_parts_is_one_batch_with_all_that_was_read_and_refused(made: Made) -> None:
    for keys, refused in ((("p1", "p2"), 2), (("p3",), 3)):
        made.say("lead", ev.ReferencesImported(
            batch="parts", references=tuple(map(record, keys)), refused=refused
        ))  # fmt: skip
    (one,) = [batch for batch in made.review.batches if batch.batch == "parts"]
    assert (one.read, one.refused) == (3, 5)
