"""Virtual patients: laws and correlations of large draws, what treatments leave alone, doses."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import spearmanr

from trephine import library
from trephine.core.product import ParameterChange
from trephine.mechanism.enrol import enrol

N = 20_000
MODEL = library.model("bcma_cart")
NAMES = [one.id for one in MODEL.parameters]
# What the strategy of low density multiplies it by.
LOW = library.strategy("bcma-low").changes[0].value


def cohort(product="ide-cel", strategies=(), n=N, seed=11, population="general", **more):
    return enrol(
        MODEL,
        library.population(population),
        library.product(product),
        [library.strategy(one) for one in strategies],
        n,
        seed,
        library.lymphodepletions(),
        products=library.products(),
        **more,
    )


@pytest.fixture(scope="module")
def people():
    return cohort()


def column(found, name):
    return found.patients.parameters[:, NAMES.index(name)]


@pytest.mark.parametrize("name", ["years_since_diagnosis", "creatinine_clearance", "weight"])
def test_quantiles_follow_the_law_cut_at_its_limits(people, name) -> None:
    one = next(c for c in library.population("general").covariates if c.id == name)
    values = people.covariates[name]
    assert one.low <= values.min() < values.max() <= one.high
    # Few of these laws lie beyond their limits: the quartiles are those of the whole law.
    for share in (0.25, 0.5, 0.75):
        wanted = one.typical * np.exp(one.sd * ndtri(share))
        assert np.quantile(values, share) == pytest.approx(wanted, rel=0.02)


def test_limits_cut_and_do_not_heap(people) -> None:
    lines = cohort(population="karmma").covariates["prior_lines"]
    assert lines.min() == 3
    assert np.mean(lines == 3) < 0.12
    assert np.median(lines) == 6


def test_shares(people) -> None:
    kept = people.covariates
    assert np.mean(kept["extramedullary"]) == pytest.approx(0.24, abs=0.01)
    assert np.mean(kept["bcma_one_copy"]) == pytest.approx(0.067, abs=0.006)
    assert np.mean(kept["isotype"] == "light_chain") == pytest.approx(0.2, abs=0.01)
    assert set(np.unique(kept["ecog"])) == {0.0, 1.0, 2.0}


def test_correlations_on_the_normal_scores(people) -> None:
    """Spearman's correlation of a Gaussian copula is 6/pi asin(r/2)."""
    kept = people.covariates
    for first, second, wanted in (
        (kept["prior_lines"], kept["years_since_diagnosis"], 0.5),
        (kept["age"], kept["creatinine_clearance"], -0.4),
        (column(people, "Feb"), column(people, "CRPb"), 0.45),
        (kept["tumour_burden"], column(people, "Feb"), 0.35),
        (kept["age"], kept["tumour_burden"], 0.0),
    ):
        found = spearmanr(first, second).statistic
        assert found == pytest.approx(6 / np.pi * np.arcsin(wanted / 2), abs=0.02)


def test_parameters_keep_their_spread(people) -> None:
    """A log-normal parameter that no effect touches: median and log-sd of its table, cut at 2.5."""
    spread = MODEL.parameter("kmax").spread
    logs = np.log(column(people, "kmax") / MODEL.parameter("kmax").value)
    assert np.median(logs) == pytest.approx(0, abs=0.01)
    assert np.abs(logs).max() <= 2.5 * spread.sd
    cut = 0.9546  # sd of a standard normal cut at 2.5
    assert logs.std() == pytest.approx(cut * spread.sd, rel=0.02)


def test_one_cell_thresholds_are_exponential(people) -> None:
    drawn = column(people, "thHp") / MODEL.parameter("thHp").value
    assert drawn.mean() == pytest.approx(1, abs=0.03)
    assert np.median(drawn) == pytest.approx(np.log(2), abs=0.02)
    assert abs(np.corrcoef(drawn, column(people, "thNn"))[0, 1]) < 0.03


def test_effects_reach_the_model(people) -> None:
    kept = people.covariates
    assert (column(people, "T0") == kept["tumour_burden"]).all()
    outside = kept["extramedullary"]
    assert (column(people, "emf")[~outside] == 0).all()
    assert (column(people, "emf")[outside] > 0).all()
    assert column(people, "g")[kept["high_risk_cytogenetics"]].mean() > 1.25 * (
        column(people, "g")[~kept["high_risk_cytogenetics"]].mean()
    )
    many = kept["prior_lines"] >= 8
    assert np.median(column(people, "fM1")[many]) < 0.8 * np.median(column(people, "fM1")[~many])
    assert (column(people, "lowfrac")[kept["bcma_one_copy"]] >= 0.9).all()
    light = kept["isotype"] == "light_chain"
    assert np.median(kept["baseline_m_protein"][light]) < 1
    assert np.median(kept["baseline_flc"][light]) > 2 * np.median(kept["baseline_flc"][~light])


def test_nobody_is_held_at_a_limit_too_often(people) -> None:
    # The brake of inflammation is a share: its wide law passes 0.95 in one patient of twelve.
    limits = {"eInf": 0.1}
    held = people.held
    assert all(count < limits.get(name, 0.05) * N for name, count in held.items()), held


def test_what_is_measured_agrees_with_the_model_s_own_start(people) -> None:
    burden, share = column(people, "T0"), column(people, "emf")
    marrow = burden * (1 - share) + column(people, "null0")
    wanted = column(people, "PLr") / (1 + marrow / column(people, "KTP"))
    assert people.covariates["baseline_platelets"] == pytest.approx(wanted)
    male = people.covariates["sex"] == "male"
    clearance = (
        np.where(male, 1.23, 1.04)
        * (140 - people.covariates["age"])
        * people.covariates["weight"]
        / column(people, "crea0")
    )
    inside = (column(people, "crea0") > 30) & (column(people, "crea0") < 600)
    assert clearance[inside] == pytest.approx(people.covariates["creatinine_clearance"][inside])


def test_the_same_person_under_every_treatment(people) -> None:
    other = cohort("cilta-cel", ("gsi", "ld-none"))
    for name, values in people.covariates.items():
        if name not in {"early_memory_share", "cd4_cd8"}:  # the product's own
            assert (other.covariates[name] == values).all(), name
    for name in ("kmax", "thHp", "g", "sens", "null0", "rL"):
        assert (column(other, name) == column(people, name)).all()
    ratio = column(other, "rhoE1") / column(people, "rhoE1")
    assert ratio == pytest.approx(2.6 / 2.4)


def test_a_strategy_moves_what_it_changes_alone() -> None:
    plain, low = cohort(n=50), cohort(n=50, strategies=("bcma-low",))
    moved = [
        name
        for at, name in enumerate(NAMES)
        if not MODEL.parameters[at].formula
        and (plain.patients.parameters[:, at] != low.patients.parameters[:, at]).any()
    ]
    assert moved == ["dens"]
    assert column(low, "dens") == pytest.approx(LOW * column(plain, "dens"))
    assert (plain.doses.amounts == low.doses.amounts).all()


def test_the_typical_patient_has_every_typical_value() -> None:
    one = cohort(n=1, typical=True)
    assert column(one, "kmax")[0] == MODEL.parameter("kmax").value
    assert column(one, "thHp")[0] == MODEL.parameter("thHp").value
    assert one.covariates["prior_lines"][0] == 5
    assert not one.covariates["extramedullary"][0]
    assert (cohort(n=1, typical=True, seed=12).patients.parameters == one.patients.parameters).all()


def test_a_second_place_with_the_same_product_follows_the_first() -> None:
    second = cohort(n=20, second=library.product("ide-cel"))
    for name in ("rhoE", "fM", "imm", "tB", "KDB"):
        assert (column(second, name + "1") == column(second, name + "2")).all()
    again = cohort(n=20, strategies=("reinfusion-same",))
    assert again.doses.times[0].tolist() == [-5, -4, -3, 0, 265, 266, 267, 270]
    assert again.treatment.second is None


def test_a_strategy_reaches_a_second_place_of_the_same_product_alone() -> None:
    cd28 = cohort(n=5, strategies=("costim-cd28",), second=library.product("ide-cel"))
    assert (column(cd28, "rhoE1") == column(cd28, "rhoE2")).all()
    other = cohort(n=5, strategies=("costim-cd28",), second=library.product("cilta-cel"))
    plain = cohort(n=5, second=library.product("cilta-cel"))
    assert (column(other, "rhoE2") == column(plain, "rhoE2")).all()
    change = next(c for c in library.strategy("costim-cd28").changes if c.parameter == "rhoE")
    assert column(other, "rhoE1") == pytest.approx(change.value * column(plain, "rhoE1"))


def test_a_cocktail_has_its_companion_in_the_second_place() -> None:
    both = cohort("bcma-cd19-cocktail", n=5)
    assert both.treatment.second.id == "cd19-humanised"
    assert (column(both, "tB2") == 0).all()
    assert (column(both, "tA2") == 1).all()
    assert (column(both, "tB1") == 1).all()
    given = [one.drug for one in both.administrations if one.day == 0]
    assert given == ["bcma-cd19-cocktail", "cd19-humanised"]
    states = [MODEL.states[at].id for at in both.doses.targets[0]]
    assert states == ["DL", "DL", "DL", "R1", "R2"]


def test_changes_come_after_products_and_before_strategies() -> None:
    found = cohort(n=3, strategies=("bcma-low",), changes={"dens": 2.0, "rhoE": 2.0}, typical=True)
    assert column(found, "dens")[0] == pytest.approx(2.0 * LOW)
    assert column(found, "rhoE1")[0] == pytest.approx(2.0, rel=0.02)  # five lines, not six


def test_spreads_and_covariates_change_too() -> None:
    strategy = library.strategy("bcma-low")
    mark = strategy.changes[0].mark
    none = replace(
        strategy,
        changes=(
            ParameterChange(parameter="dens", operation="set", value=0, of="spread", mark=mark),
            ParameterChange(
                parameter="prior_lines", operation="plus", value=2, of="covariate", mark=mark
            ),
            ParameterChange(
                parameter="extramedullary", operation="set", value=1, of="covariate", mark=mark
            ),
        ),
    )
    found = enrol(
        MODEL, library.population("karmma"), library.product("ide-cel"), [none], 30, 11,
        library.lymphodepletions(),
    )  # fmt: skip
    plain = cohort(n=30, population="karmma")
    assert len(np.unique(column(found, "dens"))) == 1
    assert found.covariates["prior_lines"] == pytest.approx(plain.covariates["prior_lines"] + 2)
    assert found.covariates["extramedullary"].all()
    assert column(found, "fM1") == pytest.approx(
        1 / (1 + (1 / column(plain, "fM1") - 1) * np.exp(0.22))
    )
