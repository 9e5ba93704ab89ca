"""Work saved over sampling of the order by relevance, on public labelled sets.

Usage: python validation/order/public_sets.py FOLDER. FOLDER holds the drug class reviews of Cohen
and others (2006) as CSV (title, keywords, abstracts, label1), as the history of asreview/asreview
has them under data/datasets/drug_class_review: see README.md. They are not part of this repository.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path
from time import perf_counter

from trephine.core.reference import Reference
from trephine.core.review import Report, Review
from trephine.core.review_event import VerdictStated
from trephine.core.source import Locator
from trephine.evidence.review.ordering import ordering

HERE = Path(__file__).parent
EACH = 10  # reports that are judged between two orders
RECALL = 0.95
AT = Locator(source="made", place="label")


def records(path: Path) -> tuple[list[Reference], list[bool]]:
    """Return the records of a set in its order, and whether each was included by its abstract."""
    csv.field_size_limit(10_000_000)
    found, labels = [], []
    with path.open(encoding="utf-8", newline="") as file:
        for at, row in enumerate(csv.DictReader(file)):
            found.append(
                Reference(
                    id=f"r{at:05}",
                    title=row["title"],
                    abstract=row["abstracts"],
                    keywords=tuple(one.strip() for one in row["keywords"].split(";")),
                )
            )
            labels.append(row["label1"] == "I")
    return found, labels


def review_of(found: Sequence[Reference]) -> Review:
    """Return a review that holds these records as reports, without a protocol or a verdict."""
    reports = {
        one.id: Report(id=one.id, references=(one.id,), merged=one, supplied={}) for one in found
    }
    return Review(version=1, reports=reports, report_of={key: key for key in reports})


def read_until(review: Review, included: set[str]) -> list[int]:
    """Return how many reports were read when each included one was found, in turn.

    The first reports are read in the order of the set until one of each kind is known; then ten at
    a time in the order by relevance, learned anew.
    """
    found, read, hits = review, 0, []
    waiting = list(review.reports)
    while len(hits) < len(included):
        kinds = {one.verdict for one in found.stated}
        order = ordering(found).reports if len(kinds) == 2 else waiting
        for key in order[:EACH] if len(kinds) == 2 else order[:1]:
            read += 1
            verdict = "include" if key in included else "exclude"
            said = VerdictStated(report=key, stage="title", verdict=verdict, at=AT)
            found = replace(found, stated=(*found.stated, said))
            waiting.remove(key)
            if key in included:
                hits.append(read)
    return hits


def main() -> None:
    folder = Path(sys.argv[1])
    out = {}
    for path in sorted(folder.glob("*.csv")):
        found, labels = records(path)
        included = {one.id for one, label in zip(found, labels, strict=True) if label}
        begun = perf_counter()
        hits = read_until(review_of(found), included)
        needed = ceil(RECALL * len(included))
        read = hits[needed - 1]
        out[path.stem] = {
            "records": len(found),
            "included": len(included),
            "read_for_95": read,
            "wss_95": round((len(found) - read) / len(found) - (1 - RECALL), 3),
            "read_for_all": hits[-1],
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        print(path.stem, out[path.stem], f"{perf_counter() - begun:.0f} s", flush=True)
    (HERE / "public_sets.json").write_text(json.dumps(out, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
