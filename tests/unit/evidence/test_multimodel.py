"""multimodel: weights, importance, averages, models that cannot be fitted."""

import math

import numpy as np
import pytest

from trephine.core.error import MethodError
from trephine.evidence.effect_set import Effects
from trephine.evidence.multimodel import multimodel
from trephine.evidence.regression import regress

K = 12
MODERATORS = {
    "dose": [1.0, 2.5, 0.5, 4.0, 3.0, 2.0, 1.5, 3.5, 6.0, 0.1, 2.2, 5.0],
    "arm": ["a", "b", "a", "c", "c", "b", "a", "c", "b", "a", "b", "c"],
    "year": [2001, 2004, 1999, 2010, 2012, 2003, 2008, 2007, 2011, 2000, 2005, 2009],
}


def studies() -> Effects:
    rng = np.random.default_rng(2)
    vi = rng.gamma(2.0, 0.05, K) + 0.02
    yi = 0.1 * np.array(MODERATORS["dose"]) + rng.normal(0.0, np.sqrt(vi + 0.05))
    labels = tuple(f"S{i}" for i in range(K))
    return Effects(measure="GEN", yi=yi, vi=vi, ni=np.full(K, np.nan), labels=labels)


@pytest.mark.parametrize("criterion", ["AICc", "AIC", "BIC"])
@pytest.mark.parametrize("method", ["ML", "EE"])
def test_every_subset_is_the_regression_on_it(criterion: str, method: str) -> None:
    found = multimodel(studies(), MODERATORS, criterion=criterion, method=method)
    assert len(found.models) == 8
    for model in found.models:
        chosen = {name: MODERATORS[name] for name in model.terms}
        alone = regress(studies(), chosen, method=method, test="z")
        assert model.criterion == pytest.approx(getattr(alone, criterion), rel=1e-11)
        assert model.tau2 == pytest.approx(alone.tau2, rel=1e-9, abs=1e-14)
    assert found.models[0].delta == 0.0
    assert sum(model.weight for model in found.models) == pytest.approx(1.0)
    deltas = np.array([model.delta for model in found.models])
    assert (np.diff(deltas) >= 0.0).all()
    weights = np.array([model.weight for model in found.models])
    assert weights / weights[0] == pytest.approx(np.exp(-0.5 * deltas))


def test_importance_and_averages() -> None:
    found = multimodel(studies(), MODERATORS)
    assert found.importance["dose"] == pytest.approx(
        sum(m.weight for m in found.models if "dose" in m.terms)
    )
    b, se, w = [], [], []
    for model in found.models:
        alone = regress(studies(), {n: MODERATORS[n] for n in model.terms}, method="ML", test="z")
        named = {c.name: c for c in alone.coefficients}
        b.append(named["dose"].estimate if "dose" in named else math.nan)
        se.append(named["dose"].se if "dose" in named else math.nan)
        w.append(model.weight)
    b, se, w = np.array(b), np.array(se), np.array(w)
    full = np.nansum(w * b)
    spread = np.nan_to_num(se) ** 2 + (np.nan_to_num(b) - full) ** 2
    assert found.averaged[1].name == "dose"
    assert found.averaged[1].estimate == pytest.approx(full, rel=1e-10)
    assert found.averaged[1].se == pytest.approx(math.sqrt((w * spread).sum()), rel=1e-10)
    has = ~np.isnan(b)
    assert found.conditional[1].estimate == pytest.approx(
        (w * b)[has].sum() / w[has].sum(), rel=1e-10
    )
    assert abs(found.conditional[1].estimate) > abs(found.averaged[1].estimate)


def test_all_models_rest_on_the_same_studies() -> None:
    dose = [math.nan, *MODERATORS["dose"][1:]]
    found = multimodel(studies(), {**MODERATORS, "dose": dose})
    assert found.k == K - 1
    assert found.cautions[0].studies == ("S0",)


def test_dependent_moderators_only_lose_the_models_with_both() -> None:
    double = [2.0 * d for d in MODERATORS["dose"]]
    found = multimodel(studies(), {"dose": MODERATORS["dose"], "double": double})
    assert [m.terms for m in found.models if len(m.terms) == 2] == []
    assert len(found.models) == 3
    assert found.cautions[-1].kind == "models-left-out"
    assert "dose + double" in found.cautions[-1].text.en


def test_what_it_refuses() -> None:
    for options in ({"method": "REML"}, {"criterion": "DIC"}):
        with pytest.raises(MethodError):
            multimodel(studies(), MODERATORS, **options)
    with pytest.raises(MethodError):
        multimodel(studies(), {})
    with pytest.raises(MethodError):
        multimodel(studies(), {f"x{i}": MODERATORS["dose"] for i in range(17)})
