"""VectorDisagreement: where a vector expects one thing and the rules give another."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorDisagreement:
    """One difference: which vector, what of it, what it expects and what was found, as text."""

    vector: str
    what: str
    expected: str
    found: str
