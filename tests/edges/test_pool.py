"""States that a pooled estimate can be in, and input that it refuses."""

import math
from dataclasses import replace

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.cumulative import cumulative
from trephine.evidence.effects import effects
from trephine.evidence.gosh import gosh
from trephine.evidence.henmi_copas import henmi_copas
from trephine.evidence.leave_one_out import leave_one_out
from trephine.evidence.pool import pool
from trephine.evidence.profile import profile
from trephine.evidence.regression import regress
from trephine.evidence.weight import weights


def made(y, v):
    return effects("GEN", yi=y, vi=v)


def kinds(estimate):
    return {caution.kind for caution in estimate.cautions}


@pytest.mark.parametrize("method", ["EE", "DL", "REML", "SJ", "GENQ", "GENQM"])
def test_one_study_is_itself(method):
    weights_ = [1.0] if "GENQ" in method else None
    test = "z" if "GENQ" in method else "knha"
    ours = pool(made([0.7], [0.04]), method=method, test=test, weights=weights_)
    assert (ours.estimate, ours.se) == (0.7, pytest.approx(0.2))
    assert ours.ci_lb == pytest.approx(0.7 - 0.2 * 1.959963984540054)
    missing = (ours.tau2, ours.I2, ours.H2, ours.Qp, ours.pi_lb, ours.tau2_lb, ours.ddf)
    assert all(math.isnan(x) for x in missing)
    assert (ours.Q, ours.Q_df, ours.pi_method, ours.tau2_ci_method) == (0.0, 0.0, "", "")
    assert "one-study" in kinds(ours)


@pytest.mark.parametrize("test", ["z", "knha", "kr"])
def test_one_study_with_tau2_held_carries_it(test):
    # metafor 3.8: rma(0.5, 0.1, tau2=0.3) and its predict()
    ours = pool(made([0.5], [0.1]), test=test, tau2=0.3, pi="test")
    assert (ours.tau2, ours.extras["tau2_given"]) == (0.3, 1.0)
    assert ours.se == pytest.approx(math.sqrt(0.4), rel=1e-14)
    assert (ours.ci_lb, ours.ci_ub) == pytest.approx((-0.7395901, 1.73959), rel=1e-6)
    assert (ours.pi_lb, ours.pi_ub) == pytest.approx((-1.139824, 2.139824), rel=1e-6)
    assert ours.pval == pytest.approx(math.erfc(0.5 / math.sqrt(0.8)), rel=1e-12)
    assert all(math.isnan(x) for x in (ours.I2, ours.H2, ours.tau2_lb, ours.ddf))
    told = next(c for c in ours.cautions if c.kind == "one-study")
    assert "value given" in told.text.en
    riley = pool(made([0.5], [0.1]), tau2=0.3)
    assert math.isnan(riley.pi_lb)
    assert riley.pi_method == ""


def test_one_study_with_tau2_held_at_zero_is_itself():
    assert pool(made([0.7], [0.04]), tau2=0.0).se == pytest.approx(0.2, rel=1e-14)
    first = cumulative(made([0.5, 0.6], [0.1, 0.2]), tau2=0.3).row(0)
    assert first.se == pytest.approx(math.sqrt(0.4), rel=1e-14)


def test_two_studies_warn_and_have_no_riley_interval():
    ours = pool(made([0.0, 2.0], [0.1, 0.1]))
    assert ours.tau2 == pytest.approx(1.9, rel=1e-12)
    assert math.isnan(ours.pi_lb)
    assert "two-studies" in kinds(ours)
    assert "two-studies" not in kinds(pool(made([0.0, 2.0], [0.1, 0.1]), method="EE"))


def test_prediction_from_a_few_studies_without_spread():
    few = made([0.50, 0.55], [0.1, 0.2])
    told = "prediction-at-tau2-zero"
    assert told in kinds(pool(few, test="z", pi="test"))
    assert told not in kinds(pool(few)), "no interval, no caution"
    assert told not in kinds(pool(few, test="z", pi="test", tau2=0.0)), "tau2 was given"
    assert told not in kinds(pool(few, method="EE", test="z", pi="test"))
    assert told not in kinds(pool(made([0.0, 2.0, 1.0], [0.1, 0.1, 0.1])))
    assert told not in kinds(pool(made([0.5] * 5, [0.1] * 5)))


def test_equal_effects_give_zero_exactly():
    ours = pool(made([0.1 + 0.2, 0.3, 0.3], [0.04, 0.09, 0.02]))
    assert (ours.tau2, ours.Q, ours.se, ours.I2, ours.H2) == (0.0, 0.0, 0.0, 0.0, 1.0)
    assert (ours.stat, ours.tau2_lb, ours.tau2_ub) == (math.inf, 0.0, 0.0)
    assert {"knapp-hartung-degenerate", "tau2-interval-empty"} <= kinds(ours)
    assert pool(made([0.3] * 3, [0.04, 0.09, 0.02]), test="adhoc").se > 0.1


def test_effects_that_are_all_zero_have_no_statistic():
    ours = pool(made([0.0, 0.0, 0.0], [0.1, 0.2, 0.3]))
    assert ours.estimate == 0.0
    assert math.isnan(ours.stat)
    assert math.isnan(ours.pval)


@pytest.mark.parametrize("method", ["REML", "ML", "PM", "DL", "HE", "HS", "DLIT"])
def test_little_heterogeneity_gives_exactly_zero(method):
    ours = pool(made([0.10, 0.12, 0.11, 0.09], [0.04, 0.05, 0.03, 0.04]), method=method)
    assert ours.tau2 == 0.0
    assert "knapp-hartung-narrower" in kinds(ours)


def test_huge_weight_ratio_keeps_its_digits():
    """At 3e7 to 1 the textbook forms of the standard errors lose everything; 60-digit reference."""
    studies = made([0.1, 0.5, -0.3, 0.2], [1e-8, 0.2, 0.3, 0.25])
    assert pool(studies, method="DL").se_tau2 == pytest.approx(0.09930364644256486, rel=1e-13)
    assert pool(studies, method="REML").se_tau2 == pytest.approx(0.08052422790779988, rel=1e-13)
    assert "variance-ratio" in kinds(pool(studies))


@pytest.mark.parametrize("scale", [1e-60, 1e-9, 1e12, 1e60])
def test_any_scale(scale):
    y, v = np.array([0.2, 0.9, 0.4, 1.4]), np.array([0.05, 0.02, 0.1, 0.04])
    ours, plain = pool(made(y * scale, v * scale**2)), pool(made(y, v))
    for name, power in (("estimate", 1), ("se", 1), ("tau2", 2), ("tau2_ub", 2), ("pi_lb", 1)):
        scaled = getattr(ours, name) / scale**power
        assert scaled == pytest.approx(getattr(plain, name), rel=1e-9), name


def test_a_hundred_thousand_studies():
    rng = np.random.default_rng(0)
    v = np.exp(rng.normal(-3.0, 1.0, 100_000))
    y = rng.normal(0.3, np.sqrt(v + 0.04))
    ours = pool(made(y, v))
    assert ours.tau2 == pytest.approx(0.04, rel=0.03)
    assert ours.tau2_lb < ours.tau2 < ours.tau2_ub


def test_studies_without_an_effect_are_left_out_and_named():
    studies = effects("GEN", yi=[0.1, math.nan, 0.4, 0.2], vi=[0.1, 0.1, 0.2, 0.3])
    ours = pool(studies)
    assert ours.k == 3
    assert [(c.kind, c.studies) for c in ours.cautions if c.studies] == [
        ("missing-values", (studies.labels[1],))
    ], "told once"
    bare = replace(studies, cautions=())
    named = [c for c in pool(bare).cautions if c.kind == "studies-left-out"]
    assert named[0].studies == (studies.labels[1],)
    assert named[0].text.en == "1 study has no effect or variance and is not pooled"
    doses = regress(studies, {"dose": [1.0, 2.0, 3.0, 5.0]}, test="z").cautions
    assert [c.kind for c in doses if c.studies] == ["missing-values"]
    assert ours.estimate == pool(made([0.1, 0.4, 0.2], [0.1, 0.2, 0.3])).estimate
    rows = leave_one_out(studies)
    assert rows.labels == tuple(studies.labels[i] for i in (0, 2, 3))
    share = weights(studies, ours)
    assert math.isnan(share[1])
    assert np.nansum(share) == pytest.approx(100.0)
    assert gosh(studies).labels == rows.labels


def raw(y, v):
    """Effects that skip the checks of ``effects``: the kernel must not be handed them."""
    from trephine.evidence.effect_set import Effects  # noqa: PLC0415  (only here)

    y, v = np.array(y, float), np.array(v, float)
    labels = tuple(f"study {i + 1}" for i in range(y.size))
    return Effects(measure="GEN", yi=y, vi=v, ni=np.full(y.size, math.nan), labels=labels)


@pytest.mark.parametrize(
    ("y", "v", "found"),
    [
        ([0.1, 0.2], [0.1, 0.0], "study 2"),
        ([0.1, 0.2], [-0.1, 0.1], "study 1"),
        ([0.1, 0.2], [0.1, math.inf], "study 2"),
        ([math.inf, 0.2], [0.1, 0.1], "study 1"),
        ([math.nan], [0.1], "effects"),
        ([], [], "effects"),
    ],
)
def test_variances_that_cannot_be_are_refused_by_name(y, v, found):
    with pytest.raises(InputError) as refused:
        pool(raw(y, v))
    assert found in refused.value.where


@pytest.mark.parametrize(
    "options",
    [
        {"method": "DLL"},
        {"test": "hksj"},
        {"pi": "wide"},
        {"tau2_ci": "QQ"},
        {"level": 0.0},
        {"level": 100.0},
        {"method": "DL", "test": "kr"},
        {"method": "PM", "pi": "KR"},
        {"method": "DL", "tau2_ci": "PL"},
        {"method": "EE", "tau2": 0.1},
        {"tau2": -0.1},
        {"tau2": math.nan},
        {"method": "GENQ", "test": "z"},
        {"tau2_ci": "GENQ", "test": "z"},
        {"weights": [1.0, 1.0, 1.0], "test": "knha"},
    ],
)
def test_choices_that_do_not_exist_are_refused(options):
    with pytest.raises(MethodError) as refused:
        pool(made([0.1, 0.4, 0.2], [0.1, 0.2, 0.3]), **options)
    for language in ("zh", "en"):
        assert refused.value.render(language)


@pytest.mark.parametrize("w", [[1.0, 1.0], [0.0, 0.0, 1.0], [-1.0, 1.0, 1.0], [math.nan, 1.0, 1.0]])
def test_weights_that_cannot_be_are_refused(w):
    with pytest.raises(InputError):
        pool(made([0.1, 0.4, 0.2], [0.1, 0.2, 0.3]), test="z", weights=w)


def test_verbs_around_refuse_what_they_cannot_do():
    one, three = made([0.1], [0.1]), made([0.1, 0.4, 0.2], [0.1, 0.2, 0.3])
    for call in (henmi_copas, profile, gosh):
        with pytest.raises(MethodError):
            call(one)
    with pytest.raises(MethodError):
        profile(three, method="DL")
    with pytest.raises(MethodError):
        gosh(three, method="GENQ")
    with pytest.raises(MethodError):
        gosh(three, bins=(0, 5))
    with pytest.raises(InputError):
        cumulative(three, order=[1, 2])
    assert math.isnan(leave_one_out(one).estimate[0])
