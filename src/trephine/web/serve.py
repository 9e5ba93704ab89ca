"""serve: prepare, check who may come in, open the socket, say when it is ready, stop cleanly."""

import logging
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import uvicorn

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.core.ward_clock import ward_clock
from trephine.journal.location import folder_of, url_of
from trephine.web.app import create_app
from trephine.web.oidc import oidc_here
from trephine.web.prepare import Say, prepare
from trephine.web.settings import PORT, ServerSettings, is_loopback
from trephine.web.told import told
from trephine.web.warm import warm_all, warm_routes
from trephine.web.workplace import Workplace

_READY = Text(zh="就绪：{url}  （Ctrl-C 停止）", en="Ready: {url}  (Ctrl-C stops it)")
_DEMO = Text(
    zh="演示模式：只有本机可访问，无须登录；请勿录入真实患者。",
    en="Demo mode: this machine alone, nobody signs in; enter no real patients.",
)
_CLOCK = Text(
    zh="病区时区：{zone}（时刻均按它记录与显示；另设用 --zone）",
    en="The ward's time zone: {zone} (moments are written and shown in it; --zone sets another)",
)
_EXPOSED = Text(
    zh="此地址他人可访问，而没有管理员设过密码：不启动",
    en="Others can reach this address and no administrator has a password: not started",
)
_NOBODY = Text(
    zh="已有账户，但没有一位管理员能登录：不启动",
    en="There are accounts, and no administrator can sign in: not started",
)
_OTHER_PORT = Text(zh="端口 {port} 已被占用，改用 {found}", en="Port {port} is busy: using {found}")
_STOPPED = Text(zh="已停止。", en="Stopped.")
_TRIED = 50  # ports tried after the first
_LAST = 65_535  # beyond it the system takes the port modulo 65536
_FIRST_PAGE = 3  # seconds that the first page has the processor to itself
_GRACE = 5  # seconds that open requests get when the server stops


def serve(
    *,
    host: str,
    port: int | None,
    data: Path | None,
    database: str,
    https: bool,
    zone: str,
    browser: bool,
    only_prepare: bool,
    say: Say,
    language: Language,
) -> int:
    """Run the workspace until it is stopped; 0 when it stopped as asked.

    ``say`` is told each line for the person who started it. Raises InputError, before any socket
    is opened, for an address that others can reach while no administrator has a password, and for
    a port that was asked for and is busy, or a zone that is none.
    """
    folder = folder_of(data)
    settings = ServerSettings(
        data=folder,
        database=url_of(data, database),
        host=host,
        port=PORT if port is None else port,
        https=https,
        oidc=oidc_here(),
        clock=ward_clock(zone),
    )
    demo = may_be_demo(settings)
    if only_prepare:
        prepare(settings, say, language)
        return 0
    # the port first: nobody should wait a minute to hear that it is busy
    with closing(bound(settings, chosen=port is not None)) as listening:
        found = listening.getsockname()[1]
        if found != settings.port:
            say(_OTHER_PORT[language].format(port=settings.port, found=found))
        prepare(settings, say, language)
        url = url_shown(host, found)
        running = replace(settings, port=found, demo=demo)
        _run(running, listening, url, say, language, browser=browser)
    say(_STOPPED[language])
    return 0


def may_be_demo(settings: ServerSettings) -> bool:
    """Tell whether nobody has to sign in: on this machine alone, and no account was ever entered.

    Raises InputError where there are accounts and no administrator can sign in: records that were
    kept behind passwords are never opened to everybody. Likewise where others can reach the
    address. An administrator by the identity provider counts where one is set.
    """
    workplace = Workplace(settings)
    try:
        book = workplace.accounts
        empty = book.is_empty()
        administered = book.has_administrator(by_provider=settings.oidc is not None)
    finally:
        workplace.close()
    if administered:
        return False
    if empty and is_loopback(settings.host):
        return True
    raise InputError(
        what=_EXPOSED if empty else _NOBODY,
        where=f"--host {settings.host}" if empty else "trephine account list",
        found="0",
        do=Text(
            zh="先运行 trephine account add 用户名 --role administrator（同一 --data），或用 unlock"
            "、password 让已有的管理员能登录",
            en="First run trephine account add NAME --role administrator (with the same --data),"
            " or let an administrator in again with unlock or password",
        ),
    )


def bound(settings: ServerSettings, *, chosen: bool) -> socket.socket:
    """Return a socket bound to the port, or to the next free one unless it was chosen.

    Raises InputError for a chosen port that is busy, a host that is none, and 50 busy ports.
    """
    error: OSError | None = None
    ports = range(settings.port, settings.port + (1 if chosen else _TRIED))
    for port in (one for one in ports if 0 <= one <= _LAST):
        try:
            return _bind(settings.host.strip("[]"), port)
        except OSError as found:
            error = found
            if isinstance(found, socket.gaierror):
                break
    raise InputError(
        what=Text(zh="无法监听此地址与端口", en="This address and port cannot be listened on"),
        where=f"--host {settings.host} --port {settings.port}",
        found=(error.strerror or str(error)) if error else str(settings.port),
        do=Text(
            zh="换一个端口或地址，或先停掉占用它的程序",
            en="Choose another port or address, or stop the program that has it",
        ),
    )


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    found = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def url_shown(host: str, port: int) -> str:
    """Return the address to open; for all addresses at once, this machine's own."""
    name = host.strip("[]")
    if name in {"0.0.0.0", "::", ""}:  # noqa: S104  (compared with, not listened on)
        name = "127.0.0.1"
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _run(
    settings: ServerSettings,
    listening: socket.socket,
    url: str,
    say: Say,
    language: Language,
    *,
    browser: bool,
) -> None:
    _log_into(settings.data)
    app = create_app(settings)
    warm_routes(app)  # before 'ready': the first page waited 3 s for it on a busy machine

    def ready() -> None:
        if settings.demo:
            say(_DEMO[language])
        say(_CLOCK[language].format(zone=settings.clock.name))
        say(_READY[language].format(url=url))
        threading.Thread(target=_warm, daemon=True, name="warm").start()
        if browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    config = uvicorn.Config(
        app,
        access_log=False,  # its lines hold paths and queries; ours the route's pattern
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=30,
    )
    try:
        _Server(config, ready).run(sockets=[listening])
    except KeyboardInterrupt:  # uvicorn stops cleanly, then passes the signal on
        return


class _Server(uvicorn.Server):
    """Uvicorn's server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _warm() -> None:
    """Load kernels behind the first visitors' backs; what fails here fails again when asked for."""
    time.sleep(_FIRST_PAGE)
    try:
        warm_all()
    except Exception as error:  # noqa: BLE001  (a convenience must not end the server)
        logging.getLogger("trephine.web").warning("warming failed: %s", told(error))


class _OwnLog(RotatingFileHandler):
    """A log that is its owner's alone, also after it began a new file."""

    def _open(self) -> TextIOWrapper:
        held = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(held, self.mode, encoding=self.encoding, errors=self.errors)  # type: ignore[return-value]


def _log_into(folder: Path) -> None:
    """Log into ``server.log``, five files of a megabyte at most, readable by its owner alone."""
    path = folder / "server.log"
    path.touch(mode=0o600)
    kept = _OwnLog(path, maxBytes=1_000_000, backupCount=4, encoding="utf-8")
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    kept.addFilter(_without_messages)
    for name, level in (("trephine.web", logging.INFO), ("uvicorn", logging.WARNING)):
        log = logging.getLogger(name)
        log.handlers = [kept]
        log.setLevel(level)
        log.propagate = False


def _without_messages(record: logging.LogRecord) -> bool:
    """Leave out the texts of errors, which may quote what somebody entered."""
    if record.exc_info and isinstance(record.exc_info, tuple) and record.exc_info[1]:
        record.msg, record.args = "%s", (told(record.exc_info[1]),)
    record.exc_info = None
    record.exc_text = None
    return True
