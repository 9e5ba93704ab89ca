"""BandPanel: curves with bands for the figures of the mechanism room, and the strokes they get."""

from dataclasses import dataclass
from math import isfinite

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.kit.metrics import Label
from trephine.plots.kit.palette import FAINT, INK, MUTED, TEAL

Numbers = tuple[float, ...]
# colour and dash of each curve; they differ in lightness, or in dash where colours repeat
STROKES = (
    (TEAL, ""), (INK, "5 2"), (MUTED, "1.5 1.5"), (TEAL, "8 2 2 2"), (INK, "1.5 1.5"), (FAINT, "")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The limits between which ``level`` percent of patients lie, at each x of the curve."""

    level: float
    lower: Numbers
    upper: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class BandCurve:
    """One group's curve: the middle value at each x, and bands, widest first. All of one length."""

    label: Label
    x: Numbers
    middle: Numbers
    bands: tuple[Band, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPanel:
    """One quantity: what stands on its axis, and its curves. ``floor``: nothing is drawn below it.

    A logarithmic panel needs a ``floor`` above 0, or values above 0.
    """

    label: Label
    curves: tuple[BandCurve, ...]
    logarithmic: bool = False
    floor: float | None = None


def check_panels(panels: "tuple[BandPanel, ...] | list[BandPanel]") -> None:
    """Refuse panels without curves, of different lengths, or without a value to draw."""
    if not panels:
        raise _refused(
            Text(zh="图中没有任何分图", en="a figure without any panel"), "panels", "0",
        )  # fmt: skip
    for at, one in enumerate(panels):
        if not 1 <= len(one.curves) <= len(STROKES):
            raise _refused(
                Text(zh=f"每幅分图可画 1 至 {len(STROKES)} 条曲线",
                     en=f"a panel draws one to {len(STROKES)} curves"),
                f"panels[{at}]", str(len(one.curves)),
            )  # fmt: skip
        for curve in one.curves:
            lengths = {len(curve.x), len(curve.middle)}
            lengths |= {len(side) for band in curve.bands for side in (band.lower, band.upper)}
            if len(lengths) != 1 or not curve.x:
                raise _refused(
                    Text(zh="曲线各列须等长且不为空", en="columns of one length, not 0"),
                    f"panels[{at}]: {curve.label}",
                    ", ".join(str(length) for length in sorted(lengths)),
                )  # fmt: skip
            if not any(isfinite(v) for v in curve.middle):
                raise _refused(
                    Text(zh="曲线没有一个有限的值", en="a curve without any finite value"),
                    f"panels[{at}]: {curve.label}", "NaN",
                )  # fmt: skip


def _refused(what: Text, where: str, found: str) -> InputError:
    return InputError(
        what=what, where=where, found=found, do=Text(zh="请更正该图", en="correct the figure")
    )
