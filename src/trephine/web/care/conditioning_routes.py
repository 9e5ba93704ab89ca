"""Routes of conditioning and infusion: doses with arithmetic, days, checks signed by two."""

from datetime import date, datetime

from fastapi import APIRouter

from trephine.care.derive.body import SurfaceFormula
from trephine.web.account.allow import allow
from trephine.web.account.demo_people import As, acting
from trephine.web.account.prove import proved
from trephine.web.care import writing
from trephine.web.care.asking import Kept, Names, Now, Writer
from trephine.web.care.conditioning import conditioning_panel
from trephine.web.care.conditioning_shape import (
    ChainChecking,
    ChecklistSigning,
    ConditioningAsked,
    ConditioningPanel,
    Rounding,
)
from trephine.web.care.conditioning_sign import check_chain, sign_checklist
from trephine.web.care.shape import PatientWritten
from trephine.web.conflict import CONFLICT

router = APIRouter(
    prefix="/api/care/patients/{patient}/conditioning",
    tags=["care"],
    dependencies=[allow("clinician", "nurse")],
)


@router.get("")
def care_conditioning(
    patient: str,
    records: Kept,
    now: Now,
    names: Names,
    regimen: str | None = None,
    infusion: date | None = None,
    formula: SurfaceFormula = "mosteller",
    rounding: str | None = None,
    direction: Rounding = "nearest",
    at: datetime | None = None,
) -> ConditioningPanel:
    """Return the regimens and the plan: as asked, else the product's own on the planned day."""
    moment = writing.moment_of(records, patient, at, now)
    asked = ConditioningAsked(
        regimen=regimen,
        infusion=infusion,
        formula=formula,
        rounding=rounding,
        direction=direction,
    )
    return conditioning_panel(records, patient, asked, moment, names=names)


@router.post("")
def care_try_conditioning(
    patient: str, asked: ConditioningAsked, records: Kept, now: Now, names: Names
) -> ConditioningPanel:
    """Return the doses of a regimen for a day of infusion; nothing is kept, nothing ordered."""
    moment = writing.moment_of(records, patient, asked.at, now)
    return conditioning_panel(records, patient, asked, moment, names=names)


@router.post("/checklist", responses=CONFLICT, dependencies=[proved()])
def care_sign_checklist(
    patient: str,
    asked: ChecklistSigning,
    records: Kept,
    now: Now,
    who: Writer,
    as_: As = "",
) -> PatientWritten:
    """Keep one of the two signatures under the checks before an infusion."""
    return sign_checklist(records, patient, asked, acting(who, as_), now)


@router.post("/chain", responses=CONFLICT)
def care_check_chain(
    patient: str, asked: ChainChecking, records: Kept, now: Now, who: Writer
) -> PatientWritten:
    """Keep whether a product's identifier agrees with the one on file; itself it stays apart."""
    return check_chain(records, patient, asked, who, now)
