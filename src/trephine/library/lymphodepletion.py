"""Lymphodepletions: every regimen a run can use, with the strength of its drugs."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.regimen import DrugDose, Regimen
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, written
from trephine.library.regimen import regimens


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strength:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    share: float
    reference: float
    unit: Literal["mg/m2", "mg"]
    label: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drug:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    printed: str
    dose: float
    unit: Literal["mg/m2", "mg/kg", "mg"]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Regimen:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    study: str
    product: str
    year: int
    registration: str
    drug: tuple[_Drug, ...]
    at: Locator | None = None
    reason: Text | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Further:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    strength: tuple[_Strength, ...]
    regimen: tuple[_Regimen, ...]


@cache
def lymphodepletions() -> tuple[Regimen, ...]:
    """Return the consensus's regimens, then further ones, each drug with its strength.

    ``regimens()`` has those of the consensus's table 2 alone, as printed. The strengths are
    assumed: ``strengths()`` says why. Raises ContentError.
    """
    path = ROOT / "regimens" / "further.toml"
    content = _content()
    table = regimens()
    check_unique(
        (one.id for one in content.regimen), path, "regimen", "id", (one.id for one in table)
    )
    per = {one.drug: one.share / one.reference for one in content.strength}
    labels = {one.drug: one.label for one in content.strength}
    found = [
        replace(one, drugs=tuple(replace(drug, strength=per[drug.drug]) for drug in one.drugs))
        for one in table
    ]
    for index, one in enumerate(content.regimen):
        where = written(path, "regimen", index)
        mark: Mark
        if one.at is not None:
            check_source(one.at.source, where)
            mark = Read(locator=one.at)
        elif one.reason is not None:
            mark = Assumed(reason=one.reason, on=content.on)
        else:
            raise ContentError(
                what=Text(zh="既无出处也无理由", en="neither a place nor a reason"),
                where=where(),
                found=one.id,
                do=Text(zh="写 at 或 reason", en="write at or reason"),
            )
        found.append(
            Regimen(
                id=one.id,
                study=one.study,
                product=one.product,
                year=one.year,
                registration=one.registration,
                drugs=tuple(
                    DrugDose(
                        drug=drug.drug,
                        label=labels[drug.drug],
                        printed=drug.printed,
                        dose=drug.dose,
                        unit=drug.unit,
                        days=drug.days,
                        strength=per[drug.drug],
                    )
                    for drug in one.drug
                ),
                mark=mark,
            )
        )
    return tuple(found)


def strengths() -> dict[str, tuple[float, Mark]]:
    """Return each drug's lymphodepletion per mg/m2 (per mg of a flat dose), with its mark."""
    content = _content()
    return {
        one.drug: (one.share / one.reference, Assumed(reason=one.reason, on=content.on))
        for one in content.strength
    }


@cache
def _content() -> _Further:
    return read_toml(ROOT / "regimens" / "further.toml", _Further)
