"""Tests and models for small-study effects on input that they cannot take."""

import math

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.copas import copas
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.fail_safe_n import fail_safe_n
from trephine.evidence.bias.harbord import harbord
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.bias.limit import limit
from trephine.evidence.bias.macaskill import macaskill
from trephine.evidence.bias.pet_peese import pet_peese
from trephine.evidence.bias.peters import peters
from trephine.evidence.bias.pustejovsky import pustejovsky
from trephine.evidence.bias.schwarzer import schwarzer
from trephine.evidence.bias.selection_model import selection_model
from trephine.evidence.bias.thompson_sharp import thompson_sharp
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects

TWO = effects("GEN", yi=[0.1, 0.5], vi=[0.1, 0.2])
ALIKE = effects("GEN", yi=[0.1, 0.5, 0.3, 0.9], vi=[0.1] * 4)
ORDINARY = effects("GEN", yi=[0.1, 0.5, 0.3, 0.9], vi=[0.1, 0.2, 0.05, 0.4])


@pytest.mark.parametrize("verb", [egger, begg, lfk, pet_peese, thompson_sharp, copas])
def test_three_studies_are_needed(verb) -> None:
    with pytest.raises(MethodError, match="too few studies"):
        verb(TWO)


@pytest.mark.parametrize("verb", [egger, thompson_sharp, pet_peese, copas])
def test_equal_precision_cannot_be_regressed_on(verb) -> None:
    with pytest.raises(MethodError, match=r"same in every study|equal standard errors"):
        verb(ALIKE)


def test_equal_precision_has_no_ranks() -> None:
    found = begg(ALIKE)
    assert math.isnan(found.tau)
    assert math.isnan(found.pval)
    assert "similar-precision" in {caution.kind for caution in found.cautions}


def test_equal_sizes_cannot_be_regressed_on() -> None:
    same = effects("PLO", xi=[10, 12, 15], ni=[30, 30, 30])
    for call in (macaskill, peters, lambda e: egger(e, predictor="sqrtninv")):
        with pytest.raises(MethodError, match="same in every study"):
            call(same)


def test_points_on_a_line_leave_nothing_to_test_with() -> None:
    sei = np.array([0.1, 0.2, 0.4])
    found = egger(effects("GEN", yi=0.3 + 2 * sei, vi=sei**2))
    assert found.bias == pytest.approx(2)
    assert math.isnan(found.pval)
    assert "perfect-fit" in {caution.kind for caution in found.cautions}


def test_equal_effects_have_no_lfk_index() -> None:
    with pytest.raises(MethodError, match="no LFK index"):
        lfk(effects("GEN", yi=[0.2] * 4, vi=[0.1, 0.2, 0.3, 0.4]))


@pytest.mark.parametrize("verb", [harbord, peters, schwarzer, pustejovsky])
def test_counts_are_needed(verb) -> None:
    with pytest.raises(MethodError):
        verb(ORDINARY)


def test_sizes_are_needed() -> None:
    with pytest.raises(MethodError, match="sample sizes are missing") as error:
        macaskill(ORDINARY)
    assert "1" in error.value.found


def test_a_study_without_an_effect_is_named() -> None:
    gap = Effects(
        measure="GEN",
        yi=np.array([0.1, np.nan, 0.3, 0.9, 0.2]),
        vi=np.array([0.1, np.nan, 0.05, 0.4, 0.0]),
        ni=np.full(5, np.nan),
        labels=("a", "b", "c", "d", "e"),
    )
    found = egger(gap)
    assert found.k == 3
    assert found.cautions[0].kind == "studies-left-out"
    assert found.cautions[0].studies == ("b", "e")


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1])
def test_alpha_is_a_probability(alpha) -> None:
    with pytest.raises(InputError):
        fail_safe_n(ORDINARY, alpha=alpha)


def test_tau2_is_not_negative() -> None:
    with pytest.raises(InputError):
        limit(ORDINARY, tau2=-0.1)
    with pytest.raises(InputError):
        limit(ORDINARY, tau2=math.nan)


@pytest.mark.parametrize(
    "choices",
    [
        {"steps": ()},
        {"steps": (1.0,)},
        {"steps": (0.0, 0.5)},
        {"steps": (0.5, 1.5)},
        {"delta": (1.0,)},
        {"delta": (1.0, -0.5)},
        {"type": "beta", "delta": (1.0, 1.0, 1.0)},
        {"tau2": -1.0},
    ],
)
def test_selection_choices_that_make_no_sense(choices) -> None:
    with pytest.raises(InputError):
        selection_model(ORDINARY, **choices)


def test_more_weights_than_studies() -> None:
    with pytest.raises(MethodError, match="more parameters"):
        selection_model(ORDINARY, steps=(0.01, 0.05, 0.5))


def test_a_study_cannot_stand_where_nothing_is_seen() -> None:
    with pytest.raises(MethodError, match="weight is 0"):
        selection_model(ORDINARY, delta=(1.0, 0.0))


def test_a_copas_grid_needs_points() -> None:
    with pytest.raises(InputError):
        copas(ORDINARY, grid=2)


def test_extreme_scales_are_fitted() -> None:
    for scale in (1e-8, 1e8):
        found = selection_model(effects("GEN", yi=scale * ORDINARY.yi, vi=scale**2 * ORDINARY.vi))
        assert found.converged
        plain = selection_model(ORDINARY)
        assert found.estimate == pytest.approx(scale * plain.estimate, rel=1e-6)


def test_effects_without_spread_are_fitted() -> None:
    same = effects("GEN", yi=[0.4] * 5, vi=[0.1, 0.2, 0.05, 0.4, 0.3])
    found = selection_model(same, delta=(1.0, 0.5))
    assert found.converged
    assert found.tau2 == 0
    assert math.isnan(found.se_tau2)
    assert selection_model(same, type="negexp").converged
