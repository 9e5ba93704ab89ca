"""own_cluster: a Dask cluster of processes of this machine, for one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from logging import ERROR
from typing import TYPE_CHECKING

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.loop.join_cluster import first_line

if TYPE_CHECKING:
    from distributed import Client

# How many workers may die over one task before it is given up: Dask's own figure, said here so
# that a changed configuration does not change it.
DEATHS = 3
# Nothing is served beside the work (no pages, no metrics), and nothing is sampled.
_QUIET = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
}
# Ctrl-C goes to every process of a terminal: workers leave it to the process that asked them.
_DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"


@contextmanager
def own_cluster(count: int) -> Iterator["Client"]:
    """Make ``count`` worker processes that end with the context, and give the way to ask them.

    They listen on this machine's own address alone, to any of its users. Raises MethodError.
    """
    import dask  # noqa: PLC0415  (an extra)
    from distributed import Client, LocalCluster  # noqa: PLC0415  (likewise)

    with dask.config.set(_QUIET):
        try:
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                memory_limit=0,  # none: Dask would stop a worker that it finds too large
                dashboard_address=None,
                silence_logs=ERROR,
                # without a dashboard the scheduler would still take the dashboard's port
                scheduler_kwargs={"allowed_failures": DEATHS, "dashboard_address": "127.0.0.1:0"},
                preload=[_DEAF],
            )
        except (OSError, RuntimeError) as error:
            raise MethodError(
                what=Text(
                    zh="无法在本机启动 Dask 的工作进程",
                    en="Dask's workers cannot be started on this machine",
                ),
                where="on = dask",
                found=first_line(error),
                do=Text(
                    zh='改用 --on local；若在脚本中，把调用放在 if __name__ == "__main__": 之下',
                    en='Use --on local; in a script, put the call under if __name__ == "__main__":',
                ),
            ) from error
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client
