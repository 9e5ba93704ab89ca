"""Errata: the register of misprints and contradictions in the papers."""

from dataclasses import dataclass
from functools import cache

from trephine.core.erratum import Erratum
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, written

REVIEWS = ("zhan2025", "consensus2022", "li2023")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errata:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    erratum: tuple[Erratum, ...]


@cache
def _of(review: str) -> tuple[Erratum, ...]:
    path = ROOT / "errata" / f"{review}.toml"
    found = read_toml(path, _Errata).erratum
    check_unique((entry.id for entry in found), path, "erratum", "id")
    for index, entry in enumerate(found):
        check_source(entry.at.source, written(path, "erratum", index, "at"))
        for place in entry.against:
            check_source(place.source, written(path, "erratum", index, "against"))
    return found


def errata(source: str | None = None, *, concerns: str | None = None) -> tuple[Erratum, ...]:
    """Return the errata of ``source`` (all by default), or those that concern one id.

    They cover the evidence in the papers: study tables, pooled results, what the texts conclude
    from them, reference lists. Those of clinical rules stand with the rules.
    """
    found = tuple(entry for review in REVIEWS for entry in _of(review))
    if source is not None:
        found = tuple(entry for entry in found if entry.at.source == source)
    if concerns is not None:
        found = tuple(entry for entry in found if concerns in entry.concerns)
    return found
