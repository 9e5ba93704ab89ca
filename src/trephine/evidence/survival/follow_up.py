"""follow_up: times and events of the patients of one group, checked once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FollowUp:
    """How long each patient of one group was followed, and whether the event happened then.

    time: float64 (n,), not negative, in ``unit``; event: float64 (n,), 1 for an event, 0 for a
    censored patient; both in order of time, events before censorings of the same time (who is
    censored at t is at risk at t). ``reconstructed`` is true for patients read back from a curve.
    It does not know late entry, competing risks or covariates.
    """

    label: str
    time: Vector
    event: Vector
    unit: str = "month"
    reconstructed: bool = False

    @property
    def n(self) -> int:
        """The number of patients."""
        return int(self.time.size)

    @property
    def events(self) -> int:
        """The number of events."""
        return int(self.event.sum())


def follow_up(
    time: ArrayLike,
    event: ArrayLike,
    *,
    label: str = "",
    unit: str = "month",
    reconstructed: bool = False,
) -> FollowUp:
    """Return the patients of one group, sorted; ``event`` is 1 or True, 0 or False.

    ``unit`` is the unit of time, for every result that follows from it. It drops nobody: a missing
    or negative time raises InputError naming the patient by number, from 1.
    """
    t = np.asarray(time, dtype=np.float64).ravel()
    d = np.asarray(event, dtype=np.float64).ravel()
    if t.size == 0 or t.size != d.size:
        raise InputError(
            what=Text(
                zh="每名患者须有一个时间和一个事件标志",
                en="Every patient has one time and one event indicator",
            ),
            where=label or "follow_up",
            found=f"{t.size} times, {d.size} events",
            do=Text(zh="请使两列一样长，且不为空", en="Give two columns of one length, not empty"),
        )
    _refuse(t, ~(np.isfinite(t) & (t >= 0.0)), label, "time")
    _refuse(d, ~((d == 0.0) | (d == 1.0)), label, "event")
    order = np.lexsort((-d, t))
    return FollowUp(
        label=label,
        time=_frozen(t[order]),
        event=_frozen(d[order]),
        unit=unit,
        reconstructed=reconstructed,
    )


_WRONG = {
    "time": (
        Text(
            zh="随访时间须为不小于 0 的有限数",
            en="A time of follow-up is finite and not negative",
        ),
        Text(zh="请更正或删去该患者", en="Correct the time, or leave the patient out"),
    ),
    "event": (
        Text(zh="事件标志须为 1（发生）或 0（删失）", en="An event is 1, a censoring 0"),
        Text(zh="请把事件写作 1，删失写作 0", en="Write 1 for an event and 0 for a censoring"),
    ),
}


def _refuse(values: Vector, wrong: np.ndarray, label: str, name: str) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        what, do = _WRONG[name]
        place = f"{label}, " if label else ""
        raise InputError(
            what=what, where=f"{place}{name}, patient {row + 1}", found=f"{values[row]!r}", do=do
        )


def _frozen(values: Vector) -> Vector:
    out = np.array(values, dtype=np.float64)
    out.flags.writeable = False
    return out


def same_unit(groups: Sequence[FollowUp]) -> str:
    """Return the unit of time that all groups share. Raises InputError."""
    units = sorted({group.unit for group in groups})
    if len(units) != 1:
        raise InputError(
            what=Text(zh="各组的时间单位不同", en="The groups' times are in different units"),
            where="unit",
            found=", ".join(units) or "no group",
            do=Text(zh="请先换算成同一单位", en="Convert them to one unit first"),
        )
    return units[0]
