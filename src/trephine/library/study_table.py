"""Studies: the rows of the papers' study tables, with what public abstracts add to them."""

from dataclasses import dataclass, replace
from functools import cache

from trephine.core.error import ContentError, InputError
from trephine.core.mark import Read
from trephine.core.source import Locator
from trephine.core.study import (
    Arm,
    NotReported,
    Outcome,
    Percentage,
    RiskOfBias,
    Study,
    Survival,
    Value,
)
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.catalogue import check_outcome
from trephine.library.content import ROOT
from trephine.library.count import reported_counts
from trephine.library.enrolment import enrolments
from trephine.library.table import read_table

REVIEWS = ("zhan2025", "consensus2022")
_ALL = Text(zh="表中所列全部患者", en="all patients in the row of the table")
_NOT_REACHED = "未达到"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReviewHeader:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str
    place: str
    tool: str
    tool_maximum: int
    tool_place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReviewRow:
    id: str
    author: str
    author_en: str
    ref: int
    source: str
    year: int
    n: int
    age_median: float | None = None
    age_min: float | None = None
    age_max: float | None = None
    male: str = ""
    median_pfs: str = ""
    median_os: str = ""
    minors: int
    efficacy: str = ""
    safety: str = ""
    prognosis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _TrialHeader:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str
    place: str
    parts_reason: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TrialRow:
    id: str
    author: str
    ref: int
    source: str
    year: int
    registrations: str
    n: int
    product: str
    domain: str
    dose: str
    crs: str
    crs_g3p: str
    ntx: str
    ntx_g3p: str
    orr: str
    scr_cr: str
    median_efs: str
    median_pfs: str
    parts: str = ""


@cache
def studies(review: str) -> tuple[Study, ...]:
    """Return the studies in the table of ``review``, in the order of its rows.

    Each holds what the table prints and, after it, the counts that public abstracts give for the
    same study, and whom it enrolled where and when. Raises InputError for a review that the library
    does not hold.
    """
    if review not in REVIEWS:
        raise InputError(
            what=Text(zh="没有这一综述", en="the library has no such review"),
            where="library.studies(review)",
            found=repr(review),
            do=Text(zh=f"可用：{', '.join(REVIEWS)}", en=f"choose one of: {', '.join(REVIEWS)}"),
        )
    found = _reviewed() if review == "zhan2025" else _trials()
    ids = {entry.id for entry in found}
    for count in reported_counts(review):
        if count.study not in ids:
            raise _dangling(count.study, count.where)
    known = enrolments(review)
    for key, (where, _) in known.items():
        if key not in ids:
            raise _dangling(key, where)
    return tuple(
        replace(
            _with_counts(entry, review),
            enrolment=known[entry.id][1] if entry.id in known else None,
        )
        for entry in found
    )


def study(key: str) -> Study:
    """Return one study by id, whichever table it is in. Raises InputError where there is none."""
    for review in REVIEWS:
        for entry in studies(review):
            if entry.id == key:
                return entry
    raise InputError(
        what=Text(zh="没有这项研究", en="there is no such study"),
        where="library.study(key)",
        found=repr(key),
        do=Text(zh="用 library.studies() 查看标识", en="see library.studies() for the ids"),
    )


def _reviewed() -> list[Study]:
    header, rows = read_table(ROOT / "studies" / "zhan2025.csv", _ReviewHeader, _ReviewRow)
    found = []
    for where, row in rows:
        at = Locator(source=header.review, place=f"{header.place} [{row.ref}]")
        medians = (("MEDIAN_PFS", row.median_pfs), ("MEDIAN_OS", row.median_os))
        ages = (row.age_min, row.age_max)
        arm = Arm(
            name="",
            n=row.n,
            age_median=row.age_median,
            age_range=(ages[0], ages[1]) if ages[0] is not None and ages[1] is not None else None,
            male_percent=float(row.male) if row.male else None,
            male=Percentage(printed=row.male, n=row.n) if row.male else None,
            outcomes=tuple(
                _outcome(key, _median(printed, row.n), at, where) for key, printed in medians
            ),
        )
        found.append(
            Study(
                id=row.id,
                label=Text(
                    zh=f"{row.author} {row.year} [{row.ref}]",
                    en=f"{row.author_en} {row.year} [{row.ref}]",
                ),
                year=row.year,
                read_at=at,
                arms=(arm,),
                source=check_source(row.source, where),
                risk_of_bias=RiskOfBias(
                    tool=header.tool,
                    total=row.minors,
                    maximum=header.tool_maximum,
                    mark=Read(locator=at),
                ),
                declared=tuple(row.efficacy + row.safety + row.prognosis),
            )
        )
    return found


def _trials() -> list[Study]:
    header, rows = read_table(ROOT / "studies" / "consensus2022.csv", _TrialHeader, _TrialRow)
    ids = {row.id for _, row in rows}
    found = []
    for where, row in rows:
        at = Locator(source=header.review, place=f"{header.place} [{row.ref}]")
        parts = tuple(part for part in row.parts.split(";") if part)
        for part in (*parts, *([row.id] if (row.id in header.parts_reason) != bool(parts) else [])):
            if part not in ids or part == row.id:
                raise _dangling(part, where)
        cells = (row.crs, row.crs_g3p, row.ntx, row.ntx_g3p, row.orr, row.scr_cr)
        keys = ("CRS", "CRS_G3P", "NTX", "NTX_G3P", "ORR", "SCR_CR")
        shares = [
            _outcome(key, _share(printed, row.n), at, where)
            for key, printed in zip(keys, cells, strict=True)
        ]
        medians = [
            _outcome(key, _median(printed, row.n), at, where)
            for key, printed in (("MEDIAN_EFS", row.median_efs), ("MEDIAN_PFS", row.median_pfs))
        ]
        label = f"{row.author} {row.year} [{row.ref}]"
        found.append(
            Study(
                id=row.id,
                label=Text(zh=label, en=label),
                year=row.year,
                read_at=at,
                arms=(
                    Arm(
                        name="",
                        n=row.n,
                        product=row.product,
                        costimulatory_domain=row.domain,
                        dose=row.dose,
                        outcomes=(*shares, *medians),
                    ),
                ),
                source=check_source(row.source, where),
                registrations=tuple(row.registrations.split(";")),
                parts=parts,
                parts_reason=header.parts_reason.get(row.id),
            )
        )
    return found


def _is_number(printed: str) -> bool:
    return printed.replace(".", "", 1).isascii() and printed.replace(".", "", 1).isdecimal()


def _share(printed: str, n: int) -> Value:
    return Percentage(printed=printed, n=n) if _is_number(printed) else NotReported(printed=printed)


def _median(printed: str, n: int) -> Value:
    if _is_number(printed):
        return Survival(median_months=float(printed), printed=printed, n=n)
    if printed == _NOT_REACHED:
        return Survival(median_months=None, printed=printed, n=n)
    return NotReported(printed=printed or "—")


def _outcome(key: str, value: Value, at: Locator, where: str) -> Outcome:
    return Outcome(
        key=check_outcome(key, where), value=value, mark=Read(locator=at), population=_ALL
    )


def _with_counts(entry: Study, review: str) -> Study:
    """Add the reported counts; those of an arm that the review did not use make an arm of it."""
    counts = [count for count in reported_counts(review) if count.study == entry.id]
    first, *others = entry.arms
    arms = [
        replace(
            first, outcomes=(*first.outcomes, *(count.outcome for count in counts if not count.arm))
        )
    ]
    for name in dict.fromkeys(count.arm for count in counts if count.arm):
        outcomes = tuple(count.outcome for count in counts if count.arm == name)
        people = [
            value.n for value in (o.value for o in outcomes) if not isinstance(value, NotReported)
        ]
        arms.append(Arm(name=name, n=max(people), outcomes=outcomes))
    return replace(entry, arms=(*arms, *others))


def _dangling(key: str, where: str) -> ContentError:
    return ContentError(
        what=Text(zh="引用了表中没有的研究", en="a study that the table lacks"),
        where=where,
        found=repr(key),
        do=Text(zh="改正标识", en="correct the id"),
    )
