"""OnDask: the chunks of a virtual trial computed by Dask.distributed, here or on many machines."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from os import cpu_count
from socket import gethostname
from typing import TYPE_CHECKING

from trephine.core.error import MethodError, TrephineError
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.loop.check_workers import unlike, workers_differ
from trephine.loop.code_here import code_here
from trephine.loop.join_cluster import first_line, join_cluster
from trephine.loop.own_cluster import own_cluster
from trephine.loop.run_chunk import Columns, given_for
from trephine.loop.run_trial import Unit, chunk_columns

if TYPE_CHECKING:
    from distributed import Client, Future

# A chunk is asked for anew where its worker could not compute it (a full disk, a lost library). A
# refusal of Trephine's would be the same everywhere: it comes back at the first time.
FAULTS = 2
# Where its workers died as often as the scheduler lets them, it is asked for so often once more:
# on clusters whose workers come and go that is no fault of the chunk's.
ANEW = 2


class OnDask:
    """A Dask cluster: an existing one by its scheduler's address, or one made for the run."""

    def __init__(self, address: str, workers: int) -> None:
        """Take an address, empty for a cluster of ``workers`` processes here (0: one a core).

        Raises MethodError where Dask is not installed.
        """
        try:
            import distributed  # noqa: F401, PLC0415  (an extra, and most of a second)
        except ModuleNotFoundError as error:
            raise MethodError(
                what=Text(zh="未安装 Dask", en="Dask is not installed"),
                where="on",
                found=str(error),
                do=Text(
                    zh='安装 trephine[dask]（pip install "dask[distributed]"），或改用 --on local',
                    en='install trephine[dask] (pip install "dask[distributed]"), or use'
                    " --on local",
                ),
            ) from None
        self._address = address
        self._workers = workers or cpu_count() or 1

    def results(
        self, trial: Trial, units: Iterable[Unit], chunk: int
    ) -> Generator[tuple[Unit, Columns]]:
        """Yield every unit with its columns, as they are finished.

        A worker that dies loses nothing: its chunk is computed by another. Where no worker is left
        of an existing cluster, the run waits for one to come. However it ends, what is pending is
        cancelled. Raises InputError where the scheduler or its workers cannot be used, MethodError
        where they are lost for good, and what a chunk raises.
        """
        waiting = list(units)
        if not waiting:
            return
        # refused or compiled once here: what processes of this machine need lies in the cache
        for a in sorted({unit[0] for unit in waiting}):
            given_for(trial, trial.arms[a])
        if self._address:
            with join_cluster(self._address) as client:
                yield from _asked(client, trial, waiting, chunk, code_here())
        else:
            with own_cluster(min(self._workers, len(waiting))) as client:
                yield from _asked(client, trial, waiting, chunk, None)


def chunk_there(
    trial: Trial, unit: Unit, chunk: int, wanted: Mapping[str, str] | None
) -> Columns | TrephineError:
    """Compute one unit on a worker; a refusal is returned, so that it is not tried again.

    ``wanted`` is what the worker must compute with: one that came after the run began has not been
    asked. Raises InputError where it is another.
    """
    if wanted is not None and (differs := unlike(code_here(), wanted)):
        refusal = workers_differ("on = dask", {gethostname(): differs})
        raise refusal
    try:
        return chunk_columns(trial, unit, chunk)
    except TrephineError as error:
        return error


def _asked(
    client: "Client",
    trial: Trial,
    units: Sequence[Unit],
    chunk: int,
    wanted: Mapping[str, str] | None,
) -> Generator[tuple[Unit, Columns]]:
    from distributed import as_completed  # noqa: PLC0415  (an extra)
    from distributed.scheduler import KilledWorker  # noqa: PLC0415  (likewise)

    def ask(unit: Unit) -> "Future":
        return client.submit(chunk_there, trial, unit, chunk, wanted, pure=False, retries=FAULTS)

    left = dict.fromkeys(units, ANEW)
    asked = {ask(unit): unit for unit in units}
    coming = as_completed(list(asked), loop=client.loop)
    try:
        for future in coming:
            unit = asked.pop(future)
            try:
                found = future.result()
            except KilledWorker as error:
                if not left[unit]:
                    raise _deadly(unit, error) from None
                left[unit] -= 1
                again = ask(unit)
                asked[again] = unit
                coming.add(again)
                continue
            except CancelledError as error:
                raise _lost(client, error) from None
            if isinstance(found, TrephineError):
                raise found
            yield unit, found
    finally:
        if asked:
            with suppress(OSError, RuntimeError, CancelledError):  # a scheduler that is gone
                client.cancel(list(asked))


def _deadly(unit: Unit, error: Exception) -> MethodError:
    return MethodError(
        what=Text(
            zh="计算同一批患者的工作进程接连中止",
            en="Workers died one after another over the same patients",
        ),
        where=f"arm {unit[0] + 1}, chunk {unit[1] + 1}",
        found=first_line(error),
        do=Text(
            zh="多半是内存不足：每台机器少开几个工作进程，或给它们更多内存；再用同样的 --out 运行，"
            "已完成的不会重算",
            en="Most likely memory ran out: start fewer workers a machine, or give them more; run"
            " again with the same --out, and what is finished is not computed again",
        ),
    )


def _lost(client: "Client", error: CancelledError) -> MethodError:
    return MethodError(
        what=Text(zh="与 Dask 调度器的连接断了", en="The Dask scheduler was lost"),
        where=f"on = dask:{client.scheduler.address}" if client.scheduler else "on = dask",
        found=first_line(error),
        do=Text(
            zh="重启集群后用同样的 --out 再运行：已完成的不会重算",
            en="Start the cluster again and run with the same --out: what is finished is not"
            " computed again",
        ),
    )
