"""oidc_here: the identity provider that this machine's environment names, if any."""

import os

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.settings import Oidc

_ISSUER, _CLIENT, _SECRET = (
    "TREPHINE_OIDC_ISSUER",
    "TREPHINE_OIDC_CLIENT",
    "TREPHINE_OIDC_SECRET",
)
_CLAIM, _LABEL = "TREPHINE_OIDC_CLAIM", "TREPHINE_OIDC_LABEL"


def oidc_here() -> Oidc | None:
    """Return the provider of the environment's variables; None where none is named.

    The secret is no option of the command line, where other users of the machine could read it.
    Raises InputError where one of the three that are needed is missing, or is no https address.
    """
    given = {name: os.environ.get(name, "").strip() for name in (_ISSUER, _CLIENT, _SECRET)}
    if not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing or not given[_ISSUER].startswith("https://"):
        raise InputError(
            what=Text(
                zh="身份提供方的设置不完整", en="The identity provider is not fully described"
            ),
            where=_ISSUER,
            found=", ".join(missing) or given[_ISSUER],
            do=Text(
                zh=f"设 {_ISSUER}（https://…）、{_CLIENT}、{_SECRET}",
                en=f"Set {_ISSUER} (https://…), {_CLIENT} and {_SECRET}",
            ),
        )
    return Oidc(
        issuer=given[_ISSUER],
        client=given[_CLIENT],
        secret=given[_SECRET],
        claim=os.environ.get(_CLAIM, "").strip() or "preferred_username",
        label=os.environ.get(_LABEL, "").strip() or "OIDC",
    )
