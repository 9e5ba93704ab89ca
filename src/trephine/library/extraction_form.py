"""extraction_form: what is read from each study of a review whose protocol lists nothing else."""

from dataclasses import dataclass
from functools import cache

from trephine.core.review_protocol import ExtractionItem
from trephine.library.catalogue import check_outcome
from trephine.library.content import ROOT, check_unique, read_toml, written


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    item: tuple[ExtractionItem, ...]


@cache
def extraction_form() -> tuple[ExtractionItem, ...]:
    """Return the items of the form, facts of the study first, then outcomes of the register.

    It is a start for single-arm studies of cell therapy, no standard: a protocol that lists its
    own items is followed instead.
    """
    path = ROOT / "extraction" / "items.toml"
    found = read_toml(path, _File).item
    check_unique((one.id for one in found), path, "item", "id")
    for index, one in enumerate(found):
        if one.outcome:
            check_outcome(one.outcome, written(path, "item", index, "outcome"))
    return found
