"""Routes of an administrator: accounts entered, changed, shut out, given a new password."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.account.allow import allow
from trephine.web.account.book import Account
from trephine.web.account.who import Role, SignedIn
from trephine.web.workplace import At

router = APIRouter(prefix="/api/accounts", tags=["account"])
Administrator = Annotated[SignedIn, allow()]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """An account to be entered; its first password has to be changed at the first sign-in.

    Without a password it signs in through the identity provider alone.
    """

    name: str
    label: str = ""
    roles: tuple[Role, ...]
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What is to change; None stays as it is. ``password`` has to be changed when first used."""

    roles: tuple[Role, ...] | None = None
    disabled: bool | None = None
    password: str | None = field(default=None, repr=False)


@router.get("")
def accounts(_: Administrator, at: At) -> tuple[Account, ...]:
    """List the accounts."""
    return at.accounts.all()


@router.post("", status_code=201)
def accounts_add(asked: AccountEntry, who: Administrator, at: At) -> Account:
    """Enter an account."""
    return at.accounts.add(
        asked.name,
        label=asked.label,
        roles=asked.roles,
        password=asked.password,
        now=datetime.now(UTC),
        by="" if who.demo else who.account,
        must_change=asked.password is not None,
    )


@router.patch("/{account}")
def accounts_change(account: str, asked: AccountChange, who: Administrator, at: At) -> Account:
    """Change an account's roles, shut it out or open it, give it a new password."""
    now = datetime.now(UTC)
    if account == who.account and (asked.disabled or asked.roles is not None):
        raise InputError(
            what=Text(
                zh="不能更改自己的角色，也不能停用自己",
                en="Nobody changes one's own roles or shuts oneself out",
            ),
            where="account",
            found=who.name,
            do=Text(zh="请另一位管理员来做", en="Another administrator can do it"),
        )
    return at.accounts.change(
        account,
        roles=asked.roles,
        password=asked.password,
        disabled=asked.disabled,
        now=now,
        by="" if who.demo else who.account,
    )
