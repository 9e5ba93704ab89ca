"""Bad coordinates and bad tables of numbers at risk are refused, naming the cell."""

from pathlib import Path

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.survival.digitised_curve import digitised_curve
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.kaplan_meier import kaplan_meier
from trephine.evidence.survival.landmark import landmark
from trephine.evidence.survival.log_rank import log_rank
from trephine.evidence.survival.read_curve import read_curve
from trephine.evidence.survival.reconstruct import reconstruct
from trephine.evidence.survival.restricted_mean import restricted_mean
from trephine.evidence.survival.survival_quantile import survival_quantile

GOOD = "time,survival\n0,100\n3,90\n6,80\n9,60\n12,55\n"
RISK = "time,at risk\n0,20\n6,15\n12,5\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refused(folder: Path, curve: str, risk: str = RISK, **options) -> InputError:
    with pytest.raises(InputError) as caught:
        read_curve(
            write(folder, "curve.csv", curve),
            write(folder, "risk.csv", risk),
            **{"scale": "percent", **options},
        )
    error = caught.value
    assert error.what.zh
    assert error.do.zh
    assert error.do.en
    return error


def test_good_files_of_every_encoding(tmp_path: Path) -> None:
    chinese = "时间（月）,生存率（%）\n0,100\n3,90\n6,80\n9,60\n12,55\n"
    for encoding in ("utf-8", "gbk", "utf-16"):
        found = read_curve(
            write(tmp_path, "c.csv", chinese, encoding),
            write(tmp_path, "r.csv", "时间,风险人数\n0,20\n6,15\n12,5\n", encoding),
            scale="percent",
            label="试验",
        )
        assert found.n == 20
        np.testing.assert_allclose(found.survival, [1.0, 0.9, 0.8, 0.6, 0.55])
    by_order = read_curve({"x": [0, 1, 2], "curve 1": [1.0, 0.5, 0.2]}, scale="proportion", n=10)
    np.testing.assert_allclose(by_order.survival, [1.0, 0.5, 0.2])


@pytest.mark.parametrize(
    ("curve", "risk", "where", "what"),
    [
        (GOOD.replace("6,80", "6,95"), RISK, "cell B4 (line 4", "rises by more"),
        (GOOD.replace("3,90", "3,130"), RISK, "cell B3 (line 3", "exceeds 100"),
        (GOOD.replace("9,60", "2,60"), RISK, "cell A5 (line 5", "Time goes back"),
        (GOOD.replace("9,60", "9,sixty"), RISK, "cell B5 (line 5", "number was expected"),
        (GOOD.replace("9,60", "9,60%"), RISK, "cell B5 (line 5", "not a percentage"),
        (GOOD.replace("9,60", "9,"), RISK, "cell B5 (line 5", "number was expected"),
        (GOOD.replace("9,60", "9,-1"), RISK, "cell B5 (line 5", "0 or more"),
        (GOOD, RISK.replace("6,15", "6,25"), "cell B3 (line 3", "number at risk rises"),
        (GOOD, RISK.replace("12,5", "5,5"), "cell A4 (line 4", "increase"),
        (GOOD, RISK.replace("6,15", "6,14.5"), "cell B3 (line 3", "whole number"),
        (GOOD, RISK.replace("0,20\n", ""), "at_risk", "time 0"),
        (GOOD.replace("0,100", "0,90").replace("3,90", "3,89"), RISK, "cell B2", "begin at 1"),
        ("time,survival\n", RISK, "curve.csv", "no study"),
        ("", RISK, "curve.csv", "no study"),
        ("a,b,c\n0,100,1\n3,90,1\n", RISK, "curve.csv", "unclear which column"),
        ("time,survival\n0,1\n3,0.9\n6,0.5\n", RISK, "cell B2", "said to be percent"),
        ("time,survival\n0,100\n", RISK, "curve", "two points"),
    ],
)
def test_refusals_name_the_cell(
    tmp_path: Path, curve: str, risk: str, where: str, what: str
) -> None:
    error = refused(tmp_path, curve, risk)
    assert where in error.where, error
    assert what in error.what.en, error


def test_the_scale_is_never_guessed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="scale has no such value"):
        read_curve(write(tmp_path, "c.csv", GOOD), scale="auto", n=5)
    with pytest.raises(InputError, match="exceeds 1"):
        read_curve(write(tmp_path, "c.csv", GOOD), scale="proportion", n=5)
    with pytest.raises(InputError, match="not the number at risk"):
        digitised_curve([0, 1], [1, 0.5], scale="proportion", risk_time=[0], at_risk=[9], n=8)
    with pytest.raises(InputError, match="differ in length"):
        digitised_curve([0, 1], [1, 0.5, 0.4], scale="proportion", n=8)


def test_small_noise_is_cleaned_and_said() -> None:
    found = digitised_curve(
        [0, 1, 2, 3, 3.5], [1.005, 0.9, 0.91, 0.5, 0.5], scale="proportion", n=9
    )
    assert (np.diff(found.survival) <= 0.0).all()
    assert found.cleaned == pytest.approx(0.005)
    assert [c.kind for c in found.cautions] == ["curve-cleaned"]


def test_patients_that_cannot_be() -> None:
    for time, event, match in (
        ([], [], "one time and one event"),
        ([1, 2], [1], "one time and one event"),
        ([1, -2], [1, 0], "patient 2"),
        ([1, np.nan], [1, 0], "patient 2"),
        ([1, 2], [1, 2], "An event is 1"),
    ):
        with pytest.raises(InputError, match=match):
            follow_up(time, event)


def test_options_that_cannot_be() -> None:
    group = follow_up([1, 2, 3], [1, 0, 0])
    curve = kaplan_meier(group)
    with pytest.raises(InputError, match="percentage"):
        kaplan_meier(group, level=195)
    with pytest.raises(InputError, match="no such value"):
        kaplan_meier(group, ci="greenwood")
    with pytest.raises(InputError, match="finite and not negative"):
        landmark(curve, [-1.0])
    with pytest.raises(InputError, match="between 0 and 1"):
        survival_quantile(curve, 50)
    with pytest.raises(MethodError, match="beyond the last follow-up"):
        restricted_mean(curve, 4.0)
    with pytest.raises(InputError, match="two groups"):
        log_rank([group])
    with pytest.raises(MethodError, match="cannot be compared"):
        log_rank([follow_up([1.0], [0]), follow_up([2.0], [0])])
    with pytest.raises(InputError, match="different units"):
        log_rank([group, follow_up([1.0], [1], unit="day")])
    digitised = digitised_curve([0, 3], [1, 0.5], scale="proportion", n=4)
    with pytest.raises(InputError, match="within the curve"):
        reconstruct(digitised, censor_marks=[9.0])
    with pytest.raises(InputError, match="no such value"):
        reconstruct(digitised, dating="late")
