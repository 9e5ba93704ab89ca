"""Which counts of a review are pooled: those that are printed, or that alone print as they do."""

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.evidence.review.conftest import PROTOCOL, Made, both, record
from trephine.core import review_event as ev
from trephine.core.review_protocol import ExtractionItem
from trephine.core.source import Locator
from trephine.web.review.synthesis import review_analysis, review_outcomes

HERE = Locator(source="made2026", place="§1")
ITEMS = (
    ExtractionItem(id="n", label=both("patients"), kind="number"),
    ExtractionItem(id="crs", label=both("CRS"), kind="percentage", outcome="CRS"),
)


def told(printed: str = "", **figures) -> ev.ExtractedValue:
    return ev.ExtractedValue(state="reported", printed=printed, **figures)


def one_study(patients: ev.ExtractedValue, crs: ev.ExtractedValue):
    """Return the analysis of CRS in a review of one study with these values."""
    made = Made()
    made.say(
        "lead",
        ev.ReviewOpened(title=both("made review")),
        ev.ProtocolRegistered(protocol=replace(PROTOCOL, items=ITEMS)),
        ev.ReferencesImported(batch="b", references=(record("r1", year=2021),), whole=False),
        ev.VerdictStated(report="r1", stage="full-text", verdict="include", at=HERE),
        ev.ValueStated(study="r1", item="n", value=patients, at=HERE),
        ev.ValueStated(study="r1", item="crs", value=crs, at=HERE),
    )
    return made.review, review_analysis("made", made.review, "CRS")


@given(n=st.integers(1, 400), share=st.floats(0, 1), decimals=st.integers(0, 2),
       rounding=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN]))  # fmt: skip
def test_a_percentage_is_pooled_as_the_true_count_or_not_at_all(n, share, decimals, rounding):
    def as_printed(events: int) -> Decimal:
        return (Decimal(100 * events) / n).quantize(Decimal(1).scaleb(-decimals), rounding)

    true = round(share * n)
    printed = as_printed(true)
    _, found = one_study(told(number=float(n)), told(f"{printed}%", n=n))
    (study,) = found.studies
    alike = [events for events in range(n + 1) if as_printed(events) == printed]
    assert study.events in {None, true}, alike
    assert (study.events is None) == (study.excluded is not None)
    if len(alike) > 1:
        assert found.known == ()
        assert study.origin == "unknown"
    if study.events is not None:
        assert (study.origin, study.flags) == ("inferred", ("count-inferred",))


@pytest.mark.parametrize(("printed", "n", "events"), [
    ("7%", 40, 3),
    ("7%", 25, None),  # no count gives it
    ("7%", 150, None),  # 10 gives it, and 11
    ("66.7%", 9, 6),
])  # fmt: skip
def test_a_percentage_that_no_count_or_several_give_is_not_pooled(printed, n, events):
    review, found = one_study(told(number=float(n)), told(printed, n=n))
    (study,) = found.studies
    assert (study.events, study.n, study.printed) == (events, n, printed[:-1])
    assert len(found.known) == (events is not None)
    (row,) = review_outcomes(review).outcomes
    assert (row.k, row.known) == (1, len(found.known))


def test_a_printed_count_goes_before_the_percentage_beside_it():
    _, found = one_study(told(number=150.0), told("7%", n=150, events=11))
    assert [(one.events, one.n, one.origin) for one in found.known] == [(11, 150, "read")]


def test_a_study_of_unknown_size_is_left_out_for_that_reason():
    unknown = ev.ExtractedValue(state="not-reported")
    _, found = one_study(unknown, told("11/150", n=150, events=11))
    (study,) = found.studies
    assert found.known == ()
    assert "patients" in study.excluded.en, "not: the outcome is not reported"
    _, absent = one_study(told(number=150.0), unknown)
    assert "not reported" in absent.studies[0].excluded.en
