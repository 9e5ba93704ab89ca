"""Delegated documents: the register of what the consensus leaves to other documents."""

from dataclasses import dataclass
from functools import cache

from trephine.core.delegated import Delegated
from trephine.core.error import ContentError
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written
from trephine.library.guideline_folder import guidelines


@dataclass(frozen=True, slots=True, kw_only=True)
class _Register:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    delegated: tuple[Delegated, ...]


@cache
def delegations() -> tuple[Delegated, ...]:
    """Return what the consensus delegates, in the order of its text.

    It says which document is meant and whether its criteria are here, not what the document says.
    Raises ContentError where a source or a table does not exist, or a status fits neither.
    """
    path = ROOT / "delegated.toml"
    found = read_toml(path, _Register).delegated
    check_unique((one.id for one in found), path, "delegated", "id")
    known = {table.id for one in guidelines() for table in one.tables}
    for index, one in enumerate(found):
        if one.source:
            check_source(one.source, written(path, "delegated", index, "source"))
        for place in one.at:
            check_source(place.source, written(path, "delegated", index, "at"))
        lost = [name for name in one.tables if name not in known]
        if lost:
            raise ContentError(
                what=Text(zh="登记了不存在的决策表", en="a table that does not exist"),
                where=said(written(path, "delegated", index, "tables")),
                found=", ".join(lost),
                do=Text(zh="改正标识", en="correct the id"),
            )
        built = one.status in {"built", "partly built"}
        if built != bool(one.tables or one.note) or (one.status == "not named") != (not one.source):
            raise ContentError(
                what=Text(zh="状态与内容不符", en="the status does not fit the entry"),
                where=said(written(path, "delegated", index, "status")),
                found=f"status = {one.status!r}, source = {one.source!r}, tables = {one.tables}",
                do=Text(
                    zh="已建者写明 tables 或 note；未点名者 source 留空",
                    en="name tables or a note where it is built; no source where none is named",
                ),
            )
    return found
