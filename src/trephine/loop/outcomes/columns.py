"""COLUMNS: what the table of a virtual trial's patients may hold, by name and as arrays."""

from trephine.core.patient_column import ColumnKind
from trephine.library.patient_columns import patient_columns

# The numpy type of each kind.
TYPES: dict[ColumnKind, str] = {
    "number": "float64",
    "grade": "int8",
    "flag": "int8",
    "count": "int64",
    "day": "float64",
    "words": "str",
}
COLUMNS = patient_columns()
BY_NAME = {one.name: one for one in COLUMNS}
OK = "ok"
