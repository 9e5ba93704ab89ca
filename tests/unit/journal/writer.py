"""A process that writes to a journal and says what was acknowledged; started by tests."""

import sys
from datetime import UTC, datetime

from tests.unit.journal.conftest import KINDS
from tests.unit.journal.writing import noted
from trephine.journal.conflict import Conflict
from trephine.journal.journal import Journal


def count_up(url: str, name: str, times: int) -> None:
    """Append ``times`` numbered events to the one stream, each after reading what is there."""
    journal = Journal(url, KINDS)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    seen = 0
    for number in range(times):
        while True:
            try:
                journal.append("record/a", seen, [noted(f"{name} {number}")], author=name, at=at)
            except Conflict as conflict:
                seen = conflict.since[-1].version
                continue
            seen += 1
            break
    journal.close()


def until_killed(url: str, name: str) -> None:
    """Append pairs of events to a stream of one's own for ever; print each acknowledged version."""
    journal = Journal(url, KINDS)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    stream, version = f"record/{name}", 0
    while True:
        entries = [noted(f"{version + 1} " + "x" * 2000), noted(f"{version + 2} 骨髓")]
        version = journal.append(stream, version, entries, author=name, at=at)[-1].version
        print(version, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "count_up":
        count_up(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        until_killed(sys.argv[2], sys.argv[3])
