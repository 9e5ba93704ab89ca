"""Provider: signing in through an identity provider: OpenID Connect, code flow with PKCE.

Authlib builds the requests, joserfc checks the token's signature and claims.
"""

import secrets
import threading
import warnings
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.errors import NotSignedInError
from trephine.web.settings import Oidc

_WAIT = timedelta(minutes=10)  # for somebody to sign in at the provider
_MOST = 1000  # people on their way at once
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_NO_STATE, _OTHER_ISSUER = "state", "issuer"
_LEEWAY = 60  # seconds that clocks may differ


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheWay:
    """Somebody sent to the provider: what has to come back with them."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    back: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Whom the provider vouches for: its name for the account, and the claim we know them by."""

    subject: str
    name: str


class Provider:
    """One identity provider. ``transport`` replaces the network (an httpx transport)."""

    def __init__(self, oidc: Oidc, transport: Any = None) -> None:
        """Know the provider; nothing is fetched yet."""
        self.oidc = oidc
        self.transport = transport
        self._waiting: OrderedDict[str, OnTheWay] = OrderedDict()
        self._alone = threading.Lock()

    def start(self, back: str, *, now: datetime) -> tuple[str, str]:
        """Return where to send somebody, and the state that has to come back with them.

        ``back`` is the address to which the provider sends them. Raises InputError where the
        provider does not answer.
        """
        way = OnTheWay(
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            back=back,
            since=now,
        )
        client = self._client(back)
        try:
            address = self._described(client)["authorization_endpoint"]
            url, state = client.create_authorization_url(
                address, nonce=way.nonce, code_verifier=way.verifier
            )
        finally:
            client.close()
        with self._alone:
            self._waiting[state] = way
            while len(self._waiting) > _MOST:
                self._waiting.popitem(last=False)
        return str(url), str(state)

    def back(self, state: str, code: str, *, now: datetime) -> Vouched:
        """Return whom the provider vouches for. Raises NotSignedInError for anything wrong."""
        with self._alone:
            way = self._waiting.pop(state, None)
        if way is None or now - way.since > _WAIT:
            raise _refused(_NO_STATE)
        client = self._client(way.back)
        try:
            known = self._described(client)
            given = client.fetch_token(
                known["token_endpoint"], code=code, code_verifier=way.verifier
            )
            keys = self._json(client, known["jwks_uri"])
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever the provider's answer breaks)
            raise _refused(type(error).__name__) from None
        finally:
            client.close()
        return self._checked(given.get("id_token", ""), keys, way.nonce)

    def _checked(self, token: str, keys: Any, nonce: str) -> Vouched:
        from joserfc import jwt  # noqa: PLC0415  (an optional dependency)
        from joserfc.jwk import KeySet  # noqa: PLC0415  (likewise)

        wanted = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.oidc.issuer},
            aud={"essential": True, "value": self.oidc.client},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims
            wanted.validate(claims)
            return Vouched(subject=str(claims["sub"]), name=str(claims[self.oidc.claim]))
        except Exception as error:  # noqa: BLE001  (signature, claims, keys: nobody is let in)
            raise _refused(type(error).__name__) from None

    def _described(self, client: Any) -> Any:
        # some issuers end in a stroke and sign with it: compared as written, asked without two
        place = self.oidc.issuer.rstrip("/")
        known = self._json(client, f"{place}/.well-known/openid-configuration")
        if known.get("issuer") != self.oidc.issuer:
            raise _silent(_OTHER_ISSUER)
        return known

    def _json(self, client: Any, url: str) -> Any:
        try:
            answer = client.request("GET", url, withhold_token=True)
            answer.raise_for_status()
            return answer.json()
        except Exception as error:  # noqa: BLE001  (the network's, or no JSON)
            raise _silent(type(error).__name__) from None

    def _client(self, back: str) -> Any:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Authlib announces another HTTP library
                from authlib.integrations.httpx_client import (  # type: ignore[import-untyped]  # noqa: PLC0415
                    OAuth2Client,
                )
        except ImportError as error:
            raise InputError(
                what=Text(zh="缺少 OIDC 所需的软件包", en="The packages for OIDC are missing"),
                where="trephine[oidc]",
                found=error.name or "authlib",
                do=Text(
                    zh="安装：pip install 'trephine[oidc]'",
                    en="install them: pip install 'trephine[oidc]'",
                ),
            ) from None
        return OAuth2Client(
            client_id=self.oidc.client,
            client_secret=self.oidc.secret,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            transport=self.transport,
            timeout=15.0,
        )


def _refused(found: str) -> NotSignedInError:
    return NotSignedInError(
        what=Text(zh="身份提供方未能确认登录", en="The identity provider did not vouch for you"),
        where="OIDC",
        found=found,
        do=Text(zh="请重新登录", en="Sign in again"),
    )


def _silent(found: str) -> InputError:
    return InputError(
        what=Text(zh="身份提供方没有应答", en="The identity provider does not answer"),
        where="OIDC",
        found=found,
        do=Text(
            zh="请稍后再试，或用密码登录；管理员请核对 TREPHINE_OIDC_ISSUER",
            en="Try later, or sign in by password; administrators: check TREPHINE_OIDC_ISSUER",
        ),
    )
