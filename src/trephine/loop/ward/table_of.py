"""table_of: what came of a ward's patients, one row each."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trephine.loop.outcomes.columns import OK
from trephine.loop.ward.round_plan import DAY
from trephine.loop.ward.second_infusion import second_columns

if TYPE_CHECKING:
    from trephine.loop.ward.ward import Ward


def table_of(ward: "Ward", days: float) -> dict[str, NDArray[Any]]:
    """Return the columns of a ward followed for ``days``; what came later did not happen.

    Who dies after being lost is not known to have died.
    """
    causes = np.array(["", *(one.id for one in ward.hazards.causes)])
    dropped = np.where(ward.dropped_day <= days, ward.dropped_day, np.nan)
    last = np.fmin(np.fmin(ward.death_day, dropped), days)
    dead = np.isfinite(ward.death_day) & (ward.death_day <= last)
    return {
        "patient": ward.numbers,
        "status": np.full(len(ward.numbers), OK, dtype=object),
        "last_day": last,
        "death_day": np.where(dead, ward.death_day, np.nan),
        "death_cause": causes[np.where(dead, ward.death_cause + 1, 0)],
        "dropped_day": dropped,
        "lost_day": np.where(ward.hazards.lost_at / DAY < days, ward.hazards.lost_at / DAY, np.nan),
        **second_columns(ward.second, last),
        **ward.course.columns(last),
        **ward.tally.columns(),
    }
