"""join_cluster: an existing Dask cluster, once it has workers fit for a trial."""

from collections.abc import Iterator
from contextlib import contextmanager
from logging import CRITICAL
from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.loop.check_workers import check_workers

if TYPE_CHECKING:
    from distributed import Client

_NO_PORT = ("ucx:", "inproc:")
REACHED, MANNED = 15.0, 30.0  # seconds to wait for the scheduler, and for its first worker


@contextmanager
def join_cluster(address: str) -> Iterator["Client"]:
    """Reach a scheduler by its address (``tcp://host:8786``), and give the way to ask its workers.

    The cluster is left as it was found. Raises InputError where the scheduler is not reached, has
    no workers, or has workers that compute with another Trephine.
    """
    from distributed import Client  # noqa: PLC0415  (an extra)
    from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415  (likewise)
    from distributed.utils import silence_logging_cmgr  # noqa: PLC0415  (likewise)

    where = f"on = dask:{address}"
    try:
        if not address.startswith(_NO_PORT):
            # a client that such an address stops half made waits 30 s to close, and leaves a trace
            get_address_host_port(address)
        client = Client(address, timeout=REACHED, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            what=Text(zh="连接不上 Dask 的调度器", en="The Dask scheduler cannot be reached"),
            where=where,
            found=first_line(error),
            do=Text(
                zh="查对地址（如 dask:tcp://主机:8786），并确认 dask scheduler 正在运行、端口可通",
                en="Check the address (such as dask:tcp://host:8786), that dask scheduler runs"
                " there, and that its port is open to this machine",
            ),
        ) from None
    # what goes wrong is said by the error that is raised, not by a trace of the connection as well
    with silence_logging_cmgr(CRITICAL), client:
        try:
            client.wait_for_workers(1, timeout=MANNED)
        except (OSError, TimeoutError):
            raise InputError(
                what=Text(zh="集群中没有工作进程", en="The cluster has no workers"),
                where=where,
                found=f"0 / {MANNED:g} s",
                do=Text(
                    zh=f"启动工作进程：dask worker {address}",
                    en=f"Start workers: dask worker {address}",
                ),
            ) from None
        check_workers(client, where)
        yield client


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says, or its kind where it says nothing."""
    return (str(error).splitlines() or [""])[0][:200] or type(error).__name__
