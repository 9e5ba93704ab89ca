"""Journal styles of the forest plot: order of columns, colours, rules, how numbers are written."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.text import Text
from trephine.plots.kit.palette import RUST, TEAL

StyleName = Literal["cma", "jama", "revman"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What differs between journals. ``rules`` are line widths: top, below the header, bottom."""

    name: StyleName
    order: tuple[str, ...]
    square: str
    diamond: str
    interval: str
    rules: tuple[float, float, float]
    grid: bool
    joined: Text
    brackets: str
    leading_zero: bool
    split_counts: bool


STYLES: dict[StyleName, Style] = {
    # the journals of the Chinese Medical Association: a three-line table, ranges with a tilde
    "cma": Style(
        name="cma",
        order=("label", "tag", "events", "minors", "plot", "effect", "weight"),
        square=TEAL,
        diamond=RUST,
        interval="#111827",
        rules=(1.1, 0.5, 1.1),
        grid=True,
        joined=Text(zh="~", en="–"),
        brackets="()",
        leading_zero=True,
        split_counts=False,
    ),
    # JAMA: numbers before the plot, no leading zero in P, hyphens in ranges
    "jama": Style(
        name="jama",
        order=("label", "tag", "events", "total", "minors", "effect", "plot", "weight"),
        square="#1e3a5f",
        diamond="#1e3a5f",
        interval="#1e3a5f",
        rules=(0.0, 0.6, 0.6),
        grid=False,
        joined=Text(zh="-", en="-"),
        brackets="()",
        leading_zero=False,
        split_counts=True,
    ),
    # RevMan: events and total apart, weight before the effect, blue squares, a black diamond
    "revman": Style(
        name="revman",
        order=("label", "tag", "events", "total", "minors", "weight", "effect", "plot"),
        square="#1d4ed8",
        diamond="#000000",
        interval="#000000",
        rules=(0.0, 0.9, 0.0),
        grid=False,
        joined=Text(zh=", ", en=", "),
        brackets="[]",
        leading_zero=True,
        split_counts=True,
    ),
}


def base_size(width_mm: float) -> float:
    """Return the font size for a figure's width: 8 pt across two columns, 7 pt in one."""
    return 8.0 if width_mm >= 120 else 7.0
