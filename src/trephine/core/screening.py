"""Standing: where a report stands at a stage of screening, by the votes in force."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.review import Settlement, Vote
from trephine.core.review_event import VerdictStated
from trephine.core.review_protocol import Stage

StandingState = Literal["waiting", "included", "excluded", "conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one report stands at one stage, and what decides it.

    ``conflict`` says on what the votes differ: the ``verdict``, or the ``reason`` of two
    exclusions; empty where they agree. ``reason`` is the id of the criterion that excluded it.
    """

    report: str
    stage: Stage
    state: StandingState
    votes: tuple[Vote, ...] = ()
    reason: str = ""
    conflict: Literal["", "verdict", "reason"] = ""
    settled: Settlement | None = None
    stated: VerdictStated | None = None
