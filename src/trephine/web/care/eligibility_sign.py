"""sign_override: a clinician goes on in spite of a requirement that is not met, or not known."""

from datetime import datetime

from trephine.care.candidacy.requirements import requirements
from trephine.core.error import MethodError
from trephine.core.event import Entry
from trephine.core.record_event import RequirementOverridden
from trephine.core.text import Text
from trephine.web.account.who import SignedIn
from trephine.web.care.eligibility_shape import OverrideSigning
from trephine.web.care.records import Records
from trephine.web.care.shape import PatientWritten
from trephine.web.care.writing import moment_of


def sign_override(
    records: Records, name: str, asked: OverrideSigning, who: SignedIn, now: datetime
) -> PatientWritten:
    """Append the override of one requirement in the state that was seen of it.

    It is looked at again before it is written. Raises MethodError where the rule asks nothing of
    this patient, is met, or is in another state by now; Conflict, InputError.
    """
    at = moment_of(records, name, asked.at, now)
    due = requirements(records.assessed(name, records.record(name), at))
    state = next((one.state for one in due if one.rule.id == asked.rule), None)
    if asked.state == "met" or state != asked.state:
        raise MethodError(
            what=Text(
                zh="这项要求与所见不同，或无须越过", en="Not what was seen of it, or it is met"
            ),
            where=asked.rule[:60],
            found=f"{state} ≠ {asked.state}",
            do=Text(zh="重新核对后签名", en="look again, then sign"),
        )
    signed = RequirementOverridden(rule=asked.rule, state=asked.state, at=at, why=asked.why)
    entry = Entry(kind="requirement-overridden", payload=signed)
    folded = records.write(name, asked.after, [entry], author=who.account, at=now)
    return PatientWritten(id=name, version=folded.version, at=now)
