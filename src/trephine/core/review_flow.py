"""ReviewFlow: the PRISMA flow of a review with the reports behind each box."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trephine.core.prisma import PrismaFlow
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFlow:
    """What ``plots.prisma`` draws of a review, and what lies behind it.

    ``behind`` holds, under the names of the boxes (``screened``, ``excluded``, ``sought`` ...; an
    exclusion at full text as ``reports_excluded:<criterion>``), the ids of the reports that each
    counts; ``duplicates`` those of records. ``origin`` says of each box that has a number whether
    it was counted from decisions or stated by a publication. ``waiting`` are the reports not yet
    decided at each stage: while there are any, the flow is that of work in progress. ``own``: it
    is counted from decisions made here, so that its counts cannot contradict each other and a
    missing one is a stage not reached (``unreached``), not one that somebody failed to report.
    """

    flow: PrismaFlow
    behind: Mapping[str, tuple[str, ...]]
    origin: Mapping[str, Literal["counted", "stated"]]
    waiting: Mapping[str, int]
    remarks: tuple[Text, ...] = ()
    own: bool = False
    unreached: frozenset[str] = frozenset()
