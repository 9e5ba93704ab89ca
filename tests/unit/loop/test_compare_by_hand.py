"""A virtual arm beside made-up evidence, and two arms of a few patients, worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from trephine.core.source import Locator
from trephine.core.text import both_of
from trephine.library import product
from trephine.loop.compare.compare_arm import VirtualFigure, compare_arm, judge
from trephine.loop.compare.evidence_row import EvidenceFigure, EvidenceRow
from trephine.loop.compare.paired_arms import paired_arms
from trephine.loop.compare.trade_off import trade_off
from trephine.loop.outcomes.arm_results import arm_results
from trephine.loop.outcomes.endpoint import MONTH
from trephine.loop.outcomes.patient_table import patient_table

NEVER = np.nan
WIDE = {"ci_lb": 0.0, "ci_ub": 1.0}


def table(n=4, arm="a", **columns):
    base = {
        "patient": np.arange(n),
        "status": ["ok"] * n,
        "last_day": [400.0] * n,
        "death_day": [NEVER] * n,
        "measurable": [1] * n,
        "best_response": ([3, 3, 1, 1] * n)[:n],
        "progression_day": [NEVER] * n,
        "last_visit_day": [390.0] * n,
    }
    return patient_table({**base, **columns}, arm=arm)


def row(outcome, *figures, side="check", silent=None):
    return EvidenceRow(
        id=f"made-up/{outcome}/{side}",
        source="made-up",
        label=both_of("made up"),
        outcome=outcome,
        at=Locator(source="made-up", place="1"),
        references=figures,
        side=side,
        printed="",
        silent=silent,
    )


def figure(estimate, **more):
    return EvidenceFigure(basis="trial", estimate=estimate, **more)


def virtual(share, n=100):
    return VirtualFigure(estimate=share, ci_lb=share, ci_ub=share, events=None, n=n)


def compared(*rows, given=None):
    return compare_arm(arm_results(given or table()), product("ide-cel"), evidence=rows).rows


def test_a_result_that_is_not_reached_is_shown_and_judged_by_nothing() -> None:
    found = judge(virtual(NEVER), figure(0.5, ci_lb=0.4, ci_ub=0.6, centre=0.5, sd=0.1))
    assert found.verdict == "shown"
    assert math.isnan(found.beyond)
    assert math.isnan(found.sds)


def test_a_prediction_has_two_ends() -> None:
    wide = figure(0.5, ci_lb=0.4, ci_ub=0.6, pi_lb=0.3, pi_ub=0.7)
    verdicts = [judge(virtual(v), wide).verdict for v in (0.29, 0.3, 0.4, 0.6, 0.7, 0.71)]
    assert verdicts == ["outside", "inside-pi", "inside-ci", "inside-ci", "inside-pi", "outside"]
    alone = figure(0.5, ci_lb=0.4, ci_ub=0.6)
    assert judge(virtual(0.7), alone).beyond == pytest.approx(10.0)
    assert judge(virtual(0.35), alone).beyond == pytest.approx(-5.0)


def test_distances_are_on_the_scale_of_the_prediction() -> None:
    half = 0.25 * math.pi
    arc = figure(0.5, **WIDE, scale="arcsine", centre=half, sd=0.5)
    assert judge(virtual(0.75), arc).sds == pytest.approx((math.pi / 3 - half) / 0.5)
    logit = figure(0.5, **WIDE, scale="logit", centre=0.0, sd=2.0)
    assert judge(virtual(0.8), logit).sds == pytest.approx(math.log(4.0) / 2.0)
    # none of 100 count as half an event of 101
    assert judge(virtual(0.0), logit).sds == pytest.approx(math.log(0.5 / 100.5) / 2.0)
    assert math.isnan(judge(virtual(0.5), figure(0.5, **WIDE, centre=0.5, sd=0.0)).sds)


def test_the_first_reference_judges_and_a_silent_row_does_not() -> None:
    inside, outside = figure(0.5, ci_lb=0.4, ci_ub=0.6), figure(0.9, ci_lb=0.8, ci_ub=1.0)
    one, other, silent = compared(
        row("ORR", inside, outside),
        row("ORR", outside, inside),
        row("ORR", inside, silent=both_of("why")),
    )
    assert [one.verdict, other.verdict, silent.verdict] == ["inside-ci", "outside", "silent"]
    assert [each.verdict for each in one.judged] == ["inside-ci", "outside"]
    assert silent.judged[0].verdict == "inside-ci", "shown to the reader all the same"


def test_days_are_compared_in_months() -> None:
    given = table(crs_day=[MONTH, 2 * MONTH, 3 * MONTH, NEVER])
    (found,) = compared(row("CRS_ONSET", figure(2.5, scale="months")), given=given)
    assert found.virtual.estimate == pytest.approx(2.0)
    assert found.virtual.n == 3
    assert found.judged[0].difference == pytest.approx(-0.5)
    assert found.verdict == "shown"


def test_what_was_not_computed_says_so_and_days_of_nobody_are_none() -> None:
    (unknown, nobody) = compared(
        row("NOT_ONE", figure(0.5)),
        row("CRS_ONSET", figure(1.0, scale="months")),
        given=table(crs_day=[NEVER] * 4),
    )
    assert unknown.verdict == nobody.verdict == "no-result"
    assert "was not computed" in unknown.missing.en


def test_held_out_is_all_but_what_a_fit_may_use() -> None:
    rows = [row("ORR", figure(0.5), side=side) for side in ("fit", "check", "pooled")]
    found = compare_arm(arm_results(table()), product("ide-cel"), evidence=rows)
    assert [one.row.side for one in found.held_out] == ["check", "pooled"]


# -- two arms --------------------------------------------------------------------------------------


def pair(first, other, key, days=390.0):
    return paired_arms(first, other, days=days, keys=(key,))


def test_a_pair_counts_where_both_are_known_on_the_day_itself() -> None:
    lost = {"last_day": [365.0, 364.9, 400.0, 400.0], "last_visit_day": [300.0] * 4}
    one = table(**lost)
    died = {"death_day": [NEVER, NEVER, 365.0, 365.1], "last_day": [400.0, 400.0, 365.0, 365.1]}
    two = table(arm="b", **died, last_visit_day=[300.0] * 4)
    found = pair(one, two, "OS_GE1Y").shares["OS_GE1Y"]
    # patient 1 was lost the day before in one arm; patient 2 died on the day, patient 3 after it
    assert found.pairs == 3
    assert (found.both, found.only_first, found.only_other, found.neither) == (2, 1, 0, 0)
    assert found.difference == pytest.approx(-1 / 3)
    dead = pair(one, two, "MORTALITY_LE1Y").shares["MORTALITY_LE1Y"]
    assert (dead.only_other, dead.neither) == (1, 2)


def test_who_failed_in_the_other_arm_is_in_no_pair() -> None:
    one, two = table(), table(arm="b", status=["ok", "stiff", "ok", "ok"])
    for first, other in ((one, two), (two, one)):
        found = pair(first, other, "ORR")
        assert (found.matched, found.failed) == (3, (1,))
        assert found.shares["ORR"].pairs == 3


def test_what_is_known_in_one_arm_alone_is_no_pair() -> None:
    one = table(measurable=[1, 0, 1, 1])
    found = pair(one, table(arm="b"), "ORR").shares["ORR"]
    assert found.pairs == 3
    assert (found.first, found.other) == (1 / 3, 1 / 3)


def test_time_without_the_event_is_cut_at_the_horizon_and_needs_follow_up_to_it() -> None:
    first = {"death_day": [100.0, NEVER, 395.0, NEVER], "last_visit_day": [90.0] * 4}
    one = table(**first, last_day=[100.0, 400.0, 395.0, 389.0])
    two = table(arm="b", last_day=[400.0, 388.9, 400.0, 400.0], last_visit_day=[90.0] * 4)
    found = pair(one, two, "MEDIAN_OS").times["MEDIAN_OS"].means
    # patient 3 was followed to within a day of the 390, patient 1 not in the other arm
    assert found.pairs == 3
    assert found.first == pytest.approx((100 + 390 + 390) / 3 / MONTH)
    assert found.other == pytest.approx(390 / MONTH)


def test_needed_has_its_ends_in_order_and_is_open_where_nothing_is_sure() -> None:
    n = 100
    harmed = table(n, crs_max=[3] * 30 + [0] * 70, best_response=[3] * n)
    spared = table(n, arm="b", crs_max=[0] * n, best_response=[3] * n)
    found = pair(harmed, spared, "CRS_G3P").shares["CRS_G3P"]
    assert found.difference == pytest.approx(-0.3)
    assert found.needed == pytest.approx(1 / 0.3)
    low, high = found.needed_interval
    assert low == pytest.approx(1 / -found.ci_lb)
    assert high == pytest.approx(1 / -found.ci_ub)
    assert low < found.needed < high < math.inf
    one_less = table(n, arm="b", crs_max=[0] + [3] * 29 + [0] * 70, best_response=[3] * n)
    assert pair(harmed, one_less, "CRS_G3P").shares["CRS_G3P"].needed_interval[1] == math.inf


def test_the_ends_of_an_exchange_are_fiellers() -> None:
    """At either end gain less ends times harm is as far from nothing as its interval goes."""
    n = 60
    harmed = np.arange(n) < 20
    gained = np.arange(n) % 3 == 0
    one = table(n, crs_max=[0] * n, best_response=[1] * n)
    two = table(n, arm="b", crs_max=np.where(harmed, 3, 0), best_response=np.where(gained, 3, 1))
    found = trade_off(one, two)
    assert found.exchange == pytest.approx(1.0)
    assert found.exchange_lb < found.exchange < found.exchange_ub
    limit = stats.t.isf(0.025, n - 1)
    for end in (found.exchange_lb, found.exchange_ub):
        rest = gained - end * harmed
        assert abs(rest.mean()) == pytest.approx(limit * rest.std(ddof=1) / math.sqrt(n))


def test_a_median_that_is_not_reached_is_outside_where_its_lower_end_lies_above() -> None:
    months = figure(8.8, ci_lb=5.6, ci_ub=11.6, scale="months")

    def judged(low, reference=months):
        own = VirtualFigure(estimate=NEVER, ci_lb=low, ci_ub=NEVER, events=None, n=100)
        return judge(own, reference)

    above = judged(24.0)
    assert above.verdict == "outside"
    assert above.beyond == pytest.approx(12.4)
    assert math.isnan(above.difference)
    for low in (11.6, 4.0, NEVER):
        assert judged(low).verdict == "shown"
        assert math.isnan(judged(low).beyond)
    assert judged(24.0, replace(months, ci_ub=NEVER)).verdict == "shown"
    assert judged(24.0, replace(months, pi_ub=30.0)).verdict == "shown"
