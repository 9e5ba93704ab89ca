"""Appends per second to the journal: both databases, one writer and four, one event and ten.

``python benchmarks/workspace/journal.py [--seconds 5]`` prints a table. Writers are processes, each
with streams of its own; every append is a transaction that waits for the disk. Beside it stands
what the disk alone does: a line appended to a file and fsync, from one process. PostgreSQL is the
one that the tests start, here with fsync on; without one its rows are left out.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from places import places

from trephine.core.event import Entry
from trephine.journal.journal import Journal
from trephine.journal.verify import verify

AT = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = "第 1 天体温 38.6 ℃，CRS 2 级。" * 8  # about 300 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A payload of a few hundred bytes."""

    text: str


def write(url: str, name: str, events: int, seconds: float, start: object, out: object) -> None:
    """Append for a while and report how many appends there were, and each one's seconds."""
    journal = Journal(url, {"noted": Noted})
    stream, version = f"record/{name}", 0
    entries = [Entry(kind="noted", payload={"text": TEXT})] * events
    journal.append(stream, version, entries, author=name, at=AT)
    version += events
    start.wait()
    took, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        version = journal.append(stream, version, entries, author=name, at=AT)[-1].version
        took.append(time.perf_counter() - begun)
    out.put(took)
    journal.close()


def measure(url: str, writers: int, events: int, seconds: float) -> tuple[float, float, float]:
    """Return appends per second of all writers together, and the median and p95 in milliseconds."""
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(writers), context.Queue()
    processes = [
        context.Process(
            target=write, args=(url, f"{events}-{writers}-{i}", events, seconds, start, out)
        )
        for i in range(writers)
    ]
    for one in processes:
        one.start()
    took = sorted(one for _ in processes for one in out.get(timeout=seconds + 120))
    for one in processes:
        one.join()
    at = [took[int(len(took) * share)] * 1000 for share in (0.5, 0.95)]
    return len(took) / seconds, *at


def disk(folder: Path, seconds: float) -> float:
    """Return how often a second a line can be appended to a file and forced to the disk."""
    done, end = 0, time.perf_counter() + seconds
    with (folder / "lines").open("wb", buffering=0) as out:
        while time.perf_counter() < end:
            out.write(TEXT.encode())
            os.fsync(out.fileno())
            done += 1
    return done / seconds


def beyond(url: str) -> str:
    """Return how long the whole journal takes to verify and its streams to list."""
    journal = Journal(url)
    begun = time.perf_counter()
    found = verify(journal.database)
    verified = time.perf_counter() - begun
    assert found.broken is None
    begun = time.perf_counter()
    streams = len(journal.streams())
    listed = time.perf_counter() - begun
    journal.close()
    return (
        f"{found.position} events: verified in {verified:.2f} s"
        f" ({found.position / verified:,.0f} a second); {streams} streams listed in"
        f" {listed * 1000:.1f} ms"
    )


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=5.0)
    seconds = asked.parse_args().seconds
    with tempfile.TemporaryDirectory() as name, places(f"sqlite:///{name}/journal.sqlite") as found:
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {seconds:g} s each")
        print(f"disk alone: {disk(Path(name), seconds):,.0f} forced writes a second\n")
        print(
            "| database | writers | events an append | appends/s | events/s | median ms | p95 ms |"
        )
        print("|---|--:|--:|--:|--:|--:|--:|")
        for database, url in found.items():
            for writers in (1, 4):
                for events in (1, 10):
                    rate, median, p95 = measure(url, writers, events, seconds)
                    print(
                        f"| {database} | {writers} | {events} | {rate:,.0f} | {rate * events:,.0f}"
                        f" | {median:.1f} | {p95:.1f} |",
                        flush=True,
                    )
        for database, url in found.items():
            print(f"\n{database}: {beyond(url)}")


if __name__ == "__main__":
    main()
