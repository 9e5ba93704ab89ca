"""endpoints: how each endpoint of the catalogue is computed from a table of virtual patients."""

from collections.abc import Callable
from functools import cache

import numpy as np

from trephine.core.endpoint import EndpointKind
from trephine.core.error import ContentError
from trephine.core.response import depth
from trephine.core.text import Text
from trephine.library.endpoints import endpoints as catalogue
from trephine.loop.outcomes.columns import BY_NAME
from trephine.loop.outcomes.endpoint import (
    CountEndpoint,
    DayEndpoint,
    Days,
    Endpoint,
    LandmarkEndpoint,
    Mask,
    TimeEndpoint,
    Who,
)
from trephine.loop.outcomes.patient_table import PatientTable

NOT_MEASURABLE = Text(zh="没有可测量病灶", en="no measurable disease")
NOT_TESTED = Text(zh="未查残留病", en="not tested for residual disease")
NOT_KNOWN = Text(zh="未知", en="not known")
NOT_AGAIN = Text(zh="未二次输注", en="not infused again")


@cache
def endpoints() -> dict[str, Endpoint]:
    """Return every endpoint of the catalogue with its computation, by id, in its order.

    Raises ContentError for an entry that nothing here computes, or that rests on a column that the
    table of patients does not have.
    """
    return {kind.id: _made(kind) for kind in catalogue()}


def _made(kind: EndpointKind) -> Endpoint:
    strange = [name for name in kind.columns if name not in BY_NAME]
    if not strange and kind.id in _SURVIVAL and kind.sort == "time to event":
        times, who = _SURVIVAL[kind.id]
        since = "response_day" if times is _lasting else ""
        return TimeEndpoint(kind=kind, times=times, who=who, since=since)
    if not strange and kind.id in _LANDMARKS and kind.last is not None:
        times, who, free = _LANDMARKS[kind.id]
        return LandmarkEndpoint(
            kind=kind, times=times, who=who, day=kind.last, free=free, grace=kind.grace
        )
    if not strange and kind.id in _SHARES and kind.sort == "proportion":
        return CountEndpoint(kind=kind, holds=_SHARES[kind.id][0], who=_SHARES[kind.id][1])
    if not strange and kind.sort == "proportion" and kind.levels is not None:
        return _best(kind, depth(kind.levels[0]), depth(kind.levels[1]))
    if not strange and kind.sort == "proportion" and len(kind.columns) == 1:
        return _count(kind)
    if not strange and kind.sort == "days" and len(kind.columns) == 1:
        return _days(kind)
    raise ContentError(
        what=Text(zh="终点无法计算", en="an endpoint that nothing computes"),
        where=f"library/endpoints, {kind.id}",
        found=", ".join(strange) or f"{kind.sort} of {', '.join(kind.columns)}",
        do=Text(
            zh="改正标识或列名，或在 loop/outcomes/endpoints.py 中补上",
            en="correct the id or the columns, or add it to loop/outcomes/endpoints.py",
        ),
    )


def _among(*columns: str, otherwise: Text = NOT_KNOWN) -> Callable[[PatientTable], Who]:
    """Return everybody whose columns are known; the others are left aside for that reason."""

    def who(table: PatientTable) -> Who:
        known = table.ok.copy()
        for name in columns:
            own = table[name]
            known &= ~np.isnan(own) if own.dtype.kind == "f" else own >= 0
        return Who(among=known, aside=((otherwise, table.ok & ~known),))

    return who


def _measurable(table: PatientTable) -> Who:
    among = table.ok & (table["measurable"] == 1)
    return Who(among=among, aside=((NOT_MEASURABLE, table.ok & ~among),))


def _responders(table: PatientTable) -> Who:
    return Who(among=_measurable(table).among & ~np.isnan(table["response_day"]))


def _best(kind: EndpointKind, least: int, most: int) -> CountEndpoint:
    column = kind.columns[0]

    def holds(table: PatientTable) -> Mask:
        own = table[column]
        return np.asarray((own >= least) & (own <= most), dtype=np.bool_)

    who = _among("second_infusion_day", otherwise=NOT_AGAIN)
    return CountEndpoint(kind=kind, holds=holds, who=_measurable if column == _FIRST else who)


def _count(kind: EndpointKind) -> CountEndpoint:
    """Return an endpoint of one column: a grade, a flag or a count from a value on."""
    (column,) = kind.columns

    def holds(table: PatientTable) -> Mask:
        return np.asarray(table[column] >= kind.least, dtype=np.bool_)

    otherwise = NOT_TESTED if column.startswith("mrd") else NOT_KNOWN
    otherwise = NOT_AGAIN if column.startswith("second") else otherwise
    return CountEndpoint(kind=kind, holds=holds, who=_among(column, otherwise=otherwise))


def _days(kind: EndpointKind) -> DayEndpoint:
    (column,) = kind.columns

    def days(table: PatientTable) -> Days:
        own = table[column][table.ok]
        lasting = BY_NAME[column].kind == "number"
        return np.asarray(own[own > 0] if lasting else own[~np.isnan(own)])

    return DayEndpoint(kind=kind, days=days)


def _ended(*events: str) -> Callable[[PatientTable], tuple[Days, Mask]]:
    """Return the first of these events, else the last day on which the disease was judged."""

    def times(table: PatientTable) -> tuple[Days, Mask]:
        first = np.fmin.reduce([table[name] for name in events])
        seen = np.nan_to_num(np.fmin(table["last_visit_day"], table["last_day"]), nan=0.0)
        came = ~np.isnan(first)
        return np.where(came, first, np.maximum(seen, 0.0)), np.asarray(came)

    return times


def _alive(table: PatientTable) -> tuple[Days, Mask]:
    died = ~np.isnan(table["death_day"])
    return np.where(died, table["death_day"], table["last_day"]), died


def _lasting(table: PatientTable) -> tuple[Days, Mask]:
    until, came = _ended("progression_day", "death_day")(table)
    start = np.nan_to_num(table["response_day"], nan=0.0)
    return np.maximum(until - start, 0.0), came


def _relapsed(table: PatientTable) -> tuple[Days, Mask]:
    """Return the day of progression; who died without it is known to have had none, ever after."""
    until, came = _ended("progression_day")(table)
    died = ~came & ~np.isnan(table["death_day"])
    return np.where(died, np.inf, until), came


def _again(table: PatientTable) -> Mask:
    return ~np.isnan(table["second_infusion_day"])


_FIRST = "best_response"
_PROGRESSED = _ended("progression_day", "death_day")
_Times = Callable[[PatientTable], tuple[Days, Mask]]
_People = Callable[[PatientTable], Who]
_SURVIVAL: dict[str, tuple[_Times, _People]] = {
    "MEDIAN_PFS": (_PROGRESSED, _measurable),
    "MEDIAN_OS": (_alive, _among("last_day")),
    "MEDIAN_EFS": (_ended("progression_day", "death_day", "new_therapy_day"), _measurable),
    "MEDIAN_RESPONSE": (_lasting, _responders),
}
_NOT_PROGRESSED = Text(zh="未见进展", en="no progression seen")
_SHARES: dict[str, tuple[Callable[[PatientTable], Mask], _People]] = {
    "SECOND_INFUSION": (_again, _among("progression_day", otherwise=_NOT_PROGRESSED)),
}
_LANDMARKS: dict[str, tuple[_Times, _People, bool]] = {
    "PFS_1Y": (_PROGRESSED, _measurable, True),
    "OS_6M": (_alive, _among("last_day"), True),
    "OS_GE1Y": (_alive, _among("last_day"), True),
    "MORTALITY_LE1Y": (_alive, _among("last_day"), False),
    "MORTALITY_GE2Y": (_alive, _among("last_day"), False),
    "RELAPSE_LE1Y": (_relapsed, _measurable, False),
    "RELAPSE_GE2Y": (_relapsed, _measurable, False),
}
