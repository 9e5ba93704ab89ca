"""ImportReported: what became of each record of an imported file, kept beside the import."""

from dataclasses import dataclass

from trephine.core.reference_file import RecordReport
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReported:
    """The report of one file: its records in order, a long one as several events of one ``batch``.

    ``unused`` counts the tags that no field takes (``tag × n``). ``joined`` is how many pairs were
    the same beyond doubt, ``ask`` how many were left to a person, both at the time of the import.
    """

    batch: str
    records: tuple[RecordReport, ...]
    unused: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()
    joined: int = 0
    ask: int = 0
