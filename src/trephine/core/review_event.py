"""What people do in a review, one declared payload a kind: the review is the fold of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from trephine.core.import_reported import ImportReported
from trephine.core.reference import Reference
from trephine.core.review_protocol import ReviewProtocol, Stage
from trephine.core.search_planned import SearchPlanned
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.core.undone import UNDONE, Undone

Verdict = Literal["include", "exclude", "unsure"]
ReviewRole = Literal["screener", "extractor", "third"]
FlowBox = Literal[
    "identified",
    "duplicates",
    "automation",
    "other-reasons",
    "screened",
    "excluded",
    "sought",
    "not-retrieved",
    "assessed",
    "reports-excluded",
    "studies",
    "reports",
    "pooled",
    "participants",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpened:
    """A review begins, under a title."""

    title: Text
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRegistered:
    """The protocol, or an amended one with the reason; earlier ones are kept."""

    protocol: ReviewProtocol
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolDeviated:
    """Something done otherwise than the protocol says: what, why, and what it touches."""

    what: str
    why: str
    touches: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded:
    """Somebody joins the review; ``person`` is the account, ``roles`` what they may do in it."""

    person: str
    name: str = ""
    roles: tuple[ReviewRole, ...] = ("screener", "extractor")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRemoved:
    """Somebody leaves; their votes stay in force unless ``keep_votes`` is false."""

    person: str
    keep_votes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAssigned:
    """These people judge these reports at this stage; no report named means every one."""

    stage: Stage
    people: tuple[str, ...]
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecorded:
    """One search of one database: when, with what text, and how many records it found.

    ``hits`` None: not reported. ``register``: a trial register, not a bibliographic database.
    ``on`` is the day of the search, ``until`` the last day that it covers.
    """

    database: str
    label: Text
    strategy: str = ""
    on: date | None = None
    until: date | None = None
    hits: int | None = None
    register: bool = False
    other_source: Literal["", "website", "organisation", "citation"] = ""
    at: Locator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencesImported:
    """Records read from one file; a long file comes as several events of one ``batch``.

    ``digest`` is the SHA-256 of the file, ``refused`` how many of its records could not be read.
    ``whole`` is false where the list is not what a search returned (the included studies alone):
    nothing is then counted from it as found or screened.
    """

    batch: str
    references: tuple[Reference, ...]
    file: str = ""
    digest: str = ""
    database: str = ""
    form: str = ""
    encoding: str = ""
    refused: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateVerdict:
    """Two records and whether they are the same document, with score (0 to 100) and reasons."""

    one: str
    other: str
    same: bool
    score: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesDecided:
    """Verdicts on pairs of records; a later verdict on a pair takes the place of an earlier one.

    ``automatic``: nobody gave them; then they leave alone what a person decided before.
    """

    verdicts: tuple[DuplicateVerdict, ...]
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChosen:
    """Of a merged report, which record supplies a field (``abstract``, ``title`` ...)."""

    reference: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceCorrected:
    """A text field of one record is corrected by hand; what was imported stays in the journal."""

    reference: str
    field: str
    value: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTagged:
    """A word put on a report (``background``), or taken off."""

    report: str
    tag: str
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """One person's verdict on one report at one stage; a further one takes its place."""

    report: str
    stage: Stage
    verdict: Verdict
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSettled:
    """The end of a disagreement: by a third person, or by the two in discussion."""

    report: str
    stage: Stage
    verdict: Literal["include", "exclude"]
    reason: str = ""
    note: str = ""
    by: Literal["third", "discussion"] = "third"


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextRecorded:
    """Whether the text of a report was obtained; ``digest`` is the SHA-256 of the file."""

    report: str
    state: Literal["sought", "obtained", "not-retrieved"]
    file: str = ""
    digest: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsGrouped:
    """These reports are of one study; the first is its main one."""

    study: str
    reports: tuple[str, ...]
    label: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmsNamed:
    """The arms of a study whose values are read apart, by name; empty: it is read as one."""

    study: str
    arms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictStated:
    """A verdict that a publication reports, without the votes behind it."""

    report: str
    stage: Stage
    verdict: Literal["include", "exclude"]
    at: Locator
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStated:
    """A count of the flow diagram that a publication reports."""

    box: FlowBox
    n: int
    at: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedValue:
    """What one reader found: reported (with the printed text), not reported, or unclear.

    A value that is not reported holds no number: it is never 0. ``printed`` is as it stands;
    ``events`` of ``n`` people for counts and percentages (``events`` None where only a percentage
    is printed), ``number`` for other figures, ``low`` and ``high`` its interval as printed.
    ``place`` says where (page, table, section), ``quote`` the words that stand there, ``report``
    in which report.
    """

    state: Literal["reported", "not-reported", "unclear"]
    printed: str = ""
    events: int | None = None
    n: int | None = None
    number: float | None = None
    place: str = ""
    report: str = ""
    note: str = ""
    quote: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueExtracted:
    """One reader's value of one item in one arm of one study."""

    study: str
    item: str
    value: ExtractedValue
    arm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSettled:
    """The final value where two readers differed, and why."""

    study: str
    item: str
    value: ExtractedValue
    why: str
    arm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueStated:
    """A value that a review printed for a study, without its two readings."""

    study: str
    item: str
    value: ExtractedValue
    at: Locator
    arm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsScored:
    """One reader's score of one item of MINORS (1 to 12), with its place and reason."""

    study: str
    item: int
    score: Literal[0, 1, 2]
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsSettled:
    """The final score of an item where two readers differed, and why."""

    study: str
    item: int
    score: Literal[0, 1, 2]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsStated:
    """A total of MINORS that a publication prints, its items unknown."""

    study: str
    total: int
    maximum: int
    at: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStarted:
    """A living review is brought up to date: what is imported from here on is new."""

    label: str


REVIEW_KINDS: Mapping[str, type] = MappingProxyType(
    {
        "review-opened": ReviewOpened,
        "protocol-registered": ProtocolRegistered,
        "protocol-deviated": ProtocolDeviated,
        "person-added": PersonAdded,
        "person-removed": PersonRemoved,
        "work-assigned": WorkAssigned,
        "search-planned": SearchPlanned,
        "search-recorded": SearchRecorded,
        "references-imported": ReferencesImported,
        "import-reported": ImportReported,
        "duplicates-decided": DuplicatesDecided,
        "field-chosen": FieldChosen,
        "reference-corrected": ReferenceCorrected,
        "report-tagged": ReportTagged,
        "vote-cast": VoteCast,
        "conflict-settled": ConflictSettled,
        "full-text-recorded": FullTextRecorded,
        "reports-grouped": ReportsGrouped,
        "arms-named": ArmsNamed,
        "verdict-stated": VerdictStated,
        "count-stated": CountStated,
        "value-extracted": ValueExtracted,
        "value-settled": ValueSettled,
        "value-stated": ValueStated,
        "minors-scored": MinorsScored,
        "minors-settled": MinorsSettled,
        "minors-stated": MinorsStated,
        "update-started": UpdateStarted,
        UNDONE: Undone,
    }
)
