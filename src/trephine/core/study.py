"""Study: arms, outcomes and risk of bias; published or simulated."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.source import Locator
from trephine.core.text import Text

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Events out of ``n`` people. ``events`` is None where the source states no count."""

    events: int | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage:
    """A percentage as printed, with its decimals, over a stated ``n``. It is not a count."""

    printed: str
    n: int

    @property
    def value(self) -> float:
        """The percentage as a number, 0 to 100."""
        return float(self.printed)

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        return len(self.printed.partition(".")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuous:
    """Mean and standard deviation in ``unit`` (UCUM) over ``n`` people."""

    mean: float
    sd: float
    n: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """A median time in months, as printed; None where not reached or not reported (``printed``)."""

    median_months: float | None
    printed: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReported:
    """A cell that gives no value, with what is printed there (``N/A``, ``NR``): never zero."""

    printed: str


Value = Counts | Percentage | Continuous | Survival | NotReported


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One result of one arm: which outcome, its value, in whom, from where, how sure we are.

    ``population`` says who was counted; ``pooled_by`` names the reviews whose pooled population
    this is. An outcome that nobody reported is absent, never zero.
    """

    key: str
    value: Value
    mark: Mark
    population: Text
    confidence: Confidence = "high"
    pooled_by: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """People who got the same treatment: size, product, costimulatory domain, baseline.

    ``male`` is the share of men with its decimals as printed, ``male_percent`` its value.
    """

    name: str
    n: int
    product: str = ""
    costimulatory_domain: str = ""
    dose: str = ""
    age_median: float | None = None
    age_range: tuple[float, float] | None = None
    male_percent: float | None = None
    male: Percentage | None = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskOfBias:
    """A risk of bias total as a source gives it (MINORS: 0 to 16 for studies without a control).

    ``items`` holds the single items in the tool's order; empty where only the total is published.
    """

    tool: str
    total: int
    maximum: int
    mark: Mark
    items: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Whom a study enrolled where and when, as a public document other than the review says.

    ``n`` counts everybody it enrolled, also those whom a review left out. ``follow_up_days`` is the
    median, ``follow_up`` as printed. What the document does not say is empty or None.
    """

    at: Locator
    registrations: tuple[str, ...] = ()
    centre: Text | None = None
    first: date | None = None
    last: date | None = None
    n: int | None = None
    follow_up: str = ""
    follow_up_days: float | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study: its own source (if it has an entry), where we read it, arms and risk of bias.

    ``year`` is the one printed where we read it; the bibliography may give another.
    ``parts`` lists studies whose patients it contains, ``parts_reason`` why we think so: pooling
    both counts them twice. ``declared`` are the outcomes that a review says the study reports, as
    the marks it prints for them. ``enrolment`` is what a public document adds. ``simulated`` is
    true for a virtual trial.
    """

    id: str
    label: Text
    year: int
    read_at: Locator
    arms: tuple[Arm, ...]
    source: str = ""
    registrations: tuple[str, ...] = ()
    risk_of_bias: RiskOfBias | None = None
    parts: tuple[str, ...] = ()
    parts_reason: Text | None = None
    declared: tuple[str, ...] = ()
    enrolment: Enrolment | None = None
    simulated: bool = False
