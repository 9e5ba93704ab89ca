"""visits_of: the response assessments that a Record holds, as visits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from trephine.care.resolve import visible
from trephine.care.response.visit import Mrd, Visit
from trephine.core.error import InputError
from trephine.core.record import Reading, ReadingValue, Record
from trephine.core.text import Text

# Readings so many days after the first of an assessment still belong to it (assumed, 2026-11-22:
# serum, 24-hour urine and marrow of one assessment are rarely taken on one day).
GATHERED_DAYS = 7

# Observable, field of Visit, and how its value reads there.
_FIELDS: dict[str, tuple[str, Callable[[ReadingValue], Any]]] = {
    "serum_m_protein": ("serum_m", lambda v: v),
    "urine_m_protein": ("urine_m", lambda v: v),
    "kappa_flc": ("kappa", lambda v: v),
    "lambda_flc": ("lambda_", lambda v: v),
    "flc_ratio": ("flc_ratio", lambda v: v),
    "iga": ("iga", lambda v: v),
    "serum_ife": ("serum_ife", lambda v: v),
    "urine_ife": ("urine_ife", lambda v: v),
    "marrow_plasma_cells": ("marrow_pc", lambda v: v),
    "marrow_clonal_plasma_cells": ("clonality", lambda v: v),
    "plasmacytoma_spd": ("spd", lambda v: v),
    "plasmacytoma_longest": ("longest_diameter", lambda v: v),
    "new_lesion": ("new_lesion", lambda v: v),
    "circulating_plasma_cells": ("circulating_pc", lambda v: v),
    "ife_antibody_interference": ("antibody_interference", lambda v: v),
    "pet_ct": ("pet", lambda v: "resolved" if v == "negative" else "residual"),
}
_MRD = ("mrd", "mrd_method", "mrd_sensitivity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """Baseline and visits of a Record, and the moment new therapy began, if it did."""

    baseline: Visit
    visits: tuple[Visit, ...]
    new_therapy: datetime | None


def visits_of(record: Record, at: datetime, *, gathered_days: int = GATHERED_DAYS) -> Assessed:
    """Return the baseline and the assessments after the latest infusion, as known at ``at``.

    Baseline is the latest value of each test before the infusion. Afterwards readings within
    ``gathered_days`` of the first belong to one assessment, dated by that first reading; a test
    that is repeated opens the next one. Two different values of one moment are a conflict, a value
    without unit says so. It judges nothing. Raises InputError where no infusion is recorded.
    """
    found = visits_in(visible(record, at), gathered_days=gathered_days)
    if found is None:
        raise InputError(
            what=Text(zh="记录中没有输注", en="the record holds no infusion"),
            where=record.patient,
            found=f"{len(record.readings)} readings",
            do=Text(zh="记下 infusion 事件", en="record the event infusion"),
        )
    return found


def visits_in(
    known: Mapping[str, Sequence[Reading]], *, gathered_days: int = GATHERED_DAYS
) -> Assessed | None:
    """Return the same from readings by observable, oldest first; None without an infusion."""
    infusions = [one for one in known.get("infusion", ()) if one.value is not False]
    if not infusions:
        return None
    day0 = infusions[-1].time
    names = (*_FIELDS, *_MRD)
    readings = sorted(
        (one for name in names for one in known.get(name, ())), key=lambda one: one.time
    )
    before = [one for one in readings if one.time < day0]
    latest = {one.observable: one.time for one in before}
    baseline = [one for one in before if one.time == latest[one.observable]]
    started = [one.time for one in known.get("new_therapy", ()) if one.value is not False]
    after = [one for one in started if one > day0]
    return Assessed(
        baseline=_visit(baseline, max(latest.values(), default=day0)),
        visits=tuple(
            _visit(group, group[0].time)
            for group in _gathered([one for one in readings if one.time >= day0], gathered_days)
        ),
        new_therapy=min(after, default=None),
    )


def _gathered(readings: list[Reading], days: int) -> list[list[Reading]]:
    groups: list[list[Reading]] = []
    for one in readings:
        last = groups[-1] if groups else []
        repeated = any(o.observable == one.observable and o.time != one.time for o in last)
        if last and not repeated and one.time - last[0].time <= timedelta(days=days):
            last.append(one)
        else:
            groups.append([one])
    return groups


def _visit(readings: list[Reading], at: datetime) -> Visit:
    found: dict[str, Any] = {}
    conflict: list[str] = []
    unitless: list[str] = []
    by_name: dict[str, list[Reading]] = {}
    for one in readings:
        by_name.setdefault(one.observable, []).append(one)
    for name, same in by_name.items():
        if name not in _FIELDS:
            continue
        field, reads = _FIELDS[name]
        values = {one.value for one in same}
        if len(values) > 1:
            conflict.append(field)
        elif same[0].value is None:
            unitless.append(field)
        else:
            found[field] = reads(same[0].value)
    return Visit(
        at=at,
        mrd=_mrd(by_name),
        conflict=tuple(conflict),
        unit_missing=tuple(unitless),
        **found,
    )


def _mrd(by_name: dict[str, list[Reading]]) -> Mrd | None:
    result, method, limit = (by_name.get(name, []) for name in _MRD)
    if len({one.value for one in result}) != 1:
        return None
    return Mrd(
        result=result[0].value,  # type: ignore[arg-type]
        method=method[0].value if method else "other",  # type: ignore[arg-type]
        sensitivity=Decimal(str(limit[0].value)) if limit else None,
    )
