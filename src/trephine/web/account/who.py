"""SignedIn: who asks, and what they may do."""

from dataclasses import dataclass, field
from typing import Literal, get_args

Role = Literal[
    "administrator", "clinician", "nurse", "reviewer", "methodologist", "modeller", "auditor"
]
ROLES: tuple[Role, ...] = get_args(Role)
DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in: an account's opaque id, its shown name, its roles.

    ``csrf`` is what every request that changes something has to send back. ``session`` is the
    stored hash of the session's token, empty in demo mode. ``proved``: the password was given a
    few minutes ago, so that something can be signed. ``must_change``: nothing else is possible
    before a new password is set. It holds no password.
    """

    account: str
    name: str
    roles: frozenset[Role]
    demo: bool = False
    proved: bool = False
    must_change: bool = False
    csrf: str = field(default="", repr=False)
    session: str = field(default="", repr=False)


def demo_administrator(csrf: str) -> SignedIn:
    """Return whom everybody is in demo mode: the administrator, with all roles but the auditor's.

    The auditor's role would take the right to write away.
    """
    roles = frozenset(ROLES) - {"auditor"}
    return SignedIn(account=DEMO, name=DEMO, roles=roles, demo=True, proved=True, csrf=csrf)
