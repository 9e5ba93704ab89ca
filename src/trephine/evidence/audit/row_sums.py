"""row_sums: find rows of a table that are cell by cell the sum of other rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import comb, prod

from trephine.core.finding import CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.percentage import counts_from_percentage, counts_rounded_twice
from trephine.core.publication import Publication
from trephine.core.study import Counts, Percentage, Study
from trephine.core.text import Text
from trephine.evidence.audit.grim import percentage_cells
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    cited,
    gathered,
    number_of,
    outcome_name,
    raised,
)

CHECK = "row-sums"
_COUNTS = Text(zh="每个百分数都是该行例数的整数", en="every percentage is a count of its row's n")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSum:
    """A row whose n and whose every shared cell can be the sum of ``parts``.

    ``cells`` hold, for each outcome that all rows print, its name and the counts
    (``28 = 13 + 15``). ``chance`` is how many such sums are to be expected among rows like these
    by chance: the number of sets of rows tried, times the share of counts that would fit, all
    counts equally likely; cells of zeros do not count.
    """

    whole: str
    parts: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    chance: float


def row_sums(publication: Publication, *, largest: int = 3, least_cells: int = 2) -> CheckResult:
    """Search for rows that can be the union of two or three others: double counting.

    n must add up exactly, and for every percentage that all of them print, counts that round to it
    must add up; at least ``least_cells`` such cells. ``computed`` where less than one in twenty is
    expected by chance, otherwise a ``suspicion``. It cannot tell which patients are the same.
    """
    found = find_row_sums(publication, largest=largest, least_cells=least_cells)
    return gathered(CHECK, _looked(publication, found))


def find_row_sums(
    publication: Publication, *, largest: int = 3, least_cells: int = 2
) -> tuple[RowSum, ...]:
    """Return every row that can be the sum of others, in the table's order."""
    studies = [study for study in publication.studies if study.arms]
    counts = {study.id: _counts(publication, study) for study in studies}
    k = len(studies)
    tried = sum(k * comb(k - 1, size) for size in range(2, largest + 1)) if k else 0
    found = []
    for whole in studies:
        others = [one for one in studies if one is not whole and one.arms[0].n < whole.arms[0].n]
        for size in range(2, largest + 1):
            for parts in combinations(others, size):
                if sum(part.arms[0].n for part in parts) != whole.arms[0].n:
                    continue
                rows = [counts[whole.id], *(counts[part.id] for part in parts)]
                cells = _cells(rows)
                if cells is None or len(cells) < least_cells:
                    continue
                chance = tried / max(one.arms[0].n for one in studies)
                chance *= _chance(rows, cells, whole.arms[0].n)
                found.append(
                    RowSum(
                        whole=whole.id,
                        parts=tuple(part.id for part in parts),
                        cells=tuple(cells),
                        chance=chance,
                    )
                )
    return tuple(found)


def _chance(rows: list[dict[str, tuple[int, ...]]], cells: list[tuple[str, str]], n: int) -> float:
    """Return how often cells would add up by chance; nothing is taken from cells of zeros."""
    told = [name for name, said in cells if not said.startswith("0 =")]
    return min(1.0, prod(prod(len(row[name]) for row in rows) / (n + 1.0) for name in told))


def _counts(publication: Publication, study: Study) -> dict[str, tuple[int, ...]]:
    """Return by outcome the count that the row prints, else those that give its percentage."""
    found = {}
    for cell in percentage_cells(publication, study):
        found[cell.name.en] = _fits(cell.printed)
    for outcome in study.arms[0].outcomes:
        value, mark = outcome.value, outcome.mark
        own = isinstance(mark, Read) and mark.locator.source == publication.id
        if own and isinstance(value, Counts) and value.events is not None:
            found[outcome_name(publication, outcome.key).en] = (value.events,)
    return found


@lru_cache(maxsize=65536)  # the overlap checks search the same table again
def _fits(one: Percentage) -> tuple[int, ...]:
    fits = (*counts_from_percentage(one), *counts_rounded_twice(one))
    return tuple(sorted({fit.events for fit in fits}))


def _cells(rows: list[dict[str, tuple[int, ...]]]) -> list[tuple[str, str]] | None:
    """Return the shared cells with their sums, None where one cannot be a sum."""
    whole, *parts = rows
    cells = []
    for name, totals in whole.items():
        if not all(name in part for part in parts):
            continue
        sums = [
            (total, chosen)
            for chosen in product(*(part[name] for part in parts))
            for total in totals
            if sum(chosen) == total
        ]
        if not sums:
            return None
        total, chosen = sums[0]
        cells.append((name, f"{total} = {' + '.join(str(one) for one in chosen)}"))
    return cells


def _looked(publication: Publication, found: tuple[RowSum, ...]) -> Iterator[Looked]:
    if not any(percentage_cells(publication, study) for study in publication.studies):
        zh, en = "表中没有百分数", "the table prints no percentages"
        yield cannot_tell(CHECK, publication.id, zh, en)
        return
    if not found:
        zh, en = "没有一行是其他行之和", "no row is the sum of others"
        yield agrees(CHECK, publication.id, zh, en)
    for one in found:
        yield raised(f"{one.whole} {' '.join(one.parts)}", _finding(publication, one))


def _finding(publication: Publication, one: RowSum) -> Finding:
    whole = publication.study(one.whole)
    parts = [publication.study(key) for key in one.parts]
    numbers = cited(publication, one.parts)
    number = number_of(publication, whole)
    sizes = " + ".join(str(part.arms[0].n) for part in parts)
    steps: list[Text | str] = [f"n: {whole.arms[0].n} = {sizes}"]
    words = {cell.name.en: cell.name for cell in percentage_cells(publication, whole)}
    for outcome in whole.arms[0].outcomes:
        name = outcome_name(publication, outcome.key)
        words.setdefault(name.en, name)
    steps += [
        Text(zh=f"{words[name].zh}：{sum_}", en=f"{name}: {sum_}") for name, sum_ in one.cells
    ]
    registered = set(whole.registrations)
    union = {entry for part in parts for entry in part.registrations}
    same = bool(registered) and registered == union
    if same:
        listed = ", ".join(sorted(union))
        steps.append(
            Text(
                zh=f"{number} 的登记号 = {numbers} 的登记号：{listed}",
                en=f"registrations of {number} = those of {numbers}: {listed}",
            )
        )
    steps.append(
        Text(
            zh=f"此类表中由偶然可期的次数：{one.chance:.2g}",
            en=f"expected by chance among such tables: {one.chance:.2g}",
        )
    )
    total = sum(study.arms[0].n for study in publication.studies if study.arms)
    once = total - whole.arms[0].n
    steps.append(
        Text(
            zh=f"例数：{total} - {whole.arms[0].n} = {once}",
            en=f"patients: {total} - {whole.arms[0].n} = {once}",
        )
    )
    certain = one.chance < 0.05
    zh = "；登记号亦恰为其并集" if same else ""
    en = "; its registrations are theirs taken together" if same else ""
    return Finding(
        id=f"{publication.id}/{CHECK}/{one.whole}",
        check=CHECK,
        kind="computed" if certain else "suspicion",
        severity="major" if certain else "note",
        at=whole.read_at,
        against=tuple(part.read_at for part in parts),
        printed=f"n = {whole.arms[0].n}; {sizes}",
        follows=Text(
            zh=f"每名患者只计一次：{once} 例而非 {total} 例",
            en=f"every patient once: {once} people, not {total}",
        ),
        sentence=Text(
            zh=f"{number} 的例数与 {len(one.cells)} 个百分数逐项等于 {numbers} 之和"
            f"{zh}：同一批患者计了两次。",
            en=f"The n and {len(one.cells)} percentages of {number} are, cell by cell, the sums of"
            f" {numbers}{en}: the same patients are counted twice.",
        ),
        arithmetic=tuple(steps),
        assumes=(_COUNTS,) if certain else (),
        concerns=(one.whole, *one.parts),
    )
