"""zhan2025 as a review: 3,356 records, 18 studies (§2.1, table 1); the rest is not reported."""

from datetime import UTC, datetime, timedelta

import pytest

from trephine.core.error import InputError
from trephine.core.event import Event
from trephine.evidence.review.extraction_cells import extraction_cells
from trephine.evidence.review.fold import fold
from trephine.evidence.review.grim_on_entry import grim_on_entry
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.kappa import kappa
from trephine.evidence.review.minors_sheets import minors_sheets
from trephine.evidence.review.prisma import prisma
from trephine.library import studies
from trephine.library.review_events import review_events
from trephine.plots.prisma import prisma as draw

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def review():
    return fold(
        Event(
            stream="review/zhan2025",
            version=version,
            position=version,
            author="library",
            at=START + timedelta(minutes=version),
            kind=one.kind,
            payload=one.payload,
            before="",
            digest="",
        )
        for version, one in enumerate(review_events("zhan2025"), 1)
    )


def test_flow(review) -> None:
    found = prisma(review)
    flow = found.flow
    assert [one.n for one in flow.databases] == [3356]
    assert flow.databases[0].label.en.count(",") == 5
    assert (flow.studies, flow.reports) == (18, 18)
    unknown = ("duplicates", "automation", "other_reasons", "screened", "excluded", "sought",
               "not_retrieved", "assessed", "pooled")  # fmt: skip
    assert all(getattr(flow, name) is None for name in unknown)
    assert not flow.reports_excluded
    assert found.remarks == ()
    assert draw(flow, language="zh").svg.count("NR") > 4


def test_table_1(review) -> None:
    final = {(one.study, one.item): one.final for one in extraction_cells(review)}
    assert len(included_studies(review)) == 18
    assert sum(int(final[one.id, "n"].number) for one in studies("zhan2025")) == 696
    assert final["zhang2023a", "age-median"].printed == "54 (36, 73)"
    assert final["zhang2023a", "median-pfs"].number == pytest.approx(11.2)
    missing = final["xu2019", "age-median"]
    assert (missing.state, missing.number, missing.place) == ("not-reported", None, "table 1 [19]")
    assert {one.state for one in extraction_cells(review)} == {"stated"}
    states = {one.id: grim_on_entry(final[one.id, "male"]).state for one in studies("zhan2025")}
    assert states["zhang2023a"] == "fits"
    assert "not-checked" in states.values()


def test_minors(review) -> None:
    sheets = minors_sheets(review)
    assert len(sheets) == 18
    assert {one.total for one in sheets} == {11, 12, 13}
    assert all(one.stated and not one.items and one.maximum == 16 for one in sheets)


def test_protocol(review) -> None:
    protocol = review.protocol
    assert [one.id for one in protocol.criteria] == ["1", "2", "3", "4", "E1", "E2", "E3", "E4"]
    assert all(one.at.source == "zhan2025" for one in protocol.criteria)
    # §1.1.5 lists four kinds of document that are excluded: the criteria with an E
    assert all(one.includes != one.id.startswith("E") for one in protocol.criteria)
    assert protocol.methods.model == "by-rule"
    assert len(review.searches) == 6
    assert all(one.hits is None for one in review.searches)


def test_nobody_voted(review) -> None:
    assert review.votes == ()
    assert kappa(review, "title") == ()
    assert review.left_out == ()


def test_a_review_that_is_not_held() -> None:
    with pytest.raises(InputError, match="no such review"):
        review_events("made2026")
