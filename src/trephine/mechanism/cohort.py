"""Cohort: virtual patients as enrolled: their parameters, covariates and doses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.mechanism.doses import Doses
from trephine.mechanism.patients import Patients
from trephine.mechanism.treatment import Treatment


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Administration:
    """One thing given to every patient on one day: ``amounts`` ``[n]`` in ``unit``.

    ``drug`` is that of a regimen, the id of a product, or the state that a course of doses adds to.
    """

    drug: str
    day: float
    amounts: NDArray[np.float64]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """Virtual patients ready to be run, and everything that is known of them before.

    ``covariates`` are one column ``[n]`` each: numbers, truths or codes. ``doses`` are amounts into
    states of the model; ``administrations`` the same as a ward would write them (mg, cells).
    ``start`` is the day, at the latest -7, from which a run has to begin to hold every dose.
    ``held`` says in how many patients a parameter was set to a limit of the model.
    """

    patients: Patients
    covariates: Mapping[str, NDArray[Any]]
    doses: Doses
    administrations: tuple[Administration, ...]
    treatment: Treatment
    population: str
    strategies: tuple[str, ...]
    seed: int
    start: float
    held: Mapping[str, int]

    def __len__(self) -> int:
        """Return how many patients there are."""
        return len(self.patients)
