"""Signing in through an identity provider made up for the test, in this process."""

import time
import warnings
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from trephine.web.account.provider import Provider
from trephine.web.app import create_app
from trephine.web.oidc import oidc_here
from trephine.web.settings import Oidc, ServerSettings

ISSUER = "https://id.hospital.example"
OIDC = Oidc(issuer=ISSUER, client="trephine", secret="s3cret", label="医院账号")  # noqa: S106


class Hospital:
    """A provider: it vouches for ``subject``; what it says can be spoilt."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "a"}, private=True)
        self.signing = self.key
        self.claims = {}
        self.subject, self.name = "u-17", "wu"
        self.nonce = ""
        self.asked = []

    def __call__(self, request):
        path = request.url.path
        self.asked.append(path)
        if path.endswith("openid-configuration"):
            return httpx.Response(200, json={
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth",
                "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/keys",
            })  # fmt: skip
        if path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        form = parse_qs(request.content.decode())
        assert form["code_verifier"][0]
        if form["code"] != ["good"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = {
            "iss": ISSUER, "aud": "trephine", "sub": self.subject, "nonce": self.nonce,
            "exp": int(time.time()) + 300, "iat": int(time.time()),
            "preferred_username": self.name, **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "a"}, claims, self.signing)
        return httpx.Response(200, json={
            "access_token": "x", "token_type": "Bearer", "id_token": token,
        })  # fmt: skip


@pytest.fixture
def hospital():
    return Hospital()


def test_an_issuer_that_ends_in_a_stroke_is_compared_as_it_is_written(monkeypatch):
    written = "https://tenant.example/"
    for name, value in (("ISSUER", written), ("CLIENT", "c"), ("SECRET", "s")):
        monkeypatch.setenv(f"TREPHINE_OIDC_{name}", value)
    asked = []

    def serve(request):
        asked.append(request.url.path)
        described = {"issuer": written, "authorization_endpoint": f"{written}authorize"}
        return httpx.Response(200, json=described)

    provider = Provider(oidc_here(), transport=httpx.MockTransport(serve))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Authlib announces another HTTP library
        url, _ = provider.start("http://127.0.0.1/back", now=datetime.now(UTC))
    assert url.startswith("https://tenant.example/authorize")
    assert asked == ["/.well-known/openid-configuration"]


@pytest.fixture
def ward(tmp_path, open_at, hospital):
    app = create_app(ServerSettings(data=tmp_path, demo=False, oidc=OIDC))
    app.state.provider = Provider(OIDC, transport=httpx.MockTransport(hospital))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Authlib announces another HTTP library
        with open_at(app, follow_redirects=False) as found:
            book = app.state.workplace.accounts
            book.add("wu", roles=["reviewer"], password=None, now=datetime.now(UTC))
            yield found


def go(ward, hospital, code="good"):
    """Start, and come back with what the provider was given."""
    sent = ward.get("/api/oidc/start")
    assert sent.status_code == 303, sent.text
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8765/api/oidc/back"]
    assert "s3cret" not in sent.headers["location"]
    hospital.nonce = asked["nonce"][0]
    return ward.get("/api/oidc/back", params={"state": asked["state"][0], "code": code})


def test_whom_the_provider_vouches_for_is_signed_in(ward, hospital):
    assert ward.get("/api/oidc").json() == {"available": True, "label": "医院账号"}
    back = go(ward, hospital)
    assert (back.status_code, back.headers["location"]) == (303, "/"), back.text
    me = ward.get("/api/me").json()
    assert (me["name"], me["roles"]) == ("wu", ["reviewer"])
    assert me["proved"] is False, "no password was given here: nothing can be signed"


def test_the_account_is_bound_to_the_first_subject(ward, hospital):
    assert go(ward, hospital).status_code == 303
    hospital.subject = "u-18"
    ward.cookies.clear()
    assert go(ward, hospital).status_code == 401
    hospital.subject, hospital.name = "u-17", "renamed"
    assert go(ward, hospital).status_code == 303


def test_nobody_is_let_in_whom_no_administrator_entered(ward, hospital):
    hospital.name, hospital.subject = "stranger", "u-99"
    assert go(ward, hospital).status_code == 401
    book = ward.app.state.workplace.accounts
    book.add("chen", roles=["administrator"], password="correct horse battery staple",  # noqa: S106
             now=datetime.now(UTC))  # fmt: skip
    hospital.name = "chen"
    assert go(ward, hospital).status_code == 401, "an account with a password is not taken by name"


@pytest.mark.parametrize(
    "claims",
    [{"iss": "https://evil.example"}, {"aud": "other"}, {"nonce": "other"},
     {"exp": 1}, {"preferred_username": None}],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_a_token_that_is_not_for_us_lets_nobody_in(ward, hospital, claims):
    hospital.claims = claims
    back = go(ward, hospital)
    assert back.status_code == 401, back.text
    assert ward.get("/api/me").status_code == 401


def test_a_signature_of_another_key_lets_nobody_in(ward, hospital):
    hospital.signing = RSAKey.generate_key(2048, {"kid": "a"}, private=True)
    assert go(ward, hospital).status_code == 401


def test_a_wrong_code_or_state_lets_nobody_in(ward, hospital):
    assert go(ward, hospital, code="bad").status_code == 401
    assert ward.get("/api/oidc/back?state=x&code=good").status_code == 401
    sent = ward.get("/api/oidc/start")
    state = parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]
    ward.cookies.clear()
    other = ward.get("/api/oidc/back", params={"state": state, "code": "good"})
    assert other.status_code == 401, "another browser than the one that was sent"


def test_without_a_provider_there_is_none(client):
    assert client.get("/api/oidc").json() == {"available": False, "label": ""}
    assert client.get("/api/oidc/start").status_code == 404
    assert client.get("/api/oidc/back").status_code == 404
