"""A virtual arm beside the evidence: the verdict, how far outside, and what may not judge."""

import math
from dataclasses import replace

import pytest

from tests.unit.loop.tables import table
from trephine.core.mark import Read
from trephine.evidence.meta import meta
from trephine.library import product, published, targets
from trephine.loop.compare.compare_arm import VirtualFigure, compare_arm, judge
from trephine.loop.compare.evidence_row import EvidenceFigure
from trephine.loop.compare.pooled_with import VIRTUAL, pooled_with
from trephine.loop.compare.review_rows import review_rows
from trephine.loop.compare.target_rows import target_rows
from trephine.loop.compare.trial_rows import side_of, trial_rows
from trephine.loop.outcomes.arm_results import arm_results

ROWS = {one.id: one for one in review_rows()}


def virtual(share, n=1000):
    return VirtualFigure(estimate=share, ci_lb=share, ci_ub=share, events=round(share * n), n=n)


REFERENCE = EvidenceFigure(
    basis="trial", estimate=0.5, ci_lb=0.4, ci_ub=0.6, pi_lb=0.3, pi_ub=0.7, centre=0.5, sd=0.1
)


@pytest.mark.parametrize(
    ("share", "verdict", "beyond"),
    [
        (0.5, "inside-ci", 0.0),
        (0.6, "inside-ci", 0.0),
        (0.61, "inside-pi", 0.0),
        (0.3, "inside-pi", 0.0),
        (0.29, "outside", -1.0),
        (0.75, "outside", 5.0),
    ],
)
def test_inside_the_intervals_or_outside_and_by_how_much(share, verdict, beyond):
    found = judge(virtual(share), REFERENCE)
    assert found.verdict == verdict
    assert found.beyond == pytest.approx(beyond)
    assert found.difference == pytest.approx(100 * (share - 0.5))
    assert found.sds == pytest.approx((share - 0.5) / 0.1)


def test_without_an_interval_the_difference_alone_is_shown():
    found = judge(virtual(0.5), replace(REFERENCE, ci_lb=math.nan, ci_ub=math.nan,
                                        pi_lb=math.nan, pi_ub=math.nan, sd=math.nan))  # fmt: skip
    assert found.verdict == "shown"
    assert math.isnan(found.beyond)
    assert math.isnan(found.sds)


@pytest.mark.parametrize(
    ("share", "low", "high", "reaches"),
    [
        (0.2, 0.1, 0.29, False),
        (0.2, 0.1, 0.3, True),
        (0.8, 0.71, 0.9, False),
        (0.8, 0.7, 0.9, True),
        (0.5, 0.2, 0.8, False),
    ],
)
def test_outside_says_whether_its_own_interval_reaches_in(share, low, high, reaches):
    found = judge(replace(virtual(share, 20), ci_lb=low, ci_ub=high), REFERENCE)
    assert found.reaches is reaches


def test_an_upper_end_that_is_not_reached_lies_above_everything():
    months = replace(REFERENCE, scale="months", estimate=12.0, ci_lb=10.0, ci_ub=14.0,
                     pi_lb=math.nan, pi_ub=math.nan, sd=math.nan)  # fmt: skip
    median = VirtualFigure(estimate=8.0, ci_lb=6.0, ci_ub=math.nan, events=None, n=20)
    assert judge(median, months).verdict == "outside"
    assert judge(median, months).reaches


def test_a_distance_never_points_the_other_way_than_the_difference():
    """4 of 4 counts as 4.5 of 5, which lies below 98 %: so few tell no distance."""
    high = replace(REFERENCE, scale="logit", estimate=0.98, centre=math.log(0.98 / 0.02), sd=0.5)
    few, many = judge(virtual(1.0, n=4), high), judge(virtual(1.0, n=400), high)
    assert few.difference > 0
    assert math.isnan(few.sds)
    assert many.sds > 0
    low = replace(REFERENCE, scale="logit", estimate=0.02, centre=math.log(0.02 / 0.98), sd=0.5)
    assert math.isnan(judge(virtual(0.0, n=4), low).sds)


def test_a_share_of_all_or_none_has_a_finite_distance_on_the_logit():
    logit = replace(REFERENCE, scale="logit", centre=2.0, sd=1.0)
    assert math.isfinite(judge(virtual(1.0), logit).sds)
    assert judge(virtual(1.0), logit).sds > judge(virtual(0.99), logit).sds


def test_every_pooled_result_of_the_review_has_a_row_and_none_is_fitted():
    asked = [one.id for one in published("zhan2025") if one.analysis == "primary"]
    assert [one.id.removeprefix("zhan2025/") for one in review_rows()] == asked
    assert {one.side for one in review_rows()} == {"pooled"}
    assert len(review_rows(sensitivity=True)) == len(published("zhan2025"))


def test_what_can_be_redone_is_redone_and_the_printed_figures_stand_beside_it():
    found = ROWS["zhan2025/orr"]
    redone, printed = found.references
    assert (redone.basis, printed.basis) == ("recomputed", "printed")
    assert (printed.estimate, printed.ci_lb, printed.ci_ub) == (0.86, 0.76, 0.94)
    labels, events, sizes = zip(*found.counts, strict=True)
    own = meta({"study": labels, "xi": events, "ni": sizes}).estimate.back["natural"]
    assert (redone.estimate, redone.pi_ub) == (own.estimate, own.pi_ub)
    assert (redone.k, redone.k_of) == (len(found.counts), 11)


def test_the_prediction_interval_of_printed_figures_holds_their_confidence_interval():
    for one in review_rows():
        printed = one.references[-1]
        if not math.isnan(printed.pi_lb):
            assert printed.pi_lb <= printed.ci_lb + 0.01, one.id
            assert printed.pi_ub >= printed.ci_ub - 0.01, one.id


def test_rows_that_the_audit_found_inconsistent_judge_nothing():
    silent = {key.removeprefix("zhan2025/") for key, one in ROWS.items() if one.silent}
    # Mortality of 3% beside survival of 74%; stable disease of 60% beside a response of 86%; three
    # intervals that the n's and I2 do not give.
    assert silent == {
        "mortality-le1y", "os-ge1y", "sd-le1y", "leukopenia-g3p", "anemia", "mortality-ge2y"
    }  # fmt: skip
    found = compare_arm(arm_results(table()), product("ide-cel"))
    verdicts = {one.row.id: one.verdict for one in found.rows}
    assert verdicts["zhan2025/mortality-le1y"] == "silent"
    assert verdicts["zhan2025/os-ge1y"] == "silent"
    assert verdicts["zhan2025/orr"] != "silent"


def test_a_trial_is_judged_by_its_own_rows_marked_as_fitted_or_kept():
    rows = {one.id: one for one in trial_rows(product("ide-cel"), 1000)}
    found = rows["consensus2022/munshi2021/ORR"]
    assert (found.references[0].events, found.references[0].n) == (94, 128)
    assert found.side == "fit"
    assert side_of("fu2019") == "check"
    assert rows["consensus2022/munshi2021/MEDIAN_PFS"].references[0].estimate == 8.8


def test_a_percentage_that_no_count_gives_judges_nothing():
    rows = {one.id: one for one in trial_rows(product("hrain-bcma"), 1000)}
    assert rows["consensus2022/fu2019/ORR"].silent is not None
    assert rows["consensus2022/fu2019/CRS"].silent is None
    disputed = {one.id: one for one in trial_rows(product("lcar-b38m"), 1000)}
    assert disputed["consensus2022/zhao2018/SCR_CR"].silent is not None
    assert disputed["consensus2022/zhao2018/ORR"].silent is None


def test_a_trial_whose_lymphodepletion_the_papers_lack_judges_nothing():
    assert all(one.silent for one in trial_rows(product("anti-bcma-tongji"), 1000))
    assert trial_rows(product("universal"), 1000) == ()


def test_a_repeat_with_more_patients_falls_in_a_narrower_interval():
    few, many = (trial_rows(product("ide-cel"), n)[0].references[0] for n in (50, 5000))
    assert few.pi_lb < many.pi_lb < many.estimate < many.pi_ub < few.pi_ub


def test_an_endpoint_without_a_virtual_result_says_why():
    given = table(days=300.0)
    found = compare_arm(arm_results(given), product("ide-cel"))
    row = next(one for one in found.rows if one.row.outcome == "MORTALITY_GE2Y")
    assert row.verdict == "no-result"
    assert "day 730" in row.missing.en
    assert set(found.tally()) >= {"no-result", "silent"}
    assert sum(found.tally().values()) == len(found.rows)
    assert all(one.row.side != "fit" for one in found.held_out)


def test_pooling_with_real_studies_marks_the_virtual_one_and_says_what_changes():
    found = compare_arm(arm_results(table(response=0.2)), product("ide-cel"))
    orr = next(one for one in found.rows if one.row.id == "zhan2025/orr")
    pooled = pooled_with(orr, "demo")
    assert pooled.virtual_label.startswith(VIRTUAL)
    assert pooled.mixed.effects.labels[-1] == pooled.virtual_label
    assert not any(VIRTUAL in label for label in pooled.published.effects.labels)
    assert pooled.mixed.effects.k == pooled.published.effects.k + 1
    assert pooled.change < -5
    bigger = pooled_with(orr, "demo", size=150)
    assert bigger.n == 150
    silent = next(one for one in found.rows if one.row.id == "zhan2025/mortality-le1y")
    assert pooled_with(silent, "demo") is None


def test_other_figures_of_a_products_own_trial_stand_beside_it():
    rows = target_rows(product("ide-cel"), 1000)
    known = {one.id: one for one in targets()}
    for one in rows:
        target = known[one.id.removeprefix("target/")]
        figure = one.references[0]
        unit = 100.0 if figure.scale == "share" else 1.0
        assert unit * figure.estimate == pytest.approx(target.value)
        assert (one.silent is None) == isinstance(target.mark, Read)
        assert one.source != "consensus2022", "the table's own rows are counted once"
        assert target.stratum is None
        if target.interval == "confidence" and target.low is not None:
            assert unit * figure.ci_lb == pytest.approx(target.low)
    medians = [one for one in rows if one.references[0].scale == "months"]
    assert any(not math.isnan(one.references[0].ci_lb) for one in medians)
    assert "ICANS" in {one.outcome for one in rows}, "ICANS answers before neurotoxicity does"
    assert {one.side for one in rows} == {"fit"}
    assert target_rows(product("universal"), 1000) == ()


def test_a_median_with_a_published_interval_is_judged_in_months():
    found = compare_arm(arm_results(table(n=400)), product("ide-cel"))
    row = next(
        one
        for one in found.rows
        if one.row.id.startswith("target/")
        and one.row.outcome == "MEDIAN_PFS"
        and not math.isnan(one.row.references[0].ci_lb)
        and one.row.silent is None
    )
    own, figure = row.virtual.estimate, row.row.references[0]
    inside = figure.ci_lb <= own <= figure.ci_ub
    assert row.verdict == ("inside-ci" if inside else "outside")
    assert row.judged[0].difference == pytest.approx(own - figure.estimate)
