"""Laws of a review: undo restores, nobody touches another's vote, nothing hidden is shown."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.evidence.review.conftest import PROTOCOL, Made, both, record, vote
from trephine.core import review_event as ev
from trephine.core.review import Review
from trephine.evidence.review.blinded import blinded
from trephine.evidence.review.fold import fold
from trephine.evidence.review.group_reports import group_reports
from trephine.evidence.review.ordering import ordering
from trephine.evidence.review.prisma import prisma
from trephine.evidence.review.queue import queue
from trephine.evidence.review.standings import standings

PEOPLE = ("ann", "bo", "cy", "dee")
REPORTS = ("r1", "r2", "r3", "r4")
VERDICTS = (("include", ""), ("exclude", "1"), ("exclude", "2"), ("unsure", ""))
votes = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(REPORTS),
    st.sampled_from(("title", "full-text")),
    st.sampled_from(VERDICTS),
)
undos = st.tuples(st.sampled_from(PEOPLE), st.integers(min_value=1, max_value=40))
pairs = st.tuples(st.sampled_from(REPORTS), st.sampled_from(REPORTS), st.booleans())
steps = st.lists(st.one_of(votes, undos, pairs), max_size=25)
settled = st.builds(
    lambda report, stage, by: ev.ConflictSettled(
        report=report, stage=stage, verdict="include", by=by
    ),
    st.sampled_from(REPORTS),
    st.sampled_from(("title", "full-text")),
    st.sampled_from(("third", "discussion")),
)
left = st.builds(
    lambda person, kept: ev.PersonRemoved(person=person, keep_votes=kept),
    st.sampled_from(PEOPLE),
    st.booleans(),
)


def stream(done) -> Made:
    made = Made()
    made.say(
        "lead",
        ev.ReviewOpened(title=both("made")),
        ev.ProtocolRegistered(protocol=PROTOCOL),
        *(ev.PersonAdded(person=one) for one in PEOPLE),
        ev.ReferencesImported(batch="b", references=tuple(record(one) for one in REPORTS)),
    )
    for step in done:
        say(made, step)
    return made


def say(made: Made, step) -> int:
    if len(step) == 4:
        who, report, stage, (verdict, reason) = step
        return made.say(who, vote(report, verdict, reason, stage=stage))
    if len(step) == 2:
        return made.say(*step)
    one, other, same = step
    if one == other:
        return len(made.events)
    verdict = ev.DuplicateVerdict(one=one, other=other, same=same, score=90)
    return made.say("lead", ev.DuplicatesDecided(verdicts=(verdict,)))


def said(review: Review, *, but: str = "") -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (one.reviewer, one.report, one.stage): (one.verdict, one.reason)
        for one in review.votes
        if one.reviewer != but
    }


@given(steps, votes)
def test_a_vote_and_its_undo_leave_everything_as_it_was(done, last) -> None:
    made = stream(done)
    before = made.review
    version = say(made, last)
    made.say(last[0], version)
    after = made.review
    assert said(after) == said(before)
    assert after.settlements == before.settlements
    for stage in ("title", "full-text"):
        assert standings(after, stage) == standings(before, stage)


@given(steps, st.lists(st.one_of(votes, undos), max_size=8), st.sampled_from(PEOPLE))
def test_whatever_one_does_the_votes_of_others_stay(done, more, who) -> None:
    """Undoing what somebody else did for everybody (a merge, an import) is not a vote."""
    made = stream(done)
    before = said(made.review, but=who)
    personal = {one.version for one in made.events if one.kind == "vote-cast"}
    for step in more:
        if len(step) == 4:
            say(made, (who, *step[1:]))
        elif step[1] in personal:
            made.say(who, step[1])
    assert said(made.review, but=who) == before


@given(steps, st.sampled_from(PEOPLE))
def test_no_vote_is_shown_before_its_report_has_all(done, who) -> None:
    review = stream(done).review
    seen = blinded(review, who)
    counts: dict[tuple[str, str], int] = {}
    for one in review.votes:
        counts[one.report, one.stage] = counts.get((one.report, one.stage), 0) + 1
    for one in seen.votes:
        assert one.reviewer == who or counts[one.report, one.stage] >= 2
    # which record a vote was cast on stands in the history, of which others' lines are hidden
    assert said(blinded(seen, who)).items() <= said(seen).items()
    for line in seen.history:
        assert line.author == who or line.kind not in {"vote-cast", "undone"}


@given(steps, st.sampled_from(PEOPLE))
def test_nobody_is_asked_twice_and_no_order_leaves_a_report_out(done, who) -> None:
    review = stream(done).review
    for stage in ("title", "full-text"):
        own = {one.report for one in review.votes if (one.reviewer, one.stage) == (who, stage)}
        assert not own & set(queue(review, who, stage))
    waiting = {k for k, one in standings(review, "title").items() if one.state == "waiting"}
    assert set(ordering(review).reports) == waiting


@given(steps, st.integers(min_value=0, max_value=40))
def test_folding_on_is_folding_at_once(done, cut) -> None:
    events = stream(done).events
    assert fold(events[cut:], onto=fold(events[:cut])) == fold(events)


@given(steps, st.lists(st.one_of(votes, votes, undos, pairs, settled, left), max_size=12))
def test_following_event_by_event_is_folding_at_once(done, more) -> None:
    """Votes are added without a fold, judgements without merging anew: nobody can tell."""
    made = stream(done)
    review = made.review
    for step in more:
        before = len(made.events)
        if isinstance(step, tuple):
            say(made, step)
        else:
            made.say("dee", step)
        review = fold(made.events[before:], onto=review)
        assert review == made.review


@given(steps, st.sampled_from(REPORTS), st.sampled_from(PEOPLE))
def test_asking_of_one_report_is_asking_of_all(done, report, who) -> None:
    review = stream(done).review
    for stage in ("title", "full-text"):
        found = standings(review, stage)
        assert standings(review, stage, among={report}) == {
            key: one for key, one in found.items() if key == report
        }
        waits = report in queue(review, who, stage)
        assert queue(review, who, stage, among={report}) == ((report,) if waits else ())


@given(steps)
def test_the_flow_adds_up(done) -> None:
    review = stream(done).review
    found = prisma(review)
    flow = found.flow
    if not review.references:  # the import itself was undone
        assert (flow.databases, flow.screened) == ((), None)
        return
    assert flow.databases[0].n == len(REPORTS)
    assert len(REPORTS) - flow.duplicates == len(review.reports)
    assert flow.screened + found.waiting["title"] == len(review.reports)
    assert flow.screened - flow.excluded == flow.sought
    assert flow.assessed + flow.not_retrieved + found.waiting["full-text"] == flow.sought
    assert flow.assessed - sum(one.n for one in flow.reports_excluded) == flow.reports


@given(st.lists(pairs, max_size=8), st.integers(min_value=0, max_value=9))
def test_the_order_of_verdicts_changes_no_document(said_of, seed) -> None:
    """Of verdicts on different pairs; on one pair the later stands, which fold sees to."""
    one_each = {frozenset(step[:2]): step for step in said_of if step[0] != step[1]}
    verdicts = [
        ev.DuplicateVerdict(one=one, other=other, same=same, score=len(one_each) + at)
        for at, (one, other, same) in enumerate(one_each.values())
    ]
    mixed = list(verdicts)
    Random(seed).shuffle(mixed)  # noqa: S311  (any order)
    assert group_reports(REPORTS, mixed) == group_reports(REPORTS, verdicts)


def test_what_a_person_joined_stands_before_any_score() -> None:
    """1=2 by score, 1 is not 3, 2=3 by hand: 2 and 3 are one, and the machine's pair gives way."""
    verdicts = [
        ev.DuplicateVerdict(one="r1", other="r2", same=True, score=100),
        ev.DuplicateVerdict(one="r1", other="r3", same=False),
        ev.DuplicateVerdict(one="r2", other="r3", same=True),
    ]
    root, refused = group_reports(REPORTS, verdicts, {("r1", "r3"), ("r2", "r3")})
    assert (root["r1"], root["r2"], root["r3"]) == ("r1", "r2", "r2")
    assert refused == (verdicts[0],)
