"""endpoints: how each outcome is counted or timed in a table of virtual patients, by its key."""

from collections.abc import Callable
from functools import cache

import numpy as np

from trephine.core.response import depth
from trephine.core.text import Text
from trephine.library import outcome
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
from trephine.loop.outcomes.endpoint_words import (
    ALL,
    CR_COUNTS,
    EXTRA,
    LEVELS,
    MEASURABLE,
    NEUROTOXICITY,
    NOT_KNOWN,
    NOT_MEASURABLE,
    NOT_TESTED,
    OWN,
    RESPONDERS,
    TESTED,
    TIMES,
)
from trephine.loop.outcomes.patient_table import PatientTable

# A whole number of days, so that a trial of 365 or 730 days reaches its landmarks.
YEAR = 365.0
# Visits after the first year are months apart: one at a year may fall six weeks early (assumed).
_GRACE = 45.0
_GRADES = {
    "CRS": "crs_max",
    "ICANS": "icans_max",
    "NTX": "icans_max",
    "LEUKOPENIA": "wbc_grade",
    "NEUTROPENIA": "anc_grade",
    "LYMPHOPENIA": "alc_grade",
    "THROMBOCYTOPENIA": "platelet_grade",
    "ANEMIA": "anemia_grade",
}
_AT_30 = {
    "NEUTROPENIA_G3P_D30": "anc_grade_d30",
    "THROMBOCYTOPENIA_G3P_D30": "platelet_grade_d30",
    "ANEMIA_G3P_D30": "anemia_grade_d30",
}
_FLAGS = {
    "INFECTION": "infection_any",
    "INFECTION_G3P": "infection_serious",
    "IGG_LOW": "igg_low",
    "ICU": "icu",
}
_BEST = {
    "ORR": ("PR", None),
    "SCR": ("sCR", None),
    "CR": ("CR", None),
    "SCR_CR": ("CR", None),
    "VGPR_BETTER": ("VGPR", None),
    "VGPR": ("VGPR", "VGPR"),
    "PR": ("PR", "PR"),
    "SD_LE1Y": ("SD", "MR"),
}


def label_of(key: str) -> Text:
    """Return the words for an endpoint: the catalogue's, else our own."""
    return EXTRA[key] if key in EXTRA else outcome(key).label


@cache
def endpoints() -> dict[str, Endpoint]:
    """Return every endpoint that a table of patients can answer, by key, in the order of a report.

    Keys are those of the catalogue of outcomes where it has the outcome. A key of it that is not
    here cannot be answered by a virtual trial.
    """
    made: list[Endpoint] = [_best(key, *levels) for key, levels in _BEST.items()]
    made += [
        _flag("MRD_NEGATIVE", "mrd_negative", TESTED, NOT_TESTED),
        _flag("MRD_NEGATIVE_CR", "mrd_in_cr", TESTED, NOT_TESTED),
    ]
    for key, column in _GRADES.items():
        made += [_grade(key, column, 1), _grade(f"{key}_G3P", column, 3)]
    made += [_grade(key, column, 3) for key, column in _AT_30.items()]
    made += [_flag(key, column) for key, column in _FLAGS.items()]
    made += [
        _above("TOCILIZUMAB", "tocilizumab_doses"),
        _above("STEROIDS", "steroid_days"),
        *_survival(),
        _days("CRS_ONSET", "crs_day"),
        _days("CRS_DURATION", "crs_days"),
        _days("ICANS_ONSET", "icans_day"),
        _days("ICANS_DURATION", "icans_days"),
        _days("RESPONSE_DAY", "response_day"),
    ]
    return {one.key: one for one in made}


def _among_all(*columns: str) -> Callable[[PatientTable], Who]:
    """Return everybody whose columns are known; the others are left aside as not known."""

    def who(table: PatientTable) -> Who:
        known = table.ok.copy()
        for name in columns:
            own = table[name]
            known &= ~np.isnan(own) if own.dtype.kind == "f" else own >= 0
        return Who(among=known, aside=((NOT_KNOWN, table.ok & ~known),))

    return who


def _measurable(table: PatientTable) -> Who:
    among = table.ok & (table["measurable"] == 1)
    return Who(among=among, aside=((NOT_MEASURABLE, table.ok & ~among),))


def _best(key: str, low: str, high: str | None) -> CountEndpoint:
    least = depth(low)  # type: ignore[arg-type]  # the keys above are levels
    most = depth("sCR" if high is None else high)  # type: ignore[arg-type]  # likewise

    def holds(table: PatientTable) -> Mask:
        own = table["best_response"]
        return np.asarray((own >= least) & (own <= most), dtype=np.bool_)

    return CountEndpoint(
        key=key,
        label=label_of(key),
        definition=LEVELS[key],
        population=MEASURABLE,
        needs=("best_response", "measurable"),
        holds=holds,
        who=_measurable,
        assumed=CR_COUNTS if key in {"CR", "SD_LE1Y"} else None,
    )


def _grade(key: str, column: str, least: int) -> CountEndpoint:
    def holds(table: PatientTable) -> Mask:
        return np.asarray(table[column] >= least, dtype=np.bool_)

    return CountEndpoint(
        key=key,
        label=label_of(key),
        definition=Text(zh=f"{column} ≥ {least}", en=f"{column} ≥ {least}"),
        population=ALL,
        needs=(column,),
        holds=holds,
        who=_among_all(column),
        assumed=NEUROTOXICITY if key.startswith("NTX") else None,
    )


def _flag(
    key: str, column: str, population: Text = ALL, otherwise: Text = NOT_KNOWN
) -> CountEndpoint:
    def who(table: PatientTable) -> Who:
        found = _among_all(column)(table)
        return Who(among=found.among, aside=((otherwise, found.aside[0][1]),))

    return CountEndpoint(
        key=key,
        label=label_of(key),
        definition=Text(zh=f"{column} = 1", en=f"{column} = 1"),
        population=population,
        needs=(column,),
        holds=lambda table: np.asarray(table[column] == 1, dtype=np.bool_),
        who=who,
    )


def _above(key: str, column: str) -> CountEndpoint:
    return CountEndpoint(
        key=key,
        label=label_of(key),
        definition=Text(zh=f"{column} > 0", en=f"{column} > 0"),
        population=ALL,
        needs=(column,),
        holds=lambda table: np.asarray(table[column] > 0, dtype=np.bool_),
        who=_among_all(column),
    )


def _days(key: str, column: str) -> DayEndpoint:
    def days(table: PatientTable) -> Days:
        own = table[column][table.ok]
        return np.asarray(own[own > 0] if column.endswith("days") else own[~np.isnan(own)])

    return DayEndpoint(
        key=key,
        label=label_of(key),
        definition=Text(zh=f"发生者的 {column}", en=f"{column} of those who had it"),
        population=OWN,
        needs=(column,),
        days=days,
    )


def _ended(table: PatientTable, *events: str) -> tuple[Days, Mask]:
    """Return the first of these events, else the last day on which the disease was judged."""
    first = np.fmin.reduce([table[name] for name in events])
    seen = np.nan_to_num(np.fmin(table["last_visit_day"], table["last_day"]), nan=0.0)
    came = ~np.isnan(first)
    return np.where(came, first, np.maximum(seen, 0.0)), np.asarray(came)


def _survival() -> list[Endpoint]:
    def alive(table: PatientTable) -> tuple[Days, Mask]:
        died = ~np.isnan(table["death_day"])
        return np.where(died, table["death_day"], table["last_day"]), died

    def lasting(table: PatientTable) -> tuple[Days, Mask]:
        until, came = _ended(table, "progression_day", "death_day")
        start = np.nan_to_num(table["response_day"], nan=0.0)
        return np.maximum(until - start, 0.0), came

    def responders(table: PatientTable) -> Who:
        return Who(among=_measurable(table).among & ~np.isnan(table["response_day"]))

    followed = ("progression_day", "death_day", "last_visit_day", "last_day", "measurable")
    pfs = TimeEndpoint(
        key="MEDIAN_PFS", label=label_of("MEDIAN_PFS"), definition=TIMES["PFS"],
        population=MEASURABLE, needs=followed,
        times=lambda table: _ended(table, "progression_day", "death_day"), who=_measurable,
    )  # fmt: skip
    os = TimeEndpoint(
        key="MEDIAN_OS", label=label_of("MEDIAN_OS"), definition=TIMES["OS"],
        population=ALL, needs=("death_day", "last_day"), times=alive, who=_among_all("last_day"),
    )  # fmt: skip
    efs = TimeEndpoint(
        key="MEDIAN_EFS", label=label_of("MEDIAN_EFS"), definition=TIMES["EFS"],
        population=MEASURABLE, needs=(*followed, "new_therapy_day"),
        times=lambda table: _ended(table, "progression_day", "death_day", "new_therapy_day"),
        who=_measurable, assumed=TIMES["EFS_OURS"],
    )  # fmt: skip
    dor = TimeEndpoint(
        key="MEDIAN_RESPONSE", label=label_of("MEDIAN_RESPONSE"), definition=TIMES["DOR"],
        population=RESPONDERS, needs=(*followed, "response_day"), times=lasting, who=responders,
    )  # fmt: skip
    relapse = TimeEndpoint(
        key="RELAPSE", label=EXTRA["RELAPSE"], definition=TIMES["RELAPSE"],
        population=MEASURABLE, needs=followed,
        times=_without_death, who=_measurable, assumed=TIMES["RELAPSE_OURS"],
    )  # fmt: skip

    def at(
        key: str, of: TimeEndpoint, day: float, *, free: bool, grace: float = 0.0
    ) -> LandmarkEndpoint:
        words = TIMES["FREE" if free else "HAD"]
        return LandmarkEndpoint(
            key=key, label=label_of(key), of=of, day=day, free=free, grace=grace,
            definition=Text(zh=words.zh.format(day=day), en=words.en.format(day=day)),
        )  # fmt: skip

    return [
        pfs, os, efs, dor,
        at("PFS_1Y", pfs, YEAR, free=True, grace=_GRACE),
        at("OS_6M", os, YEAR // 2, free=True),
        at("OS_GE1Y", os, YEAR, free=True),
        at("MORTALITY_LE1Y", os, YEAR, free=False),
        at("MORTALITY_GE2Y", os, 2 * YEAR, free=False),
        at("RELAPSE_LE1Y", relapse, YEAR, free=False, grace=_GRACE),
        at("RELAPSE_GE2Y", relapse, 2 * YEAR, free=False, grace=_GRACE),
    ]  # fmt: skip


def _without_death(table: PatientTable) -> tuple[Days, Mask]:
    """Return the day of progression; who died without it is known to have had none, ever after."""
    until, _ = _ended(table, "progression_day")
    came = ~np.isnan(table["progression_day"])
    died = ~came & ~np.isnan(table["death_day"])
    return np.where(died, np.inf, until), came
