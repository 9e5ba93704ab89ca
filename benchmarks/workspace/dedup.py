"""How long 10,000 references take from file to deduplicated, in seconds; one process, one core.

Usage: python benchmarks/workspace/dedup.py [RECORDS]. The references are made (validation/dedup),
written as RIS and read again, so that what is timed is what an import does.
"""

import importlib.util
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from trephine.core.event import Event
from trephine.core.review_entry import review_entry
from trephine.core.review_event import ReferencesImported
from trephine.evidence.review.dedup import decided, deduplicate
from trephine.evidence.review.fold import fold
from trephine.interop.references.read_references import read_references
from trephine.interop.references.write_ris import write_ris

ROOT = Path(__file__).parents[2]


def made(records: int) -> list:
    path = ROOT / "validation" / "dedup" / "made_set.py"
    spec = importlib.util.spec_from_file_location("made_set", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    references, _ = module.made_set(1, int(records * 0.45))
    return references[:records]


def main() -> None:
    records = int(sys.argv[1]) if sys.argv[1:] else 10_000
    raw = write_ris(made(records)).encode()
    times: dict[str, tuple[float, float]] = {}

    def timed(name: str, work):  # noqa: ANN001, ANN202  (a benchmark)
        start, busy = perf_counter(), process_time()
        done = work()
        times[name] = (round(perf_counter() - start, 2), round(process_time() - busy, 2))
        return done

    found = timed("read", lambda: read_references(raw, file="made.ris", batch="b"))
    dedup = timed("deduplicate", lambda: deduplicate(found.references))
    entries = [
        review_entry(ReferencesImported(batch="b", references=found.references)),
        review_entry(decided(dedup)),
    ]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    events = [
        Event(stream="review/x", version=n, position=n, author="a", at=at, kind=one.kind,
              payload=one.payload, before="", digest="")
        for n, one in enumerate(entries, 1)
    ]  # fmt: skip
    review = timed("fold", lambda: fold(events))
    timed("fold again", lambda: fold([], onto=review))
    print(
        json.dumps(
            {
                "records": len(found.references),
                "reports": len(review.reports),
                "joined pairs": len(dedup.of("same")),
                "asked pairs": len(dedup.of("ask")),
                "seconds, of the clock and of the processor": times,
            }
        )
    )


if __name__ == "__main__":
    main()
