"""An update of a living review: its own flow, the studies before, where a conclusion lies."""

from itertools import permutations

import pytest

from tests.unit.evidence.review.conftest import Made, both, record, vote
from trephine.core import review_event as ev
from trephine.core.prisma import PrismaFlow, PrismaPrevious
from trephine.evidence.review.fold import fold
from trephine.evidence.review.queue import queue
from trephine.evidence.review.update_flow import update_flow
from trephine.evidence.review.updates import conclusion_moved, conclusion_side, updates
from trephine.plots.prisma import differences
from trephine.plots.prisma import prisma as draw


def judged(made: Made, keys: dict[str, str]) -> None:
    """Let both people judge these reports at both stages."""
    for key, verdict in keys.items():
        for who in ("ann", "bo"):
            reason = "1" if verdict == "exclude" else ""
            made.say(who, vote(key, verdict, reason))
            if verdict == "include":
                made.say(who, vote(key, "include", stage="full-text"))


@pytest.fixture
def updated(made: Made) -> Made:
    """One study before; the update brings a double of it, one study, one report out, one unread."""
    judged(made, {"r1": "include", "r2": "exclude", "r3": "exclude", "r4": "exclude"})
    made.say(
        "lead",
        ev.UpdateStarted(label="v1.1"),
        ev.SearchRecorded(database="cnki", label=both("CNKI"), hits=1),
        ev.ReferencesImported(
            batch="new",
            database="pubmed",
            refused=1,
            references=(
                record("n1", title="Made title r1"),
                record("n2"),
                record("n3"),
                record("n4", database="cnki"),
            ),
        ),
        ev.DuplicatesDecided(verdicts=(ev.DuplicateVerdict(one="r1", other="n1", same=True),)),
    )
    judged(made, {"n2": "include", "n3": "exclude"})
    return made


def test_only_what_is_new_waits(updated: Made) -> None:
    assert queue(updated.review, "ann", "title") == ("n4",)


def test_the_flow_of_an_update_counts_what_came_since(updated: Made) -> None:
    (one,) = updates(updated.review)
    assert (one.number, one.label) == (1, "v1.1")
    before = fold(updated.events[: one.version - 1])
    found = update_flow(updated.review, before)
    flow = found.flow
    assert {(c.label if isinstance(c.label, str) else c.label.en, c.n) for c in flow.databases} == {
        ("pubmed", 4),
        ("CNKI", 1),
    }
    assert (flow.duplicates, flow.other_reasons) == (1, 1)
    assert (flow.screened, flow.excluded, flow.sought, flow.assessed) == (2, 1, 1, 1)
    assert (flow.studies, flow.reports) == (1, 1)
    assert flow.previous == PrismaPrevious(studies=1, reports=1, total_studies=2, total_reports=2)
    assert found.waiting["title"] == 1
    assert found.behind["duplicates"] == ("n1",)


def test_registers_and_other_means_stand_in_their_own_boxes(updated: Made) -> None:
    updated.say(
        "lead",
        ev.SearchRecorded(database="ctgov", label=both("ClinicalTrials.gov"), register=True),
        ev.SearchRecorded(database="chasing", label=both("citations"), other_source="citation"),
        ev.SearchRecorded(database="wos", label=both("WoS"), hits=9),
        ev.ReferencesImported(
            batch="reg", database="ctgov", references=(record("g1", database="ctgov"),)
        ),
        ev.ReferencesImported(
            batch="cit",
            database="chasing",
            refused=3,
            references=(
                record("c1", database="chasing"),
                record("c2", database="chasing"),
                record("c3", database="chasing"),
            ),
        ),
        ev.DuplicatesDecided(
            verdicts=(
                ev.DuplicateVerdict(one="r1", other="c2", same=True),
                ev.DuplicateVerdict(one="n2", other="c3", same=True),
            )
        ),
    )
    judged(updated, {"c1": "include"})
    before = fold(updated.events[: updates(updated.review)[0].version - 1])
    found = update_flow(updated.review, before)
    flow = found.flow
    assert {(one.label.en, one.n) for one in flow.registers} == {("ClinicalTrials.gov", 1)}
    assert {str(getattr(one.label, "en", one.label)): one.n for one in flow.databases} == {
        "pubmed": 4,
        "CNKI": 1,
        "WoS": 9,
    }
    assert flow.other is not None
    assert [(one.label.en, one.n) for one in flow.other.sources] == [("Citation searching", 1)]
    assert (flow.other.sought, flow.other.assessed) == (1, 1)
    assert (flow.duplicates, flow.other_reasons) == (1, 1), "of databases alone"
    assert (flow.screened, flow.sought, flow.studies) == (2, 1, 2)
    assert found.waiting == {"title": 2, "full-text": 0, "import": 9}
    assert differences(flow, "en", waiting=found.waiting) == []
    assert differences(flow, "en"), "as a published flow it would not add up"
    drawn = draw(flow, language="en", waiting=found.waiting).table.rows
    assert any("Register: ClinicalTrials.gov" in row[1] for row in drawn)


def test_a_register_of_the_first_round_is_one_in_the_update_and_its_old_hits_are_not(
    made: Made,
) -> None:
    made.say(
        "lead",
        ev.SearchRecorded(database="ctgov", label=both("register"), register=True, hits=70),
        ev.SearchRecorded(database="embase", label=both("Embase"), hits=50),
        ev.UpdateStarted(label="v1.1"),
        ev.ReferencesImported(
            batch="reg",
            database="ctgov",
            references=(record("g1", title="Made title r1", database="ctgov"),),
        ),
        ev.DuplicatesDecided(verdicts=(ev.DuplicateVerdict(one="r1", other="g1", same=True),)),
    )
    before = fold(made.events[: updates(made.review)[0].version - 1])
    flow = update_flow(made.review, before).flow
    assert (flow.databases, [one.n for one in flow.registers]) == ((), [1])
    assert (flow.duplicates, flow.screened, flow.assessed) == (1, 0, 0), "all was known: no blanks"


def test_an_update_that_brought_nothing_yet_reports_no_zeros(made: Made) -> None:
    made.say("lead", ev.UpdateStarted(label="v1.1"))
    before = fold(made.events[:-1])
    found = update_flow(made.review, before)
    assert (found.flow.databases, found.flow.screened) == ((), None)
    assert {"identified", "screened", "assessed"} <= found.unreached


def test_a_study_that_an_update_takes_out_is_neither_new_nor_total(updated: Made) -> None:
    updated.say("ann", vote("r1", "exclude", "1", stage="full-text"))
    updated.say("bo", vote("r1", "exclude", "1", stage="full-text"))
    before = fold(updated.events[: updates(updated.review)[0].version - 1])
    flow = update_flow(updated.review, before).flow
    assert flow.studies == 1, "the new one stays new"
    assert flow.previous == PrismaPrevious(studies=1, reports=1, total_studies=1, total_reports=1)


def test_a_search_that_is_taken_back_and_the_hits_of_an_earlier_one_are_not_the_update_s(
    made: Made,
) -> None:
    made.say("lead", ev.SearchRecorded(database="embase", label=both("Embase"), hits=50))
    start = made.say("lead", ev.UpdateStarted(label="v1.1"))
    made.say("lead", ev.ReferencesImported(batch="e", database="embase", references=()))
    made.say("lead", ev.ReferencesImported(batch="new", references=(record("n1"),)))
    taken = made.say("lead", ev.SearchRecorded(database="wos", label=both("WoS"), hits=9))
    made.say("lead", taken)
    found = update_flow(made.review, fold(made.events[: start - 1]))
    assert {str(getattr(one.label, "en", one.label)): one.n for one in found.flow.databases} == {
        "pubmed": 1,
        "Embase": None,
    }
    assert found.waiting["import"] == 0


def test_a_list_of_included_studies_in_an_update_counts_nothing_as_found(made: Made) -> None:
    start = made.say("lead", ev.UpdateStarted(label="v1.1"))
    made.say(
        "lead",
        ev.ReferencesImported(
            batch="list", references=(record("l1", title="Made title r1"),), whole=False
        ),
        ev.DuplicatesDecided(verdicts=(ev.DuplicateVerdict(one="r1", other="l1", same=True),)),
    )
    found = update_flow(made.review, fold(made.events[: start - 1]))
    assert (found.flow.databases, found.flow.duplicates, found.flow.screened) == ((), None, None)
    assert found.behind["identified"] == found.behind["duplicates"] == ()


def test_an_update_that_is_taken_back_does_not_count(updated: Made) -> None:
    (one,) = updates(updated.review)
    updated.say("lead", one.version)
    assert updates(updated.review) == ()


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [(0.6, 0.9, "above"), (0.1, 0.4, "below"), (0.4, 0.6, "open"), (0.5, 0.6, "open"),
     (0.4, 0.5, "open"), (None, 0.6, ""), (0.6, None, "")],
)  # fmt: skip
def test_where_an_interval_lies(low, high, side) -> None:
    assert conclusion_side(low, high, 0.5) == side


def test_a_conclusion_moves_from_one_side_to_another_and_from_none_nowhere() -> None:
    sides = ("above", "below", "open", "")
    moved = {(one, other) for one in sides for other in sides if conclusion_moved(one, other)}
    assert moved == set(permutations(("above", "below", "open"), 2))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_box_of_previous_studies_is_drawn(language) -> None:
    held = PrismaPrevious(studies=3, reports=4, total_studies=5, total_reports=6)
    figure = draw(PrismaFlow(databases=(), studies=2, previous=held), language=language)
    rows = {row[0]: row[1] for row in figure.table.rows}
    said = {"zh": "以前版本已纳入的研究", "en": "Studies included in previous version"}
    assert "3" in rows[said[language]]
    assert "4" in rows[said[language]]
    plain = draw(PrismaFlow(databases=(), studies=2), language=language)
    assert said[language] not in {row[0] for row in plain.table.rows}
