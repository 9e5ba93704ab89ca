"""Regimen: lymphodepleting chemotherapy as a source lists it."""

from dataclasses import dataclass

from trephine.core.mark import Mark
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugDose:
    """One drug of a regimen: daily dose in ``unit`` (UCUM) on days counted from infusion (day 0).

    ``printed`` is the cell as it stands in the source. A drug that the source says was not given
    has no dose and no days: ``given`` is false. ``strength`` is the lymphodepletion that one mg/m2
    of it brings (one mg, where the dose is flat), on the scale on which a day of the standard
    regimen is 1.
    """

    drug: str
    label: Text
    printed: str
    dose: float | None
    unit: str
    days: tuple[int, ...]
    strength: float = 0.0

    @property
    def given(self) -> bool:
        """Whether the drug is part of the regimen."""
        return bool(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """The lymphodepletion given before one product in one study.

    ``study`` is the study's id in the library. It does not say whether the regimen is recommended.
    """

    id: str
    study: str
    product: str
    year: int
    registration: str
    drugs: tuple[DrugDose, ...]
    mark: Mark
