"""monitored: readouts taken when a trial says so."""

from dataclasses import replace

from trephine.core.readout import Readouts
from trephine.core.trial import Monitoring

_HOURS = 24.0


def monitored(readouts: Readouts, monitoring: Monitoring) -> Readouts:
    """Return ``readouts`` with other intervals in their schedules, or without some of them.

    An interval (hours in the trial, days in a schedule) replaces that of every span of days of its
    schedule; single days and months stay. What is read by a schedule that is left out is not read
    at all, its statements and doses still are. Schedules that are not there are passed over: the
    trial's reader refuses them.
    """
    schedules = tuple(
        replace(
            one,
            spans=tuple(
                replace(span, every=monitoring.every[one.id] / _HOURS) for span in one.spans
            ),
        )
        if one.id in monitoring.every
        else one
        for one in readouts.schedules
        if one.id not in monitoring.without
    )
    kept = tuple(one for one in readouts.readouts if one.schedule not in monitoring.without)
    return replace(readouts, schedules=schedules, readouts=kept)
