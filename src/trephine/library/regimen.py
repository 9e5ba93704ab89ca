"""Regimens: the lymphodepletion table of the consensus."""

from dataclasses import dataclass
from functools import cache

from trephine.core.error import ContentError
from trephine.core.mark import Read
from trephine.core.regimen import DrugDose, Regimen
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.content import ROOT
from trephine.library.study_table import studies
from trephine.library.table import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Labels:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    fludarabine: Text
    cyclophosphamide: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str
    place: str
    label: _Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    study: str
    ref: int
    product: str
    year: int
    registration: str
    flu: str
    flu_dose: float | None = None
    flu_unit: str = ""
    flu_days: str = ""
    cy: str
    cy_dose: float | None = None
    cy_unit: str = ""
    cy_days: str = ""


@cache
def regimens() -> tuple[Regimen, ...]:
    """Return the lymphodepletion regimens in the order of the table."""
    header, rows = read_table(ROOT / "regimens" / "consensus2022.csv", _Header, _Row)
    known = {entry.id for entry in studies(header.review)}
    found = []
    for where, row in rows:
        if row.study not in known:
            raise ContentError(
                what=Text(zh="引用了表中没有的研究", en="a study that the table lacks"),
                where=where,
                found=repr(row.study),
                do=Text(zh="改正标识", en="correct the id"),
            )
        found.append(
            Regimen(
                id=row.id,
                study=row.study,
                product=row.product,
                year=row.year,
                registration=row.registration,
                drugs=(
                    DrugDose(
                        drug="fludarabine",
                        label=header.label.fludarabine,
                        printed=row.flu,
                        dose=row.flu_dose,
                        unit=row.flu_unit,
                        days=_days(row.flu_days),
                    ),
                    DrugDose(
                        drug="cyclophosphamide",
                        label=header.label.cyclophosphamide,
                        printed=row.cy,
                        dose=row.cy_dose,
                        unit=row.cy_unit,
                        days=_days(row.cy_days),
                    ),
                ),
                mark=Read(
                    locator=Locator(source=header.review, place=f"{header.place} [{row.ref}]")
                ),
            )
        )
    return tuple(found)


def _days(printed: str) -> tuple[int, ...]:
    return tuple(int(day) for day in printed.split(";") if day)
