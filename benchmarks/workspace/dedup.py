"""How long 10,000 references take from file to deduplicated, in seconds; one process, one core.

Usage: python benchmarks/workspace/dedup.py [RECORDS] [--peers PYTHON] [--only PEER]. The
references are made (validation/dedup), written as RIS and read again, so that what is timed is what
an import does. ``--peers`` names the Python of an environment made from ``peers.lock``: bib-dedupe
and ASReview then look for duplicates in the same records, in the same run. Of each tool: seconds,
duplicates left among the records kept, and documents of which no record is kept. Half of the made
documents are Chinese, which neither peer claims to be made for: documents with no Chinese title in
any record are counted apart.
"""

import argparse
import csv
import importlib.util
import json
import subprocess
import tempfile
from collections.abc import Iterable
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


def made(records: int) -> tuple[list, dict[str, str]]:
    path = ROOT / "validation" / "dedup" / "made_set.py"
    spec = importlib.util.spec_from_file_location("made_set", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    references, pairs = module.made_set(1, int(records * 0.45))
    document = {one.id: one.id for one in references}
    for one, other in sorted(pairs):  # the first of its records names a document
        first, second = sorted((document[one], document[other]))
        document = {key: first if held == second else held for key, held in document.items()}
    return references[:records], document


def counted(kept: Iterable[str], documents: set[str], document: dict[str, str]) -> str:
    """Return the duplicates left among the records kept, and the documents lost."""
    have = [document[one] for one in kept if document[one] in documents]
    lost = documents - set(have)
    return f"{len(have) - len(set(have)):,} left, {len(lost):,} documents lost"


def peers(python: str, references: list, only: str) -> list[dict]:
    """Return what the peers (``only`` one, empty: both) keep and how long they took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            names = "ID ENTRYTYPE title author year journal volume number pages doi abstract"
            table.writerow(names.split())
            for one in references:
                table.writerow(
                    (one.id, "article", one.title, " and ".join(one.authors), one.year or "",
                     one.journal, one.volume, one.issue, one.pages, one.doi, one.abstract)
                )  # fmt: skip
        script = Path(__file__).with_name("dedup_peers.py")
        command = [python, script, path, *([only] if only else [])]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=3000)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("records", type=int, nargs="?", default=10_000)
    asked.add_argument("--peers", default="")
    asked.add_argument("--only", default="", help="bib-dedupe or ASReview")
    given = asked.parse_args()
    references, document = made(given.records)
    raw = write_ris(references).encode()
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

    of = {new.id: old.id for new, old in zip(found.references, references, strict=True)}
    every = {document[one.id] for one in references}
    chinese = {document[one.id] for one in references if any(c >= "\u3400" for c in one.title)}
    kept = [of[one] for one in review.reports]
    others = peers(given.peers, references, given.only) if given.peers else []
    seconds, busy = times["deduplicate"]
    ours = {"peer": "Trephine", "clock": seconds, "processor": busy, "kept": kept}
    print("\n| tool | s | s of the processor | all | no Chinese title |\n|---|--:|--:|---|---|")
    for one in (ours, *others):
        said = (counted(one["kept"], held, document) for held in (every, every - chinese))
        print(
            f"| {one['peer']} | {one['clock']:.1f} | {one['processor']:.1f} | {' | '.join(said)} |"
        )


if __name__ == "__main__":
    main()
