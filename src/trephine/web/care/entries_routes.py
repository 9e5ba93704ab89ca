"""Routes of a record's entries by author, of the order sheet, and of erasing who it is of."""

from datetime import datetime

from fastapi import APIRouter

from trephine.web.account.allow import allow
from trephine.web.account.prove import proved
from trephine.web.care import writing
from trephine.web.care.asking import Administrator, Kept, Names, Now
from trephine.web.care.entries import erase_identity, record_entries
from trephine.web.care.entries_shape import IdentityToErase, RecordEntries
from trephine.web.care.order_sheet import OrderSheet, order_sheet
from trephine.web.care.shape import PatientWritten
from trephine.web.conflict import CONFLICT

router = APIRouter(
    prefix="/api/care/patients/{patient}",
    tags=["care"],
    dependencies=[allow("clinician", "nurse")],
)


@router.get("/entries")
def care_entries(
    patient: str, records: Kept, now: Now, names: Names, of: str = ""
) -> RecordEntries:
    """Return the latest entries with who wrote them; ``of``: those of one observable."""
    return record_entries(records, patient, now, of=of, names=names)


@router.get("/orders")
def care_orders(patient: str, records: Kept, now: Now, at: datetime | None = None) -> OrderSheet:
    """Return the orders to consider as they are printed for signature; none is signed here."""
    moment = writing.moment_of(records, patient, at, now)
    return order_sheet(records, patient, moment)


@router.post("/identity/erase", responses=CONFLICT, dependencies=[proved()])
def care_erase_identity(
    patient: str, asked: IdentityToErase, records: Kept, now: Now, who: Administrator
) -> PatientWritten:
    """Erase a patient's name and hospital number; the record goes on under its pseudonym."""
    return erase_identity(records, patient, asked, who, now)
