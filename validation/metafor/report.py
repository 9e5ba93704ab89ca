"""Prints how many stored figures of each golden file agree, are skipped (with why), or are open.

``python -m validation.metafor.report`` (about two minutes); ``--reasons`` lists every reason.
"""

import sys
from collections import Counter

from validation.metafor.compare import comparators
from validation.metafor.ledger import GOLDEN, Ledger


def main() -> None:
    reasons: Counter[str] = Counter()
    print("| file | compared | skipped | open | disagree |\n|---|---|---|---|---|")
    for path in sorted(GOLDEN.glob("*.json")):
        ledger = Ledger(path.name)
        for module in comparators().values():
            module.compare(ledger)
        reasons.update(ledger.skipped.values())
        counts = (ledger.compared, ledger.skipped, ledger.open, ledger.mismatches)
        print(f"| {path.name} | " + " | ".join(f"{len(part):,}" for part in counts) + " |")
    if "--reasons" in sys.argv[1:]:
        print("\n| figures | skipped because |\n|---|---|")
        for reason, count in reasons.most_common():
            print(f"| {count:,} | {reason} |")


if __name__ == "__main__":
    main()
