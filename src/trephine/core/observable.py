"""Observable: anything that can be measured or stated about a patient."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.text import Text

ObservableKind = Literal["quantity", "yesno", "choice", "choices", "event", "dose", "moment"]
# Where every observable is listed with its units and codes.
OBSERVABLES_PAGE = "docs/reference/observables.md"
Use = Literal["eligibility", "preparation", "grading", "monitoring", "dosing", "response", "course"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code in a public system. ``seen``: also found in an independent public source."""

    system: Literal["LOINC", "SNOMED", "ATC", "RxNorm"]
    code: str
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that a coded observable can take; ``synonyms`` are read as the same value."""

    code: str
    label: Text
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedUnit:
    """A UCUM unit in which a value may be entered: canonical = (value - offset) * factor, exact."""

    code: str
    factor: Fraction
    offset: Fraction = Fraction(0)

    def canonical(self, value: Decimal) -> Fraction:
        """Return ``value`` in the canonical unit, exactly."""
        return (Fraction(value) - self.offset) * self.factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How a value follows from readings: a named formula over other observables.

    ``within`` is a window in hours where the formula looks back, ``value`` a coded value where it
    looks for one.
    """

    formula: str
    of: tuple[str, ...]
    within: Decimal | None = None
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """For how many hours a reading answers for ``use``; None: until another reading replaces it."""

    use: Use
    hours: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observable:
    """What can be known of a patient: its words, unit, code and the ranges of its values.

    Kinds: ``quantity`` a number in ``unit``; ``yesno`` stated true or false; ``choice`` one code
    of ``choices``, ``choices`` a set of them (an empty set: known to be none); ``event`` something
    that happened at the reading's time (false: stated never to have happened until then);
    ``dose`` an event with an amount; ``moment`` a date or time that is planned or known.
    ``possible`` is the range outside which a value is refused, ``plausible`` that outside which it
    is doubted. A value is converted exactly to ``unit`` and rounded once, to ``resolution``.
    ``limits`` says that a result carries its laboratory's own limits of normal. A reading answers
    for a use as long as ``validity`` says. An observable with a ``derivation`` is computed from a
    Record, and may be stated as well: a stated value then goes first, and of a sum the later of the
    total and all of its parts. It does not say what value is normal.
    """

    id: str
    kind: ObservableKind
    label: Text
    mark: Mark
    unit: str = ""
    units: tuple[AcceptedUnit, ...] = ()
    code: Code | None = None
    choices: tuple[Choice, ...] = ()
    possible: tuple[Decimal, Decimal] | None = None
    plausible: tuple[Decimal, Decimal] | None = None
    resolution: Decimal | None = None
    limits: bool = False
    validity: tuple[Validity, ...] = ()
    derivation: Derivation | None = None
    note: Text | None = None

    def hours_valid(self, use: Use) -> Decimal | None:
        """Return for how many hours a reading answers for ``use``; None for ever."""
        for entry in self.validity:
            if entry.use == use:
                return entry.hours
        return None

    def choice(self, written: str) -> str | None:
        """Return the code that a word means (case and synonyms aside), or None."""
        asked = written.strip().casefold()
        for entry in self.choices:
            if asked in {entry.code.casefold(), *(word.casefold() for word in entry.synonyms)}:
                return entry.code
        return None
