"""trephine serve and trephine account as processes: ready, ports, refusals, a clean stop."""

import io
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trephine.cli import main
from trephine.core.error import InputError
from trephine.web.prepare import is_prepared, stamp_of
from trephine.web.serve import _log_into, bound, may_be_demo, url_shown
from trephine.web.settings import Oidc, ServerSettings
from trephine.web.state import HOME
from trephine.web.workplace import Workplace

PASSWORD = "correct horse battery staple"  # noqa: S105  (nobody's)


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def trephine(capsys, monkeypatch):
    """The command line in this process."""

    def run(*arguments: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main(list(arguments))
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def prepared(client, data) -> Path:
    """A folder whose first page is made: what is compiled is left to those who ask for it."""
    client.get("/api/landing")
    stamp_of(data / "cache").write_text(str(HOME), encoding="utf-8")
    assert is_prepared(data / "cache")
    return data


def test_it_says_when_it_is_ready_and_stops_cleanly(prepared):
    command = [sys.executable, "-m", "trephine", "serve", "--data", str(prepared), "--no-browser",
               "--lang", "en"]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = ""
        for line in server.stdout:
            said += line
            if line.startswith("Ready"):
                break
        assert "Demo mode" in said
        url = re.search(r"http://127\.0\.0\.1:\d+", said).group()
        with urllib.request.urlopen(f"{url}/api/health", timeout=60) as answer:  # noqa: S310  (ours)
            assert answer.status == 200
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=60)
        assert server.returncode == 0
        assert rest.strip() == "Stopped."
    finally:
        server.kill()
        server.communicate()
    log = prepared / "server.log"
    assert "GET /api/health 200" in log.read_text(encoding="utf-8")
    assert oct(log.stat().st_mode & 0o777) == "0o600"


def test_every_log_is_its_owner_s(tmp_path):
    before = os.umask(0o022)
    log = logging.getLogger("trephine.web")
    kept = (log.handlers, log.level, log.propagate)
    try:
        _log_into(tmp_path)
        log.handlers[0].maxBytes = 2000
        for _ in range(40):
            log.info("x" * 200)
        found = sorted(tmp_path.glob("server.log*"))
        assert len(found) == 5
        assert {oct(one.stat().st_mode & 0o777) for one in found} == {"0o600"}
    finally:
        os.umask(before)
        log.handlers[0].close()
        log.handlers, log.level, log.propagate = kept
        logging.getLogger("uvicorn").handlers = []


def test_a_place_that_was_mistyped_is_not_made(tmp_path, trephine):
    for action in (("list",), ("lock", "chen"), ("unlock", "chen")):
        done = trephine("account", *action, "--data", str(tmp_path / "typo"), "--lang", "en")
        assert (done.returncode, "no journal here" in done.stderr) == (2, True)
    assert not (tmp_path / "typo").exists()


def test_a_busy_port_is_passed_over_unless_it_was_chosen(tmp_path):
    settings = ServerSettings(data=tmp_path, port=18765)
    with bound(settings, chosen=False) as first:
        port = first.getsockname()[1]
        taken = ServerSettings(data=tmp_path, port=port)
        with bound(taken, chosen=False) as second:
            assert port < second.getsockname()[1] < port + 50
        with pytest.raises(InputError) as refused:
            bound(taken, chosen=True)
        assert str(port) in refused.value.where
        assert refused.value.found


@pytest.mark.parametrize("port", [70000, -1])
def test_ports_that_are_none(tmp_path, port):
    with pytest.raises(InputError):
        bound(ServerSettings(data=tmp_path, port=port), chosen=True)


def test_a_host_that_is_none(tmp_path):
    with pytest.raises(InputError):
        bound(ServerSettings(data=tmp_path, host="no.such.host.invalid"), chosen=False)


def test_beyond_this_machine_it_takes_an_administrator_s_password(tmp_path, trephine):
    data = str(tmp_path)
    everywhere = ("serve", "--data", data, "--host", "0.0.0.0", "--no-browser")  # noqa: S104
    refused = trephine(*everywhere, "--lang", "zh")
    assert refused.returncode == 2
    assert "没有管理员设过密码" in refused.stderr
    assert "trephine account add" in refused.stderr
    easy = trephine("account", "add", "chen", "--role", "administrator", "--password-stdin",
                    "--data", data, "--lang", "en", stdin="chen\n")  # fmt: skip
    assert (easy.returncode, "too easy" in easy.stderr) == (2, True)
    nurse = trephine("account", "add", "li", "--role", "nurse", "--password-stdin",
                     "--data", data, stdin=PASSWORD + "\n")  # fmt: skip
    assert nurse.returncode == 0, nurse.stderr
    locked = trephine(*everywhere, "--lang", "en")
    assert locked.returncode == 2, "a nurse is no administrator"
    assert "no administrator can sign in" in locked.stderr
    added = trephine("account", "add", "chen", "--role", "administrator", "--label", "陈",
                     "--password-stdin", "--data", data, stdin=PASSWORD + "\n")  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert PASSWORD not in added.stdout
    settings = ServerSettings(data=tmp_path, host="0.0.0.0")  # noqa: S104
    assert may_be_demo(settings) is False
    assert may_be_demo(ServerSettings(data=tmp_path)) is False, "with accounts, people sign in"
    listed = trephine("account", "list", "--data", data, "--lang", "en").stdout
    assert re.search(r"chen +administrator +password +陈", listed)
    assert trephine("account", "lock", "chen", "--data", data).returncode == 0
    for one in (settings, ServerSettings(data=tmp_path)):
        with pytest.raises(InputError, match="no administrator can sign in"):
            may_be_demo(one)
    assert trephine("account", "unlock", "chen", "--data", data).returncode == 0
    changed = trephine("account", "password", "chen", "--password-stdin", "--data", data,
                       stdin="another sentence of mine\n")  # fmt: skip
    assert changed.returncode == 0, changed.stderr
    assert may_be_demo(settings) is False


@pytest.mark.parametrize(
    "arguments",
    [("add",), ("add", "x"), ("add", "x", "--role", "king", "--by-provider"), ("lock", "nobody"),
     ("lock",), ("password",), ("add", "a b", "--role", "nurse", "--by-provider")],
)  # fmt: skip
def test_what_account_refuses(tmp_path, trephine, arguments):
    done = trephine("account", *arguments, "--data", str(tmp_path), "--lang", "en")
    assert done.returncode == 2
    assert "Do:" in done.stderr


def test_an_administrator_by_the_provider_alone_is_no_password(tmp_path):
    place = Workplace(ServerSettings(data=tmp_path))
    place.accounts.add("chen", roles=["administrator"], password=None, now=datetime.now(UTC))
    place.close()
    for host in ("0.0.0.0", "127.0.0.1"):  # noqa: S104
        with pytest.raises(InputError):
            may_be_demo(ServerSettings(data=tmp_path, host=host))
        oidc = Oidc(issuer="https://id.example", client="c", secret="s")  # noqa: S106
        assert may_be_demo(ServerSettings(data=tmp_path, host=host, oidc=oidc)) is False


def test_demo_is_where_nobody_was_ever_entered(tmp_path):
    assert may_be_demo(ServerSettings(data=tmp_path)) is True


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://127.0.0.1:1"),  # noqa: S104
     ("::1", "http://[::1]:1"), ("ward.example", "http://ward.example:1")],
)  # fmt: skip
def test_the_address_to_open(host, url):
    assert url_shown(host, 1) == url


def test_a_second_start_listens_on_ipv6_too(tmp_path):
    try:
        listening = bound(ServerSettings(data=tmp_path, host="::1", port=18790), chosen=False)
    except InputError:
        pytest.skip("no IPv6 on this machine")
    with listening:
        assert listening.family == socket.AF_INET6
