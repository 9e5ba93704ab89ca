import math
from dataclasses import replace

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.evidence.bias.arcsine_thompson import arcsine_thompson
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.deeks import deeks
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.harbord import harbord
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.bias.macaskill import macaskill
from trephine.evidence.bias.names import NAMES
from trephine.evidence.bias.peters import peters
from trephine.evidence.bias.pustejovsky import pustejovsky
from trephine.evidence.bias.schwarzer import schwarzer
from trephine.evidence.bias.thompson_sharp import thompson_sharp
from trephine.evidence.certainty import certainty
from trephine.evidence.certainty_domain import Judged
from trephine.evidence.certainty_imprecision import information_size
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from trephine.evidence.summary_of_findings import Finding, summary_of_findings

WHY = Text(zh="理由", en="a reason")
GOOD = Judged(judgement="not serious", reason=WHY)


def _estimate(**changes) -> Estimate:
    nan = math.nan
    back = changes.pop("natural", Back(estimate=0.8, ci_lb=0.74, ci_ub=0.85, pi_lb=0.7, pi_ub=0.9))
    base = Estimate(
        measure="PLO", method="REML", test="knha", level=95.0, k=12, estimate=1.4, se=0.1, stat=nan,
        pval=nan, ci_lb=1.0, ci_ub=1.7, I2=20.0, tau2=0.1,
        extras={"I2_lb": 0.0, "I2_ub": 55.0}, back={"natural": back},
    )  # fmt: skip
    return replace(base, **changes)


def _egger(pval: float) -> RegressionTest:
    return RegressionTest(
        name="peters", k=12, model="lm", predictor="ninv", stat=1.0, pval=pval, bias=1.0,
        se_bias=1.0, methods=("peters-sutton-2006",),
    )  # fmt: skip


def _domain(found, key):
    return next(one for one in found.domains if one.key == key)


def _judge(key, estimate=None, **inputs):
    found = certainty(
        _estimate() if estimate is None else estimate, start="low", start_reason=WHY, **inputs
    )
    return _domain(found, key).judgement


def test_without_inputs_nothing_is_called_not_serious_that_was_not_looked_at() -> None:
    found = certainty(_estimate(), start="high", start_reason=WHY)
    assert found.unknown == ("risk_of_bias", "indirectness", "imprecision", "publication_bias")
    assert found.at_most
    assert found.level == "high"
    assert "iorio-spencer-2015" in found.methods


def test_start_has_no_default_and_only_two_values() -> None:
    with pytest.raises(TypeError):
        certainty(_estimate(), start_reason=WHY)
    with pytest.raises(InputError, match="high or low"):
        certainty(_estimate(), start="moderate", start_reason=WHY)


@pytest.mark.parametrize(
    ("minors", "judgement"),
    [
        ([12, 13, 14], "not serious"),
        ([10, 9, 12], "serious"),
        ([7, 6, 9], "very serious"),
        ([14, None, 14], "unknown"),
        ([14, math.nan], "unknown"),
        ([], "unknown"),
        (None, "unknown"),
    ],
)
def test_risk_of_bias_follows_the_totals(minors, judgement) -> None:
    assert _judge("risk_of_bias", minors=minors, minors_maximum=16) == judgement


@pytest.mark.parametrize(
    ("changes", "threshold", "judgement"),
    [
        ({}, None, "not serious"),
        ({"extras": {"I2_lb": 0.0, "I2_ub": 90.0}}, None, "unknown"),
        ({"I2": 0.0, "extras": {}}, None, "unknown"),
        ({"I2": 60.0}, None, "serious"),
        ({"I2": 90.0}, None, "serious"),
        ({"I2": math.nan}, None, "unknown"),
        ({"k": 1}, None, "unknown"),
        ({"I2": 90.0}, 0.5, "not serious"),
        ({"I2": 60.0}, 0.72, "serious"),
        ({"I2": 90.0}, 0.72, "very serious"),
        (
            {"I2": 90.0, "natural": Back(estimate=0.8, ci_lb=0.75, ci_ub=0.85, pi_lb=0.4, pi_ub=1)},
            None,
            "very serious",
        ),
    ],
)
def test_inconsistency(changes, threshold, judgement) -> None:
    assert _judge("inconsistency", _estimate(**changes), threshold=threshold) == judgement


def test_i2_limits_follow_from_the_tau2_interval_where_not_stored() -> None:
    # Typical variance 0.1 * 80 / 20 = 0.4; tau2 up to 0.4 gives I2 up to 50 %.
    one = _estimate(extras={}, tau2_lb=0.0, tau2_ub=0.4)
    found = _domain(certainty(one, start="low", start_reason=WHY), "inconsistency")
    assert found.judgement == "not serious"
    assert "(95% CI 0% to 50%)" in found.reason.en


@pytest.mark.parametrize(
    ("point", "ci", "inputs", "judgement"),
    [
        (0.8, (0.74, 0.85), {"participants": 300}, "not serious"),
        (0.8, (0.74, 0.85), {}, "unknown"),  # the information is not known to suffice
        (0.8, (0.65, 0.90), {}, "serious"),
        (0.8, (0.45, 0.90), {}, "very serious"),
        (0.8, (math.nan, math.nan), {}, "unknown"),
        # rare: the ratio of the limits tells, where the width in points says little
        (0.06, (0.040, 0.10), {"participants": 400}, "not serious"),
        (0.06, (0.024, 0.15), {"participants": 400}, "serious"),
        (0.03, (0.008, 0.12), {"participants": 400}, "very serious"),
        (0.03, (0.0, 0.12), {"participants": 400}, "very serious"),
        # so rare that points are what counts: 0.1 to 2 in 100 is known well
        (0.005, (0.001, 0.02), {"participants": 4000}, "not serious"),
        # a threshold: the side on which the interval lies, and how wide it is across
        (0.8, (0.74, 0.85), {"threshold": 0.5, "participants": 300}, "not serious"),
        (0.8, (0.74, 0.85), {"threshold": 0.5}, "unknown"),
        (0.8, (0.74, 0.85), {"threshold": 0.75, "participants": 300}, "serious"),
        (0.7, (0.45, 0.90), {"threshold": 0.75, "participants": 300}, "very serious"),
        # what the interval takes off, the patients take off no second time
        (0.8, (0.74, 0.85), {"threshold": 0.75, "participants": 100}, "serious"),
        # a threshold far away makes few patients no better
        (0.8, (0.62, 0.95), {"threshold": 0.3, "participants": 200}, "serious"),
        (0.8, (0.55, 0.95), {"threshold": 0.3, "participants": 20}, "very serious"),
        (
            0.8,
            (0.74, 0.85),
            {"threshold": 0.5, "participants": 6, "optimal_participants": 9},
            "serious",
        ),
    ],
)
def test_imprecision(point, ci, inputs, judgement) -> None:
    shown = Back(estimate=point, ci_lb=ci[0], ci_ub=ci[1])
    assert _judge("imprecision", _estimate(natural=shown), **inputs) == judgement


@pytest.mark.parametrize("threshold", [None, 0.05, 0.5, 0.75, 0.79])
def test_information_size_is_that_of_an_interval_and_no_threshold_moves_it(threshold) -> None:
    inputs = {"threshold": threshold, "participants": 300}
    reason = _domain(certainty(_estimate(), start="low", start_reason=WHY, **inputs), "imprecision")
    size = math.ceil((1.959964 / 0.05) ** 2 * 0.8 * 0.2)
    assert f"300 ≥ optimal information size {size} (for a 95% CI of plus or minus 5 points)" in (
        reason.reason.en
    )


def test_information_size_of_a_rare_event_is_relative_and_a_person_may_state_it() -> None:
    # n = z^2 (1 - p) / (p / 4): 3 % needs plus or minus 1.5 points
    assert information_size(0.03, half_width=0.015) == math.ceil(1.959964**2 * 0.97 / 0.0075)
    assert information_size(0.5, half_width=0.05) == 385
    assert information_size(0.0, half_width=0.05) is None
    rare = _estimate(natural=Back(estimate=0.03, ci_lb=0.015, ci_ub=0.044))
    assert _judge("imprecision", rare, participants=400) == "serious"
    assert _judge("imprecision", rare, participants=400, half_width=0.05) == "not serious"


def test_reasons_show_the_figures_they_judge() -> None:
    rare = _estimate(natural=Back(estimate=0.03, ci_lb=0.01, ci_ub=0.12))
    found = certainty(rare, start="low", start_reason=WHY, participants=370)
    reason = _domain(found, "imprecision").reason
    assert reason.en == (
        "no decision threshold; the confidence interval 1.0% to 12.0% is 11 points wide, its limits"
        " differ 12.0-fold; participants 370 < optimal information size 497 (for a 95% CI of plus"
        " or minus 1.5 points)"
    )
    assert "宽 11 个百分点，上下限之比 12.0；例数 370 < 最优信息量 497" in reason.zh


def test_a_mean_without_a_threshold_has_unknown_precision() -> None:
    assert _judge("imprecision", _estimate(measure="MN", back={})) == "unknown"


@pytest.mark.parametrize(
    ("k", "pval", "judgement"),
    [(12, 0.5, "not serious"), (12, 0.05, "serious"), (9, 0.05, "unknown"), (12, None, "unknown")],
)
def test_publication_bias_needs_ten_studies_and_a_test(k, pval, judgement) -> None:
    test = None if pval is None else _egger(pval)
    assert _judge("publication_bias", _estimate(k=k), asymmetry=test) == judgement


def test_the_test_of_asymmetry_is_printed_by_its_name() -> None:
    found = certainty(_estimate(), start="low", start_reason=WHY, asymmetry=_egger(0.5))
    reason = _domain(found, "publication_bias").reason
    assert reason.en.startswith("Peters' test P = 0.5")
    assert reason.zh.startswith("Peters 检验 P = 0.5")


def test_every_test_of_asymmetry_has_a_name() -> None:
    n, x = np.array([20, 30, 40, 50, 60]), np.array([9, 12, 22, 20, 31])
    one, two = effects("PLO", xi=x, ni=n), effects("OR", ai=x, n1i=n, ci=x[::-1] // 2, n2i=n)
    made = [f(one) for f in (egger, begg, macaskill, peters)]
    made += [f(two) for f in (harbord, deeks, schwarzer, arcsine_thompson, thompson_sharp)]
    made.append(
        pustejovsky(effects("SMD", m1i=x / 10, sd1i=x / 5, n1i=n, m2i=n / 50, sd2i=x / 5, n2i=n))
    )
    assert {test.name for test in made} == set(NAMES)


def test_a_large_lfk_index_counts() -> None:
    n = np.array([20, 30, 40, 50, 60, 80, 100, 150, 200, 400])
    skewed = effects("PLO", xi=np.array([19, 28, 36, 44, 50, 60, 70, 90, 110, 190]), ni=n)
    index = lfk(skewed)
    assert abs(index.index) > 2
    assert _judge("publication_bias", asymmetry=_egger(0.5), lfk=index) == "serious"


def test_levels_come_off_the_start_and_stop_at_very_low() -> None:
    own = {"risk_of_bias": GOOD, "indirectness": GOOD, "publication_bias": GOOD}
    high = certainty(_estimate(), start="high", start_reason=WHY, own=own, participants=400)
    assert (high.level, high.at_most) == ("high", False)
    own["indirectness"] = Judged(judgement="very serious", reason=WHY)
    lower = certainty(_estimate(), start="high", start_reason=WHY, own=own)
    assert lower.level == "low"
    lowest = certainty(_estimate(I2=60.0), start="low", start_reason=WHY, own=own)
    assert lowest.level == "very low"


def test_a_person_overrides_and_the_proposal_stays() -> None:
    mine = Judged(judgement="serious", reason=Text(zh="我判断", en="I judge so"))
    found = certainty(_estimate(), start="low", start_reason=WHY, own={"inconsistency": mine})
    one = _domain(found, "inconsistency")
    assert (one.proposed, one.judgement, one.grounds.en) == ("not serious", "serious", "I judge so")
    assert "I² = 20%" in one.reason.en
    assert found.level == "very low"
    with pytest.raises(InputError, match="no such domain"):
        certainty(_estimate(), start="low", start_reason=WHY, own={"inconsistant": mine})


def test_absent_inputs_are_explained_and_change_no_judgement() -> None:
    why = Text(zh="未印出", en="not printed")
    absent = {"risk_of_bias": why, "imprecision": why}
    found = certainty(_estimate(), start="low", start_reason=WHY, absent=absent, participants=300)
    assert _domain(found, "risk_of_bias").reason == why
    assert _domain(found, "risk_of_bias").judgement == "unknown"
    assert "points wide" in _domain(found, "imprecision").reason.en


def test_several_back_transformations_need_a_name() -> None:
    n, x = np.array([40, 50, 60]), np.array([20, 30, 50])
    ft = pool(effects("PFT", xi=x, ni=n))
    with pytest.raises(InputError, match="back-transformation"):
        certainty(ft, start="low", start_reason=WHY)
    found = certainty(ft, start="low", start_reason=WHY, back="miller_hm")
    row = summary_of_findings(
        [Finding(outcome=WHY, estimate=ft, certainty=found, back="miller_hm")]
    )[0]
    assert row.natural == ft.back["miller_hm"]


def test_summary_counts_per_thousand_for_proportions_only() -> None:
    found = certainty(_estimate(), start="low", start_reason=WHY)
    mean = _estimate(measure="MN", back={})
    rows = summary_of_findings(
        [
            Finding(outcome=WHY, estimate=_estimate(), certainty=found, participants=200),
            Finding(outcome=WHY, estimate=mean, certainty=found),
        ]
    )
    assert rows[0].per_1000 == pytest.approx((800, 740, 850))
    assert (rows[0].k, rows[0].participants, rows[0].natural.pi_ub) == (12, 200, 0.9)
    assert all(math.isnan(v) for v in rows[1].per_1000)
