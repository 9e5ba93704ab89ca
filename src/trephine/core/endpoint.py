"""EndpointKind: what a virtual trial reports, and which columns of its patients it comes from."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.response import Level
from trephine.core.text import Text

EndpointSort = Literal["proportion", "time to event", "proportion by a day", "days"]
Weighed = Literal["harm", "benefit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointKind:
    """One endpoint of the catalogue: what it is, in whom, over which time, from which columns.

    ``id`` is the key under which it is computed. ``outcome`` is the key of the OutcomeKind that it
    answers to in the evidence, ``target`` the endpoint of the targets; empty where there is none.
    ``first`` and ``last`` are the days after the infusion that are looked at (None: to the end of
    follow-up); ``columns`` those of the table of patients. ``mark`` says where the definition is
    from; it covers the numbers too. The formula itself is where the columns are computed from.

    Of a proportion ``levels`` are the worst and the best of the best responses that count; of one
    column the value counts from ``least`` on. ``grace``: an event that only a visit can show counts
    as looked for up to so many days after the last visit, as long as the patient was followed.
    ``weighed``: the harm, or the benefit, that a trial's arms are weighed by unless others are
    asked for.
    """

    id: str
    label: Text
    sort: EndpointSort
    definition: Text
    among: Text
    columns: tuple[str, ...]
    mark: Mark
    outcome: str = ""
    target: str = ""
    first: float = 0.0
    last: float | None = None
    levels: tuple[Level, Level] | None = None
    least: int = 1
    grace: float = 0.0
    weighed: Weighed | None = None
