"""proved: a dependency of routes that sign something: the password was given just now."""

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from trephine.core.text import Text
from trephine.web.account.allow import who_asks
from trephine.web.account.who import SignedIn
from trephine.web.errors import NotAllowedError


def check_proved(request: Request) -> None:
    """Raise NotAllowedError where the password was not given in the last five minutes."""
    check_proof(who_asks(request))


def check_proof(who: SignedIn | None) -> None:
    """Raise NotAllowedError for somebody who has not given the password just now."""
    if who is None or not who.proved:
        raise NotAllowedError(
            what=Text(zh="签名须再次输入密码", en="To sign, give your password again"),
            where="/api/me/prove",
            found="proved = false",
            do=Text(zh="输入密码后重试", en="Give the password, then try again"),
        )


def proved() -> Dependency:
    """Return the dependency; it stands beside ``allow``, never instead of it."""
    dependency: Dependency = Depends(check_proved)
    return dependency
