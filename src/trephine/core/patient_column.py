"""PatientColumn: what the table of a virtual trial's patients may hold, one value a patient."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.text import Text

ColumnKind = Literal["number", "grade", "flag", "count", "day", "words"]
ColumnTally = Literal[
    "highest", "latest", "first day", "days", "below", "times", "days given", "held"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientColumn:
    """One column: its name, kind and meaning, and how a ward's rounds come to it.

    Kinds: ``day`` float64, days from the infusion, NaN for never (an event) or not known;
    ``grade`` int8, -1 not known, 0 none; ``flag`` int8, 1, 0, -1 not known; ``count`` int64, -1 not
    known; ``number`` float64, NaN not known; ``words`` text. ``needed``: a table without it is
    refused; of the others, the endpoints that rest on a missing one are left out and named.

    ``tally``, over the rounds after the infusion, of ``of``: of a decision that grades, the
    ``highest`` grade that is sure, the ``latest`` that is known from day ``first`` to day ``last``,
    the ``first day`` or the ``days`` with one of ``least`` or more; of an observable, whether one
    was ever read ``below`` ``limit``, in its canonical unit, whatever an arm's rules make of it; of
    a kind of acts the ``times``, or the ``days given``; ``held``, whether a support state was ever
    in place. None: the run has it from elsewhere. ``infusion``: of which infusion
    it is counted; the first one's count ends where treatment for a second begins.
    """

    name: str
    kind: ColumnKind
    meaning: Text
    mark: Mark
    needed: bool = False
    tally: ColumnTally | None = None
    of: str = ""
    limit: float | None = None
    least: int = 1
    first: float | None = None
    last: float | None = None
    infusion: Literal[1, 2] = 1
