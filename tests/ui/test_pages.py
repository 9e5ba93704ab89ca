"""The pages: typed, tested, built the same each time, small enough, and fitting the server."""

import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.ui.pages_node import ROOT, UI, node, openapi_types, tsc

BUDGET = 350_000  # bytes, packed, until the first page can be used


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = node("node_modules/vite/bin/vite.js", "build", "--outDir", folder, "--logLevel", "error")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_code_is_typed() -> None:
    done = tsc()
    assert done.returncode == 0, done.stdout


def test_the_parts_do_what_their_tests_say() -> None:
    done = node("node_modules/vitest/vitest.mjs", "run", "--reporter=dot")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Tests\s+.*passed", done.stdout)


def test_the_pages_fit_the_api_as_it_is() -> None:
    """Checked against the server's own description, not against the types that are kept."""
    app = pytest.importorskip("trephine.web.app")
    settings = pytest.importorskip("trephine.web.settings").ServerSettings
    folder = UI / "node_modules" / ".trephine-types"
    folder.mkdir(exist_ok=True)
    openapi_types(app.create_app(settings(data=folder)).openapi(), folder / "schema.d.ts")
    names = {"@schema": [str(folder / "schema.d.ts")]}
    names["@locales/*"] = [str(ROOT / "src" / "trephine" / "web" / "locales" / "*")]
    config = {
        "extends": "../../tsconfig.json",
        "compilerOptions": {"paths": names},
        "include": ["../../src"],
        "exclude": ["../../src/api/schema.d.ts"],
    }
    (folder / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    done = tsc("-p", folder / "tsconfig.json")
    assert done.returncode == 0, "run npm run types, and follow the API:\n" + done.stdout


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "sources.sha256"
    }


def test_two_builds_are_the_same(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "again"
    done = node("node_modules/vite/bin/vite.js", "build", "--outDir", copy, "--logLevel", "error")
    assert done.returncode == 0
    assert digests(copy) == digests(built)
    shutil.rmtree(copy)


def test_every_file_is_asked_for_by_one_version(built: Path) -> None:
    """One address a file: under two a module would run twice."""
    versions = set()
    for path in built.rglob("*"):
        if path.suffix in {".js", ".html"}:
            text = path.read_text(encoding="utf-8")
            versions |= set(re.findall(r"\.(?:js|css)\?v=(\w+)", text))
            assert not re.findall(r"""(?:\./|assets/)[\w.-]+\.(?:js|css)["'`]""", text), path.name
    assert len(versions) == 1


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    page = (built / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=", page), "the policy forbids it"
    for path in built.rglob("*.css"):
        assert not re.search(r"@import|@font-face|url\((?!data:)", path.read_text(encoding="utf-8"))


def closure(built: Path, name: str, seen: set[str]) -> set[str]:
    """Return a file and all that it imports at once, by name."""
    if name in seen:
        return seen
    seen.add(name)
    if name.endswith(".js"):
        text = (built / "assets" / name).read_text(encoding="utf-8")
        for other in re.findall(r"""from\s*["'`]\./([\w.-]+\.js)\?v=""", text):
            closure(built, other, seen)
    return seen


def test_the_first_page_is_small(built: Path) -> None:
    names: set[str] = set()
    for first in ("index.js", "Landing.js", "words-zh.js"):
        closure(built, first, names)
    files = [built / "assets" / one for one in names] + sorted(built.rglob("*.css"))
    size = sum(len(gzip.compress(path.read_bytes(), 6, mtime=0)) for path in files)
    assert {"index.js", "Landing.js"} < names
    assert 50_000 < size < BUDGET, f"{size:,} bytes for the first page"


def test_the_lock_names_no_host() -> None:
    lock = (UI / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    assert len(packages) > 100
    assert not [name for name, one in packages.items() if "resolved" in one]
    assert all("integrity" in one for name, one in packages.items() if name)
    assert "omit-lockfile-registry-resolved=true" in (UI / ".npmrc").read_text(encoding="utf-8")
    assert "registry=" not in (UI / ".npmrc").read_text(encoding="utf-8")
