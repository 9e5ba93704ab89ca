"""Routes of accounts: who I am; signing in and out; what an administrator does with accounts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.account.allow import OPEN, own_account
from trephine.web.account.doorman import check_same_site
from trephine.web.account.known_browser import KNOWN, made_known
from trephine.web.account.sessions import WHOLE
from trephine.web.account.sign_in import prove_again, sign_in
from trephine.web.account.who import Role, SignedIn
from trephine.web.errors import NotAllowedError
from trephine.web.workplace import At

router = APIRouter(prefix="/api", tags=["account"])
Self = Annotated[SignedIn, own_account()]
_DEMO = Text(zh="演示模式没有账户", en="Demo mode has no accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who is signed in, and the token that requests which change something send back.

    ``proved``: the password was given in the last minutes, so that something can be signed.
    ``zone`` is the ward's, that every moment is read in.
    """

    account: str
    name: str
    roles: tuple[Role, ...]
    demo: bool
    proved: bool
    must_change: bool
    csrf: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """That it was done; there is nothing more to tell."""

    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Name and password as they are typed."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordGiven:
    """One's own password, given again."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """One's own password and the one that is to take its place."""

    old: str = field(repr=False)
    new: str = field(repr=False)


@router.get("/me")
def me(who: Self, request: Request) -> Me:
    """Tell who is signed in."""
    return _me(who, request)


@router.post("/login", dependencies=[OPEN])
def login(asked: Credentials, request: Request, response: Response, at: At) -> Me:
    """Sign in: the session's token goes into a cookie that no script can read."""
    check_same_site(request)
    _refuse_demo(request)
    now = datetime.now(UTC)
    key = sign_in(
        at.database,
        at.unknown_names,
        asked.name,
        asked.password,
        now=now,
        held=request.cookies.get(request.app.state.doorman.known_cookie, ""),
        browsers=at.browsers,
    )
    _know_browser(key, request, response, now)
    return open_session(key, request, response, proved=True)


@router.post("/logout")
def logout(who: Self, request: Request, response: Response, at: At) -> Done:
    """End this session."""
    if who.session:
        at.sessions.close(who.session)
    response.delete_cookie(request.app.state.doorman.cookie, path="/")
    return Done()


@router.post("/me/prove")
def me_prove(asked: PasswordGiven, who: Self, request: Request, at: At) -> Done:
    """Give one's own password again, so that something can be signed in the next minutes."""
    _refuse_demo(request)
    now = datetime.now(UTC)
    prove_again(at.database, at.unproved, who, asked.password, now=now)
    at.sessions.prove(who.session, now=now)
    return Done()


@router.post("/me/password")
def me_password(
    asked: PasswordChange, who: Self, request: Request, response: Response, at: At
) -> Me:
    """Change one's own password: every session ends, and this one is opened anew."""
    _refuse_demo(request)
    now = datetime.now(UTC)
    prove_again(at.database, at.unproved, who, asked.old, now=now)
    if asked.new == asked.old:
        raise InputError(
            what=Text(zh="新密码与原密码相同", en="The new password is the old one"),
            where="new",
            found="—",
            do=Text(zh="换一个密码", en="Choose another one"),
        )
    at.accounts.set_password(who.account, asked.new, now=now)
    _know_browser(who.account, request, response, now)
    return open_session(who.account, request, response, proved=True)


def open_session(key: str, request: Request, response: Response, *, proved: bool) -> Me:
    """Open a session of an account and put its token into the answer's cookie."""
    now = datetime.now(UTC)
    sessions = request.app.state.workplace.sessions
    address = request.client.host if request.client else ""
    opened = sessions.open(key, now=now, address=address, proved=proved)
    response.set_cookie(
        request.app.state.doorman.cookie,
        opened.token,
        max_age=int(WHOLE.total_seconds()),
        path="/",
        secure=request.app.state.settings.https,
        httponly=True,
        samesite="lax",
    )
    return _me(sessions.who(opened.token, now=now), request)


def _know_browser(key: str, request: Request, response: Response, now: datetime) -> None:
    """Let the browser be known from here on, for the next time that strangers guess."""
    name = request.app.state.doorman.known_cookie
    database = request.app.state.workplace.database
    response.set_cookie(
        name,
        made_known(database, request.cookies.get(name, ""), key, now=now),
        max_age=int(KNOWN.total_seconds()),
        path="/api",
        secure=request.app.state.settings.https,
        httponly=True,
        samesite="strict",
    )


def _me(who: SignedIn, request: Request) -> Me:
    return Me(
        account=who.account,
        name=who.name,
        roles=tuple(sorted(who.roles)),
        demo=who.demo,
        proved=who.proved,
        must_change=who.must_change,
        csrf=who.csrf,
        zone=request.app.state.settings.clock.name,
    )


def _refuse_demo(request: Request) -> None:
    if request.app.state.settings.demo:
        raise NotAllowedError(
            what=_DEMO,
            where="demo",
            found="127.0.0.1",
            do=Text(
                zh="先用 trephine account add 设管理员密码，再重新启动",
                en="First set an administrator's password with trephine account add, then restart",
            ),
        )
