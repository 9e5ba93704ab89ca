"""A real server and a real browser; both skip, and say why, where they cannot be had."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "src" / "trephine" / "web" / "dist"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery 7"  # noqa: S105  (of a server that lives for a test)
STARTS = 300  # seconds: the first start compiles kernels on a slow machine
PATIENCE = 120_000  # milliseconds: a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The workspace in demo mode, as ``trephine serve`` runs it; yields its address."""
    with serving(tmp_path_factory.mktemp("workspace")) as address:
        yield address


@pytest.fixture(scope="session")
def guarded(tmp_path_factory):
    """The workspace once an administrator has a password: people sign in; yields its address."""
    folder = tmp_path_factory.mktemp("guarded")
    command = [sys.executable, "-m", "trephine", "account", "add", "boss", "--password-stdin"]
    command += ["--role", "administrator", "--data", str(folder), "--lang", "en"]
    done = subprocess.run(
        command, cwd=ROOT, input=f"{PASSWORD}\n", check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with serving(folder) as address:
        yield address


@contextlib.contextmanager
def serving(folder: Path):
    """Run ``trephine serve`` over a folder at a free port; gives its address."""
    if not (DIST / "index.html").exists():
        pytest.skip("the pages are not built: python3 run.py test builds them")
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "server.log").open("w", encoding="utf-8")
    command = [sys.executable, "-m", "trephine", "serve", "--no-browser", "--lang", "en"]
    command += ["--port", str(port), "--data", str(folder)]
    started = subprocess.Popen(
        command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONUTF8": "1"}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api/health", started, folder / "server.log")
        yield address
    finally:
        started.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(20)
        started.kill()
        started.wait()
        log.close()


def wait_for(address: str, started: subprocess.Popen, log: Path) -> None:
    """Return once the server answers; fail with its log when it stops or takes too long."""
    until = time.monotonic() + STARTS
    while time.monotonic() < until and started.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=5).is_success:
                return
        time.sleep(0.3)
    pytest.fail(f"the server did not start\n{log.read_text(encoding='utf-8')[-4000:]}")


@pytest.fixture(scope="session")
def chromium():
    """A Chromium with a fresh profile."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the PATH")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS, headless=True)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page of 1366 by 768, the usual ward PC; ``page.said`` are the console's complaints."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.said = []
    opened.on(
        "console",
        lambda one: opened.said.append(one.text) if one.type in {"error", "warning"} else None,
    )
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    yield opened
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker of accessibility, injected into each page."""
    script = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not installed: python3 run.py test installs ui/node_modules")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shots(tmp_path_factory) -> Path:
    """Where screenshots go: TREPHINE_SHOTS, or a folder of this run."""
    named = os.environ.get("TREPHINE_SHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
