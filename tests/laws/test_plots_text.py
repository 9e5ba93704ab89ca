"""Laws of the figures' text: nothing is lost, nothing overflows, nothing breaks the SVG."""

import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.core.error import InputError
from trephine.plots.forest import ForestRow, forest
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.scale import linear_ticks, padded, ratio_ticks, rounded_range
from trephine.plots.proof import proof

_DRAWABLE = st.text(alphabet="abc XYZ0129.,()%–-/研究随机效应（），。 & < > ' \"", max_size=120)


@given(_DRAWABLE, st.floats(15, 300), st.booleans())
def test_wrapping_keeps_every_character_and_the_width(text, width, bold):
    shown = clean(text)
    lines = wrap(shown, width, 8, bold=bold)
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")
    for line in lines:
        assert text_width(line, 8, bold=bold) <= width or len(line) == 1


@given(st.text(max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_label_is_drawn_or_refused_by_name(label):
    try:
        figure = forest(
            [ForestRow(label=label, estimate=0.5, ci_lb=0.3, ci_ub=0.7, weight=100.0)],
            measure="Demonstration",
            language="en",
        )
    except InputError as error:
        assert "U+" in error.found  # noqa: PT017  (either outcome is right)
        return
    assert proof(figure) == ()
    ET.fromstring(figure.svg)  # noqa: S314  (our own SVG)


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["cma", "jama", "revman"]),
    st.sampled_from(["zh", "en"]),
    st.sampled_from([84.0, 120.0, 176.0]),
)
@settings(max_examples=30, deadline=None)
def test_any_intervals_make_a_clean_plot(intervals, style, language, width_mm):
    rows = [
        ForestRow(label=f"Demonstration {i}", ci_lb=a, estimate=b, ci_ub=c, weight=b)
        for i, (a, b, c) in enumerate(intervals)
    ]
    figure = forest(rows, measure="x", style=style, language=language, width_mm=width_mm)
    assert proof(figure) == ()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
def test_ranges_hold_their_values_and_ticks_lie_within(values):
    for low, high in (padded(values), rounded_range(values)):
        slack = 1e-9 * max(abs(low), abs(high))
        assert low - slack <= min(values)
        assert max(values) <= high + slack
        ticks = linear_ticks(low, high)
        assert 1 <= len(ticks) <= 13
        assert len({tick.label for tick in ticks}) == len(ticks)
        assert all(low - slack <= tick.value <= high + slack for tick in ticks)


@given(st.floats(1e-3, 0.99), st.floats(1.01, 1e3))
def test_ratio_ticks_hold_one(low, high):
    ticks = ratio_ticks(low, high)
    assert len(ticks) >= 2
    if low <= 0.5 and high >= 2:
        assert any(tick.label == "1" for tick in ticks)
