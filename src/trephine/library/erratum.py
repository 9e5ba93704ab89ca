"""Errata: the register of misprints and contradictions in the papers."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine.core.erratum import Erratum
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, written

ErratumTopic = Literal["evidence", "care"]

# The files of the register in the order of a report; a paper may have several.
REGISTERS: dict[str, ErratumTopic] = {
    "zhan2025": "evidence",
    "zhan2025-pooled": "evidence",
    "consensus2022": "evidence",
    "li2023": "evidence",
    "consensus2022-care": "care",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errata:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    erratum: tuple[Erratum, ...]


@cache
def _register() -> dict[str, tuple[Erratum, ...]]:
    found: dict[str, tuple[Erratum, ...]] = {}
    for name in REGISTERS:
        path = ROOT / "errata" / f"{name}.toml"
        entries = read_toml(path, _Errata).erratum
        taken = [entry.id for before in found.values() for entry in before]
        check_unique((entry.id for entry in entries), path, "erratum", "id", taken)
        for index, entry in enumerate(entries):
            check_source(entry.at.source, written(path, "erratum", index, "at"))
            for place in entry.against:
                check_source(place.source, written(path, "erratum", index, "against"))
        found[name] = entries
    return found


def errata(
    source: str | None = None,
    *,
    concerns: str | None = None,
    topic: ErratumTopic | None = None,
) -> tuple[Erratum, ...]:
    """Return the errata of ``source`` (all by default), those that concern one id, or of one topic.

    ``topic``: ``evidence`` is what the papers hold of it (study tables, pooled results, what the
    texts conclude, reference lists); ``care`` the clinical rules of consensus2022, with what they
    leave unsaid.
    """
    return tuple(
        entry
        for name, entries in _register().items()
        for entry in entries
        if topic in {None, REGISTERS[name]}
        and source in {None, entry.at.source}
        and (concerns is None or concerns in entry.concerns)
    )
