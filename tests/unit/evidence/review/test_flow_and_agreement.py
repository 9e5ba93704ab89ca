"""The flow derived from decisions, kappa, extraction by two, MINORS by two, GRIM on entry."""

from dataclasses import replace

import pytest

from tests.unit.evidence.review.conftest import PROTOCOL, Made, both, record, vote
from trephine.core import review_event as ev
from trephine.core.error import InputError
from trephine.core.source import Locator
from trephine.evidence.review.admit import admit
from trephine.evidence.review.blinded import blinded
from trephine.evidence.review.extraction_cells import extraction_cells, same_value
from trephine.evidence.review.grim_on_entry import grim_on_entry
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.kappa import cohen_kappa, kappa, kappa_minors
from trephine.evidence.review.minors_sheets import minors_sheets
from trephine.evidence.review.prisma import prisma
from trephine.plots.prisma import differences

HERE = Locator(source="made2026", place="§1")


def screened(made: Made) -> Made:
    """r1 and r2 are one document; r1 included, r3 out at full text, r4 out at the title."""
    same = ev.DuplicateVerdict(one="r1", other="r2", same=True, score=99)
    made.say("lead", ev.DuplicatesDecided(verdicts=(same,), automatic=True))
    for who in ("ann", "bo"):
        made.say(who, vote("r1", "include"), vote("r3", "include"), vote("r4", "exclude", "1"))
        made.say(who, vote("r1", "include", stage="full-text"))
        made.say(who, vote("r3", "exclude", "2", stage="full-text"))
    return made


def test_the_flow_counts_what_was_decided(made: Made) -> None:
    found = prisma(screened(made).review)
    flow = found.flow
    assert [(one.label, one.n) for one in flow.databases] == [("pubmed", 5)]
    assert (flow.duplicates, flow.other_reasons, flow.automation) == (1, 1, 0)
    assert (flow.screened, flow.excluded, flow.sought, flow.assessed) == (3, 1, 2, 2)
    assert [(one.label, one.n) for one in flow.reports_excluded] == [(both("other treatment"), 1)]
    assert (flow.studies, flow.reports, flow.pooled) == (1, 1, None)
    assert found.behind["duplicates"] == ("r2",)
    assert found.behind["reports_excluded:2"] == ("r3",)
    assert set(found.origin.values()) == {"counted"}
    assert found.waiting == {"title": 0, "full-text": 0, "import": 0}
    assert differences(flow, "en") == []


def test_what_waits_is_not_screened(made: Made) -> None:
    made.say("ann", vote("r1", "include"))
    found = prisma(made.review)
    assert (found.flow.screened, found.waiting["title"]) == (0, 4)


def test_a_text_that_was_not_retrieved_is_not_assessed(made: Made) -> None:
    screened(made).say("ann", ev.FullTextRecorded(report="r3", state="not-retrieved"))
    found = prisma(made.review)
    flow = found.flow
    assert (flow.sought, flow.not_retrieved, flow.assessed, flow.reports_excluded) == (2, 1, 1, ())
    assert "counted as that: r3" in found.remarks[-1].en


def test_who_waits_for_a_text_that_was_not_retrieved_waits_no_more(made: Made) -> None:
    for who in ("ann", "bo"):
        made.say(who, vote("r1", "include"), vote("r2", "include"))
    assert prisma(made.review).waiting["full-text"] == 2
    made.say("ann", ev.FullTextRecorded(report="r1", state="not-retrieved"))
    assert prisma(made.review).waiting["full-text"] == 1


def test_what_a_list_of_included_studies_refused_was_never_found_by_a_search(made: Made) -> None:
    before = prisma(made.review).flow
    listed = ev.ReferencesImported(
        batch="list", database="pubmed", references=(record("l1"),), refused=7, whole=False
    )
    made.say("lead", listed)
    assert prisma(made.review).flow == before


def test_an_included_report_without_its_text_is_no_study(made: Made) -> None:
    screened(made).say("ann", ev.FullTextRecorded(report="r1", state="not-retrieved"))
    flow = prisma(made.review).flow
    assert (flow.not_retrieved, flow.assessed, flow.studies, flow.reports) == (1, 1, 0, 0)


def test_a_paper_that_a_citation_gave_again_is_no_duplicate_of_the_search(made: Made) -> None:
    again = ev.DuplicateVerdict(one="r1", other="c1", same=True, score=99)
    screened(made).say(
        "lead",
        ev.SearchRecorded(database="chasing", label=both("citations"), other_source="citation"),
        ev.ReferencesImported(
            batch="b2",
            references=(record("c1", database="chasing"),),
            database="chasing",
            refused=2,
        ),
        ev.DuplicatesDecided(verdicts=(again,)),
    )
    flow = prisma(made.review).flow
    assert [one.n for one in flow.databases] == [5]
    assert (flow.duplicates, flow.other_reasons, flow.screened) == (1, 1, 3)
    assert differences(flow, "en") == []


def test_citations_make_the_second_stream(made: Made) -> None:
    screened(made).say(
        "lead",
        ev.SearchRecorded(database="chasing", label=both("citations"), other_source="citation"),
        ev.ReferencesImported(
            batch="b2", references=(record("c1", database="chasing"),), database="chasing"
        ),
    )
    for who in ("ann", "bo"):
        made.say(who, vote("c1", "include"), vote("c1", "include", stage="full-text"))
    found = prisma(made.review)
    assert found.flow.other is not None
    assert [one.n for one in found.flow.other.sources] == [1]
    assert (found.flow.other.sought, found.flow.other.assessed) == (1, 1)
    assert (found.flow.screened, found.flow.studies) == (3, 2)
    assert found.behind["other_identified"] == ("c1",)


def test_what_a_publication_states_is_shown_and_the_rest_is_not_reported(made: Made) -> None:
    del made.events[5:]
    made.say(
        "lead",
        ev.SearchRecorded(database="one", label=both("one")),
        ev.SearchRecorded(database="two", label=both("two")),
        ev.CountStated(box="identified", n=3356, at=HERE),
        ev.CountStated(box="studies", n=3, at=HERE),
        ev.ReferencesImported(batch="i", references=(record("a"), record("b")), whole=False),
        ev.VerdictStated(report="a", stage="full-text", verdict="include", at=HERE),
        ev.VerdictStated(report="b", stage="full-text", verdict="include", at=HERE),
    )
    found = prisma(made.review)
    assert [(one.label.en, one.n) for one in found.flow.databases] == [("one, two", 3356)]
    assert (found.flow.duplicates, found.flow.screened, found.flow.excluded) == (None, None, None)
    assert (found.flow.studies, found.origin["studies"]) == (2, "counted")
    assert "3 included studies are stated, 2 stand here" in found.remarks[0].en


def test_hits_that_were_not_all_imported_are_remarked(made: Made) -> None:
    made.say("lead", ev.SearchRecorded(database="pubmed", label=both("PubMed"), hits=7))
    assert "found 7, 5 were imported" in prisma(made.review).remarks[0].en


def test_hits_of_which_nothing_is_imported_wait_and_contradict_nothing(made: Made) -> None:
    screened(made).say("lead", ev.SearchRecorded(database="cnki", label=both("CNKI"), hits=40))
    found = prisma(made.review)
    assert (found.flow.screened, found.waiting["import"]) == (3, 40)
    assert differences(found.flow, "en", waiting=found.waiting) == []
    assert (
        "40 of them" in differences(replace(found.flow, screened=2), "en", waiting=found.waiting)[0]
    )


def test_reports_of_one_study_are_one_study(made: Made) -> None:
    for who in ("ann", "bo"):
        for key in ("r1", "r2", "r3"):
            made.say(who, vote(key, "include"), vote(key, "include", stage="full-text"))
    made.say("ann", ev.ReportsGrouped(study="trial", reports=("r1", "r3", "r4"), label=both("T")))
    found = included_studies(made.review)
    assert [(one.id, one.reports) for one in found] == [("trial", ("r1", "r3")), ("r2", ("r2",))]
    assert (prisma(made.review).flow.studies, prisma(made.review).flow.reports) == (2, 3)


def test_kappa_of_a_published_table() -> None:
    """Fleiss, Levin, Paik 2003, table 18.1: kappa 0.676, and its interval by hand."""
    counts = ((75, 1, 4), (5, 4, 1), (0, 0, 10))
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(counts[i][j])]
    found = cohen_kappa(pairs, (0, 1, 2))
    assert found.kappa == pytest.approx(0.676, abs=5e-4)
    assert found.observed == pytest.approx(0.89)
    assert found.expected == pytest.approx(0.66)
    assert found.table == counts
    swapped = cohen_kappa([(b, a) for a, b in pairs], (0, 1, 2))
    assert swapped.kappa == pytest.approx(found.kappa)
    assert swapped.se == pytest.approx(found.se)


def test_two_by_two_standard_error_against_its_own_formula() -> None:
    """Two categories: the general formula against the closed form of Fleiss and others."""
    a, b, c, d = 40, 9, 6, 45
    n = a + b + c + d
    pairs = [(1, 1)] * a + [(1, 0)] * b + [(0, 1)] * c + [(0, 0)] * d
    found = cohen_kappa(pairs, (1, 0))
    weighted = cohen_kappa(pairs, (1, 0), weighted=True)
    po = (a + d) / n
    pe = ((a + b) * (a + c) + (c + d) * (b + d)) / n**2
    k = (po - pe) / (1 - pe)
    rows, columns = ((a + b) / n, (c + d) / n), ((a + c) / n, (b + d) / n)
    one = sum(p * (1 - (rows[i] + columns[i]) * (1 - k)) ** 2 for i, p in enumerate((a / n, d / n)))
    two = (1 - k) ** 2 * (b / n * (columns[0] + rows[1]) ** 2 + c / n * (columns[1] + rows[0]) ** 2)
    se = (one + two - (k - pe * (1 - k)) ** 2) ** 0.5 / ((1 - pe) * n**0.5)
    assert found.kappa == pytest.approx(k)
    assert found.se == pytest.approx(se)
    assert (weighted.kappa, weighted.se) == (pytest.approx(k), pytest.approx(se))


def test_kappa_is_of_the_votes_before_anybody_saw_the_other_s(made: Made) -> None:
    made.say("ann", vote("r1", "include"), vote("r3", "include"), vote("r4", "exclude", "1"))
    made.say("bo", vote("r1", "exclude", "1"), vote("r1", "include"))
    made.say("bo", vote("r3", "include"), vote("r4", "include"))
    before = kappa(made.review, "title")[0]
    assert (before.n, before.observed) == (3, pytest.approx(1 / 3))
    made.say("bo", vote("r4", "exclude", "1"))
    assert kappa(made.review, "title")[0] == before


def test_kappa_is_unknown_where_both_say_one_thing(made: Made) -> None:
    screened(made)
    only = cohen_kappa([("a", "a")] * 5, ("a", "b"))
    assert (only.kappa, only.observed) == (None, 1.0)
    assert cohen_kappa([], ("a", "b")).kappa is None
    (found,) = kappa(made.review, "title")
    assert (found.one, found.other, found.n, found.kappa) == ("ann", "bo", 3, pytest.approx(1.0))
    assert kappa(blinded(made.review, "ann"), "title") == (found,)


def value(**given) -> ev.ExtractedValue:
    given.setdefault("state", "reported")
    return ev.ExtractedValue(**given)


def read(reader_value: ev.ExtractedValue, item: str = "responders") -> ev.ValueExtracted:
    return ev.ValueExtracted(study="r1", item=item, value=reader_value)


def test_only_disagreements_are_settled_and_not_reported_is_not_zero(made: Made) -> None:
    screened(made).say("ann", read(value(events=0, n=9, printed="0/9", place="p. 3")))
    (cell,) = extraction_cells(made.review)
    assert (cell.state, cell.final) == ("one-reading", None)
    assert extraction_cells(blinded(made.review, "bo")) == ()
    made.say("bo", read(value(state="not-reported")))
    (cell,) = extraction_cells(made.review)
    assert (cell.state, cell.final) == ("differ", None)
    settled = ev.ValueSettled(
        study="r1", item="responders", value=value(events=0, n=9), why="table 2 prints it"
    )
    admit(made.review, settled, "cy")
    made.say("cy", settled)
    (cell,) = extraction_cells(made.review)
    assert (cell.state, cell.final.events) == ("settled", 0)
    made.say("bo", read(value(events=0, n=9, printed="0 / 9", place="table 2")))
    (cell,) = extraction_cells(made.review)
    assert (cell.state, cell.decision) == ("agreed", None)
    with pytest.raises(InputError, match="disagreement"):
        admit(made.review, settled, "cy")


def test_unclear_is_not_unreported_and_words_are_compared_as_read() -> None:
    assert not same_value(value(state="unclear"), value(state="not-reported"))
    assert same_value(value(state="not-reported", place="p. 1"), value(state="not-reported"))
    assert same_value(value(printed="１２ 个月"), value(printed="12个月"))
    assert not same_value(value(printed="12"), value(printed="13"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (read(value(state="not-reported", events=0)), "holds no figure"),
        (read(value(state="not-reported", printed="0")), "holds no figure"),
        (read(value()), "is empty"),
        (read(value(events=4, n=3)), "between 0 and n"),
        (read(value(printed="3"), "weight"), "no such item"),
        (
            ev.ValueExtracted(study="r4", item="responders", value=value(printed="3")),
            "no such included study",
        ),
        (ev.MinorsScored(study="r1", item=9, score=1), "no such item"),
    ],
)
def test_values_that_cannot_be_are_refused(made: Made, given, says) -> None:
    with pytest.raises(InputError, match=says):
        admit(screened(made).review, given, "ann")


def test_minors_by_two(made: Made) -> None:
    screened(made)
    for who, scores in (("ann", (2, 2, 1, 2, 0, 2, 2, 0)), ("bo", (2, 2, 1, 2, 0, 1, 2, 0))):
        for at, score in enumerate(scores, 1):
            made.say(who, ev.MinorsScored(study="r1", item=at, score=score))
    (sheet,) = minors_sheets(made.review)
    assert sheet.items == (2, 2, 1, 2, 0, None, 2, 0)
    assert (sheet.total, sheet.maximum, sheet.differ) == (None, 16, (6,))
    made.say("cy", ev.MinorsSettled(study="r1", item=6, score=1, why="12 months at most"))
    (sheet,) = minors_sheets(made.review)
    assert (sheet.total, sheet.differ) == (10, ())
    (found,) = kappa_minors(made.review)
    assert found.n == 8
    assert found.observed == pytest.approx(7 / 8)
    assert 0.5 < found.kappa < 1


def test_a_published_total_has_no_items(made: Made) -> None:
    made.say("lead", ev.MinorsStated(study="r1", total=13, maximum=16, at=HERE))
    (sheet,) = minors_sheets(made.review)
    assert (sheet.total, sheet.items, sheet.stated) == (13, (), True)


@pytest.mark.parametrize(
    ("given", "state", "counts", "contradicts"),
    [
        (value(printed="66.7%", n=9), "fits", (6,), False),
        (value(printed="66.7%", n=9, events=5), "fits", (6,), True),
        (value(printed="81%", n=24), "none", (), False),
        (value(printed="66.7", n=9), "not-checked", (), False),
        (value(printed="66.7%"), "not-checked", (), False),
        (value(printed="1e2%", n=9), "not-checked", (), False),
        (value(printed="170%", n=9), "not-checked", (), False),
        (value(printed="50%", n=1000), "any", None, False),
        (value(state="not-reported", n=9), "not-checked", (), False),
    ],
)
def test_grim_on_entry(given, state, counts, contradicts) -> None:
    found = grim_on_entry(given)
    assert (found.state, found.contradicts) == (state, contradicts)
    if counts is not None:
        assert found.counts == counts
    if state == "none":
        assert 16 in {one.n for one in found.others}


def test_an_amended_protocol_keeps_the_first_and_its_digest(made: Made) -> None:
    made.say("lead", ev.ProtocolRegistered(protocol=PROTOCOL, why="nothing changed"))
    first, second = made.review.registrations
    assert first.digest == second.digest
    assert len(first.digest) == 64


def test_a_stage_not_reached_is_no_zero(made: Made) -> None:
    found = prisma(made.review)
    assert found.own
    assert {"screened", "sought", "assessed", "studies", "reports_excluded"} <= found.unreached
    assert "identified" not in found.unreached
    made.say("ann", vote("r1", "include"))
    made.say("bo", vote("r1", "include"))
    half = prisma(made.review)
    assert {"screened", "sought"} & half.unreached == set()
    assert "assessed" in half.unreached


def test_a_finished_review_has_reached_everything(made: Made) -> None:
    assert prisma(screened(made).review).unreached == frozenset()
