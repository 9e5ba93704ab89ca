"""Trim and fill: ranks, counts, states and refusals."""

import math

import numpy as np
import pytest

from trephine.core.error import MethodError
from trephine.evidence.bias.missing_count import missing_count, signed_ranks
from trephine.evidence.bias.trim_and_fill import trim_and_fill
from trephine.evidence.effects import effects

# A funnel with its left foot cut off: the imprecise studies all lie high.
VI = [0.01, 0.012, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3]
YI = [0.20, 0.24, 0.15, 0.30, 0.35, 0.42, 0.60, 0.75, 0.95, 1.20]
CUT = effects("GEN", yi=YI, vi=VI)


def test_signed_ranks_by_hand():
    assert signed_ranks(np.array([-0.3, -0.1, 0.0, 0.2, 0.5])).tolist() == [-4, -2, 0, 3, 5]


def test_a_tie_that_rounding_broke_goes_by_order():
    low, high = -0.3, 0.1 + 0.2
    assert abs(low) < high
    assert signed_ranks(np.array([low, high - 1e-15, 0.5])).tolist() == [-1, 2, 3]
    assert signed_ranks(np.array([low - 1e-15, high, 0.5])).tolist() == [-1, 2, 3]


def test_counts_by_hand():
    # Signed ranks -1 2 -3 4 5 6 7: S = 24, the run at the far end is 4.
    deviation = np.array([-0.3, -0.1, 0.2, 0.4, 0.5, 0.6, 0.7])
    assert sorted(signed_ranks(deviation).tolist()) == [-3, -1, 2, 4, 5, 6, 7]
    k0, se = missing_count(deviation, "R0")
    assert (k0, se) == (3, pytest.approx(math.sqrt(8)))
    raw = (4 * 24 - 56) / 13
    variance = (840 + 10 * raw**3 + 27 * raw**2 + 17 * raw - 126 * raw**2 - 126 * raw) / 24
    variance += 6 * 49 * raw / 24
    k0, se = missing_count(deviation, "L0")
    assert (k0, se) == (3, pytest.approx(4 * math.sqrt(variance) / 13))
    raw = 6.5 - math.sqrt(98 - 96 + 0.25)
    k0, _ = missing_count(deviation, "Q0")
    assert k0 == round(raw) == 5


def test_q0_without_a_root_is_refused():
    with pytest.raises(MethodError, match="no value"):
        missing_count(np.array([-0.1, 0.2, 0.3, 0.4]), "Q0")


@pytest.mark.parametrize("estimator", ["L0", "R0"])
def test_a_cut_funnel_is_filled_on_its_empty_side(estimator):
    found = trim_and_fill(CUT, estimator=estimator)
    assert found.side == "left"
    assert found.k0 >= 2
    assert found.filled.estimate < found.observed.estimate
    assert found.filled.k == found.k + found.k0
    assert found.added.labels == tuple(f"Filled {i + 1}" for i in range(found.k0))
    # The studies mirrored are the largest ones, all about the same centre.
    centre = (found.added.yi + np.sort(YI)[-found.k0 :]) / 2
    assert np.ptp(centre) < 1e-12
    assert found.added.vi.tolist() == VI[-found.k0 :]
    assert (found.p_k0 == 0.5 ** (found.k0 + 1)) if estimator == "R0" else math.isnan(found.p_k0)
    assert {"made-up-studies"} <= {c.kind for c in found.cautions}
    assert found.methods[0] == "duval-tweedie-2000"


def test_nothing_is_missing_on_the_full_side():
    found = trim_and_fill(CUT, side="right")
    assert (found.k0, found.added) == (0, None)
    assert found.filled == found.observed


def test_a_label_in_use_is_not_given_again():
    taken = effects("GEN", yi=YI, vi=VI, labels=["Filled 1", *map(str, range(2, 11))])
    found = trim_and_fill(taken)
    assert found.added.labels[0] == "Filled 2"


def test_effects_that_are_equal_have_nothing_to_trim():
    found = trim_and_fill(effects("GEN", yi=[0.3] * 4, vi=[0.1, 0.2, 0.3, 0.4]))
    assert found.k0 == 0
    assert math.isnan(found.se_k0)
    assert found.filled.estimate == pytest.approx(0.3, rel=1e-14)
    assert "all-equal" in {c.kind for c in found.cautions}


def test_studies_without_an_effect_are_left_out_and_named():
    holed = effects("GEN", yi=[*YI, np.nan], vi=[*VI, np.nan])
    found = trim_and_fill(holed)
    assert found.k == len(YI)
    assert found.filled.estimate == trim_and_fill(CUT).filled.estimate
    assert "studies-left-out" in {c.kind for c in found.cautions}


def test_double_arcsine_is_read_with_the_people_there_are():
    xi, ni = [8, 9, 7, 8, 6, 12, 12, 18], [400, 420, 380, 400, 330, 60, 40, 30]
    measured = effects("PFT", xi=xi, ni=ni)
    found = trim_and_fill(measured, side="left", estimator="R0", method="EE")
    assert found.k0 == 2
    assert 0 < found.filled.back["miller_hm"].estimate < found.observed.back["miller_hm"].estimate


def test_one_precision_for_all_needs_a_side():
    level = effects("GEN", yi=YI, vi=[0.1] * 10)
    with pytest.raises(MethodError):
        trim_and_fill(level)
    assert trim_and_fill(level, side="left").k0 >= 0


@pytest.mark.parametrize(
    "choice",
    [{"estimator": "L1"}, {"side": "both"}, {"method": "GENQ"}, {"maxiter": 1}],
)
def test_what_there_is_not_is_refused(choice):
    with pytest.raises(MethodError):
        trim_and_fill(CUT, **choice)


def test_two_studies_are_too_few():
    with pytest.raises(MethodError, match="too few"):
        trim_and_fill(effects("GEN", yi=[0.1, 0.4], vi=[0.1, 0.2]))
