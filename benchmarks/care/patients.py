"""Random patients with missing signs, as columns, for every reader of the CRS and ICANS tables.

Generated, not from any study; made to land on the edges of the criteria more often than wards do.
``python patients.py N SEED PATIENTS.jsonl`` writes the CRS signs as the CQL runner reads them.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]
MISSING = 0.08
DEVICES = (
    "room_air",
    "nasal_cannula",
    "blow_by",
    "simple_mask",
    "venturi",
    "nonrebreather",
    "hfnc",
    "cpap",
    "bipap",
    "mechanical",
)
CONSCIOUSNESS = ("awake", "spontaneous", "voice", "tactile", "unarousable")
SEIZURE = ("none", "brief", "prolonged")
OEDEMA = ("none", "focal", "diffuse")


class _Draw:
    """Draws columns of one length; -1 (whole numbers) or NaN (decimals) where a sign is missing."""

    def __init__(self, n: int, seed: int, missing: float) -> None:
        self.n, self.missing = n, missing
        self.rng = np.random.default_rng(seed)

    def _hide(self, column: NDArray[Any], blank: float) -> NDArray[Any]:
        column[self.rng.random(self.n, dtype=np.float32) < self.missing] = blank
        return column

    def flag(self, share: float) -> NDArray[Any]:
        return self._hide((self.rng.random(self.n, dtype=np.float32) < share).astype(np.int8), -1)

    def choice(self, weights: tuple[float, ...]) -> NDArray[Any]:
        edges = np.cumsum(weights[:-1], dtype=np.float32)
        found = np.searchsorted(edges, self.rng.random(self.n, dtype=np.float32), side="right")
        return self._hide(found.astype(np.int8), -1)

    def steps(self, low: int, high: int, per: int) -> NDArray[Any]:
        """Multiples of 1 / per from low to high, as a reading is written down."""
        whole = self.rng.integers(low * per, high * per, self.n, endpoint=True)
        return self._hide(whole / per, np.nan)


def crs(n: int, seed: int, missing: float = MISSING) -> Columns:
    """Signs that CRS is graded on: a device is an index of DEVICES, a flow is in L/min."""
    draw = _Draw(n, seed, missing)
    return {
        "temperature": draw.steps(36, 40, 10),
        "fever_other_cause": draw.flag(0.1),
        "fever_masked": draw.flag(0.25),
        "hypotension": draw.flag(0.4),
        "vasopressors": draw.choice((0.7, 0.2, 0.08, 0.02)),
        "vasopressin": draw.flag(0.1),
        "inotrope": draw.flag(0.05),
        "device": draw.choice((0.46, 0.18, 0.02, 0.06, 0.04, 0.04, 0.08, 0.03, 0.03, 0.06)),
        "flow": draw.steps(1, 12, 2),
        "for_hypoxia": draw.flag(0.85),
        "hypoxia": draw.flag(0.4),
        "death_due_to_crs": draw.flag(0.01),
    }


def icans(n: int, seed: int, missing: float = MISSING) -> Columns:
    """Signs that ICANS is graded on in adults; the ICE score is a whole number from 0 to 10."""
    draw = _Draw(n, seed, missing)
    return {
        "ice_score": draw.choice((0.08, *(0.05,) * 9, 0.47)),
        "consciousness": draw.choice((0.7, 0.12, 0.08, 0.05, 0.05)),
        "seizure": draw.choice((0.9, 0.07, 0.03)),
        "motor_weakness": draw.flag(0.04),
        "oedema": draw.choice((0.92, 0.05, 0.03)),
        "other_cause": draw.flag(0.05),
        "death_due_to_icans": draw.flag(0.01),
    }


def rows(columns: Columns) -> Iterator[dict[str, Any]]:
    """Yield each patient as the CQL runner reads it: null where a sign is missing."""
    flags = {name for name in columns if name not in {"temperature", "flow", "vasopressors"}}
    plain = {name: column.tolist() for name, column in columns.items()}
    for values in zip(*plain.values(), strict=True):
        row: dict[str, Any] = {}
        for name, value in zip(plain, values, strict=True):
            if value == -1 or value != value:  # noqa: PLR0124  (NaN alone differs from itself)
                row[name] = None
            elif name == "device":
                row[name] = DEVICES[value]
            else:
                row[name] = bool(value) if name in flags else value
        yield row


def write(columns: Columns, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows(columns):
            file.write(json.dumps(row, separators=(",", ":")) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("path", type=Path)
    asked = parser.parse_args()
    write(crs(asked.n, asked.seed), asked.path)


if __name__ == "__main__":
    main()
