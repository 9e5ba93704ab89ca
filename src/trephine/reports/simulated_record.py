"""simulated_line, with_origin: that a record is of a virtual patient, said wherever one is read."""

from typing import Any

from trephine.core.record import Record
from trephine.core.text import Language, Text

SIMULATED_RECORD = Text(
    zh="以下据模拟患者的记录，不是真实患者，也不是临床证据。",
    en="Simulated: this record is of a virtual patient, no person and no clinical evidence.",
)


def simulated_line(record: Record, language: Language) -> list[str]:
    """Return the line to print above what follows from a record; none for a person's."""
    return [SIMULATED_RECORD[language]] if record.is_simulated else []


def with_origin(record: Record, content: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object with ``origin`` first where the record is simulated, else as it was."""
    return {"origin": "simulated", **content} if record.is_simulated else content
