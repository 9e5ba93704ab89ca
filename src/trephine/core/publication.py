"""Publication: a published meta-analysis as data, exactly as printed, for the audit to read."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.outcome import OutcomeKind
from trephine.core.published import PublishedEstimate
from trephine.core.source import Locator, Source
from trephine.core.study import Study
from trephine.core.text import Text

StatementOf = Literal[
    "studies",
    "patients",
    "n-min",
    "n-max",
    "age-median",
    "outcome-min",
    "outcome-max",
    "median-min",
    "median-max",
    "estimate",
    "ci_lb",
    "ci_ub",
    "follow-up-above-months",
    "study-n",
    "study-figure",
]
CriterionKind = Literal[
    "design", "population", "intervention", "follow-up", "duplicates", "language"
]
RelationKind = Literal["part-of", "exclusive", "not-after", "complement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A figure that the paper states somewhere else than in its tables of studies and results.

    ``of`` says what it counts; ``row`` names the pooled result it repeats or the outcome it speaks
    of, empty where it speaks of the whole paper; ``among`` the studies that it cites for a range,
    empty for the whole table, or the one study it speaks of (``study-n``, ``study-figure``).
    ``printed`` is the figure as it stands (``Eighteen``), ``value`` the number. ``language`` is
    that of the passage: abstracts in two languages are two statements.
    """

    of: StatementOf
    printed: str
    value: float
    at: Locator
    row: str = ""
    among: tuple[str, ...] = ()
    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRule:
    """How a paper says it chooses its model from P and I2 (percent) of heterogeneity.

    Common effect where P > ``P_limit`` and I2 < ``I2_limit``; random effects where P is below or I2
    above. Equality is nobody's where ``equality`` is empty.
    """

    at: Locator
    P_limit: float = 0.1
    I2_limit: float = 50.0
    equality: Literal["common", "random", ""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedMethods:
    """What a paper says of how it pooled; an empty field is something that it does not say.

    ``measure`` and ``estimator`` are metafor's names (``PFT``, ``DL``).
    """

    at: Locator
    measure: str = ""
    estimator: str = ""
    software: str = ""
    level: float = 95.0
    rule: ModelRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What must hold between two outcomes of the same people, whatever the treatment.

    ``part-of``: who has ``one`` has ``other`` (grade 3 or more, any grade). ``exclusive``: nobody
    has both. ``not-after``: ``one`` is counted no later than ``other`` and cannot exceed it.
    ``complement``: together they are everybody.
    """

    kind: RelationKind
    one: str
    other: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion by which a review says it chose its studies, and what would speak against it.

    ``limit`` is the figure it names (months of observation). ``against`` are words in the title of
    an included study that speak against the criterion: a reason to look, nothing more.
    """

    kind: CriterionKind
    text: Text
    at: Locator
    limit: float | None = None
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A published single-arm meta-analysis, or a table of trials, as data.

    ``studies`` are the rows of its study table (``declared`` holds the marks it prints for their
    outcomes); ``pooled`` its results, empty for a table alone; ``references`` what it cites, whose
    ``cited`` gives the numbers in its list; ``criteria`` those by which it says it chose its
    studies. It holds no event counts but those that other sources
    report, each with its mark.
    """

    id: str
    label: Text
    studies: tuple[Study, ...]
    outcomes: tuple[OutcomeKind, ...]
    pooled: tuple[PublishedEstimate, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    references: tuple[Source, ...] = ()
    methods: StatedMethods | None = None
    criteria: tuple[Criterion, ...] = ()

    def number(self, study: Study) -> str:
        """Return the numbers under which the paper cites a study (``9``), empty where none."""
        places = [
            place.place.strip("[]")
            for one in self.references
            if one.id == study.source
            for place in one.cited
            if place.source == self.id
        ]
        return ", ".join(places)

    def study(self, key: str) -> Study:
        """Return a study of the table by id. Raises KeyError."""
        for one in self.studies:
            if one.id == key:
                return one
        raise KeyError(key)

    def row(self, key: str) -> PublishedEstimate:
        """Return a pooled result by id. Raises KeyError."""
        for one in self.pooled:
            if one.id == key:
                return one
        raise KeyError(key)
