"""WardRounds: when a virtual ward goes round, beside the schedules of readings, and gives."""

from dataclasses import dataclass

from trephine.core.mark import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSpan:
    """Rounds from day ``first`` to day ``last`` (None: the end), every ``every`` days."""

    first: float
    every: float
    last: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRounds:
    """When a virtual ward goes round for whom, and how long what it does takes.

    Minutes: what is ordered at a round is given ``given_after`` it; a step of support is written
    ``moved_after`` the reading that asked for it; who died since the last round is dated
    ``found_before`` the first reading of this one; an act may be ``early`` by so much. Doses of an
    act less than ``course`` days apart are of one course. Up to day ``stay`` everybody is seen at
    each round, after it at the visits; who is ``in_hospital``, a formula over what statements may
    name, also at the rounds of ``spans``, and on the last day. Whose progression is suspected comes
    to the first round ``confirm_after`` days later or more, where the schedules ``confirm`` are
    read.
    """

    given_after: int
    moved_after: int
    found_before: int
    early: int
    course: float
    stay: float
    spans: tuple[RoundSpan, ...]
    in_hospital: str
    confirm_after: float
    confirm: tuple[str, ...]
    mark: Mark
