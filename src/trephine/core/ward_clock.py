"""WardClock: the one zone that a ward's moments are read in, whatever zone they came in."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from trephine.core.error import InputError
from trephine.core.text import Text

_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_MOST = timedelta(hours=14)  # no clock on earth is further from UTC
_LOCALTIME = Path("/etc/localtime")  # where systems link to the zone that they keep


@dataclass(frozen=True, slots=True, kw_only=True)
class WardClock:
    """A ward's zone by its name. It tells no time: it reads moments that it is given.

    Days are counted and hours shown as this clock reads them.
    """

    name: str
    zone: tzinfo

    def read(self, moment: datetime, *, day_only: bool = False) -> datetime:
        """Return the same moment as the ward's clock reads it; one without a zone is the ward's.

        The zone of the answer is the offset of that moment: Python subtracts two moments of one
        named zone without their change to summer time. ``day_only``: midnight in its own zone
        stands for a day, and stays that day.
        """
        if moment.tzinfo is None or (day_only and moment.time() == time()):
            moment = moment.replace(tzinfo=self.zone)
        try:
            found = moment.astimezone(self.zone)
            offset = found.utcoffset()
        except OverflowError:
            return moment  # the ends of the calendar: refused where readings are entered
        return found if offset is None else found.replace(tzinfo=timezone(offset))


def ward_clock(name: str = "") -> WardClock:
    """Return the clock of a zone: ``Asia/Shanghai``, ``+08:00``; by default the machine's.

    Raises InputError for a zone that is none, or that this machine has no table of.
    """
    if not name:
        return _of_machine()
    sign, hours, minutes = found.groups() if (found := _OFFSET.fullmatch(name)) else ("", "", "")
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if int(minutes) < 60 and offset <= _MOST:
            return WardClock(name=name, zone=timezone(-offset if sign == "-" else offset))
    try:
        return WardClock(name=name, zone=ZoneInfo(name))
    except (LookupError, ValueError, OSError):
        raise InputError(
            what=Text(zh="没有这个时区", en="There is no such time zone"),
            where="--zone",
            found=name[:60],
            do=Text(
                zh="写成 Asia/Shanghai 或 +08:00（Windows 上的时区名须装 tzdata）",
                en="write Asia/Shanghai or +08:00 (on Windows names take the package tzdata)",
            ),
        ) from None


def _of_machine() -> WardClock:
    """Return the machine's zone: by its name, or where it tells none by its offset of today."""
    linked = _LOCALTIME.resolve().as_posix().partition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", "").removeprefix(":"), linked):
        if name:
            try:
                return WardClock(name=name, zone=ZoneInfo(name))
            except (LookupError, ValueError, OSError):
                continue
    here = datetime.now(UTC).astimezone()
    offset = here.utcoffset() or timedelta()
    return WardClock(name=f"{here:%z}"[:3] + ":" + f"{here:%z}"[3:5], zone=timezone(offset))
