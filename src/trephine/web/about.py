"""Health and about: that the server lives, and what exactly it is."""

from dataclasses import dataclass

from fastapi import APIRouter, Request

import trephine
from trephine import library
from trephine.core.source import Source
from trephine.core.text import Text
from trephine.library.bibliography import PAPERS
from trephine.loop.code_here import code_here
from trephine.web.account.allow import OPEN, signed_in

router = APIRouter(prefix="/api", tags=["about"])
_SUPPORT = Text(
    zh="供科研与医师决策参考；不构成医嘱，也不是经批准的医疗器械。",
    en="For research and to support clinicians' decisions; no medical order, no approved device.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """That the server answers, its version, and whether it is in demo mode and has its pages."""

    ok: bool
    version: str
    demo: bool
    pages: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwarePart:
    """A package that computes, with its version; or the digest of Trephine's own files."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What this is: version, licence, limits, the papers it implements, what it computes with."""

    version: str
    licence: str
    support: Text
    papers: tuple[Source, ...]
    parts: tuple[SoftwarePart, ...]


@router.get("/health", dependencies=[OPEN])
def health(request: Request) -> Health:
    """Tell that the server lives."""
    return Health(
        ok=True,
        version=trephine.__version__,
        demo=request.app.state.settings.demo,
        pages=request.app.state.pages.file("index.html") is not None,
    )


@router.get("/about", dependencies=[signed_in()])
def about() -> About:
    """Tell the version, the licence, the papers, and the digest of code and content."""
    return About(
        version=trephine.__version__,
        licence="Apache-2.0",
        support=_SUPPORT,
        papers=tuple(library.source(key) for key in PAPERS),
        parts=tuple(SoftwarePart(name=name, version=own) for name, own in code_here().items()),
    )
