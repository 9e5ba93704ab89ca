"""Actor: who acts in a review: the account; in demo mode one of three people who are made up."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.account.allow import allow, signed_in
from trephine.web.account.who import SignedIn
from trephine.web.review.shape import PersonShown
from trephine.web.workplace import At

# In demo mode everybody is one account; two votes and a third person need three.
DEMO_PEOPLE = {"demo": "A", "demo-2": "B", "demo-3": "C"}
_MAY = frozenset({"administrator", "reviewer", "methodologist"})
_LEAD = frozenset({"administrator", "methodologist"})
_As = Annotated[str, Query(alias="as", max_length=40, description="Demo mode alone: as whom")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: an account's opaque id; ``leads``: a methodologist or an administrator."""

    person: str
    leads: bool = False


def _actor(who: SignedIn, asked: str) -> Actor:
    if not asked:
        return Actor(person=who.account, leads=bool(who.roles & _LEAD))
    if not who.demo or asked not in DEMO_PEOPLE:
        raise InputError(
            what=Text(zh="只有演示模式下可以换人", en="one acts as another in demo mode alone"),
            where="as",
            found=asked,
            do=Text(zh="去掉 as", en="leave `as` out"),
        )
    return Actor(person=asked, leads=asked == who.account)


def _reads(who: Annotated[SignedIn, signed_in()], as_: _As = "") -> Actor:
    return _actor(who, as_)


def _writes(who: Annotated[SignedIn, allow("reviewer", "methodologist")], as_: _As = "") -> Actor:
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
