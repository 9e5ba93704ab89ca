"""Routes of eligibility and collection: requirements in three states, on any day, overridden."""

from datetime import datetime

from fastapi import APIRouter

from trephine.web.account.allow import allow
from trephine.web.account.prove import proved
from trephine.web.care import writing
from trephine.web.care.asking import Kept, Names, Now, Signer
from trephine.web.care.eligibility import eligibility_panel
from trephine.web.care.eligibility_shape import EligibilityAsked, EligibilityPanel, OverrideSigning
from trephine.web.care.eligibility_sign import sign_override
from trephine.web.care.shape import PatientWritten
from trephine.web.conflict import CONFLICT

router = APIRouter(
    prefix="/api/care/patients/{patient}/eligibility",
    tags=["care"],
    dependencies=[allow("clinician", "nurse")],
)


@router.get("")
def care_eligibility(
    patient: str,
    records: Kept,
    now: Now,
    names: Names,
    collect: datetime | None = None,
    at: datetime | None = None,
) -> EligibilityPanel:
    """Return what is asked of a patient before treatment, and what is lacking on a day."""
    moment = writing.moment_of(records, patient, at, now)
    asked = EligibilityAsked(collect=collect)
    return eligibility_panel(records, patient, asked, moment, names=names)


@router.post("")
def care_try_eligibility(
    patient: str, asked: EligibilityAsked, records: Kept, now: Now, names: Names
) -> EligibilityPanel:
    """Return the same with these values; nothing is kept."""
    moment = writing.moment_of(records, patient, asked.at, now)
    return eligibility_panel(records, patient, asked, moment, names=names)


@router.post("/override", responses=CONFLICT, dependencies=[proved()])
def care_override(
    patient: str, asked: OverrideSigning, records: Kept, now: Now, who: Signer
) -> PatientWritten:
    """Keep a clinician's signature under going on in spite of a requirement; it alters no rule."""
    return sign_override(records, patient, asked, who, now)
