"""Precision and recall on the made set, several seeds; --write pins them in made_set.json."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from made_set import made_set
from public_sets import measure

HERE = Path(__file__).parent
SEEDS = (1, 2, 3)
DOCUMENTS = 1000


def main() -> None:
    results = {}
    for seed in SEEDS:
        found = measure(*made_set(seed, DOCUMENTS))
        found.pop("seconds")
        results[str(seed)] = found
        print(seed, found)
    if "--write" in sys.argv:
        text = json.dumps({"documents": DOCUMENTS, "seeds": results}, indent=1) + "\n"
        (HERE / "made_set.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
