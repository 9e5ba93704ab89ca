"""Published estimates: every pooled result that a review prints, as printed."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine.core.error import ContentError, InputError
from trephine.core.mark import Read
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import cited
from trephine.library.catalogue import check_outcome
from trephine.library.content import ROOT
from trephine.library.table import read_table

REVIEWS = ("zhan2025",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str
    egger_place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    outcome: str
    analysis: Literal["primary", "sensitivity"]
    section: str
    figure: int | None = None
    k_stated: int | None = None
    refs: str = ""
    excluded: str = ""
    I2: str
    p: str = ""
    model: Literal["fixed", "random", ""] = ""
    estimate: str
    ci_lb: str
    ci_ub: str
    egger_p: str = ""


@cache
def published(review: str) -> tuple[PublishedEstimate, ...]:
    """Return the pooled results of ``review`` in the order of the paper.

    The studies of a sensitivity analysis, which the paper does not list, are the primary ones
    without those it leaves out. Raises InputError for a review that the library does not hold.
    """
    if review not in REVIEWS:
        raise InputError(
            what=Text(zh="没有这一综述的合并结果", en="no pooled results of such a review"),
            where="library.published(review)",
            found=repr(review),
            do=Text(zh=f"可用：{', '.join(REVIEWS)}", en=f"choose one of: {', '.join(REVIEWS)}"),
        )
    header, rows = read_table(ROOT / "published" / f"{review}.csv", _Header, _Row)
    primary: dict[str, tuple[str, ...]] = {}
    found = []
    for where, row in rows:
        excluded = _studies(review, row.excluded)
        if row.analysis == "primary":
            studies = primary[row.outcome] = _studies(review, row.refs)
        else:
            studies = tuple(s for s in primary.get(row.outcome, ()) if s not in excluded)
        if not studies or not set(excluded) <= set(primary[row.outcome]):
            raise ContentError(
                what=Text(zh="合并结果没有可用的研究", en="a pooled result without studies"),
                where=where,
                found=f"refs = {row.refs!r}, excluded = {row.excluded!r}",
                do=Text(
                    zh="敏感性分析须排在主要分析之后，且只排除其中的研究",
                    en="put a sensitivity analysis after its primary one and exclude from that",
                ),
            )
        egger = bool(row.egger_p)
        found.append(
            PublishedEstimate(
                id=row.id,
                review=review,
                outcome=check_outcome(row.outcome, where),
                analysis=row.analysis,
                k_stated=row.k_stated,
                studies=studies,
                excluded=excluded,
                I2=Printed(text=row.I2),
                p_heterogeneity=row.p,
                model=row.model,
                estimate=Printed(text=row.estimate),
                ci_lb=Printed(text=row.ci_lb),
                ci_ub=Printed(text=row.ci_ub),
                figure=row.figure,
                mark=Read(locator=Locator(source=review, place=f"§{row.section}")),
                egger_p=Printed(text=row.egger_p) if egger else None,
                egger_mark=(
                    Read(locator=Locator(source=review, place=header.egger_place))
                    if egger
                    else None
                ),
            )
        )
    return tuple(found)


def _studies(review: str, numbers: str) -> tuple[str, ...]:
    return tuple(cited(review, int(number)).id for number in numbers.split(";") if number)
