"""ReviewProtocol: what a review says, before it starts, that it will do."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

Stage = Literal["title", "full-text"]
STAGES: tuple[Stage, ...] = ("title", "full-text")
ItemKind = Literal["count", "percentage", "number", "text", "yes-no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pico:
    """The question: population, intervention, comparison (None: single arm), outcomes, designs."""

    population: Text
    intervention: Text
    outcomes: Text
    comparison: Text | None = None
    designs: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCriterion:
    """A numbered criterion, which is also a reason for exclusion.

    ``id`` is what votes name (``1``, ``E3``); ``text`` says the criterion, ``reason`` how its
    failure reads in the flow diagram; None where the criterion's own words serve.
    """

    id: str
    text: Text
    reason: Text | None = None
    includes: bool = True
    at: Locator | None = None

    @property
    def said(self) -> Text:
        """Return the words of the reason for exclusion."""
        return self.text if self.reason is None else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionItem:
    """One thing to be read from each study: a count, percentage, number, text or yes/no.

    ``outcome`` is a key of the register of outcomes where the item is one; ``unit`` is UCUM.
    """

    id: str
    label: Text
    kind: ItemKind
    outcome: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionThreshold:
    """A proportion of an outcome, in percent, on whose side a pooled interval lies or not.

    ``outcome`` is a key of the register of outcomes. A conclusion has moved when an update brings
    the interval from one side of it to the other, or onto it.
    """

    outcome: str
    percent: float
    label: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrespecifiedMethods:
    """How the review will pool; an empty field is something that the protocol does not say.

    ``measure`` and ``estimator`` are metafor's names (``PLO``, ``REML``); ``model`` is common,
    random, or the paper's own rule in ``rule``. ``subgroups`` and ``sensitivity`` are named
    analyses: any other is exploratory. ``thresholds`` are what an update is held against.
    """

    measure: str = ""
    model: Literal["common", "random", "by-rule", ""] = ""
    estimator: str = ""
    interval: Literal["normal", "hartung-knapp", ""] = ""
    level: float = 95.0
    rule: Text | None = None
    subgroups: tuple[str, ...] = ()
    sensitivity: tuple[str, ...] = ()
    bias_tests: tuple[str, ...] = ()
    software: str = ""
    thresholds: tuple[ConclusionThreshold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewProtocol:
    """The plan of a review: question, criteria, what is extracted, how it is judged and pooled.

    ``votes`` is how many people judge each report (2; 1 is shown as a limitation).
    ``reasons_at`` are the stages at which an exclusion needs a reason, and at which two different
    reasons are a conflict. ``search_until`` is the last day that the searches cover. It holds no
    result; a changed protocol is a new one, kept beside the old.
    """

    title: Text
    question: Pico
    criteria: tuple[ReviewCriterion, ...]
    votes: Literal[1, 2] = 2
    reasons_at: tuple[Stage, ...] = ("title", "full-text")
    items: tuple[ExtractionItem, ...] = ()
    tool: str = "MINORS"
    tool_items: Literal[0, 8, 12] = 8
    methods: PrespecifiedMethods = PrespecifiedMethods()
    languages: tuple[str, ...] = ()
    search_until: date | None = None
    registration: str = ""
    at: Locator | None = None

    def criterion(self, key: str) -> ReviewCriterion | None:
        """Return a criterion by id, None where there is none."""
        return next((one for one in self.criteria if one.id == key), None)

    def item(self, key: str) -> ExtractionItem | None:
        """Return an item of extraction by id, None where there is none."""
        return next((one for one in self.items if one.id == key), None)
