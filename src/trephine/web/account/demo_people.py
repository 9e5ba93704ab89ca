"""acting: who acts in demo mode, where one account is several people who are made up."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.account.who import DEMO, SignedIn

# In demo mode everybody is one account; two votes and a third person, or two signatures, need more.
DEMO_PEOPLE = {DEMO: "A", "demo-2": "B", "demo-3": "C"}
As = Annotated[str, Query(alias="as", max_length=40, description="Demo mode alone: as whom")]


def acting(who: SignedIn, asked: str) -> SignedIn:
    """Return who acts: whoever is signed in; in demo mode the made-up person that is asked for.

    With accounts nobody acts as another: raises InputError.
    """
    if not asked:
        return who
    if not who.demo or asked not in DEMO_PEOPLE:
        raise InputError(
            what=Text(zh="只有演示模式下可以换人", en="one acts as another in demo mode alone"),
            where="as",
            found=asked,
            do=Text(zh="去掉 as", en="leave `as` out"),
        )
    return replace(who, account=asked)
