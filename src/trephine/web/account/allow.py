"""allow: which roles a route is for; every route declares it, and a test walks them all."""

import hmac

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from trephine.core.text import Text
from trephine.web.account.doorman import check_same_site
from trephine.web.account.who import ROLES, Role, SignedIn
from trephine.web.errors import NotAllowedError, NotSignedInError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "x-trephine-csrf"


class Allow:
    """A dependency that lets some roles pass and returns who they are.

    The administrator passes everywhere. The auditor reads everything and writes nothing: added to
    every safe request, taken out of every other, whatever else the account may do.
    """

    def __init__(self, roles: frozenset[Role], *, own: bool = False) -> None:
        """Name the roles; ``own``: it concerns the asker's own account, or nothing that is kept.

        Such a request is open to the auditor, and before a forced change of password.
        """
        self.roles = roles
        self.own = own

    def passes(self, roles: frozenset[Role], method: str) -> bool:
        """Tell whether somebody with these roles may make such a request."""
        if method in SAFE:
            return bool(roles & (self.roles | {"administrator", "auditor"}))
        if "auditor" in roles:
            return self.own
        return bool(roles & (self.roles | {"administrator"}))

    def __call__(self, request: Request) -> SignedIn:
        """Return who asks. Raises NotSignedInError, NotAllowedError."""
        who = who_asks(request)
        if who is None:
            raise NotSignedInError(
                what=Text(zh="尚未登录，或登录已过期", en="You are not signed in, or no longer"),
                where=request.method,
                found="401",
                do=Text(zh="请登录", en="Sign in"),
            )
        if not self.passes(who.roles, request.method):
            raise NotAllowedError(
                what=Text(zh="您的角色无权这样做", en="Your role may not do this"),
                where=request.method,
                found=", ".join(sorted(who.roles)) or "—",
                do=Text(
                    zh="需要的角色：" + "、".join(sorted(self.roles | {"administrator"})),
                    en="It takes one of: " + ", ".join(sorted(self.roles | {"administrator"})),
                ),
            )
        check_csrf(request, who)
        if who.must_change and not self.own:
            raise NotAllowedError(
                what=Text(zh="请先设新密码", en="First set a new password"),
                where="",
                found="must_change",
                do=Text(zh="在账户页更改密码", en="Change the password on the account's page"),
            )
        return who


class Open:
    """A dependency of routes that are for everybody, signed in or not; it declares that."""

    def __call__(self) -> None:
        """Let everybody pass."""


def allow(*roles: Role) -> Dependency:
    """Return the dependency that lets these roles pass (and the administrator); none: no other."""
    dependency: Dependency = Depends(Allow(frozenset(roles)))
    return dependency


def signed_in() -> Dependency:
    """Return the dependency that lets everybody pass who is signed in."""
    return allow(*(role for role in ROLES if role != "auditor"))


def own_account() -> Dependency:
    """Return the dependency of requests that change nothing but the asker's account: for all."""
    dependency: Dependency = Depends(Allow(frozenset(ROLES), own=True))
    return dependency


OPEN: Dependency = Depends(Open())


def who_asks(request: Request) -> SignedIn | None:
    """Return who is signed in by the request's session; in demo mode the demo administrator."""
    found: SignedIn | None = request.app.state.doorman.who(request)
    return found


def check_csrf(request: Request, who: SignedIn) -> None:
    """Raise NotAllowedError where a request that changes something lacks the session's token."""
    if request.method in SAFE:
        return
    check_same_site(request)
    sent = request.headers.get(HEADER, "")
    if not who.csrf or not hmac.compare_digest(sent.encode(), who.csrf.encode()):
        raise NotAllowedError(
            what=Text(
                zh="请求没有带上本次登录的校验码",
                en="The request does not carry this session's token",
            ),
            where="X-Trephine-CSRF",
            found="…" if sent else "—",
            do=Text(
                zh="请刷新页面后重试；脚本须从 /api/me 取得 csrf 并写入请求头",
                en="Reload the page and try again; a script takes csrf from /api/me as its header",
            ),
        )
