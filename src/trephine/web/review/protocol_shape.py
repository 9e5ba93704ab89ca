"""What the pages of a review's protocol and people ask and answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trephine.core.review_event import ReviewRole
from trephine.core.review_protocol import ExtractionItem
from trephine.core.text import Text
from trephine.web.review.protocol_methods import MethodsShown
from trephine.web.review.shape import CriterionShown, PersonShown, QuestionShown


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationShown:
    """A protocol as it was registered; ``changed`` are the parts that differ from the one before.

    ``number`` counts registrations from 1; ``why`` is the reason of an amendment; ``begun`` is what
    had begun by then, nothing where it was registered beforehand. No ``items``: the library's form.
    """

    number: int
    version: int
    at: datetime
    by: str
    digest: str
    why: str
    changed: tuple[Text, ...]
    question: QuestionShown
    criteria: tuple[CriterionShown, ...]
    votes: Literal[1, 2]
    methods: MethodsShown
    items: tuple[ExtractionItem, ...]
    languages: tuple[str, ...]
    begun: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolDeviationShown:
    """Something done otherwise than the protocol says."""

    version: int
    at: datetime
    by: str
    what: str
    why: str
    touches: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeNamed:
    """An outcome of the register, by its key."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolPage:
    """Every protocol of a review, the one in force first, and what was done otherwise.

    ``form`` are the library's items of extraction, which hold where a protocol lists none.
    """

    version: int
    registrations: tuple[RegistrationShown, ...]
    deviations: tuple[ProtocolDeviationShown, ...]
    outcomes: tuple[OutcomeNamed, ...]
    form: tuple[ExtractionItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationAsked:
    """Something done otherwise than the protocol says, to be put on record."""

    after: int
    what: str
    why: str
    touches: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStep:
    """Somebody joined, was given other parts, or left."""

    version: int
    at: datetime
    by: str
    name: str
    what: Literal["added", "removed"]
    roles: tuple[ReviewRole, ...]
    keep_votes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """Who takes part, who could, and how it came about; what the asker may change of it."""

    version: int
    me: str
    may_change: bool
    people: tuple[PersonShown, ...]
    candidates: tuple[PersonShown, ...]
    steps: tuple[PersonStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """Somebody to take part from now on with these parts."""

    after: int
    person: str
    roles: tuple[ReviewRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeaves:
    """Somebody who leaves; their votes stay in force unless ``keep_votes`` is false."""

    after: int
    person: str
    keep_votes: bool = True
