"""Simulated: the result of a run, one row a virtual patient, read column by column."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.run_outcome import RunOutcomes
from trephine.mechanism.manifest import Manifest
from trephine.mechanism.run_store import read_columns

Columns = Mapping[str, NDArray[Any]]
PATIENT, STATUS, FAILED_AT, STEPS = "patient", "status", "failed_at", "steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedPatient:
    """A virtual patient whose integration failed: number, why, and on which day."""

    number: int
    reason: str
    day: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """Trajectories of some patients at common days: ``values`` (n, len(names), len(days)).

    ``numbers`` (n,) are the patients; those who failed are left out here, not in the table.
    """

    numbers: NDArray[np.int64]
    names: tuple[str, ...]
    days: NDArray[np.float64]
    values: NDArray[np.float64]

    def of(self, name: str) -> NDArray[np.float64]:
        """Return one quantity's curves (n, m). Raises KeyError."""
        if name not in self.names:
            raise KeyError(name)
        return self.values[:, self.names.index(name), :]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """A run's table of patients, in memory or in files, with what it was made of.

    ``columns`` are patient, status, failed_at, steps, the covariates and the outcomes, in this
    order. ``parts`` are finished chunks in the order of their numbers, ``total`` the patients that
    the run was asked for: fewer are there where it was interrupted. A failed patient has a row
    whose outcomes are not-a-number. Everything in it is simulated.
    """

    manifest: Manifest
    outcomes: RunOutcomes
    columns: tuple[str, ...]
    covariates: tuple[str, ...]
    parts: tuple[Columns | Path, ...]
    total: int
    failed: tuple[FailedPatient, ...]
    curves: Curves
    folder: Path | None = None

    def column(self, name: str) -> NDArray[Any]:
        """Return one column over all finished patients. Raises KeyError."""
        if name not in self.columns:
            raise KeyError(name)
        found = [
            read_columns(part, [name])[name] if isinstance(part, Path) else part[name]
            for part in self.parts
        ]
        return np.concatenate(found) if found else np.empty(0)

    @property
    def finished(self) -> int:
        """How many patients are there, failed ones among them."""
        return sum(_length(part) for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether the run came to its end."""
        return self.finished == self.total


def _length(part: Columns | Path) -> int:
    if isinstance(part, Path):
        import pyarrow.parquet as pq  # noqa: PLC0415  (only where a run has a folder)

        return int(pq.read_metadata(part).num_rows)
    return len(part[PATIENT])
