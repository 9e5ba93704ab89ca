"""create_app: the workspace as one ASGI application."""

from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware

import trephine
from trephine.web import about
from trephine.web.account import administration, oidc_routes
from trephine.web.account import routes as account
from trephine.web.account.doorman import Doorman
from trephine.web.account.provider import Provider
from trephine.web.care import routes as care
from trephine.web.conflict import add_conflict
from trephine.web.errors import REFUSALS, Defects, add_errors
from trephine.web.evidence import own_audit_routes, taking_routes
from trephine.web.evidence import routes as evidence
from trephine.web.exports import routes as exports
from trephine.web.headers import SafeHeaders
from trephine.web.job import routes as jobs
from trephine.web.landing import routes as landing
from trephine.web.landing.kept import kept_landing
from trephine.web.limit import UploadLimit
from trephine.web.mechanism import routes as mechanism
from trephine.web.pages import Pages
from trephine.web.pages import router as pages
from trephine.web.requests import RequestLog
from trephine.web.review import (
    appraisal_routes,
    imports_routes,
    protocol_routes,
    search_routes,
    update_routes,
)
from trephine.web.review import routes as review
from trephine.web.rules import routes as rules
from trephine.web.settings import ServerSettings
from trephine.web.trials import operating_routes, population_routes, sensitivity_routes
from trephine.web.trials import routes as trials
from trephine.web.whole_text import WholeText
from trephine.web.workplace import Workplace

_ABOUT = (
    "The API of Trephine's workspace. Sentences come as {zh, en}; what renders text or a figure"
    " takes `lang`. Errors have one shape: what, where, found, do. Requests that change something"
    " carry X-Trephine-CSRF, which /api/me gives."
)
# In the order in which they are tried; the pages take every path that is left.
ROUTERS = (
    about.router,
    account.router,
    administration.router,
    oidc_routes.router,
    landing.router,
    taking_routes.router,
    evidence.router,
    own_audit_routes.router,
    review.router,
    protocol_routes.router,
    search_routes.router,
    update_routes.router,
    imports_routes.router,
    *appraisal_routes.ROUTERS,
    mechanism.router,
    trials.router,
    population_routes.router,
    sensitivity_routes.router,
    operating_routes.router,
    *care.ROUTERS,
    rules.router,
    exports.router,
    jobs.router,
    pages,
)


def create_app(settings: ServerSettings) -> FastAPI:
    """Return the application of these settings. It opens no socket and warms nothing.

    The database is opened when the application starts and closed when it stops.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.workplace = await to_thread(Workplace, settings)
        try:
            yield
        finally:
            await to_thread(app.state.workplace.close)

    app = _Application(
        lifespan=lifespan,
        title="Trephine",
        version=trephine.__version__,
        description=_ABOUT,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name,
        responses=REFUSALS,
    )
    app.state.settings = settings
    app.state.pages = Pages(settings.pages)
    app.state.provider = None if settings.oidc is None else Provider(settings.oidc)
    app.state.doorman = Doorman(settings)
    app.state.landing = cache(lambda: kept_landing(settings.cache))
    add_errors(app)
    add_conflict(app)
    for router in ROUTERS:
        app.include_router(router)
    # the last added is the outermost
    app.add_middleware(WholeText)
    app.add_middleware(Defects)
    app.add_middleware(UploadLimit, limit=settings.upload_limit)
    app.add_middleware(GZipMiddleware, minimum_size=2048)
    app.add_middleware(SafeHeaders, https=settings.https)
    app.add_middleware(RequestLog)
    return app


class _Application(FastAPI):
    """FastAPI, but refusals are described as what they are: JSON, whatever the route answers."""

    def openapi(self) -> dict[str, Any]:
        found = super().openapi()
        for path in found["paths"].values():
            for operation in path.values():
                for status in map(str, REFUSALS):
                    described = operation["responses"][status]["content"]
                    schema = next(iter(described.values()))
                    operation["responses"][status]["content"] = {"application/json": schema}
        return found


def _name(route: APIRoute) -> str:
    """Return a route's name as its operation's id: the UI's generated types are named by it."""
    return route.name
