"""influence, residuals, baujat, blup, radial, labbe, outliers: definitions, by refitting."""

import math

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.baujat import baujat
from trephine.evidence.blup import blup
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.influence import influence
from trephine.evidence.labbe import labbe
from trephine.evidence.outliers import outliers
from trephine.evidence.pool import pool
from trephine.evidence.radial import radial
from trephine.evidence.regression import regress
from trephine.evidence.residuals import residuals
from trephine.evidence.subgroup import take

K = 12
DOSE = [1.0, 2.5, 0.5, 4.0, 3.0, 2.0, 1.5, 3.5, 6.0, 0.1, 2.2, 5.0]


def studies(outlier: float = 0.0) -> Effects:
    rng = np.random.default_rng(11)
    vi = rng.gamma(2.0, 0.05, K) + 0.02
    yi = 0.4 + 0.1 * np.array(DOSE) + rng.normal(0.0, np.sqrt(vi + 0.05))
    yi[4] += outlier
    labels = tuple(f"S{i}" for i in range(K))
    return Effects(measure="GEN", yi=yi, vi=vi, ni=np.full(K, np.nan), labels=labels)


OPTIONS = [
    {"method": "REML", "test": "knha"},
    {"method": "DL", "test": "z"},
    {"method": "EE", "test": "z"},
    {"method": "ML", "test": "adhoc"},
    {"method": "REML", "test": "t", "tau2": 0.03},
    {"method": "PMM", "test": "z"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda o: f"{o['method']}-{o['test']}")
@pytest.mark.parametrize("moderators", [None, {"dose": DOSE}], ids=["mean", "dose"])
def test_deleted_figures_are_those_of_a_refit(options, moderators) -> None:
    model = regress(studies(), moderators, **options)
    found = influence(model)
    X = model.design.X
    for i in (0, 4, 8):
        rest = [j for j in range(K) if j != i]
        less = moderators and {"dose": [DOSE[j] for j in rest]}
        refit = regress(take(studies(), rest), less, **options)
        assert found.tau2_del[i] == pytest.approx(refit.tau2, rel=1e-11, abs=1e-15)
        assert found.QE_del[i] == pytest.approx(refit.QE, rel=1e-11)
        expected = X[i] @ refit.beta
        spread = X[i] @ refit.vb @ X[i]
        rss = sum((studies().yi[j] - X[j] @ refit.beta) ** 2 / (studies().vi[j] + refit.tau2)
                  for j in rest)  # fmt: skip
        factor = rss / (K - 1 - len(X[i]))
        factor = {"knha": factor, "adhoc": max(1.0, factor)}.get(options["test"], 1.0)
        se = math.sqrt(factor * (studies().vi[i] + refit.tau2) + spread)
        assert found.rstudent[i] == pytest.approx((studies().yi[i] - expected) / se, rel=1e-10)
        change = model.beta - refit.beta
        cook = change @ np.linalg.solve(model.vb, change)
        assert found.cook_d[i] == pytest.approx(cook, rel=1e-9)
        ratio = np.linalg.det(refit.vb) / np.linalg.det(model.vb)
        assert found.cov_r[i] == pytest.approx(ratio, rel=1e-9)


def test_hats_sum_to_the_coefficients_and_weights_to_100() -> None:
    found = influence(studies(), {"dose": DOSE})
    assert found.hat.sum() == pytest.approx(2.0)
    assert found.weight.sum() == pytest.approx(100.0)
    assert found.names == ("intercept", "dose")
    assert found.dfbetas.shape == (K, 2)


def test_an_outlier_is_found_by_every_rule() -> None:
    found = outliers(studies(outlier=6.0), {"dose": DOSE}, method="REML", test="z")
    assert found.large_residual_adjusted == ("S4",)
    assert "S4" in found.large_residual
    assert "S4" in found.apart
    assert "S4" in found.influential
    calm = outliers(studies(), {"dose": DOSE}, method="REML", test="z")
    assert calm.large_residual_adjusted == ()


def test_results_cannot_be_changed() -> None:
    found = influence(studies())
    with pytest.raises(ValueError, match="read-only"):
        found.rstudent[0] = 0.0


def test_a_study_that_alone_holds_a_level_has_no_diagnostics() -> None:
    arm = ["a"] * 5 + ["b"] * 6 + ["lone"]
    found = influence(studies(), {"arm": arm})
    assert np.isnan(found.tau2_del[-1])
    assert np.isnan(found.rstudent[-1])
    assert not np.isnan(found.tau2_del[:-1]).any()
    assert found.cautions[-1].kind == "not-identified-without-study"
    assert found.cautions[-1].studies == ("S11",)


def test_a_fitted_model_takes_no_options() -> None:
    model = regress(studies())
    for extra in ({"method": "DL"}, {"moderators": {"dose": DOSE}}):
        with pytest.raises(InputError):
            influence(model, **extra)


def test_residuals() -> None:
    model = regress(studies(), {"dose": DOSE}, method="DL", test="z")
    found = residuals(model)
    X, m = model.design.X, studies().vi + model.tau2
    H = X @ np.linalg.inv((X.T / m) @ X) @ (X.T / m)
    R = np.eye(K) - H
    assert found.resid == pytest.approx(R @ studies().yi, rel=1e-10)
    assert found.se == pytest.approx(np.sqrt(np.diag(R @ np.diag(m) @ R.T)), rel=1e-11)
    shrunk = residuals(model, kind="conditional")
    assert shrunk.rstandard == pytest.approx(found.rstandard, rel=1e-11)
    assert shrunk.resid == pytest.approx(studies().yi - blup(model).estimate, rel=1e-10)


def test_residuals_under_own_weights() -> None:
    a = np.arange(1.0, K + 1.0)
    model = regress(studies(), {"dose": DOSE}, method="GENQ", test="z", weights=a)
    X, m = model.design.X, studies().vi + model.tau2
    R = np.eye(K) - X @ np.linalg.inv((X.T * a) @ X) @ (X.T * a)
    assert residuals(model).se == pytest.approx(np.sqrt(np.diag(R @ np.diag(m) @ R.T)), rel=1e-11)
    assert influence(model).weight == pytest.approx(100.0 * a / a.sum())
    with pytest.raises(MethodError):
        blup(model)


def test_baujat_of_a_common_effect_adds_up_to_q() -> None:
    found = baujat(studies(), method="EE", test="z")
    assert found.x.sum() == pytest.approx(pool(studies(), method="EE", test="z").Q)
    assert (found.y >= 0.0).all()


def test_blups_lie_between_study_and_mean() -> None:
    model = regress(studies(), method="REML", test="z")
    found = blup(model)
    mean = model.coefficients[0].estimate
    assert ((found.estimate - mean) * (studies().yi - mean) >= 0.0).all()
    assert (np.abs(found.estimate - mean) <= np.abs(studies().yi - mean)).all()
    flat = blup(studies(), tau2=0.0)
    assert flat.estimate == pytest.approx(np.full(K, regress(studies(), tau2=0.0).beta[0]))
    assert (flat.weight == 0.0).all()


def test_radial_slope_is_the_pooled_effect() -> None:
    found = radial(studies(), method="REML", test="z")
    slope = (found.x * found.z).sum() / (found.x**2).sum()
    assert slope == pytest.approx(found.slope)
    assert found.z / found.x == pytest.approx(studies().yi)
    assert found.band == pytest.approx(1.959963984540054)
    with pytest.raises(MethodError):
        radial(studies(), {"dose": DOSE})


@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "AS", "PETO"])
def test_labbe_curve_keeps_the_effect(measure: str) -> None:
    given = effects(measure, ai=[4, 6, 0], n1i=[20, 30, 10], ci=[9, 11, 2], n2i=[20, 30, 10])
    found = labbe(given, -0.2)
    assert found.treated.tolist() == [0.2, 0.2, 0.0]
    assert found.control.tolist() == [0.45, 11 / 30, 0.2]
    c, t = found.curve[np.argmin(np.abs(found.curve[:, 0] - 0.6))]
    n = 10**7
    back = effects(measure, ai=[round(t * n)], n1i=[n], ci=[round(c * n)], n2i=[n])
    # Peto's effect is an approximation to the log odds ratio away from 0
    assert back.yi[0] == pytest.approx(-0.2, rel=1e-2 if measure == "PETO" else 1e-5)


@pytest.mark.parametrize("measure", ["IRR", "IRD", "IRSD"])
def test_labbe_of_rates(measure: str) -> None:
    given = effects(measure, x1i=[4, 6], t1i=[20.0, 30.0], x2i=[9, 11], t2i=[20.0, 30.0])
    found = labbe(given, -0.1)
    assert found.curve[:, 0].max() <= 1.1 * 0.45
    c, t = found.curve[-1]
    back = effects(measure, x1i=[round(t * 1e6)], t1i=[1e6], x2i=[round(c * 1e6)], t2i=[1e6])
    assert back.yi[0] == pytest.approx(-0.1, rel=1e-4)
    assert labbe(given).curve.shape == (0, 2)


def test_labbe_needs_counts_of_two_arms() -> None:
    for given in (studies(), effects("PLO", xi=[1, 2], ni=[5, 6])):
        with pytest.raises(MethodError):
            labbe(given)
