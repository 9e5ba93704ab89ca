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
    a code (the code of the first upper limit that it does not exceed, the last code above all; of
    several codes at once a list with commas, of none an empty text). What is stated with yes or no
    is true where the formula is not 0, and an event is written down only there. ``when``: the
    reading is taken only where this formula is not 0.

    ``noise`` is the assay's: its standard deviation ``sd`` is a share of the value, in the unit, on
    the log scale, or follows from ``sd`` cells counted for each unit of the value. The result is
    rounded to ``step``; one below ``lower`` is reported as not detected: as ``lower_as``.
    ``limits`` are the laboratory's limits of normal. ``schedule`` names when it is taken.
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
    when: str = ""
    step: float = 0.0
    limits: tuple[float | None, float | None] = (None, None)
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutTerm:
    """A quantity that readings share, by name: a formula over those before it.

    The support given (fluids, vasopressors, oxygen) is written in such terms, so that a run whose
    care decides on support can put its own in their place.
    """

    id: str
    label: Text
    formula: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutSpan:
    """Readings from day ``first`` to day ``last`` of infusion, every ``every`` days."""

    first: float
    last: float
    every: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutSchedule:
    """When readings are taken, in days after the infusion.

    ``months`` count from the infusion too. ``ill``: also on the days of an infection. On a virtual
    ward ``bedside`` results are known at once and never late, and ``admitted`` schedules are read
    daily of who is in hospital between visits.
    """

    id: str
    label: Text
    mark: Mark
    spans: tuple[ReadoutSpan, ...] = ()
    days: tuple[float, ...] = ()
    months: tuple[int, ...] = ()
    ill: bool = False
    bedside: bool = False
    admitted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutStatement:
    """What is written down once: ``formula`` as in a Readout, or ``code`` as it stands.

    ``days`` count from the infusion; ``at`` is a formula for such a day over the patient's
    covariates, and ``when`` another: it is written down only where that is not 0.
    """

    observable: str
    days: tuple[float, ...]
    mark: Mark
    formula: str = ""
    code: str = ""
    when: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutDose:
    """A thing given as the reading that a ward makes of it.

    ``given`` is the drug of a regimen, a state that doses are added to, or ``*`` for any product.
    ``formula`` gives the amount in the observable's unit from ``amount`` and the covariates; an
    event needs none. ``first`` and ``last``: only the first, only the last of a course (doses less
    than a week apart), ``offset`` days from it.
    """

    given: str
    observable: str
    mark: Mark
    formula: str = ""
    of: Literal["each", "first", "last"] = "each"
    offset: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutLaw:
    """How much something is: log-normal with median ``typical``, cut at ``low`` and ``high``."""

    typical: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InfectionLaw:
    """How infections come and what they look like; they do not act back on the model.

    ``hazard`` is a formula, infections a day. ``days`` they last, ``fever`` is the rise of
    temperature (K), ``crp`` of C-reactive protein (mg/L), ``il6`` of interleukin 6 (pg/mL).
    ``sites`` and ``pathogens`` are codes with shares, ``found`` the share whose germ is found,
    ``serious`` the share that is serious. Fever is highest at the onset and falls by
    ``exp(-fever_fall s²)`` with the share ``s`` of the infection that has passed, interleukin 6 by
    ``exp(-fever_fall s)``; C-reactive protein rises for ``crp_rise`` days and falls by
    ``exp(-crp_fall s²)``. From the share ``controlled`` on it is under control.
    """

    hazard: str
    days: ReadoutLaw
    fever: ReadoutLaw
    crp: ReadoutLaw
    il6: ReadoutLaw
    sites: tuple[tuple[str, float], ...]
    pathogens: tuple[tuple[str, float], ...]
    found: float
    serious: float
    fever_fall: float
    crp_rise: float
    crp_fall: float
    controlled: float
    mark: Mark
    shares_mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Readouts:
    """Everything needed to write a patient's record from a run of one model.

    ``assumed`` are values of covariates where a population does not give them.
    """

    model: str
    readouts: tuple[Readout, ...]
    terms: tuple[ReadoutTerm, ...]
    schedules: tuple[ReadoutSchedule, ...]
    statements: tuple[ReadoutStatement, ...]
    doses: tuple[ReadoutDose, ...]
    infection: InfectionLaw
    assumed: tuple[tuple[str, float | str], ...]
    mark: Mark
