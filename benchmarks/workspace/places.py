"""places: the databases that there are here to measure on."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.databases import start_postgresql


@contextmanager
def places(sqlite: str = "") -> Iterator[dict[str, str]]:
    """Yield URLs by name: ``sqlite`` (empty: the workspace's own), and PostgreSQL with fsync on.

    PostgreSQL is the one that the tests start; without one it is left out.
    """
    with ExitStack() as stack:
        found = {"SQLite": sqlite}
        servers = start_postgresql(fsync=True)
        with suppress(BaseException):  # pytest's skip is no Exception
            server = next(servers)
            stack.callback(lambda: next(servers, None))
            found["PostgreSQL"] = server.fresh()
        yield found
