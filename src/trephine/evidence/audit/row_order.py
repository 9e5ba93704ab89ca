"""row_order: find the row that breaks the order of a table of studies."""

import re
from bisect import bisect_left

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.text import Text
from trephine.evidence.audit.verdict import agrees, cannot_tell, gathered, number_of, raised

CHECK = "row-order"


def row_order(publication: Publication) -> CheckResult:
    """Find rows out of place where all others follow the order of their reference numbers.

    A ``suspicion`` that a row was moved or added late; a table with more than one row in ten out
    of place has another order, and nothing is said.
    """
    numbered = [
        (study, int(found.group(1)))
        for study in publication.studies
        if (found := re.fullmatch(r"\[(\d+)\]", number_of(publication, study)))
    ]
    kept = _longest([number for _, number in numbered])
    out = [study for index, (study, _) in enumerate(numbered) if index not in kept]
    if not out:
        line = agrees(CHECK, publication.id, "按文献号排列", "in the order of the numbers")
        return gathered(CHECK, [line])
    if 10 * len(out) > len(numbered):
        line = cannot_tell(CHECK, publication.id, "另有次序", "the rows have another order")
        return gathered(CHECK, [line])
    order = " ".join(str(number) for _, number in numbered)
    names = ", ".join(number_of(publication, study) for study in out)
    finding = Finding(
        id=f"{publication.id}/{CHECK}/{out[0].id}",
        check=CHECK,
        kind="suspicion",
        severity="note",
        at=out[0].read_at,
        printed=order,
        follows=Text(zh=f"{names} 不在其位", en=f"{names} out of place"),
        sentence=Text(
            zh=f"表中各行按文献号排列，唯 {names} 例外。",
            en=f"The rows of the table are in the order of their numbers but for {names}.",
        ),
        arithmetic=(
            order,
            Text(
                zh=f"去掉 {names} 则 {len(numbered) - len(out)} 行有序",
                en=f"in order without {names}: {len(numbered) - len(out)} rows",
            ),
        ),
        concerns=tuple(study.id for study in out),
    )
    return gathered(CHECK, [raised(publication.id, finding)])


def _longest(numbers: list[int]) -> set[int]:
    """Return the places of a longest increasing run, not necessarily adjacent."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        at = bisect_left(tails, number)
        if at == len(tails):
            tails.append(number)
            ends.append(index)
        else:
            tails[at], ends[at] = number, index
        before[index] = ends[at - 1] if at else -1
    kept: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
