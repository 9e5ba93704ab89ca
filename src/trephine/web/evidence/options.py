"""PoolOptions: how an analysis is to be pooled, as a page's address says it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query

from trephine.library.trial import Impossible, Overlap

Measure = Literal["PLO", "PR", "PLN", "PAS", "PFT"]
Model = Literal["exact", "normal"]
Method = Literal["REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS", "EE"]
ArmRows = Literal["summed", "apart"]
LEVEL = 95.0
Test = Literal["knha", "adhoc", "t", "z"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """What differs from the house's default: the exact likelihood of the counts, nobody left out.

    ``without`` are ids of studies left out by hand; ``group`` compares costimulatory domains.
    ``level`` None: what the protocol says, 95 where there is none. ``overlap`` and ``impossible``
    concern the trial table alone, ``arms`` a review's studies that were read arm by arm.
    """

    measure: Measure | None = None
    model: Model | None = None
    method: Method | None = None
    test: Test = "knha"
    level: float | None = None
    without: tuple[str, ...] = ()
    group: bool = False
    overlap: Overlap = "once"
    impossible: Impossible = "nearest"
    arms: ArmRows = "summed"


def pool_options(
    measure: Measure | None = None,
    model: Model | None = None,
    method: Method | None = None,
    test: Test = "knha",
    level: Annotated[float | None, Query(ge=50, lt=100)] = None,
    without: Annotated[list[str] | None, Query(max_length=40)] = None,
    group: bool = False,  # noqa: FBT001, FBT002  (a query argument)
    overlap: Overlap = "once",
    impossible: Impossible = "nearest",
    arms: ArmRows = "summed",
) -> PoolOptions:
    """Return the options that the query names."""
    return PoolOptions(
        measure=measure,
        model=model,
        method=method,
        test=test,
        level=level,
        without=tuple(sorted(set(without or ()))),
        group=group,
        overlap=overlap,
        impossible=impossible,
        arms=arms,
    )
