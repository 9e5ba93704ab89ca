"""unit_course: one patient's course after the infusion in the few figures that a unit compares."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trephine.care.assessment import Assessment
from trephine.care.resolve import Known
from trephine.care.response.visits_of import visits_in
from trephine.core.handbook import Handbook

_DAY = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCourse:
    """Days from the latest infusion: followed to, responses, relapse, death, change of M-protein.

    ``levels`` are pairs of day and level as assessed. ``relapsed``: the day of a relapse on record
    or of confirmed progression, whichever came first. ``best``: the best confirmed response, before
    progression where there was one. ``change``: the lowest serum M-protein
    against that before infusion, in percent; None where either is not known, or none was there.
    None is never 0.
    """

    infused: datetime
    followed: int
    levels: tuple[tuple[int, str], ...]
    best: str | None
    relapsed: int | None
    died: int | None
    change: Decimal | None


def unit_course(found: Assessment, known: Known, handbook: Handbook) -> UnitCourse | None:
    """Return the course of one patient; None before an infusion."""
    infusions = known.happened("infusion")
    if not infusions:
        return None
    start = infusions[-1].time
    response = found.response
    relapse = [one.time for one in known.happened("relapse") if one.time >= start]
    days = [_days(start, one) for one in relapse]
    progressed = None if response is None else response.confirmed_pd
    if progressed is not None and isinstance(progressed.first_at, datetime):
        days.append(_days(start, progressed.first_at))
    deaths = known.happened("death")
    last = max(one.time for readings in known.readings.values() for one in readings)
    return UnitCourse(
        infused=start,
        followed=max(0, _days(start, deaths[-1].time if deaths else last)),
        levels=()
        if response is None
        else tuple(
            (_days(start, one.at), one.level)
            for one in response.visits
            if isinstance(one.at, datetime)
        ),
        best=None if response is None else response.best_before_pd or response.best_confirmed,
        relapsed=min(days, default=None),
        died=_days(start, deaths[-1].time) if deaths else None,
        change=_change(known, handbook),
    )


def _change(known: Known, handbook: Handbook) -> Decimal | None:
    seen = None if handbook.criteria is None else visits_in(known.readings)
    if seen is None or not seen.baseline.serum_m:
        return None
    later = [one.serum_m for one in seen.visits if one.serum_m is not None]
    if not later:
        return None
    share = Decimal(min(later)) / Decimal(seen.baseline.serum_m) - 1
    return round(100 * share, 1)


def _days(start: datetime, at: datetime) -> int:
    return int((at - start).total_seconds() // _DAY)
