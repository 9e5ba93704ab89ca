"""Claims: what the papers state with a citation, as a reader checked it."""

from dataclasses import dataclass
from functools import cache

from trephine.core.claim import Claim
from trephine.core.error import ContentError, InputError
from trephine.core.text import Text
from trephine.library.bibliography import PAPERS, check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written
from trephine.library.erratum import errata


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claims:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    claim: tuple[Claim, ...]


@cache
def claims(paper: str) -> tuple[Claim, ...]:
    """Return the checked claims of one paper, in the order of its text.

    They are one reader's work: ``basis`` says whether title, abstract or more was seen, and what
    nobody could see is ``out-of-reach``. Raises InputError for an unknown paper, ContentError.
    """
    if paper not in PAPERS:
        raise InputError(
            what=Text(zh="没有这一文献的论断登记", en="no claims of such a paper"),
            where="library.claims(paper)",
            found=repr(paper),
            do=Text(zh=f"可用：{', '.join(PAPERS)}", en=f"choose one of: {', '.join(PAPERS)}"),
        )
    path = ROOT / "claims" / f"{paper}.toml"
    found = read_toml(path, _Claims).claim
    check_unique((entry.id for entry in found), path, "claim", "id")
    known = {entry.id for entry in errata()}
    for index, entry in enumerate(found):
        for place in entry.against:
            check_source(place.source, written(path, "claim", index, "against"))
        if entry.at.source != paper:
            raise ContentError(
                what=Text(zh="论断不在这一文献中", en="the claim is in another paper"),
                where=said(written(path, "claim", index, "at")),
                found=repr(entry.at.source),
                do=Text(zh=f"写 {paper}，或移至其文件", en=f"write {paper}, or move the claim"),
            )
        if entry.erratum and entry.erratum not in known:
            raise ContentError(
                what=Text(zh="引用了没有的勘误", en="an erratum that does not exist"),
                where=said(written(path, "claim", index, "erratum")),
                found=repr(entry.erratum),
                do=Text(zh="改正标识，或先登记勘误", en="correct the id, or enter the erratum"),
            )
    return found
