"""DayScale: days to positions over several stretches of time, each with a scale of its own."""

from dataclasses import dataclass
from typing import Literal

Stretch = Literal["earlier", "before", "days", "months", "years"]
MONTH = 30.4375  # the mean length of a month of the Gregorian calendar, in days
YEAR = 365.25
EDGE, ACUTE = -30.0, 28.0  # where the axis breaks before and after the infusion, in days
_SHARES: dict[Stretch, float] = {
    "earlier": 0.07,
    "before": 0.15,
    "days": 0.48,
    "months": 0.25,
    "years": 0.12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStretch:
    """One stretch of the axis: its days and where it lies, linear between."""

    kind: Stretch
    low: float
    high: float
    start: float
    end: float

    def at(self, day: float) -> float:
        """Return the position of a day of this stretch."""
        return self.start + (day - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Return days and what stands at them, in the stretch's own unit."""
        if self.kind == "earlier":
            return [(self.low, f"{self.low:.0f}".replace("-", "−"))]
        if self.kind == "before":
            return [(float(-day), f"−{day}") for day in (30, 20, 10)]
        if self.kind == "days":
            return [(float(day), str(day)) for day in range(0, 29, 7) if day <= self.high]
        if self.kind == "months":
            return [(month * MONTH, str(month)) for month in (2, 3, 4, 6, 9, 12)]
        step = 1 + int((self.high - self.low) / YEAR / 6)
        last = int(self.high / YEAR)
        return [(year * YEAR, str(year)) for year in range(1 + step, last + 1, step)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayScale:
    """A time axis in pieces: what happens in days is wide, what takes years is narrow.

    It does not hide its breaks: whoever draws it marks them between the stretches.
    """

    stretches: tuple[DayStretch, ...]

    def at(self, day: float) -> float:
        """Return the position of a day; beyond the ends, the end.

        A day at a break lies after it: day 0 is where the days after the infusion begin.
        """
        for one in self.stretches:
            if day < one.high:
                return one.at(max(day, one.low))
        return self.stretches[-1].end

    def holds(self, day: float) -> bool:
        """Tell whether a day lies on the axis."""
        return self.stretches[0].low <= day <= self.stretches[-1].high


def day_scale(
    low: float, high: float, *, left: float, right: float, gap: float, infused: bool
) -> DayScale:
    """Return the axis for days ``low`` to ``high`` between two positions.

    Without an infusion it ends at day 0. The stretch of years is there only beyond 12 months.
    """
    wanted: list[tuple[Stretch, float, float]] = [("before", EDGE, 0.0)]
    if low < EDGE:
        wanted.insert(0, ("earlier", min(low, EDGE - 1), EDGE))
    if infused:
        wanted += [("days", 0.0, ACUTE), ("months", ACUTE, YEAR)]
    if infused and high > YEAR:
        wanted.append(("years", YEAR, max(high, YEAR + MONTH)))
    room = right - left - gap * (len(wanted) - 1)
    whole = sum(_SHARES[kind] for kind, _, _ in wanted)
    stretches, at = [], left
    for kind, first, last in wanted:
        wide = room * _SHARES[kind] / whole
        stretches.append(DayStretch(kind=kind, low=first, high=last, start=at, end=at + wide))
        at += wide + gap
    return DayScale(stretches=tuple(stretches))
