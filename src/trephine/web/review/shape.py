"""What the review workflow asks and answers, one frozen dataclass a shape."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trephine.core.review_event import ReviewRole, Verdict
from trephine.core.review_protocol import ExtractionItem, Stage
from trephine.core.text import Text
from trephine.web.review.order_shape import PageOfQueue, QueueOrderShown
from trephine.web.review.protocol_methods import MethodsAsked

Which = Literal["all", "included", "excluded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """Somebody who can take part, or takes part with ``roles``."""

    person: str
    name: str
    roles: tuple[ReviewRole, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShown:
    """How far a stage is: reports by where they stand, and what waits for the asker."""

    stage: Stage
    waiting: int
    included: int
    excluded: int
    conflicts: int
    mine: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One review of the list; ``demo``: it was published by others and is read only."""

    id: str
    title: Text
    demo: bool
    version: int
    at: datetime
    records: int
    reports: int
    people: int
    studies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionShown:
    """A numbered criterion, which is also a reason for exclusion."""

    id: str
    text: Text
    includes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    """The question: population, intervention, comparison (None: single arm), outcomes, designs."""

    population: Text
    intervention: Text
    outcomes: Text
    comparison: Text | None = None
    designs: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolShown:
    """The protocol in force, and under which SHA-256 and when it was registered."""

    question: QuestionShown
    criteria: tuple[CriterionShown, ...]
    votes: Literal[1, 2]
    digest: str
    at: datetime
    by: str
    why: str
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchShown:
    """One imported file."""

    batch: str
    file: str
    form: str
    encoding: str
    database: str
    digest: str
    read: int
    refused: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewShown:
    """A review as the asker may see it; ``mine`` are the asker's parts in it."""

    id: str
    title: Text
    demo: bool
    version: int
    me: str
    mine: tuple[ReviewRole, ...]
    protocol: ProtocolShown | None
    people: tuple[PersonShown, ...]
    batches: tuple[BatchShown, ...]
    records: int
    reports: int
    stages: tuple[StageShown, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWritten:
    """What was written stands at this version."""

    id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAsked:
    """Somebody to take part: an account and their parts."""

    person: str
    roles: tuple[ReviewRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """A review to begin; whoever begins it takes part even when not named."""

    title: Text
    people: tuple[PersonAsked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAsked:
    """A protocol to register after version ``after``; an amended one needs ``why``.

    ``methods``, ``items`` (what is extracted; empty: the library's form) and ``languages`` of None
    leave them as they were.
    """

    after: int
    question: QuestionShown
    criteria: tuple[CriterionShown, ...]
    votes: Literal[1, 2] = 2
    methods: MethodsAsked | None = None
    items: tuple[ExtractionItem, ...] | None = None
    languages: tuple[str, ...] | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordShown:
    """What became of one record of an imported file."""

    line: int
    outcome: Literal["read", "remarked", "refused"]
    title: str
    remarks: tuple[Text, ...]
    do: Text | None
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportShown:
    """What an import brought: a line a record, pairs joined without asking, pairs to look at."""

    id: str
    version: int
    batch: str
    file: str
    form: str
    encoding: str
    read: int
    refused: int
    joined: int
    ask: int
    records: tuple[RecordShown, ...]
    unused: tuple[str, ...]
    remarks: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceShown:
    """A record, or the report that several make, as it is read on screen."""

    id: str
    title: str
    title_other: str
    authors: tuple[str, ...]
    year: int | None
    journal: str
    volume: str
    issue: str
    pages: str
    doi: str
    pmid: str
    abstract: str
    keywords: tuple[str, ...]
    database: str
    kind: str
    records: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PairShown:
    """Two records side by side, why they may be one; ``same`` None: nobody has decided.

    ``joined``: they are one report now. A pair called the same stays apart where joining it would
    join records that somebody called different.
    """

    one: ReferenceShown
    other: ReferenceShown
    score: float
    reasons: tuple[Text, ...]
    same: bool | None = None
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesShown:
    """The pairs to look at, and those decided, which can be decided otherwise.

    ``left_out`` are steps of the review that are not followed, each with its reason.
    """

    version: int
    ask: tuple[PairShown, ...]
    decided: tuple[PairShown, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAsked:
    """A person's verdict on two records."""

    after: int
    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteShown:
    """A vote: whose, what, why, and the version that undoing names."""

    version: int
    by: str
    report: str
    title: str
    verdict: Verdict
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueShown:
    """What the asker has still to judge at a stage: one page of it, and their own last votes."""

    version: int
    stage: Stage
    left: int
    voted: int
    reports: tuple[ReferenceShown, ...]
    mine: tuple[VoteShown, ...]
    page: PageOfQueue
    order: QueueOrderShown


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteAsked:
    """A vote to cast."""

    after: int
    report: str
    stage: Stage
    verdict: Verdict
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteUndo:
    """A vote of one's own to take back: the version of its event."""

    after: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictShown:
    """A disagreement with its votes; ``by`` how the asker could settle it, empty: not at all."""

    report: ReferenceShown
    stage: Stage
    on: Literal["verdict", "reason"]
    votes: tuple[VoteShown, ...]
    by: Literal["", "third", "discussion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementShown:
    """Cohen's kappa of two people at a stage; None where it cannot be told."""

    stage: Stage
    one: str
    other: str
    n: int
    observed: float | None
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsShown:
    """Open disagreements, and how far people agree."""

    version: int
    open: tuple[ConflictShown, ...]
    agreement: tuple[AgreementShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementAsked:
    """The end of a disagreement."""

    after: int
    report: str
    stage: Stage
    verdict: Literal["include", "exclude"]
    reason: str = ""
    note: str = ""
    by: Literal["third", "discussion"] = "third"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxShown:
    """A box of the flow; ``n`` None: not reported. ``reports`` are those behind its number."""

    key: str
    reason: Text | None
    n: int | None
    origin: Literal["counted", "stated", ""]
    reports: tuple[ReferenceShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowShown:
    """The flow's boxes, how many reports wait at each stage, and what does not fit together.

    ``own``: made here; a box without a number is then not reached (``unreached``).
    """

    version: int
    boxes: tuple[BoxShown, ...]
    waiting_title: int
    waiting_full_text: int
    own: bool
    unreached: tuple[str, ...]
    remarks: tuple[Text, ...]
