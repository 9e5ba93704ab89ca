"""Populations: a common part and what each changes, every number with its mark."""

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.mark import Assumed, Read

# What the rules and the loop need of a virtual patient.
NEEDED = {
    "age", "sex", "height", "weight", "bsa", "ecog", "prior_lines", "years_since_diagnosis",
    "isotype", "light_chain", "tumour_burden", "extramedullary", "gain_1q", "del17p", "t_4_14",
    "iss", "r_iss", "creatinine_clearance", "lvef", "comorbidity", "anti_cd38_refractory",
    "prior_bcma_therapy", "bcma_one_copy", "bridging_given", "leukapheresis_day",
    "days_off_lenalidomide", "baseline_m_protein", "baseline_flc", "baseline_ferritin",
    "baseline_crp", "baseline_hemoglobin", "baseline_platelets", "baseline_anc", "baseline_alc",
    "baseline_sbcma", "baseline_bcma_sites", "cd4_cd8", "early_memory_share",
}  # fmt: skip


@pytest.mark.parametrize("population", library.populations(), ids=lambda one: one.id)
def test_a_population_is_whole(population) -> None:
    assert {one.id for one in population.covariates} >= NEEDED
    observables = set(library.observables())
    for one in population.covariates:
        assert one.observable == "" or one.observable in observables
        assert isinstance(one.mark, Read | Assumed)
    assert population.cohorts


def test_what_a_population_changes_and_what_it_keeps() -> None:
    general, chinese = library.population("general"), library.population("chinese")
    fumanba = library.population("fumanba-1")
    by = {one.id: {c.id: c for c in one.covariates} for one in library.populations()}
    assert by["chinese"]["weight"].typical < by["general"]["weight"].typical
    assert by["chinese"]["lvef"] == by["general"]["lvef"]
    assert by["fumanba-1"]["weight"] == by["chinese"]["weight"]
    assert by["fumanba-1"]["prior_lines"] != by["chinese"]["prior_lines"]
    assert general.effects == chinese.effects == fumanba.effects


def test_products_name_populations_that_there_are() -> None:
    known = {one.id for one in library.populations()}
    assert {one.population for one in library.products()} - {""} <= known


def test_cohorts_of_figures_are_those_of_the_targets() -> None:
    known = {one.id for one in library.target_cohorts()}
    cohorts = {f.cohort for one in library.populations() for f in one.cohorts}
    assert {one for one in cohorts if not one.startswith("zhan2025 ")} <= known


def test_an_unknown_population_is_guessed() -> None:
    with pytest.raises(InputError) as raised:
        library.population("karma")
    assert "karmma" in raised.value.do.en
