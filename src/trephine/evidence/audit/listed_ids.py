"""Lists of studies in a user's publication tables: ids, or numbers of the list of references."""

import re
from collections.abc import Sequence

from trephine.core.study import Study
from trephine.core.text import Text
from trephine.evidence.audit.publication_cell import PublicationSheet, parts
from trephine.evidence.reading.number import folded

_RANGE = re.compile(r"(\d+)\s*(?:-|–|—|~|至)\s*(\d+)")


def listed_ids(
    sheet: PublicationSheet, column: str, row: int, studies: Sequence[Study]
) -> tuple[str, ...]:
    """Return the ids behind ``a; b``, ``[9, 13-29]`` or ``9; 13–29``, in the order of the cell.

    A number is that of the column ``reference``; in a range, numbers that no study of the table
    has are refused as well. A number that is one study's id and another's reference has two
    meanings. Raises InputError, which names the cell.
    """
    ids = {study.id for study in studies}
    numbered: dict[str, list[str]] = {}
    for study in studies:
        numbered.setdefault(study.source, []).append(study.id)
    found: list[str] = []
    for part in parts(folded(sheet.text(column, row)).strip("[]")):
        span = _RANGE.fullmatch(part)
        if span and part not in ids:
            tokens = [str(one) for one in range(int(span[1]), int(span[2]) + 1)]
        else:
            tokens = [part]
        for token in tokens:
            other = [key for key in numbered.get(token, []) if key != token]
            if token in ids and other:
                sheet.refuse(column, row, _TWO, _LETTERS, f"{token!r}")
            if token in ids:
                found.append(token)
            elif other:
                found += other
            else:
                sheet.refuse(column, row, _NO_ID, _choose(studies), f"{token!r}")
    return tuple(found)


_NO_ID = Text(zh="研究表中没有这个标识或文献号", en="No study has this id or reference number")
_TWO = Text(
    zh="既是一项研究的标识，又是另一项的文献号",
    en="It is the id of one study and the reference number of another",
)
_LETTERS = Text(zh="标识改用字母", en="Use letters for the ids")


def _choose(studies: Sequence[Study]) -> Text:
    shown = [study.id for study in studies[:25]]
    return Text(
        zh=f"可用的标识：{'、'.join(shown)}；或 reference 列中的文献号",
        en=f"Use one of {', '.join(shown)}, or a number of the column reference",
    )
