"""The continuity correction: added to the cells of a table only where asked for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text, counted
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.declaration import Correction
from trephine.evidence.measure.given import Given

_TO = ("none", "only0", "all", "if0all")


def check_correction(key: str, asked: Correction, *, corrects: bool, drops00: bool) -> None:
    """Refuse a correction that is half said, or that the measure has no cells for."""
    what = do = None
    if asked.to not in _TO:
        what = Text(zh="未知的 cc_to 取值", en="Unknown value of cc_to")
        do = Text(zh="请从以下取值中选择：" + "、".join(_TO), en="Choose one of " + ", ".join(_TO))
    elif not 0 <= asked.amount < np.inf:
        what = Text(zh="连续性校正值不能为负", en="A continuity correction cannot be negative")
        do = Text(zh="例如 cc=0.5", en="Give cc=0.5, for example")
    elif (asked.amount > 0) != (asked.to != "none"):
        what = Text(
            zh="连续性校正须同时给出校正值与适用范围",
            en="A continuity correction needs both its amount and where it goes",
        )
        do = Text(
            zh='例如 cc=0.5, cc_to="only0"；不校正则两者都不给',
            en='Give cc=0.5, cc_to="only0", for example, or neither',
        )
    elif asked.to != "none" and not corrects:
        what = Text(zh=f"{key} 没有可校正的计数", en=f"{key} has no counts that could be corrected")
        do = Text(zh="请去掉 cc 与 cc_to", en="Leave out cc and cc_to")
    elif asked.drop00 and not drops00:
        what = Text(
            zh=f"drop00 不适用于 {key}", en=f"drop00 does not apply to {key}: it has one arm only"
        )
        do = Text(zh="请去掉 drop00", en="Leave out drop00")
    if what is not None and do is not None:
        raise MethodError(
            what=what,
            where=f"effects({key!r})",
            found=f"cc={asked.amount:g}, cc_to={asked.to!r}, drop00={asked.drop00}",
            do=do,
        )


def corrected(
    given: Given, asked: Correction, cells: Sequence[Vector]
) -> tuple[list[Vector], tuple[Caution, ...]]:
    """Return the cells with the correction added where it was asked for, and which studies got it.

    ``only0``: studies with an empty cell; ``if0all``: every study as soon as one has an empty
    cell; ``all``: every study. Source: Gart 1966, Biometrika, for 0.5; it is a device, not a
    datum, hence the caution.
    """
    if asked.to == "none" or asked.amount == 0:
        return list(cells), ()
    empty: NDArray[np.bool_] = np.zeros(len(given.labels), dtype=bool)
    for cell in cells:
        empty |= cell == 0
    if asked.to == "all":
        mask = np.ones_like(empty)
    elif asked.to == "if0all":
        mask = np.full_like(empty, fill_value=bool(empty.any()))
    else:
        mask = empty
    if not mask.any():
        return list(cells), ()
    count = int(mask.sum())
    caution = Caution(
        kind="continuity-correction",
        text=Text(
            zh=f"{count} 项研究的每个单元格加了 {asked.amount:g}（连续性校正）。",
            en=f"{asked.amount:g} was added to every cell of {counted(count, 'study', 'studies')}"
            " (continuity correction).",
        ),
        studies=given.named(mask),
    )
    return [np.where(mask, cell + asked.amount, cell) for cell in cells], (caution,)


def dropped00(given: Given, asked: Correction, mask: NDArray[np.bool_]) -> tuple[Caution, ...]:
    """Tell which studies were set aside because neither arm, or everyone in both, had an event."""
    if not asked.drop00 or not mask.any():
        return ()
    return (
        Caution(
            kind="double-zero-dropped",
            text=Text(
                zh="两组均无事件（或全部发生事件）的研究按要求剔除。",
                en="Studies without events (or without anything else) in both arms were left out,"
                " as asked.",
            ),
            studies=given.named(mask),
        ),
    )
