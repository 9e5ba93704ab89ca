"""regress, predict, likelihood_ratio: coding, degrees of freedom, nested models, agreement."""

import json
import math

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.effect_set import Effects
from trephine.evidence.likelihood_ratio import likelihood_ratio
from trephine.evidence.pool import pool
from trephine.evidence.predict import predict
from trephine.evidence.regression import regress

# dat.bcg: log odds ratios would do; any thirteen studies with a clear trend serve here
LATITUDE = [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]
ALLOCATION = [*["random"] * 4, "alternate", "alternate", *["random"] * 3, *["systematic"] * 4]


def studies() -> Effects:
    rng = np.random.default_rng(7)
    vi = np.round(rng.gamma(2.0, 0.05, 13) + 0.01, 4)
    yi = np.round(0.2 - 0.03 * np.array(LATITUDE) + rng.normal(0.0, np.sqrt(vi + 0.1)), 4)
    labels = tuple(f"study {i}" for i in range(13))
    return Effects(measure="GEN", yi=yi, vi=vi, ni=np.full(13, np.nan), labels=labels)


@pytest.mark.parametrize(
    "method", ["EE", "DL", "HE", "HS", "HSk", "SJ", "PM", "PMM", "EB", "ML", "REML", "DLIT"]
)
@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
def test_without_moderators_it_is_pool(method: str, test: str) -> None:
    pooled = pool(studies(), method=method, test=test)
    fitted = regress(studies(), method=method, test=test)
    only = fitted.coefficients[0]
    for field in ("estimate", "se", "stat", "pval", "ci_lb", "ci_ub"):
        assert getattr(only, field) == pytest.approx(getattr(pooled, field), rel=1e-10)
    for field in ("tau2", "I2", "H2", "tau2_lb", "tau2_ub", "ddf", "log_likelihood",
                  "log_likelihood_restricted"):  # fmt: skip
        ours, theirs = getattr(fitted, field), getattr(pooled, field)
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-13, nan_ok=True), field
    assert fitted.se_tau2 == pytest.approx(pooled.se_tau2, rel=1e-9, nan_ok=True)
    assert (fitted.QE, fitted.QEp) == pytest.approx((pooled.Q, pooled.Qp), rel=1e-11)


def test_own_weights_without_moderators_are_pools() -> None:
    a = np.arange(1.0, 14.0)
    pooled = pool(studies(), method="GENQ", test="t", weights=a)
    fitted = regress(studies(), method="GENQ", test="t", weights=a)
    only = fitted.coefficients[0]
    assert (only.estimate, only.se, fitted.tau2) == pytest.approx(
        (pooled.estimate, pooled.se, pooled.tau2), rel=1e-12
    )


def test_by_the_matrices() -> None:
    found = regress(studies(), {"latitude": LATITUDE}, method="DL", test="z")
    y, v = studies().yi, studies().vi
    X = np.column_stack([np.ones(13), LATITUDE])
    W = np.diag(1.0 / (v + found.tau2))
    vb = np.linalg.inv(X.T @ W @ X)
    beta = vb @ X.T @ W @ y
    assert found.beta == pytest.approx(beta, rel=1e-11)
    assert found.vb == pytest.approx(vb, rel=1e-10)
    assert [c.se for c in found.coefficients] == pytest.approx(np.sqrt(np.diag(vb)), rel=1e-11)
    assert pytest.approx((beta[1] / math.sqrt(vb[1, 1])) ** 2, rel=1e-11) == found.QM
    assert (found.QM_df, found.QE_df) == (1.0, 11.0)
    assert math.isnan(found.QM_ddf)


def test_f_test_of_one_coefficient_is_its_t_test() -> None:
    found = regress(studies(), {"latitude": LATITUDE})
    assert found.QMp == pytest.approx(found.coefficients[1].pval, rel=1e-12)
    assert found.QM_ddf == found.ddf == 11.0


def test_categorical_moderators_name_their_reference() -> None:
    found = regress(studies(), {"latitude": LATITUDE, "allocation": ALLOCATION})
    assert [c.name for c in found.coefficients] == [
        "intercept", "latitude", "allocation[random]", "allocation[systematic]",
    ]  # fmt: skip
    assert found.terms[1].reference == "alternate"
    assert found.terms[1].columns == (2, 3)
    other = regress(
        studies(),
        {"latitude": LATITUDE, "allocation": ALLOCATION},
        reference={"allocation": "systematic"},
    )
    assert other.terms[1].levels == ("systematic", "alternate", "random")
    assert (other.tau2, other.QM) == pytest.approx((found.tau2, found.QM), rel=1e-10)
    assert -other.beta[2] == pytest.approx(found.beta[3], rel=1e-10)


def test_numbers_can_be_categories() -> None:
    found = regress(
        studies(), {"arm": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]}, categorical=("arm",)
    )
    assert [c.name for c in found.coefficients] == ["intercept", "arm[2]", "arm[3]"]


def test_cell_means_without_an_intercept() -> None:
    means = regress(studies(), {"allocation": ALLOCATION}, intercept=False, test="z")
    against = regress(studies(), {"allocation": ALLOCATION}, test="z")
    assert [c.name for c in means.coefficients] == [
        "allocation[alternate]", "allocation[random]", "allocation[systematic]",
    ]  # fmt: skip
    assert means.tau2 == pytest.approx(against.tau2, rel=1e-10)
    assert means.beta[1] == pytest.approx(against.beta[0] + against.beta[1], rel=1e-10)
    assert means.QM_df == 3.0
    assert math.isnan(means.R2)


def test_r2_compares_with_the_model_without_moderators() -> None:
    found = regress(studies(), {"latitude": LATITUDE}, method="ML")
    alone = regress(studies(), method="ML")
    assert pytest.approx(100.0 * (1.0 - found.tau2 / alone.tau2)) == found.R2
    same = Effects(
        measure="GEN", yi=np.ones(5), vi=np.ones(5), ni=np.ones(5), labels=tuple("abcde")
    )
    assert math.isnan(regress(same, {"x": [1, 2, 3, 4, 6]}).R2), "there is no tau2 to explain"


def test_a_given_tau2_is_kept() -> None:
    found = regress(studies(), {"latitude": LATITUDE}, tau2=0.25)
    assert found.tau2 == 0.25
    assert found.parameters == 2
    assert found.tau2_ci_method == ""
    for bad in (-1.0, math.nan):
        with pytest.raises(InputError):
            regress(studies(), tau2=bad)


def test_predictions() -> None:
    found = regress(studies(), {"latitude": LATITUDE, "allocation": ALLOCATION})
    at = predict(found, {"latitude": [20, 40], "allocation": "random"})
    row = np.array([1.0, 20.0, 1.0, 0.0])
    assert at.estimate[0] == pytest.approx(row @ found.beta)
    assert at.se[0] == pytest.approx(math.sqrt(row @ found.vb @ row))
    assert at.X.tolist() == [[1.0, 20.0, 1.0, 0.0], [1.0, 40.0, 1.0, 0.0]]
    wide = predict(found, {"latitude": 20, "allocation": "random"}, level=99.0)
    assert wide.ci_ub[0] > at.ci_ub[0]
    assert at.pi_method == "riley"
    assert (at.pi_ub > at.ci_ub).all()
    alone = pool(studies(), method="REML", test="knha")
    one = predict(regress(studies()))
    assert (one.pi_lb[0], one.pi_ub[0]) == pytest.approx((alone.pi_lb, alone.pi_ub), rel=1e-9)
    for pi in ("test", "simple"):
        alone = pool(studies(), test="z", pi=pi)
        one = predict(regress(studies(), test="z"), pi=pi)
        assert one.pi_lb[0] == pytest.approx(alone.pi_lb, rel=1e-9)
    assert np.isnan(predict(found, pi="none").pi_lb).all()
    assert np.isnan(predict(regress(studies(), method="EE")).pi_lb).all()


def test_likelihood_ratio_of_nested_models() -> None:
    both = {"latitude": LATITUDE, "allocation": ALLOCATION}
    full, less = regress(studies(), both, method="ML"), regress(studies(), method="ML")
    found = likelihood_ratio(full, less)
    assert found.stat == pytest.approx(2.0 * (full.log_likelihood - less.log_likelihood))
    assert found.df == 3.0
    assert not found.restricted
    means = regress(studies(), {"allocation": ALLOCATION}, method="ML", intercept=False)
    assert likelihood_ratio(full, means).df == 1.0, "the intercept lies within the cell means"
    random, common = regress(studies()), regress(studies(), tau2=0.0)
    assert likelihood_ratio(random, common).restricted


@pytest.mark.parametrize(
    ("full", "less"),
    [
        (("latitude", "REML"), ("", "REML")),
        (("latitude", "ML"), ("allocation", "ML")),
        (("latitude", "DL"), ("", "DL")),
        (("latitude", "ML"), ("", "REML")),
        (("", "ML"), ("", "ML")),
        (("", "ML"), ("latitude", "ML")),
    ],
)
def test_models_that_cannot_be_compared(full, less) -> None:
    columns = {"latitude": LATITUDE, "allocation": ALLOCATION}
    a, b = (
        regress(studies(), {name: columns[name]} if name else None, method=method)
        for name, method in (full, less)
    )
    with pytest.raises(MethodError):
        likelihood_ratio(a, b)


def test_few_studies_for_many_moderators_is_said() -> None:
    kinds = [c.kind for c in regress(studies(), {"allocation": ALLOCATION}).cautions]
    assert kinds == ["few-studies-per-moderator"]
    assert regress(studies(), {"latitude": LATITUDE}).cautions == ()


def test_plain_values_for_json() -> None:
    found = regress(studies(), {"latitude": LATITUDE})
    plain = json.loads(json.dumps(found.as_dict()))
    assert plain["coefficients"][1]["name"] == "latitude"
    assert plain["labels"][0] == "study 0"
    assert {"QM", "QE", "R2", "tau2", "AICc"} <= plain.keys()
