"""Readout: how a state of a model becomes a reading in a patient's record."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.text import Text

ReadoutNoise = Literal["none", "proportional", "additive", "lognormal", "counting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """One observable as a formula over the model's quantities and the patient's covariates.

    ``formula`` gives the true value in the observable's canonical unit; ``cutpoints`` turn it into
    a code (the code of the first upper limit that it does not exceed, the last code above all).
    ``noise`` is the assay's: its standard deviation ``sd`` is a share of the value, in the unit, on
    the log scale, or follows from ``sd`` cells counted. A value below ``lower`` is reported as not
    detected: as ``lower_as``. ``schedule`` names when it is taken.
    """

    observable: str
    formula: str
    mark: Mark
    schedule: str
    noise: ReadoutNoise = "none"
    sd: float = 0.0
    lower: float | None = None
    upper: float | None = None
    lower_as: str = ""
    cutpoints: tuple[tuple[float, str], ...] = ()
    last_code: str = ""
    note: Text | None = None
