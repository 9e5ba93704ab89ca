"""Exposure, Washout, WashoutRules: drugs that have to be out before cells are collected."""

from dataclasses import dataclass
from datetime import date, datetime

from trephine.core.mark import Mark
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """The last time that a person received a drug or a treatment.

    ``last`` is a moment with its zone, or a day where the hour is not known; None: received, and
    nobody knows when. ``combination`` says whether it was part of combination chemotherapy; None:
    not stated.
    """

    drug: str
    last: datetime | date | None
    combination: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Washout:
    """How long a drug has to be out: in ``days`` (of the calendar) or in ``hours``, never both.

    ``in_combination`` names the washout that applies as well where the drug was part of a
    combination.
    """

    drug: str
    text: Text
    mark: Mark
    days: int | None = None
    hours: int | None = None
    in_combination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analogy:
    """A drug that the source does not name and that is like one it names; never applied silently.

    ``like`` is the drug of the washout that would be applied.
    """

    drug: str
    like: str
    text: Text
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorExposure:
    """A drug whose use at any time is to be pointed out, without a time that makes it harmless."""

    drug: str
    code: str
    text: Text
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class WashoutRules:
    """The washouts of one source, the drugs like those it names, and exposures it warns about."""

    washouts: tuple[Washout, ...]
    analogies: tuple[Analogy, ...] = ()
    priors: tuple[PriorExposure, ...] = ()

    def of(self, drug: str) -> Washout | None:
        """Return the washout of a drug that the source names, or None."""
        return next((one for one in self.washouts if one.drug == drug), None)
