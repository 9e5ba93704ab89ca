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
CONSCIOUSNESS = ("awake", "spontaneous", "voice", "tactile", "vigorous_tactile", "unarousable")
SEIZURES = (
    "none",
    "brief_resolving",
    "nonconvulsive_resolved",
    "clinical",
    "nonconvulsive",
    "prolonged",
    "repetitive_no_return",
)
MOTOR = ("none", "tremor_myoclonus", "deep_focal_weakness")
OEDEMA = (
    "focal_edema",
    "diffuse_edema",
    "posturing",
    "cn6_palsy",
    "papilledema",
    "cushing_triad",
)
# Which codes a column of choices counts through; every other column of whole numbers is a count
# or a statement (1 true, 0 false).
CHOICES = {
    "oxygen_device": DEVICES,
    "consciousness": CONSCIOUSNESS,
    "seizure": SEIZURES,
    "motor": MOTOR,
}
DECIMAL = {"temperature", "oxygen_flow", "seizure_duration"}


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
        "vasopressor_count": draw.choice((0.7, 0.2, 0.08, 0.02)),
        "vasopressin_count": draw.choice((0.9, 0.1)),
        "inotrope_count": draw.choice((0.94, 0.05, 0.01)),
        "oxygen_device": draw.choice((0.46, 0.18, 0.02, 0.06, 0.04, 0.04, 0.08, 0.03, 0.03, 0.06)),
        "oxygen_flow": draw.steps(1, 12, 2),
        "oxygen_for_hypoxia": draw.flag(0.85),
        "hypoxia": draw.flag(0.4),
        "death_due_to_crs": draw.flag(0.01),
    }


def icans(n: int, seed: int, missing: float = MISSING) -> Columns:
    """Signs that ICANS is graded on in adults; each sign of oedema is a column of its own."""
    draw = _Draw(n, seed, missing)
    found = {
        "ice_total": draw.choice((0.08, *(0.05,) * 9, 0.47)),
        "consciousness": draw.choice((0.7, 0.11, 0.08, 0.05, 0.03, 0.03)),
        "consciousness_other_cause": draw.flag(0.1),
        "seizure": draw.choice((0.84, 0.05, 0.02, 0.04, 0.02, 0.02, 0.01)),
        "seizure_duration": draw.steps(0, 10, 2),
        "seizure_back_to_baseline": draw.flag(0.7),
        "motor": draw.choice((0.85, 0.11, 0.04)),
        "death_due_to_icans": draw.flag(0.01),
    }
    return found | {f"edema_icp.{sign}": draw.flag(0.02) for sign in OEDEMA}


def rows(of: Columns) -> Iterator[dict[str, Any]]:
    """Yield each patient as the CQL runner reads it: null where a sign is missing."""
    plain = {name: column.tolist() for name, column in of.items()}
    for values in zip(*plain.values(), strict=True):
        row: dict[str, Any] = {}
        for name, value in zip(plain, values, strict=True):
            if value == -1 or value != value:  # noqa: PLR0124  (NaN alone differs from itself)
                row[name] = None
            elif name in CHOICES:
                row[name] = CHOICES[name][value]
            else:
                counted = name in DECIMAL or name.endswith(("_count", "_total"))
                row[name] = value if counted else bool(value)
        yield row


def columns(given: list[dict[str, Any]]) -> Columns:
    """Return patients as columns again, undoing ``rows``."""
    found: Columns = {}
    for name in given[0]:
        values = [row[name] for row in given]
        if name in CHOICES:
            values = [None if value is None else CHOICES[name].index(value) for value in values]
        decimal = name in DECIMAL
        blank = np.nan if decimal else -1
        filled = [blank if value is None else value for value in values]
        found[name] = np.array(filled, dtype=float if decimal else np.int8)
    return found


def write(of: Columns, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows(of):
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
