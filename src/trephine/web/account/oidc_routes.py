"""Routes of an identity provider: there are answers only where one is set."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse

from trephine.core.text import Text
from trephine.web.account.allow import OPEN
from trephine.web.account.provider import Provider
from trephine.web.account.routes import open_session
from trephine.web.errors import NotFoundError, NotSignedInError
from trephine.web.workplace import At

router = APIRouter(prefix="/api/oidc", tags=["account"], dependencies=[OPEN])
_STATE = "trephine-state"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderShown:
    """Whether one may sign in through an identity provider, and what its button says."""

    available: bool
    label: str


@router.get("")
def oidc(request: Request) -> ProviderShown:
    """Tell whether there is an identity provider."""
    found = request.app.state.provider
    return ProviderShown(available=found is not None, label=found.oidc.label if found else "")


@router.get("/start", response_class=RedirectResponse, status_code=303)
def oidc_start(request: Request) -> RedirectResponse:
    """Send the browser to the identity provider."""
    provider = _provider(request)
    back = str(request.base_url).rstrip("/") + "/api/oidc/back"
    if request.app.state.settings.https:
        back = back.replace("http://", "https://", 1)
    url, state = provider.start(back, now=datetime.now(UTC))
    answer = RedirectResponse(url, 303)
    answer.set_cookie(
        _STATE,
        state,
        max_age=600,
        path="/api/oidc",
        secure=request.app.state.settings.https,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/back", response_class=RedirectResponse, status_code=303)
def oidc_back(
    request: Request,
    at: At,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> RedirectResponse:
    """Come back from the identity provider: open a session of the account it vouches for."""
    provider = _provider(request)
    if not state or request.cookies.get(_STATE) != state:
        raise _nobody(_STATE)  # not the browser that was sent
    vouched = provider.back(state, code, now=datetime.now(UTC))
    key = at.accounts.vouched(provider.oidc.issuer, vouched.subject, vouched.name)
    if key is None:
        raise _nobody(provider.oidc.claim)
    answer = RedirectResponse("/", 303)
    open_session(key, request, answer, proved=False)
    answer.delete_cookie(_STATE, path="/api/oidc")
    return answer


def _provider(request: Request) -> Provider:
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotFoundError(
            what=Text(zh="没有设置身份提供方", en="No identity provider is set"),
            where="/api/oidc",
            found="—",
            do=Text(zh="请用密码登录", en="Sign in by password"),
        )
    return found


def _nobody(found: str) -> NotSignedInError:
    return NotSignedInError(
        what=Text(zh="没有与此身份对应的账户", en="No account goes with this identity"),
        where="OIDC",
        found=found,
        do=Text(
            zh="请管理员新增账户（trephine account add … --by-provider）",
            en="An administrator enters accounts (trephine account add … --by-provider)",
        ),
    )
