"""What others keep of the same records: ``python dedup_peers.py RECORDS.csv [PEER]``.

Run by the peers' Python. Prints for each peer the seconds of the clock and of the processor that
finding duplicates took, and the records it keeps. bib-dedupe (MIT) on one
core: prepare, block, match, cluster; of each cluster the first record is kept. ASReview (Apache
2.0): its own rule, same DOI or same title with abstract.
"""

import json
import sys
from time import perf_counter, process_time

import pandas as pd
from asreview.data.utils import duplicated
from bib_dedupe.bib_dedupe import block, cluster, match, prep


def by_bib_dedupe(records: pd.DataFrame) -> list[str]:
    """Return the ids kept."""
    pairs = block(prep(records, cpu=1, verbosity_level=0), cpu=1, verbosity_level=0)
    found = cluster(match(pairs, cpu=1, verbosity_level=0), verbosity_level=0)
    gone = {one for ids in found for one in sorted(ids)[1:]}
    return [one for one in records["ID"] if one not in gone]


def by_asreview(records: pd.DataFrame) -> list[str]:
    """Return the ids kept."""
    return list(records["ID"][~duplicated(records)])


def main() -> None:
    """Run both, or the one that is named, and print a line of JSON each."""
    records = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
    for name, work in (("bib-dedupe", by_bib_dedupe), ("ASReview", by_asreview)):
        if sys.argv[2:] not in ([], [name]):
            continue
        work(records.head(50).copy())  # what is loaded and compiled once
        start, busy = perf_counter(), process_time()
        kept = work(records.copy())
        took = perf_counter() - start, process_time() - busy
        print(json.dumps({"peer": name, "clock": took[0], "processor": took[1], "kept": kept}))


if __name__ == "__main__":
    main()
