"""Routes of accounts: who I am; signing in and out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter

from trephine.web.account.allow import signed_in
from trephine.web.account.who import Role, SignedIn

router = APIRouter(prefix="/api", tags=["account"])
Self = Annotated[SignedIn, signed_in()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who is signed in, and the token that requests which change something send back."""

    account: str
    name: str
    roles: tuple[Role, ...]
    demo: bool
    csrf: str


@router.get("/me")
def me(who: Self) -> Me:
    """Tell who is signed in."""
    return Me(
        account=who.account,
        name=who.name,
        roles=tuple(sorted(who.roles)),
        demo=who.demo,
        csrf=who.csrf,
    )
