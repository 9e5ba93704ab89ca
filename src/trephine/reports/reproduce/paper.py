"""reproduce: the report of one of the papers, by its id."""

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.reports.document import Document
from trephine.reports.reproduce.consensus2022 import reproduce_consensus2022
from trephine.reports.reproduce.zhan2025 import reproduce_zhan2025

_REPORTS = {"consensus2022": reproduce_consensus2022, "zhan2025": reproduce_zhan2025}


def reproduce(paper: str) -> Document:
    """Return the report of ``consensus2022`` or ``zhan2025``; raises InputError for another."""
    if paper not in _REPORTS:
        raise InputError(
            what=Text(zh="没有这篇论文的数据", en="There are no data of this paper"),
            where="reproduce(paper)",
            found=repr(paper),
            do=Text(zh="可选：" + "、".join(_REPORTS), en="Choose one of: " + ", ".join(_REPORTS)),
        )
    return _REPORTS[paper]()
