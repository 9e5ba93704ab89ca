"""One pooled estimate: what it holds besides the figures compared elsewhere."""

import math

import numpy as np
import pytest

from trephine.evidence.cumulative import cumulative
from trephine.evidence.effects import effects
from trephine.evidence.henmi_copas import henmi_copas
from trephine.evidence.heterogeneity import heterogeneity
from trephine.evidence.information import information
from trephine.evidence.leave_one_out import leave_one_out
from trephine.evidence.pool import pool
from trephine.evidence.profile import profile
from trephine.evidence.weight import weights

X, N = [16, 10, 4, 43, 10, 25], [17, 12, 8, 58, 10, 42]
PROPORTIONS = effects("PLO", xi=X, ni=N, cc=0.5, cc_to="only0")
BIMODAL = effects("GEN", yi=[0.0, 0.05, 6.0], vi=[0.001, 0.002, 9.0])


def test_defaults_are_reml_with_hartung_knapp():
    ours = pool(PROPORTIONS)
    assert (ours.method, ours.test, ours.pi_method, ours.tau2_ci_method) == (
        "REML",
        "knha",
        "riley",
        "QP",
    )
    assert ours.ddf == 5
    assert set(ours.back) == {"natural"}
    assert ours.back["natural"].estimate == pytest.approx(1 / (1 + math.exp(-ours.estimate)))
    assert ours.methods[-1] == "higgins-thompson-2002"
    assert len(set(ours.methods)) == len(ours.methods)


def test_freeman_tukey_has_one_natural_scale_for_each_inverse():
    ours = pool(effects("PFT", xi=X, ni=N))
    assert set(ours.back) == {"miller_hm", "barendregt_doi", "miller_total_n", "sin2"}


def test_freeman_tukey_carries_the_caution_where_the_hazard_is():
    wide = effects("PFT", xi=[1, 2, 180, 1], ni=[5, 9, 30000, 4])
    assert "ft-back-transform" in {c.kind for c in pool(wide).cautions}


def test_common_effect_has_no_prediction_and_no_tau2_interval():
    ours = pool(PROPORTIONS, method="EE", test="z")
    assert ours.tau2 == 0.0
    assert math.isnan(ours.pi_lb)
    assert math.isnan(ours.tau2_lb)
    assert (ours.pi_method, ours.tau2_ci_method) == ("", "")
    assert "riley-higgins-2011" not in ours.methods


@pytest.mark.parametrize(
    ("pi", "df", "se"),
    [
        ("riley", 4, "knha"),
        ("test", 5, "knha"),
        ("HTS", 4, "z"),
        ("V", 5, "z"),
        ("HK", 5, "knha"),
        ("HK-PR", 4, "knha"),
        ("S", math.inf, "z"),
    ],
)
def test_prediction_intervals_by_their_definition(pi, df, se):
    from scipy.stats import t  # noqa: PLC0415  (slow to import, used here alone)

    ours = pool(PROPORTIONS, pi=pi)
    variance = pool(PROPORTIONS, test=se).se ** 2
    half = t.isf(0.025, df) * math.sqrt(ours.tau2 + variance)
    assert ours.pi_lb == pytest.approx(ours.estimate - half, rel=1e-10)
    assert ours.pi_ub == pytest.approx(ours.estimate + half, rel=1e-10)


def test_hybrid_knapp_hartung_takes_the_wider_interval():
    """Little heterogeneity: Hartung-Knapp is narrower than z, so the rules step in."""
    y, v = [0.10, 0.101, 0.099, 0.1], [0.04, 0.05, 0.03, 0.04]
    studies = effects("GEN", yi=y, vi=v)
    z, hk = pool(studies, test="z"), pool(studies, test="knha")
    assert hk.ci_ub - hk.ci_lb < z.ci_ub - z.ci_lb
    hybrid = pool(studies, test="knha_ci")
    assert (hybrid.ci_lb, hybrid.ci_ub) == (z.ci_lb, z.ci_ub)
    assert pool(studies, test="knha_iqwig6").se == pool(studies, test="adhoc").se == z.se
    spread = effects("GEN", yi=[0.1, 1.4, -0.9, 2.0], vi=v)
    for rule in ("knha_ci", "knha_iqwig6"):
        assert pool(spread, test=rule).ci_lb == pool(spread, test="knha").ci_lb


def test_fixed_tau2_and_own_weights():
    given = pool(PROPORTIONS, tau2=0.3, test="z")
    assert given.tau2 == pytest.approx(0.3, rel=1e-15)
    assert math.isnan(given.se_tau2)
    assert given.extras["tau2_given"] == 1.0
    assert information(given).parameters == 1
    own = pool(PROPORTIONS, test="z", weights=np.ones(6))
    assert own.estimate == pytest.approx(PROPORTIONS.yi.mean(), rel=1e-13)
    assert own.se == pytest.approx(math.sqrt((PROPORTIONS.vi + own.tau2).sum()) / 6, rel=1e-13)


def test_two_humps_are_reported_and_the_higher_is_taken():
    found = pool(BIMODAL, method="REML", test="z", tau2_ci="PL")
    curve = profile(BIMODAL, method="REML", tau2=np.linspace(0.0, 60.0, 6001))
    assert curve.best_log_likelihood >= curve.log_likelihood.max() - 1e-9
    l = curve.log_likelihood  # noqa: E741  (the likelihood's letter)
    humps = int(((l[1:-1] > l[:-2]) & (l[1:-1] > l[2:])).sum()) + int(l[0] > l[1])
    kinds = {c.kind for c in found.cautions}
    assert ("several-likelihood-maxima" in kinds) == (humps > 1)


def test_extras_come_from_the_tau2_interval():
    ours = pool(PROPORTIONS)
    typical = ours.extras["typical_variance"]
    share = 100 * ours.tau2 / (ours.tau2 + typical)
    assert pytest.approx(share) == ours.I2
    assert ours.extras["I2_ub"] == pytest.approx(100 * ours.tau2_ub / (ours.tau2_ub + typical))
    assert "I2_lb" not in pool(PROPORTIONS, tau2_ci="none").extras


def test_heterogeneity_agrees_with_dl():
    ours = pool(PROPORTIONS, method="DL")
    spread = heterogeneity(PROPORTIONS, ours)
    assert pytest.approx(ours.I2, rel=1e-10) == spread.I2
    assert spread.I2_lb <= spread.I2 <= spread.I2_ub
    assert 0 < spread.Rb < 100


def test_weights_sum_to_a_hundred():
    share = weights(PROPORTIONS, pool(PROPORTIONS))
    assert share.sum() == pytest.approx(100.0)
    common = weights(PROPORTIONS, pool(PROPORTIONS, method="EE"))
    assert common.max() > share.max()


def test_rows_are_estimates():
    rows = leave_one_out(PROPORTIONS)
    without = effects(
        "PLO", xi=X[:2] + X[3:], ni=N[:2] + N[3:], cc=0.5, cc_to="only0", labels=list("abcde")
    )
    one, direct = rows.row(2), pool(without, tau2_ci="none")
    assert one.estimate == pytest.approx(direct.estimate, rel=1e-12)
    assert one.back["natural"].ci_ub == pytest.approx(direct.back["natural"].ci_ub, rel=1e-12)
    assert one.k == 5
    assert len(rows.rows()) == 6


def test_cumulative_by_year_ends_with_everybody():
    years = [2020, 2018, 2019, 2018, 2021, 2017]
    rows = cumulative(PROPORTIONS, order=years)
    assert rows.labels == tuple(PROPORTIONS.labels[i] for i in (5, 1, 3, 2, 0, 4))
    assert list(rows.k) == [1, 2, 3, 4, 5, 6]
    assert rows.estimate[-1] == pytest.approx(pool(PROPORTIONS).estimate, rel=1e-12)
    assert math.isnan(rows.tau2[0])


def test_henmi_copas_without_heterogeneity_is_close_to_the_common_effect():
    studies = effects("GEN", yi=[0.10, 0.12, 0.11, 0.09], vi=[0.04, 0.05, 0.03, 0.04])
    ours, common = henmi_copas(studies), pool(studies, method="EE", test="z")
    assert ours.estimate == common.estimate
    assert ours.se == pytest.approx(common.se)
    width = (ours.ci_ub - ours.ci_lb) / (common.ci_ub - common.ci_lb)
    # metafor has the same; its solution has four digits
    assert width == pytest.approx(0.93690, abs=2e-4)
