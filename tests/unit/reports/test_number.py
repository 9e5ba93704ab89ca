import math

import pytest

from trephine.reports.number import decimal, figure, p_value, percent, significant, span

NAN = math.nan


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.86, "86.0%"), (0.0, "0.0%"), (1.0, "100.0%"), (0.0004, "<0.1%"), (0.99996, ">99.9%"),
     (-0.05, "−5.0%"), (NAN, "—"), (0.0005, "0.1%")],
)  # fmt: skip
def test_percent(value: float, said: str) -> None:
    assert percent(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.494, "0.49"), (-1.234, "−1.23"), (0.0, "0.00"), (0.004, "<0.01"), (-0.004, ">−0.01"),
     (math.inf, "∞"), (-math.inf, "−∞"), (NAN, "—")],
)  # fmt: skip
def test_decimal(value: float, said: str) -> None:
    assert decimal(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (0.4321, "0.432"), (12.345, "12.3"), (1234.5, "1234"), (2e-5, "<0.0001"),
     (0.00123, "0.00123"), (NAN, "—"), (math.inf, "∞")],
)  # fmt: skip
def test_significant(value: float, said: str) -> None:
    assert significant(value) == said


def test_p_values() -> None:
    assert p_value(0.0004, "en") == "P < 0.001"
    assert p_value(0.0004, "zh") == "P<0.001"
    assert p_value(0.0432, "en") == "P = 0.043"
    assert p_value(0.99995, "zh") == "P>0.999"
    assert p_value(NAN, "en") == "P = —"


def test_intervals_follow_each_language() -> None:
    assert span(0.76, 0.94, "zh", "percent") == "76.0%~94.0%"
    assert span(0.76, 0.94, "en", "percent") == "76.0%–94.0%"
    assert span(-0.6, -0.1, "en", "plain") == "−0.60 to −0.10"
    assert span(-0.6, 0.1, "zh", "plain") == "−0.60~0.10"
    assert span(0.2, math.inf, "en", "ratio") == "0.20 to ∞"
    assert span(0.5, 0.99999, "en", "percent") == "50.0% to >99.9%"


def test_decimals_can_be_chosen() -> None:
    assert figure(0.8649, "percent", 2) == "86.49%"
    assert figure(1.23456, "ratio", 3) == "1.235"
