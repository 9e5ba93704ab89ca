"""The single-page application: built files with an ETag, its first page for every other path."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from trephine.core.text import Text
from trephine.web.account.allow import OPEN
from trephine.web.errors import NotFoundError
from trephine.web.page_api import api_of

router = APIRouter(include_in_schema=False)
_PACKED = {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"}
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2"}
_HEAD = "<head>"
_LONGEST = 255  # bytes of one part of a path, beyond which file systems know no name
_FRESH = {"cache-control": "no-store"}
_UNBUILT = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>Trephine</title></head><body>
<main><h1>Trephine</h1>
<p lang="zh">页面尚未构建：服务已在运行，接口可用（<a href="/api/openapi.json">OpenAPI</a>）。请运行
<code>python3 run.py</code>，或在 <code>ui</code> 目录中运行 <code>npm run build</code>。</p>
<p lang="en">The pages are not built. The server runs and its API answers
(<a href="/api/openapi.json">OpenAPI</a>). Run <code>python3 run.py</code>, or
<code>npm run build</code> in <code>ui</code>.</p></main></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """One built file in memory: as it is and packed, with the digest that is its ETag."""

    content: bytes
    packed: bytes | None
    kind: str
    etag: str
    stamp: tuple[int, int]


class Pages:
    """The built files below one folder, read once each and again when they change."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it may not exist yet."""
        self.folder = folder.resolve()
        self._kept: dict[Path, PageFile] = {}

    def file(self, name: str) -> PageFile | None:
        """Return a file by its path below the folder; None for none, and for a path outside it."""
        if "\0" in name:
            return None
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            return None
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        kept = self._kept.get(path)
        if kept is None or kept.stamp != stamp:
            kept = self._kept[path] = _read(path, stamp)
        return kept


def _read(path: Path, stamp: tuple[int, int]) -> PageFile:
    content = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    kind = kind or "application/octet-stream"
    return PageFile(
        content=content,
        packed=gzip.compress(content, 6, mtime=0) if kind in _PACKED else None,
        kind=kind,
        etag=f'"{hashlib.sha256(content).hexdigest()[:24]}"',
        stamp=stamp,
    )


@router.api_route("/{path:path}", methods=["GET", "HEAD"], dependencies=[OPEN], name="page")
def page(path: str, request: Request) -> Response:
    """Answer with a built file, with the API's JSON of a page, or with the application."""
    if any(len(part.encode()) > _LONGEST for part in path.split("/")):
        raise _no_page(path)
    if path == "api" or path.startswith("api/"):
        raise NotFoundError(
            what=Text(zh="接口中没有这个地址", en="The API has no such address"),
            where="",
            found=request.method,
            do=Text(zh="见 /api/openapi.json", en="See /api/openapi.json"),
        )
    pages: Pages = request.app.state.pages
    found = pages.file(path) if path else None
    if found is not None and path != "index.html":
        return _answer(found, request)
    if path.endswith(".json"):
        query = f"?{request.url.query}" if request.url.query else ""
        address = api_of(path.removesuffix(".json"))
        if address is None:
            raise _no_page(path)
        return RedirectResponse(f"{address}{query}", 307)
    return _application(pages, request)


def _no_page(path: str) -> NotFoundError:
    return NotFoundError(
        what=Text(zh="没有这个地址", en="There is no such address"),
        where="",
        found=path[:60],
        do=Text(zh="请核对链接，或回到首页", en="Check the link, or go back to the first page"),
    )


def _answer(found: PageFile, request: Request) -> Response:
    headers = {"etag": found.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(found.packed, media_type=found.kind, headers=headers)
    return Response(found.content, media_type=found.kind, headers=headers)


def _application(pages: Pages, request: Request) -> Response:
    """Return the first page with this answer's nonce in it, for the styles it will write."""
    found = pages.file("index.html")
    if found is None:
        return Response(
            _UNBUILT, 503, media_type="text/html", headers={"cache-control": "no-store"}
        )
    nonce = request.state.nonce
    tag = f'{_HEAD}\n    <meta name="csp-nonce" content="{nonce}">'
    text = found.content.decode().replace(_HEAD, tag, 1)
    return Response(text, 200, _FRESH, "text/html")
