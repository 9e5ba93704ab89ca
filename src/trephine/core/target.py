"""Target: a published figure that a model is fitted to, or checked against, and in whom."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.source import Locator
from trephine.core.text import Text

TargetStatistic = Literal["share", "median", "mean", "geometric-mean", "value", "direction"]
TargetInterval = Literal["", "confidence", "range", "quartiles"]
TargetDomain = Literal["kinetics", "counts", "humoral", "antigen", "response", "survival", "safety"]
TargetSide = Literal["fit", "check", "aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetEndpoint:
    """What a figure is of, under one id for all cohorts; shares are in percent."""

    id: str
    label: Text
    unit: str
    domain: TargetDomain


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCohort:
    """A group of patients whose figures were published, and with whom it has people in common.

    ``shares`` are cohorts some of whose people are, or may be, the same, for ``reason``; an
    overlap is said once, by either of the two. ``pool``: an analysis over other cohorts' patients,
    which joins nobody to anybody but may itself be used only where all it holds are on one side.
    ``studies`` are the rows of the implemented papers that it is. Nobody is counted.
    """

    id: str
    label: Text
    at: tuple[Locator, ...]
    n: int | None = None
    shares: tuple[str, ...] = ()
    reason: Text | None = None
    pool: bool = False
    studies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One published figure: its cohort, what it is of, as printed and as a number.

    ``row`` is the entry of the list of figures that it came from (one may hold several figures).
    ``low`` and ``high`` are what ``interval`` says, ``sd`` a standard deviation printed beside a
    mean; ``n`` the people it rests on, where they are not the whole cohort. ``stratum`` names a
    part of the cohort. A figure with an Assumed mark was recalled and not read: it is shown, and
    never fitted.
    """

    id: str
    row: str
    cohort: str
    endpoint: str
    statistic: TargetStatistic
    unit: str
    printed: str
    mark: Mark
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: TargetInterval = ""
    sd: float | None = None
    n: int | None = None
    stratum: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup:
    """Cohorts joined by common patients, and the one side of the split that all are on.

    ``cohorts`` is a connected component of who shares patients with whom. ``aside``: used on
    neither side, since it pools patients of both.
    """

    id: str
    side: TargetSide
    cohorts: tuple[str, ...]
    reason: Text
    on: date
