"""Finding: what an audit says about one place of a publication, and how it knows."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

FindingClass = Literal["proved", "computed", "suspicion"]
Severity = Literal["major", "minor", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: which check, how certain, how grave, where, printed value, what follows instead.

    ``kind``: ``proved`` from the paper's own text alone; ``computed`` under ``assumes``;
    ``suspicion``, no more than a reason to look. ``severity``: ``major`` where a result or a
    conclusion rests on it, ``minor`` where a reader may be misled, ``note`` for slips of the pen.
    ``arithmetic`` is the whole calculation, a line a step: a ``str`` holds figures, signs, ids,
    names and titles alone, a line with words is a ``Text``; ``printed`` likewise. ``id`` stays the
    same as long as the finding does. ``concerns`` lists ids of studies and pooled results. It never
    says why a number is wrong: intent is not in the figures.
    """

    id: str
    check: str
    kind: FindingClass
    severity: Severity
    at: Locator
    printed: Text | str
    follows: Text
    sentence: Text
    arithmetic: tuple[Text | str, ...]
    against: tuple[Locator, ...] = ()
    assumes: tuple[Text, ...] = ()
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that a check looked at, and what it found: also where nothing is wrong.

    ``verdict``: ``agrees``; ``finding`` (then ``finding`` is its id); ``cannot-tell`` with the
    reason in ``note``: what is missing is said, never passed over.
    """

    check: str
    subject: str
    verdict: Literal["agrees", "finding", "cannot-tell"]
    note: Text
    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check found in one publication, and everything that it looked at."""

    check: str
    findings: tuple[Finding, ...]
    checked: tuple[Checked, ...]
