"""sign_checklist, check_chain: two people stand for the checks; a product's identifier compared."""

from datetime import datetime

from trephine.core.error import InputError, MethodError
from trephine.core.event import Entry
from trephine.core.record_event import ChecklistSigned, IdentityChecked
from trephine.core.text import Text
from trephine.library.checklist import infusion_checklist
from trephine.web.account.who import SignedIn
from trephine.web.care.conditioning import CHAIN, signatures
from trephine.web.care.conditioning_shape import ChainChecking, ChecklistSigning
from trephine.web.care.records import Records
from trephine.web.care.shape import PatientWritten
from trephine.web.care.writing import moment_of


def sign_checklist(
    records: Records, name: str, asked: ChecklistSigning, who: SignedIn, now: datetime
) -> PatientWritten:
    """Append one of the two signatures under the checks before an infusion.

    Raises MethodError where an item is not ticked, the signer lacks the role, or has signed in the
    other one: two people check.
    """
    if set(asked.items) != {one.id for one in infusion_checklist()}:
        raise _refused(
            Text(zh="有未核对的项目", en="Not every item was checked"),
            f"{len(set(asked.items))} / {len(infusion_checklist())}",
            Text(zh="逐项核对后签名", en="check each item, then sign"),
        )
    if asked.role not in who.roles:
        raise _refused(
            Text(zh="您没有这一角色", en="You do not have that role"),
            asked.role,
            Text(zh="以自己的角色签名", en="sign in a role of your own"),
        )
    folded = records.record(name)
    if any(one.author == who.account and one.role != asked.role for one in signatures(folded)):
        raise _refused(
            Text(zh="须由两人分别签名", en="Two people have to sign"),
            who.name,
            Text(zh="请另一人签名", en="let somebody else sign"),
        )
    signed = ChecklistSigned(
        role=asked.role, items=asked.items, at=moment_of(records, name, None, now)
    )
    entry = Entry(kind="checklist-signed", payload=signed)
    found = records.write(name, asked.after, [entry], author=who.account, at=now)
    return PatientWritten(id=name, version=found.version, at=now)


def check_chain(
    records: Records, name: str, asked: ChainChecking, who: SignedIn, now: datetime
) -> PatientWritten:
    """Compare a product's identifier with the one on file, and append whether they agree.

    The first that is read off, at collection, is put on file, apart from the record. Raises
    InputError for an empty one, MethodError for a later step while none is on file.
    """
    said = asked.identifier.strip()
    if not said:
        raise InputError(
            what=Text(zh="没有读到标识", en="no identifier was read off"),
            where="identifier",
            found="0",
            do=Text(zh="扫描或录入产品标签上的标识", en="scan or type what the label has"),
        )
    subject = f"record/{name}"
    records.record(name)
    kept = records.identities.get(subject).get(CHAIN)
    if kept is None and asked.step != "collected":
        raise _refused(
            Text(zh="档案中没有该产品的标识", en="No identifier of the product is on file"),
            asked.step,
            Text(zh="先录入采集时的标识", en="enter the one of the collection first"),
        )
    matched = kept is None or kept == said
    checked = IdentityChecked(
        step=asked.step, matched=matched, at=moment_of(records, name, None, now)
    )
    entry = Entry(kind="identity-checked", payload=checked)
    found = records.write(name, asked.after, [entry], author=who.account, at=now)
    if kept is None:
        records.identities.put(subject, {CHAIN: said}, author=who.account, at=now)
    return PatientWritten(id=name, version=found.version, at=now)


def _refused(what: Text, found: str, do: Text) -> MethodError:
    return MethodError(what=what, where="conditioning", found=found, do=do)
