"""run_extra: one vector of the extra file, and every disagreement with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trephine.care.calendar.calendar import calendar
from trephine.care.derive.body import dubois, mosteller, stevenson
from trephine.care.derive.kidney import UMOL_PER_MG_DL, ckd_epi_2021, cockcroft_gault
from trephine.care.dosing.earliest_leukapheresis import earliest_leukapheresis
from trephine.care.dosing.gate import gate
from trephine.care.dosing.infusion_timing import infusion_timing
from trephine.care.vectors.disagreement import VectorDisagreement
from trephine.core.calendar import CalendarEntry, Schedule
from trephine.core.dose import BudgetRule, GivenDose
from trephine.core.error import InputError
from trephine.core.expression import Expression
from trephine.core.infusion_interval import InfusionInterval
from trephine.core.rule import Order
from trephine.core.value import Truth
from trephine.core.washout import Exposure, WashoutRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraContent:
    """The content that the vectors of this file are run against."""

    order: Order
    budget: BudgetRule
    washouts: WashoutRules
    interval: InfusionInterval
    schedule: Schedule


Runner = Callable[[Mapping[str, Any], ExtraContent], Mapping[str, Any]]

# Any day will do where a vector counts hours or days from an origin of its own.
_ORIGIN = datetime(2024, 1, 1, tzinfo=UTC)
# The words of the vectors for classes of drugs, where they are not the observables' ids.
_CLASSES = {
    "anti_T_mab": "anti_t_antibody",
    "therapeutic_corticosteroid": "corticosteroid_therapeutic",
}
_BSA_TOLERANCE = Decimal("0.0005")
_RENAL_TOLERANCE = Decimal("0.05")


def run_extra(
    vector: Mapping[str, Any],
    content: ExtraContent,
    more: Mapping[str, Runner] | None = None,
) -> tuple[VectorDisagreement, ...]:
    """Return every disagreement with one vector; none where all that it expects was found.

    ``more`` has a runner for each further kind: it gets the vector's input and returns what was
    found under the keys of ``expected``. A kind without a runner, a refusal (InputError) and a key
    that is not understood are disagreements.
    """
    kind, expected = vector["kind"], vector["expected"]
    run = {**_RUNNERS, **(more or {})}.get(kind)
    if run is None:
        return (
            VectorDisagreement(vector=vector["id"], what="kind", expected=kind, found="no runner"),
        )
    try:
        found = run(vector["input"], content)
    except InputError as error:
        return (
            VectorDisagreement(
                vector=vector["id"], what="input", expected="accepted", found=str(error)
            ),
        )
    return tuple(
        VectorDisagreement(
            vector=vector["id"],
            what=key,
            expected=repr(value),
            found=repr(found.get(key, "nothing")),
        )
        for key, value in expected.items()
        if key not in found or not _same(kind, value, found[key])
    )


def _same(kind: str, expected: Any, found: Any) -> bool:
    tolerance = {"bsa": _BSA_TOLERANCE, "renal": _RENAL_TOLERANCE}.get(kind)
    if tolerance is not None and isinstance(found, Decimal):
        return abs(Decimal(str(expected)) - found) <= tolerance
    return bool(expected == found)


def _tocilizumab_gate(given: Mapping[str, Any], content: ExtraContent) -> Mapping[str, Any]:
    starts = given["prior_dose_start_h"]
    reasons = given.get("prior_indications", [""] * len(starts))
    doses = [
        GivenDose(
            drug=content.order.drug,
            start=None if hours is None else _after(hours),
            indication=reason,
        )
        for hours, reason in zip(starts, reasons, strict=True)
    ]
    weight = given["weight_kg"]
    found = gate(
        content.order,
        doses,
        _after(given["request_h"]),
        content.budget,
        weight=None if weight is None else Decimal(str(weight)),
        known=content.order.needs if weight is not None else (),
    )
    return {
        "allowed": "indeterminate" if found.allowed is None else found.allowed,
        "dose_mg": found.dose.amount,
    }


def _after(hours: float) -> datetime:
    return _ORIGIN + timedelta(hours=float(hours))


def _leukapheresis_washout(given: Mapping[str, Any], content: ExtraContent) -> Mapping[str, Any]:
    found = earliest_leukapheresis(
        [
            Exposure(
                drug=_CLASSES.get(one["class"], one["class"]),
                last=_moment(one["last"]),
                combination=one.get("combination"),
            )
            for one in given["exposures"]
        ],
        content.washouts,
        _moment(given["leukapheresis"]),
    )
    back = {ours: theirs for theirs, ours in _CLASSES.items()}
    return {
        "violations": [back.get(drug, drug) for drug in found.violations],
        "unknown": [
            ":".join((back.get(drug, drug), why))
            for drug, _, why in (one.partition(":") for one in found.unknown)
        ],
        "warnings": list(found.warnings),
    }


def _moment(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _infusion_timing(given: Mapping[str, Any], content: ExtraContent) -> Mapping[str, Any]:
    day = _ORIGIN.date()
    found = infusion_timing(
        day + timedelta(days=given["ld_last_day"]),
        day + timedelta(days=given["infusion_day"]),
        content.interval,
    )
    return {
        "rest_days": found.rest_days,
        "elapsed_days": found.elapsed_days,
        "status": found.status,
    }


def _follow_up(given: Mapping[str, Any], content: ExtraContent) -> Mapping[str, Any]:
    infusion = datetime.combine(date.fromisoformat(given["infusion"]), _ORIGIN.timetz())
    emd = given["emd"]

    def holds(_: Expression) -> Truth:
        # The only condition on a visit is extramedullary disease; the others are on repeats.
        return Truth() if emd is None else Truth(low=emd, high=emd)

    entries = calendar({"infusion": infusion}, content.schedule, infusion, holds=holds)
    visits = {
        one.id: one for one in entries if one.kind == "visit" and one.status != "not applicable"
    }
    due = {name: _day(one) for name, one in visits.items()}
    third = next(one for one in content.schedule.repeats if one.after_months is not None)
    return {
        "assessments": {
            name: day for name, day in due.items() if not name.startswith(("emd-", "igg-"))
        },
        "emd_imaging": {
            name.removeprefix("emd-").replace("-", "_"): day
            for name, day in due.items()
            if name.startswith("emd-")
        },
        "year3_plus": f"every {third.every} to {third.latest} months or by clinical need",
        "igg_monthly_until": max(day for name, day in due.items() if name.startswith("igg-")),
    }


def _day(entry: CalendarEntry) -> str:
    return "" if entry.due is None else entry.due.isoformat()


def _bsa(given: Mapping[str, Any], content: ExtraContent) -> Mapping[str, Any]:  # noqa: ARG001  (every runner takes both)
    body = {"height": Decimal(str(given["height_cm"])), "weight": Decimal(str(given["weight_kg"]))}
    return {
        "mosteller": mosteller(**body),
        "dubois": dubois(**body),
        "stevenson_cn": stevenson(**body),
    }


def _renal(given: Mapping[str, Any], content: ExtraContent) -> Mapping[str, Any]:  # noqa: ARG001  (every runner takes both)
    creatinine = Decimal(str(given["scr_mg_dl"])) * UMOL_PER_MG_DL
    age = Decimal(str(given["age"]))
    sex: Any = {"M": "male", "F": "female"}.get(given["sex"], given["sex"])
    return {
        "cockcroft_gault_ml_min": cockcroft_gault(
            age=age, weight=Decimal(str(given["weight_kg"])), creatinine=creatinine, sex=sex
        ),
        "ckd_epi_2021": ckd_epi_2021(age=age, creatinine=creatinine, sex=sex),
    }


_RUNNERS: dict[str, Runner] = {
    "tocilizumab_gate": _tocilizumab_gate,
    "leukapheresis_washout": _leukapheresis_washout,
    "infusion_timing": _infusion_timing,
    "follow_up": _follow_up,
    "bsa": _bsa,
    "renal": _renal,
}
