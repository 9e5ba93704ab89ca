"""Requirement: one thing that a source asks of a patient, and whether it is known to be met."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.decision import Missing
from trephine.core.rule import DecisionTable, Rule

RequirementState = Literal["met", "not met", "unknown"]
RequirementStage = Literal["treatment", "collection", "infusion"]
Standing = Literal["against", "not met", "open", "met"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement or exclusion of a table in force.

    An exclusion is met where it surely does not hold. ``absolute``: the source says must; the
    others it recommends, and a clinician may weigh them. ``missing`` are the inputs without which
    it cannot be told. What is unknown is never taken for met.
    """

    table: DecisionTable
    rule: Rule
    stage: RequirementStage
    exclusion: bool
    absolute: bool
    state: RequirementState
    missing: tuple[Missing, ...]
