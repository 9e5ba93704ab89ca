"""Bad input to models with moderators: errors that name what is wrong, cautions that say so."""

import math

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError, TrephineError
from trephine.evidence.effect_set import Effects
from trephine.evidence.influence import influence
from trephine.evidence.predict import predict
from trephine.evidence.regression import regress
from trephine.evidence.residuals import residuals
from trephine.evidence.subgroup import take

DOSE = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


def studies(k: int = 6) -> Effects:
    yi = np.array([0.1, 0.9, 0.3, 1.4, -0.2, 0.6])
    vi = np.array([0.1, 0.2, 0.05, 0.3, 0.1, 0.15])
    labels = tuple("abcdef")
    every = Effects(measure="GEN", yi=yi, vi=vi, ni=np.full(6, np.nan), labels=labels)
    return take(every, range(k))


def refused(error: type[TrephineError], where: str, **options) -> TrephineError:
    with pytest.raises(error) as caught:
        regress(studies(), **options)
    assert where in caught.value.where
    for language in ("zh", "en"):
        assert all(caught.value.render(language).splitlines())
    return caught.value


def test_constant_moderator() -> None:
    found = refused(MethodError, "columns plain", moderators={"dose": DOSE, "plain": [7.0] * 6})
    assert "the same in every study" in found.found
    # without an intercept a constant is one
    assert regress(studies(), {"plain": [7.0] * 6}, intercept=False).p == 1
    refused(MethodError, "columns zero", moderators={"zero": [0.0] * 6}, intercept=False)


def test_dependent_columns_name_their_partners() -> None:
    total = [1.0 + a for a in DOSE]
    other = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0]
    refused(MethodError, "columns b, a", moderators={"a": DOSE, "other": other, "b": total})


def test_one_level_only() -> None:
    found = regress(studies(), {"arm": ["x"] * 6})
    assert found.p == 1, "one level leaves no column"


def test_more_columns_than_studies() -> None:
    rng = np.random.default_rng(0)
    many = {f"x{i}": rng.normal(size=6) for i in range(6)}
    found = refused(MethodError, "x5", moderators=many)
    assert found.found == "6 studies, 7 coefficients"


def test_no_degree_of_freedom_left() -> None:
    rng = np.random.default_rng(0)
    five = {f"x{i}": rng.normal(size=6) for i in range(5)}
    refused(MethodError, "x4", moderators=five)
    common = regress(studies(), five, method="EE", test="z")
    assert math.isnan(common.QE)
    assert math.isnan(common.I2)
    assert common.QE_df == 0.0
    t_test = regress(studies(), five, method="EE", test="t")
    assert math.isnan(t_test.coefficients[0].pval)


def test_missing_moderators_are_said() -> None:
    dose = [1.0, None, 3.0, math.nan, 5.0, 6.0]
    arm = ["x", "y", "", "x", "y", "x"]
    found = regress(studies(), {"dose": dose, "arm": arm}, method="EE", test="z")
    assert found.design.labels == ("a", "e", "f")
    assert [(c.kind, c.studies) for c in found.cautions[:2]] == [
        ("missing-moderator", ("b", "d")),
        ("missing-moderator", ("c",)),
    ]


def test_wrong_length() -> None:
    found = refused(InputError, "moderator dose", moderators={"dose": DOSE[:-1]})
    assert found.found == "5 values, 6 studies"


def test_unknown_names() -> None:
    refused(InputError, "categorical", moderators={"dose": DOSE}, categorical=("arm",))
    arm = {"arm": ["x", "y"] * 3}
    refused(InputError, "moderator arm", moderators=arm, reference={"arm": "z"})
    refused(InputError, "moderator dose", moderators=arm, reference={"dose": "x"})
    refused(MethodError, "method", method="REML2")
    refused(MethodError, "test", test="wald")
    refused(MethodError, "level", level=0.0)


def test_weights_belong_to_genq() -> None:
    refused(InputError, "weights", method="GENQ")
    refused(InputError, "weights", method="DL", weights=[1.0] * 6)
    refused(InputError, "weights", method="GENQ", weights=[1.0, 2.0])
    refused(InputError, "weights", method="GENQ", weights=[1.0, 2.0, 3.0, 0.0, 1.0, 1.0])


def test_a_variance_of_zero_names_the_study() -> None:
    one = studies()
    vi = one.vi.copy()
    vi[2] = 0.0
    bad = Effects(measure="GEN", yi=one.yi, vi=vi, ni=one.ni, labels=one.labels)
    with pytest.raises(InputError) as caught:
        regress(bad, {"dose": DOSE})
    assert caught.value.where == "studies c, vi"


def test_a_study_without_an_effect_is_left_out() -> None:
    one = studies()
    yi = one.yi.copy()
    yi[0] = math.nan
    found = regress(
        Effects(measure="GEN", yi=yi, vi=one.vi, ni=one.ni, labels=one.labels), {"dose": DOSE}
    )
    assert found.k == 5
    assert found.cautions[0].kind == "studies-left-out"
    assert found.cautions[0].studies == ("a",)


def test_two_studies() -> None:
    pair = studies(2)
    found = influence(pair, method="REML", test="z")
    assert np.isnan(found.tau2_del).all()
    assert found.hat.sum() == pytest.approx(1.0)
    assert not found.is_infl.any()
    with pytest.raises(MethodError):
        regress(pair, {"dose": [1.0, 2.0]})
    assert regress(pair, {"dose": [1.0, 2.0]}, method="EE", test="z").p == 2


def test_one_study() -> None:
    alone = studies(1)
    with pytest.raises(MethodError):
        regress(alone)
    found = regress(alone, method="EE", test="z")
    assert found.beta[0] == alone.yi[0]
    assert math.isnan(found.QE)


def test_equal_effects() -> None:
    same = Effects(
        measure="GEN", yi=np.full(4, 0.3), vi=np.array([0.1, 0.2, 0.3, 0.4]),
        ni=np.ones(4), labels=tuple("abcd"),
    )  # fmt: skip
    for method in ("EE", "DL", "HE", "HS", "HSk", "SJ", "PM", "ML", "REML", "DLIT"):
        found = regress(same, {"x": [1.0, 2.0, 4.0, 3.0]}, method=method)
        assert found.tau2 == 0.0
        assert found.QE == 0.0
        assert found.coefficients[1].estimate == 0.0
        assert found.coefficients[0].se == 0.0
    assert (influence(same).rstudent[~np.isnan(influence(same).rstudent)] == 0.0).all()
    assert (residuals(same).resid == 0.0).all()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"dose": 1.0},
        {"dose": 1.0, "arm": "z"},
        {"dose": math.nan, "arm": "x"},
        {"dose": [1.0, 2.0, 3.0], "arm": ["x", "y"]},
        {"dose": 1.0, "arm": "x", "more": 2.0},
    ],
)
def test_predictions_need_every_moderator(values) -> None:
    model = regress(studies(), {"dose": DOSE, "arm": ["x", "y", "x", "x", "y", "y"]})
    with pytest.raises(InputError):
        predict(model, values)


def test_unknown_prediction_interval() -> None:
    with pytest.raises(InputError):
        predict(regress(studies()), pi="bayes")
