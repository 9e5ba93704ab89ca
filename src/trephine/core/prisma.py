"""PrismaFlow: the counts of a PRISMA 2020 flow diagram, unknown where none is reported."""

from dataclasses import dataclass

from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismaCount:
    """A count with its name: a database, a reason for exclusion. None: not reported."""

    label: Text | str
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismaOther:
    """The second stream of records: websites, organisations, citation searching."""

    sources: tuple[PrismaCount, ...]
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    excluded: tuple[PrismaCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismaPrevious:
    """What an updated review stood on before, and what it holds in all; the flow is then new."""

    studies: int | None = None
    reports: int | None = None
    total_studies: int | None = None
    total_reports: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismaFlow:
    """The counts of one review. None everywhere means that the source reports no count.

    ``databases`` and ``registers`` hold one entry each, or a single one with the sum if only that
    is known; an empty tuple means none was searched. ``pooled`` is the number of studies in the
    meta-analysis. With ``previous`` the other counts are those of an update alone.
    """

    databases: tuple[PrismaCount, ...]
    registers: tuple[PrismaCount, ...] = ()
    duplicates: int | None = None
    automation: int | None = None
    other_reasons: int | None = None
    screened: int | None = None
    excluded: int | None = None
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    reports_excluded: tuple[PrismaCount, ...] = ()
    studies: int | None = None
    reports: int | None = None
    pooled: int | None = None
    other: PrismaOther | None = None
    previous: PrismaPrevious | None = None
