"""What the pinned table says: counts, and the failures by number."""

import csv
from collections import Counter
from pathlib import Path

VERDICTS = Path(__file__).with_name("verdicts.csv")


def rows() -> list[dict[str, str]]:
    """Return the pinned verdicts."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print the counts of the README."""
    found = rows()
    print(Counter(row["verdict"] for row in found))
    for verdict in ("refused", "failed"):
        kinds = Counter(row["why"] for row in found if row["verdict"] == verdict)
        for why, n in kinds.most_common(40):
            print(f"{verdict}\t{n}\t{why}")


if __name__ == "__main__":
    main()
