"""Writes tasks.json: generated data (not from any study), the same for every peer."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20260101


def effects(rng: np.random.Generator, k: int) -> dict[str, list[float]]:
    vi = rng.uniform(0.02, 0.4, k)
    yi = 0.4 + rng.normal(0, 0.3, k) + rng.normal(0, np.sqrt(vi))
    return {"yi": yi.tolist(), "vi": vi.tolist()}


def tasks() -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    ni = rng.integers(5, 110, 18)
    xi = rng.binomial(ni, 1 / (1 + np.exp(-rng.normal(1.2, 0.8, 18))))
    return {
        "k18": effects(rng, 18),
        "k1000": effects(rng, 1000),
        "k100000": effects(rng, 100_000),
        "counts18": {"xi": xi.tolist(), "ni": ni.tolist()},
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(tasks()), encoding="utf-8")
