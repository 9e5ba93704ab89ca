"""effects: hand-checked values, what is undefined, what is refused, what is asked for."""

import math
from itertools import pairwise

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.effects import effects
from trephine.evidence.measure.register import MEASURES, measure_of


def only(found) -> tuple[float, float]:
    assert found.k == 1
    return float(found.yi[0]), float(found.vi[0])


@pytest.mark.parametrize(
    ("measure", "columns", "yi", "vi"),
    [
        ("PR", {"xi": 3, "ni": 10}, 0.3, 0.021),
        ("PLN", {"xi": 3, "mi": 7}, math.log(0.3), 1 / 3 - 1 / 10),
        ("PLO", {"xi": 3, "ni": 10}, math.log(3 / 7), 1 / 3 + 1 / 7),
        ("PAS", {"xi": 3, "ni": 10}, math.asin(math.sqrt(0.3)), 1 / 40),
        (
            "PFT",
            {"xi": 3, "ni": 10},
            0.5 * (math.asin(math.sqrt(3 / 11)) + math.asin(math.sqrt(4 / 11))),
            1 / 42,
        ),
        ("IR", {"xi": 3, "ti": 20}, 0.15, 3 / 400),
        ("IRLN", {"xi": 3, "ti": 20}, math.log(0.15), 1 / 3),
        ("IRS", {"xi": 3, "ti": 20}, math.sqrt(0.15), 1 / 80),
        ("IRFT", {"xi": 3, "ti": 20}, 0.5 * (math.sqrt(0.15) + math.sqrt(0.2)), 1 / 80),
        ("MN", {"mi": 12, "sdi": 3, "ni": 9}, 12, 1),
        ("MNLN", {"mi": 12, "sdi": 3, "ni": 9}, math.log(12), 1 / 144),
        ("OR", {"ai": 1, "bi": 2, "ci": 3, "di": 4}, math.log(4 / 6), 1 + 1 / 2 + 1 / 3 + 1 / 4),
        ("RD", {"ai": 1, "n1i": 4, "ci": 2, "n2i": 4}, -0.25, 3 / 64 + 1 / 16),
        ("PETO", {"ai": 1, "n1i": 4, "ci": 2, "n2i": 4}, -0.5 / (15 / 28), 28 / 15),
        ("IRD", {"x1i": 1, "t1i": 2, "x2i": 3, "t2i": 4}, -0.25, 1 / 4 + 3 / 16),
        ("MD", {"m1i": 5, "sd1i": 2, "n1i": 4, "m2i": 3, "sd2i": 3, "n2i": 9}, 2, 2),
        ("VR", {"sd1i": 2, "n1i": 5, "sd2i": 2, "n2i": 9}, 1 / 8 - 1 / 16, 1 / 8 + 1 / 16),
        ("COR", {"ri": 0.5, "ni": 10}, 0.5, 0.5625 / 9),
        ("ZCOR", {"ri": 0.5, "ni": 13}, math.atanh(0.5), 0.1),
        ("GEN", {"yi": 0.4, "sei": 0.2}, 0.4, 0.04),
        ("HR", {"oei": -4, "oevi": 8}, -0.5, 0.125),
        ("HR", {"pvali": 1, "signi": 1, "e1i": 6, "e2i": 3}, 0, 0.5),
    ],
)
def test_one_study_by_hand(measure, columns, yi, vi) -> None:
    found = only(effects(measure, **columns))
    assert found == pytest.approx((yi, vi), rel=1e-14, abs=1e-15)


def test_unbiased_correlation_of_olkin_and_pratt() -> None:
    # at n = 5 the series is elementary: r arcsin(z) / z with z = sqrt(1 - r^2), for r > 0
    y, v = only(effects("UCOR", ri=0.6, ni=5))
    assert y == pytest.approx(0.6 * math.asin(0.8) / 0.8, rel=1e-14)
    assert v == pytest.approx((1 - y**2) ** 2 / 4, rel=1e-14)


def test_hazard_ratio_by_four_roads() -> None:
    z = 1.959963984540054
    se = 0.25
    low, high = math.exp(-0.5 - z * se), math.exp(-0.5 + z * se)
    p = math.erfc(2 / math.sqrt(2))
    nan = math.nan
    found = effects(
        "HR",
        yi=[-0.5, nan, nan, nan, nan],
        sei=[se, nan, nan, nan, nan],
        hri=[nan, math.exp(-0.5), nan, nan, nan],
        hr_lbi=[nan, low, nan, nan, nan],
        hr_ubi=[nan, high, nan, nan, nan],
        oei=[nan, nan, -8, nan, nan],
        oevi=[nan, nan, 16, nan, nan],
        pvali=[nan, nan, nan, p, nan],
        signi=[nan, nan, nan, -1, nan],
        ei=[nan, nan, nan, 64, nan],
        n1i=[nan, nan, nan, 50, nan],
        n2i=[nan, nan, nan, 50, nan],
    )
    assert found.yi[:4] == pytest.approx([-0.5] * 4, rel=1e-13)
    assert found.vi[:4] == pytest.approx([0.0625] * 4, rel=1e-13)
    assert np.isnan(found.yi[4])
    assert [(c.kind, c.studies) for c in found.cautions] == [
        ("hazard-ratio-source", ("2",)),
        ("hazard-ratio-source", ("3",)),
        ("hazard-ratio-source", ("4",)),
        ("missing-values", ("5",)),
    ]


def test_hazard_ratio_with_intervals_of_other_levels() -> None:
    z90 = 1.6448536269514722
    low, high = math.exp(-z90 * 0.3), math.exp(z90 * 0.3)
    assert only(effects("HR", hri=1, hr_lbi=low, hr_ubi=high, leveli=90)) == pytest.approx(
        (0, 0.09), rel=1e-12
    )


def test_nothing_is_added_unasked() -> None:
    found = effects("PLO", xi=[0, 5, 10], ni=[10, 10, 10])
    assert np.isnan(found.yi).tolist() == [True, False, True]
    assert np.isnan(found.vi).tolist() == [True, False, True]
    assert [(c.kind, c.studies) for c in found.cautions] == [("effect-undefined", ("1", "3"))]
    assert found.raw["xi"].tolist() == [0, 5, 10]


def test_zero_variance_has_no_weight() -> None:
    found = effects("PR", xi=[0, 5], ni=[10, 10], labels=["none", "half"])
    assert [(c.kind, c.studies) for c in found.cautions] == [("zero-variance", ("none",))]
    assert np.isnan(found.yi[0])


@pytest.mark.parametrize(
    ("to", "expected"),
    [("only0", [0.5, 5, 9]), ("all", [0.5, 5.5, 9.5]), ("if0all", [0.5, 5.5, 9.5])],
)
def test_continuity_correction(to, expected) -> None:
    found = effects("PLO", xi=[0, 5, 9], ni=[10, 10, 10], cc=0.5, cc_to=to)
    total = [11 if x % 1 else 10 for x in expected]
    ours = [math.log(x / (n - x)) for x, n in zip(expected, total, strict=True)]
    assert found.yi == pytest.approx(ours, rel=1e-14)
    assert found.ni.tolist() == [10, 10, 10]
    assert found.raw["xi"].tolist() == [0, 5, 9]
    assert found.cautions[0].kind == "continuity-correction"
    assert len(found.cautions[0].studies) == (1 if to == "only0" else 3)


def test_if0all_does_nothing_without_an_empty_cell() -> None:
    plain = effects("PLO", xi=[4, 5], ni=[10, 10])
    asked = effects("PLO", xi=[4, 5], ni=[10, 10], cc=0.5, cc_to="if0all")
    assert asked.yi.tolist() == plain.yi.tolist()
    assert asked.cautions == ()


def test_double_zero_studies_are_dropped_on_demand() -> None:
    columns = {"ai": [0, 3, 7], "n1i": [10, 10, 7], "ci": [0, 4, 9], "n2i": [10, 10, 9]}
    found = effects("RR", **columns, cc=0.5, cc_to="only0", drop00=True)
    assert np.isnan(found.yi).tolist() == [True, False, True]
    assert [(c.kind, c.studies) for c in found.cautions] == [("double-zero-dropped", ("1", "3"))]
    kept = effects("IRR", x1i=[0, 1], t1i=[5, 5], x2i=[0, 2], t2i=[5, 5], drop00=True)
    assert np.isnan(kept.yi).tolist() == [True, False]


@pytest.mark.parametrize(
    ("measure", "options"),
    [
        ("PLO", {"cc": 0.5}),
        ("PLO", {"cc_to": "only0"}),
        ("PLO", {"cc": -0.5, "cc_to": "all"}),
        ("PLO", {"cc": math.nan, "cc_to": "all"}),
        ("PLO", {"cc": 0.5, "cc_to": "some"}),
        ("PLO", {"drop00": True}),
        ("GEN", {"cc": 0.5, "cc_to": "all"}),
        ("NOPE", {}),
    ],
)
def test_method_errors(measure, options) -> None:
    columns = {"yi": 1, "vi": 1} if measure == "GEN" else {"xi": 1, "ni": 2}
    with pytest.raises(MethodError):
        effects(measure, **columns, **options)


@pytest.mark.parametrize(
    ("measure", "columns", "where", "found"),
    [
        ("PR", {"xi": [1, 5], "ni": [2, 4]}, "study '2', column 'xi'", "xi = 5, ni = 4"),
        ("PR", {"xi": [1, -5], "ni": [2, 4]}, "study '2', column 'xi'", "xi = -5"),
        ("PR", {"xi": [1.5], "ni": [2]}, "study '1', column 'xi'", "xi = 1.5"),
        ("PR", {"xi": [0], "ni": [0]}, "study '1', column 'ni'", "ni = 0"),
        ("PR", {"xi": [1], "ni": [3], "mi": [1]}, "study '1', column 'ni'", "ni = 3"),
        ("PR", {"xi": ["1"], "ni": [3]}, "study '1', column 'xi'", "'1'"),
        ("PR", {"xi": [True], "ni": [3]}, "study '1', column 'xi'", "True"),
        ("PR", {"xi": [math.inf], "ni": [3]}, "study '1', column 'xi'", "inf"),
        ("PR", {"xi": [1, 2], "ni": [3]}, "effects('PR')", "xi: 2, ni: 1"),
        ("PR", {"xi": [], "ni": []}, "effects('PR')", "empty"),
        ("PR", {"xi": [[1]], "ni": [[2]]}, "column 'xi'", "(1, 1)"),
        ("PR", {"xi": [1]}, "effects('PR')", "xi"),
        ("PR", {}, "effects('PR')", "no column"),
        ("PR", {"xi": [1], "ni": [2], "ti": [3]}, "effects('PR')", "ti"),
        ("PR", {"xi": [1, 1], "ni": [2, 2], "labels": ["a"]}, "labels", "1 label for 2"),
        ("PR", {"xi": [1, 1], "ni": [2, 2], "labels": ["a", "a"]}, "studies 1 and 2", "'a'"),
        ("IR", {"xi": [1], "ti": [0]}, "column 'ti'", "ti = 0"),
        ("GEN", {"yi": [1], "vi": [0]}, "column 'vi'", "vi = 0"),
        ("GEN", {"yi": [1], "sei": [-1]}, "column 'sei'", "sei = -1"),
        ("ZCOR", {"ri": [1.2], "ni": [9]}, "column 'ri'", "ri = 1.2"),
        ("ZCOR", {"ri": [0.2], "ni": [3]}, "column 'ni'", "ni = 3"),
        ("MN", {"mi": [1], "sdi": [-1], "ni": [3]}, "column 'sdi'", "sdi = -1"),
        ("MNLN", {"mi": [-1], "sdi": [1], "ni": [3]}, "column 'mi'", "mi = -1"),
        ("HR", {"hri": [2], "hr_lbi": [3], "hr_ubi": [4]}, "column 'hr_lbi'", "hri = 2"),
        ("HR", {"pvali": [0], "signi": [1], "e1i": [1], "e2i": [1]}, "'pvali'", "pvali = 0"),
        ("HR", {"pvali": [0.1], "signi": [0], "e1i": [1], "e2i": [1]}, "'signi'", "signi = 0"),
        ("MED", {"medi": [5], "q1i": [6], "q3i": [7], "ni": [9]}, "'q1i'", "medi = 5"),
    ],
)
def test_what_cannot_be_true_is_refused_by_name(measure, columns, where, found) -> None:
    with pytest.raises(InputError) as caught:
        effects(measure, **columns)
    assert where in caught.value.where
    assert found in caught.value.found


def test_missing_values_stay_missing_whatever_they_look_like() -> None:
    pandas = pytest.importorskip("pandas")
    for values in ([1, None, 3], [1, math.nan, 3], pandas.array([1, None, 3], dtype="Int64")):
        found = effects("PFT", xi=values, ni=[10, 10, 10])
        assert np.isnan(found.yi).tolist() == [False, True, False]
        assert [(c.kind, c.studies) for c in found.cautions] == [("missing-values", ("2",))]


def test_results_are_read_only_and_inputs_untouched() -> None:
    xi = np.array([1.0, 2.0])
    found = effects("PLO", xi=xi, ni=[10, 10])
    xi[0] = 7
    assert found.raw["xi"][0] == 1
    for vector in (found.yi, found.vi, found.ni, found.raw["mi"]):
        with pytest.raises(ValueError, match="read-only"):
            vector[0] = 1


def test_measures_are_described() -> None:
    for key, measure in MEASURES.items():
        assert measure.key == key
        assert measure.columns
        assert measure_of(key.lower()) is measure
        for first, second in pairwise(measure.columns):
            assert set(first) != set(second)
    assert measure_of("PLOGIT").key == "PLO"
