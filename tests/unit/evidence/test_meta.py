import math

import numpy as np
import pandas as pd
import polars as pl
import pytest

import trephine
from trephine.core.error import InputError, MethodError
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.pool import pool

COLUMNS = {
    "study": ["A", "B", "C", "D", "E"],
    "responders": [8, 15, 27, 12, 20],
    "treated": [10, 17, 30, 21, 20],
    "domain": ["x", "x", "y", "y", "y"],
}


@pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame], ids=["dict", "pd", "pl"])
def test_proportions_from_any_table(frame) -> None:
    found = trephine.meta_proportion(
        frame(COLUMNS), events="responders", n="treated", by="domain", label="study"
    )
    counts = trephine.effects("PLO", xi=COLUMNS["responders"], ni=COLUMNS["treated"])
    assert found.effects.labels == ("A", "B", "C", "D", "E")
    assert found.estimate.estimate == binomial_normal(counts).estimate
    assert found.estimate.model == "binomial-normal"
    assert found.beside[0].estimate == pool(counts).estimate
    assert found.beside[0].k == 4  # E has nothing but events, and nothing was added
    assert found.subgroups is not None
    assert [one.level for one in found.subgroups.subgroups] == ["x", "y"]


def test_naming_a_measure_asks_for_the_normal_model() -> None:
    found = trephine.meta(COLUMNS, "PFT", mapping={"xi": "responders", "ni": "treated"})
    assert found.estimate.measure == "PFT"
    assert found.estimate.model == ""
    assert not found.beside
    assert set(found.estimate.back) == {"miller_hm", "barendregt_doi", "miller_total_n", "sin2"}


def test_model_exact_overrides_the_measure() -> None:
    found = trephine.meta(
        COLUMNS, "PFT", model="exact", mapping={"xi": "responders", "ni": "treated"}
    )
    assert found.estimate.model == "binomial-normal"


def test_given_effects_are_taken_as_given() -> None:
    found = trephine.meta({"yi": [0.1, 0.3, 0.5], "vi": [0.01, 0.02, 0.03]})
    assert found.estimate.measure == "GEN"
    assert np.isclose(found.estimate.estimate, 0.26, atol=0.1)


def test_a_subgroup_that_cannot_be_compared_is_said() -> None:
    found = trephine.meta(
        {"xi": [0, 0, 5, 6], "ni": [10, 12, 20, 20], "g": ["a", "a", "b", "b"]}, by="g"
    )
    assert found.subgroups is None
    assert "no-comparison" in {caution.kind for caution in found.cautions}


def test_two_arms_need_a_measure() -> None:
    with pytest.raises(InputError, match="Two arms"):
        trephine.meta({"ai": [1], "bi": [2], "ci": [3], "di": [4]})


def test_exact_of_two_arms_is_refused_here() -> None:
    table = {"ai": [1, 2], "bi": [2, 3], "ci": [3, 2], "di": [4, 5]}
    with pytest.raises(MethodError, match="one arm"):
        trephine.meta(table, "OR", model="exact")


def test_gaps_in_the_subgroup_column_are_named() -> None:
    table = {"study": ["A", "B"], "xi": [1, 2], "ni": [5, 6], "g": ["a", ""]}
    with pytest.raises(InputError, match="B"):
        trephine.meta(table, by="g", label="study")


def test_by_without_a_table_is_refused() -> None:
    counts = trephine.effects("PLO", xi=[1, 2], ni=[5, 6])
    with pytest.raises(InputError, match="no table"):
        trephine.meta(counts, by="g")


def test_no_events_anywhere_is_a_state_not_a_crash() -> None:
    found = trephine.meta({"xi": [0, 0, 0], "ni": [10, 20, 30]})
    assert found.estimate.back["natural"].estimate == 0.0
    assert 0.0 < found.estimate.back["natural"].ci_ub < 0.2
    assert found.estimate.cautions
    assert not found.beside


def test_metafor_names_have_metafor_defaults() -> None:
    table = {"ai": [4, 6, 0], "bi": [119, 300, 228], "ci": [11, 29, 11], "di": [128, 274, 209]}
    corrected = trephine.escalc("OR", **table)
    assert math.isfinite(corrected.yi[2])
    assert math.isnan(trephine.effects("OR", **table).yi[2])
    assert trephine.rma(corrected).test == "z"
    assert trephine.leave1out is trephine.leave_one_out
    fitted = trephine.rma(corrected, mods={"year": [1990.0, 2000.0, 2005.0]}, method="EE")
    assert len(fitted.coefficients) == 2


def test_public_names_all_load() -> None:
    for name in trephine.__all__:
        assert getattr(trephine, name) is not None
    assert set(trephine.__all__) == set(dir(trephine))
    with pytest.raises(AttributeError, match="no attribute"):
        _ = trephine.nonsense


@pytest.mark.parametrize(
    ("options", "meant"),
    [({"test": "knah"}, "knha"), ({"pi": "rily"}, "riley"), ({"level": 0}, "")],
)
def test_unknown_names_are_refused_where_the_exact_likelihood_does_not_use_them(
    options, meant
) -> None:
    with pytest.raises(MethodError) as caught:
        trephine.meta({"xi": [3, 5], "ni": [10, 20]}, **options)
    assert meant in caught.value.do.en
