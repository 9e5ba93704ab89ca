"""ReferenceFile: what was read from a file of references, record by record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from trephine.core.reference import Reference
from trephine.core.text import Text

ReferenceForm = Literal[
    "ris",
    "nbib",
    "endnote",
    "endnote-xml",
    "noteexpress",
    "refworks",
    "estudy",
    "wos",
    "bibtex",
    "csv",
    "xlsx",
]
REFERENCE_FORMS: tuple[ReferenceForm, ...] = get_args(ReferenceForm)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReport:
    """What became of one record of a file: read, read with remarks, or refused.

    ``line`` is its first line, the row of a table. ``remarks`` say what is odd or why it was
    refused; ``do`` what a person can do about it, None where there is nothing to do. ``excerpt``
    is how a refused record begins.
    """

    line: int
    outcome: Literal["read", "remarked", "refused"]
    reference: str = ""
    remarks: tuple[Text, ...] = ()
    do: Text | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceFile:
    """A file of references as read: one report a record, nothing lost silently.

    There are as many ``references`` as reports that are not ``refused``, in the order of the file.
    ``unused`` counts the lines of each tag (or the filled cells of each column) that no field of a
    Reference takes; ``remarks`` concern the file as a whole. ``digest`` is its SHA-256.
    """

    file: str
    form: ReferenceForm
    encoding: str
    digest: str
    references: tuple[Reference, ...]
    reports: tuple[RecordReport, ...]
    unused: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()

    @property
    def refused(self) -> tuple[RecordReport, ...]:
        """Return the reports of the records that could not be read."""
        return tuple(one for one in self.reports if one.outcome == "refused")
