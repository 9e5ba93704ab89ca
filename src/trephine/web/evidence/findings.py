"""audit_of: the audit of a paper, each finding with its arithmetic and its places in words."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine import library
from trephine.core.finding import Finding, FindingClass, Severity
from trephine.core.place import place_words
from trephine.core.source import Locator
from trephine.core.text import Language, Text, both_of
from trephine.evidence.audit.audit import CHECKS, Audit, audit
from trephine.plots.figure import Figure
from trephine.reports.audit_figure import audit_figure
from trephine.web.errors import NotFoundError

AuditedPaper = Literal["zhan2025", "consensus2022", "li2023"]
# a paper of the library, or one that somebody brought
AuditOf = Literal["zhan2025", "consensus2022", "li2023", "own"]
AUDITED: tuple[AuditedPaper, ...] = ("zhan2025", "consensus2022", "li2023")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """A place in a source, and the same in words."""

    source: str
    place: str
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingShown:
    """A finding with its whole proof: what is printed, what follows instead, line by line."""

    paper: AuditOf
    id: str
    check: str
    check_words: Text
    kind: FindingClass
    severity: Severity
    at: PlaceShown
    against: tuple[PlaceShown, ...]
    printed: Text
    follows: Text
    sentence: Text
    arithmetic: tuple[Text, ...]
    assumes: tuple[Text, ...]
    concerns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckShown:
    """One check: what it looks at, how many things it looked at, and how many it found wrong."""

    check: str
    words: Text
    looked_at: int
    findings: int
    cannot_tell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditShown:
    """An audit: its findings, the surest and gravest first, and every check with its counts."""

    paper: AuditOf
    label: Text
    findings: tuple[FindingShown, ...]
    checks: tuple[CheckShown, ...]


@cache
def audited(paper: AuditedPaper) -> Audit:
    """Return the audit of one of the papers, held against the other two."""
    others = [library.publication(key) for key in AUDITED if key != paper]
    return audit(library.publication(paper), others=others, claims=library.claims(paper))


@cache
def audit_of(paper: AuditedPaper) -> AuditShown:
    """Return the audit in the shape that pages show."""
    return audit_shown(paper, audited(paper))


def audit_shown(paper: AuditOf, found: Audit) -> AuditShown:
    """Return any audit in the shape that pages show."""
    return AuditShown(
        paper=paper,
        label=found.publication.label,
        findings=tuple(_shown(paper, one) for one in found.findings),
        checks=tuple(
            CheckShown(
                check=one.check,
                words=_words(one.check),
                looked_at=len(one.checked),
                findings=len(one.findings),
                cannot_tell=sum(entry.verdict == "cannot-tell" for entry in one.checked),
            )
            for one in found.results
        ),
    )


def finding_of(paper: AuditedPaper, name: str) -> FindingShown:
    """Return one finding by its id. Raises NotFoundError."""
    for one in audit_of(paper).findings:
        if one.id == name:
            return one
    raise NotFoundError(
        what=Text(zh="审核中没有这条发现", en="The audit has no such finding"),
        where=paper,
        found=name[:100],
        do=Text(zh=f"见 /api/evidence/audits/{paper}", en=f"See /api/evidence/audits/{paper}"),
    )


def intervals_figure(paper: AuditedPaper, language: Language) -> Figure:
    """Draw a paper's intervals over the predicted ones. Raises NotFoundError where none can be."""
    found = audit_figure(library.publication(paper))
    if found is None:
        raise NotFoundError(
            what=Text(
                zh="该文献没有可预测区间的合并结果",
                en="The paper has no pooled result whose interval can be predicted",
            ),
            where=paper,
            found="—",
            do=Text(zh="可看 zhan2025", en="See zhan2025"),
        )
    return found.drawings[language]


def _shown(paper: AuditOf, one: Finding) -> FindingShown:
    return FindingShown(
        paper=paper,
        id=one.id,
        check=one.check,
        check_words=_words(one.check),
        kind=one.kind,
        severity=one.severity,
        at=place_of(one.at),
        against=tuple(place_of(place) for place in one.against),
        printed=both_of(one.printed or "—"),
        follows=one.follows,
        sentence=one.sentence,
        arithmetic=tuple(both_of(line or "—") for line in one.arithmetic),
        assumes=one.assumes,
        concerns=one.concerns,
    )


def _words(check: str) -> Text:
    return CHECKS[check.replace("-", "_")]


def place_of(at: Locator) -> PlaceShown:
    """Return a place with its words."""
    return PlaceShown(source=at.source, place=at.place, words=place_words(at))
