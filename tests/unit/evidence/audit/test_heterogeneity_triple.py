"""k and the printed I2 fix P of heterogeneity."""

import dataclasses

import pytest
from scipy.stats import chi2

from trephine.core.error import InputError
from trephine.core.published import Printed
from trephine.evidence.audit.heterogeneity_triple import heterogeneity_triple
from trephine.evidence.audit.printed_range import p_value_range, printed_range, q_range
from trephine.library import publication

ZHAN = publication("zhan2025")


def test_the_one_row_whose_p_cannot_be_is_found():
    found = heterogeneity_triple(ZHAN)
    assert [one.concerns for one in found.findings] == [("vgpr",)]
    finding = found.findings[0]
    assert finding.kind == "computed"
    # by hand: Q = 7 / (1 - 0.6140) = 18.13
    assert f"{chi2.sf(7 / (1 - 0.6140), 7):.3g}" == "0.0114"
    assert "0.0114" in finding.sentence.en
    assert "0.0114" in finding.sentence.zh
    assert len(found.checked) == len(ZHAN.pooled)
    unable = [one.subject for one in found.checked if one.verdict == "cannot-tell"]
    assert unable == ["sd-le1y"]


def test_a_wrong_k_is_found_and_the_right_one_named():
    row = dataclasses.replace(ZHAN.row("scr"), studies=ZHAN.row("scr").studies[:4])
    found = heterogeneity_triple(dataclasses.replace(ZHAN, pooled=(row,)))
    assert [one.concerns for one in found.findings] == [("scr",)]
    assert "k = 7" in found.findings[0].follows.en


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("0.12", 0.12 - 0.005 / 0.9, 0.13),
        ("<0.01", 0.0, 0.01),
        (">0.05", 0.05, 1.0),
        ("0.60", 0.60 - 0.005 / 0.9, 0.61),
    ],
)
def test_p_as_printed(printed, low, high):
    found = p_value_range(printed)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_what_is_no_p_is_refused_and_an_empty_one_is_none():
    assert p_value_range(" ") is None
    for bad in ("P", "12", "0,05", "<"):
        with pytest.raises(InputError, match="P"):
            p_value_range(bad)


def test_rounding_once_or_twice_and_cutting_off_hide_more_than_half_a_unit():
    found = printed_range(Printed(text="61.40"))
    assert (found.low, found.high) == pytest.approx((61.40 - 0.005 / 0.9, 61.41))
    assert printed_range(Printed(text="61.40"), once=True).high == pytest.approx(61.405)


def test_at_zero_only_an_upper_end_is_known():
    found = q_range(Printed(text="0"), 5.0)
    assert found.low == 0.0
    assert found.high == pytest.approx(5 / 0.99)
    assert q_range(Printed(text="100"), 5.0).high == float("inf")
