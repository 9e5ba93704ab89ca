"""Run the SBML Test Suite: ``TREPHINE_SBML_TEST_SUITE=… python -m validation.sbml_test_suite.run``.

The folder is that of the suite's semantic cases (``cases/semantic`` of a checkout). Every case
runs in its newest level; ``--levels`` runs all of them. Verdicts go to ``verdicts.csv``.
"""

import argparse
import csv
import os
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

from validation.sbml_test_suite.case import Verdict, levels, tags, verdict

HERE = Path(__file__).parent
VERDICTS = HERE / "verdicts.csv"


def main() -> None:
    """Run what is asked for and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*", help="case numbers; all of them where none is given")
    parser.add_argument("--levels", action="store_true", help="all levels, not the newest alone")
    parser.add_argument("--part", default="1/1", help="which share of the cases: 1/2, 2/2")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    suite = Path(os.environ["TREPHINE_SBML_TEST_SUITE"])
    part, parts = (int(word) for word in given.part.split("/"))
    folders = sorted(path for path in suite.iterdir() if path.is_dir())
    chosen = [f for f in folders if not given.cases or f.name in given.cases][part - 1 :: parts]
    warnings.simplefilter("ignore")
    found: list[Verdict] = []
    begun = time.perf_counter()
    for n, folder in enumerate(chosen, 1):
        if tags(folder).get("testType", ("",))[0] not in {"TimeCourse", ""}:
            newest = levels(folder)[0]
            found.append(
                Verdict(case=folder.name, level=newest, verdict="other", why="steady flux")
            )
            continue
        wanted = levels(folder) if given.levels else levels(folder)[:1]
        found += [verdict(folder, level) for level in wanted]
        if given.cases or (n % 100 == 0):
            spent = time.perf_counter() - begun
            print(f"{n}/{len(chosen)} {spent:.0f} s", found[-1] if given.cases else "", flush=True)
    print(Counter(entry.verdict for entry in found))
    if given.out or not given.cases:
        write(found, given.out or VERDICTS)


def write(found: list[Verdict], path: Path) -> None:
    """Write the table of verdicts."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["case", "level", "verdict", "why", "error"])
        for entry in found:
            error = "" if entry.error != entry.error else f"{entry.error:.2g}"
            rows.writerow([entry.case, entry.level, entry.verdict, entry.why, error])


if __name__ == "__main__":
    sys.exit(main())
