"""Every route × every role: each route declares whom it is for, and the auditor writes nothing."""

import re
from datetime import UTC, datetime

import pytest
from fastapi.routing import APIRoute

from trephine.web.account.allow import SAFE, Allow, Open
from trephine.web.account.who import ROLES
from trephine.web.app import ROUTERS, create_app
from trephine.web.settings import ServerSettings

PASSWORD = "correct horse battery staple"  # noqa: S105  (nobody's)
# Open on purpose: no session is needed. A new one has to be thought about, and added here.
OPEN = {
    "/api/health",
    "/api/login",
    "/api/oidc",
    "/api/oidc/start",
    "/api/oidc/back",
    "/{path:path}",
}
PARTS = {
    "paper": "consensus2022", "analysis": "ORR", "figure": "forest", "form": "svg",
    "program": "py", "finding:path": "none", "account": "none", "path:path": "evidence",
    "guideline": "consensus2022", "table": "crs-grade", "job": "none", "patient": "none",
    "review": "zhan2025",
    "rule": "CRS-M3b", "erratum": "none", "source": "consensus2022", "written": "antimony",
}  # fmt: skip


def routes():
    return [route for router in ROUTERS for route in router.routes]


def declared(route):
    """Return what a route declares of those who may come, its router's included."""
    found, waiting = [], [route.dependant]
    while waiting:
        one = waiting.pop()
        waiting += one.dependencies
        if isinstance(one.call, Allow | Open):
            found.append(one.call)
    return found


def name(route):
    return f"{','.join(sorted(route.methods))} {route.path}"


@pytest.mark.parametrize("route", routes(), ids=name)
def test_route_declares_whom_it_is_for(route):
    assert isinstance(route, APIRoute)
    found = declared(route)
    assert found, f"{name(route)} lacks a declaration: Depends(allow(...)) or OPEN"
    if any(isinstance(one, Open) for one in found):
        assert route.path in OPEN
        assert not any(isinstance(one, Allow) for one in found)


def test_the_application_has_no_other_routes(tmp_path):
    app = create_app(ServerSettings(data=tmp_path))
    known = {route.path for route in routes()} | {"/api/openapi.json"}
    paths = set()
    waiting = list(app.routes)
    while waiting:
        one = waiting.pop()
        if hasattr(one, "path") and not hasattr(one, "routes"):
            paths.add(one.path)
        waiting += getattr(one, "routes", None) or []
    assert paths <= known


@pytest.mark.parametrize("route", routes(), ids=name)
def test_auditor_reads_everything_and_writes_nothing_of_others(route):
    for one in declared(route):
        if isinstance(one, Allow):
            for method in route.methods:
                writes = method not in SAFE
                passes = one.passes(frozenset({"auditor"}), method)
                assert passes is (not writes or one.own)
                both = one.passes(frozenset({"auditor", "administrator"}), method)
                assert both is (not writes or one.own), "another role does not let an auditor write"


def path_of(route):
    return re.sub(r"\{([^}]+)\}", lambda part: PARTS.get(part.group(1), "none"), route.path)


@pytest.fixture(scope="module")
def everyone(signed):
    """An account a role, with its cookie and token."""
    book, sessions = signed.app.state.workplace.accounts, signed.app.state.workplace.sessions
    now = datetime.now(UTC)
    found = {}
    for role in ROLES:
        key = book.add(f"walk-{role}", roles=[role], password=None, now=now).id
        found[role] = sessions.open(key, now=now)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_walk_every_route_as(role, signed, everyone):
    """What answers is what the declaration says: 403 for whom it is not, anything else for them."""
    opened = everyone[role]
    wrong = []
    for route in routes():
        if route.path in OPEN or route.path == "/api/logout":
            continue
        for method in sorted(route.methods - {"HEAD"}):
            signed.cookies.clear()
            signed.cookies.set("trephine", opened.token)
            answer = signed.request(
                method,
                path_of(route),
                headers={"X-Trephine-CSRF": opened.csrf},
                json={} if method not in SAFE else None,
            )
            may = all(
                one.passes(frozenset({role}), method)
                for one in declared(route)
                if isinstance(one, Allow)
            )
            if (answer.status_code == 403) is may or answer.status_code in {401, 500}:
                wrong.append((method, route.path, role, answer.status_code))
    signed.cookies.clear()
    assert not wrong


@pytest.mark.parametrize("route", routes(), ids=name)
def test_nobody_gets_past_without_a_session(route, signed):
    if route.path in OPEN:
        return
    signed.cookies.clear()
    for method in route.methods - {"HEAD"}:
        answer = signed.request(method, path_of(route), json={} if method not in SAFE else None)
        assert answer.status_code == 401, (method, route.path)
