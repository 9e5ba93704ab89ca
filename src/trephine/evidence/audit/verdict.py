"""What a check says of one thing it looked at: agrees, cannot be told, or a finding."""

import re
from collections.abc import Iterable, Sequence

from trephine.core.finding import Checked, CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.study import Study
from trephine.core.text import Text

Looked = tuple[Checked, Finding | None]
_NUMBER = re.compile(r"\[(\d+)\]")


def agrees(check: str, subject: str, zh: str, en: str) -> Looked:
    """Return that nothing is wrong with ``subject``."""
    return Checked(check=check, subject=subject, verdict="agrees", note=Text(zh=zh, en=en)), None


def cannot_tell(check: str, subject: str, zh: str, en: str) -> Looked:
    """Return that nothing can be told of ``subject``, and why."""
    note = Text(zh=zh, en=en)
    return Checked(check=check, subject=subject, verdict="cannot-tell", note=note), None


def raised(subject: str, finding: Finding) -> Looked:
    """Return the finding with its line in the list of what was looked at."""
    line = Checked(
        check=finding.check,
        subject=subject,
        verdict="finding",
        note=finding.follows,
        finding=finding.id,
    )
    return line, finding


def gathered(check: str, looked: Iterable[Looked]) -> CheckResult:
    """Return the result of a check."""
    pairs = tuple(looked)
    return CheckResult(
        check=check,
        findings=tuple(finding for _, finding in pairs if finding is not None),
        checked=tuple(line for line, _ in pairs),
    )


def number_of(publication: Publication, study: Study) -> str:
    """Return how the paper's table cites a study (``[9]``): its id where it has no number."""
    found = _NUMBER.search(study.label.en) or _NUMBER.search(study.read_at.place)
    if found:
        return f"[{found.group(1)}]"
    number = publication.number(study)
    return f"[{number}]" if number else study.id


def cited(publication: Publication, keys: Sequence[str]) -> str:
    """Return the citations of several studies of the table, in its order."""
    among = set(keys)
    known = [number_of(publication, one) for one in publication.studies if one.id in among]
    unknown = sorted(among - {one.id for one in publication.studies})
    return ", ".join([*known, *unknown])


def outcome_name(publication: Publication, key: str) -> Text:
    """Return the short name of an outcome, its key where the publication does not define it."""
    for one in publication.outcomes:
        if one.key == key:
            return one.short
    return Text(zh=key, en=key)


def plain(value: float) -> str:
    """Return a number without trailing zeros."""
    return f"{value:.10g}"
