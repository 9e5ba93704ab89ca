"""Actor: who acts in a review: the account; in demo mode one of three people who are made up."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from trephine.web.account.allow import allow, signed_in
from trephine.web.account.demo_people import DEMO_PEOPLE, As, acting
from trephine.web.account.who import SignedIn
from trephine.web.review.shape import PersonShown
from trephine.web.workplace import At

_MAY = frozenset({"administrator", "reviewer", "methodologist"})
_LEAD = frozenset({"administrator", "methodologist"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: an account's opaque id; ``leads``: a methodologist or an administrator."""

    person: str
    leads: bool = False


def _actor(who: SignedIn, asked: str) -> Actor:
    person = acting(who, asked).account
    return Actor(person=person, leads=person == who.account and bool(who.roles & _LEAD))


def _reads(who: Annotated[SignedIn, signed_in()], as_: As = "") -> Actor:
    return _actor(who, as_)


def _writes(who: Annotated[SignedIn, allow("reviewer", "methodologist")], as_: As = "") -> Actor:
    return _actor(who, as_)


Reader = Annotated[Actor, Depends(_reads)]
Writer = Annotated[Actor, Depends(_writes)]


def names_of(at: At) -> dict[str, str]:
    """Return the shown name of everybody; events hold the opaque ids alone."""
    if at.settings.demo:
        return dict(DEMO_PEOPLE)
    return {one.id: one.label or one.name for one in at.accounts.all()}


def candidates(at: At) -> tuple[PersonShown, ...]:
    """Return who can take part: accounts that may write reviews."""
    if at.settings.demo:
        return tuple(PersonShown(person=key, name=name) for key, name in DEMO_PEOPLE.items())
    return tuple(
        PersonShown(person=one.id, name=one.label or one.name)
        for one in at.accounts.all()
        if not one.disabled and _MAY & set(one.roles) and "auditor" not in one.roles
    )
