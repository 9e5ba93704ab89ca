"""The care room: the ward, one patient, grades at the bedside, new patients."""
