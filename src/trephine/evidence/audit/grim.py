"""grim: hold every printed percentage against the number of people it is of."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from trephine.core.finding import CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.percentage import (
    counts_from_percentage,
    counts_rounded_twice,
    denominators_near,
    nearest_count,
)
from trephine.core.publication import Publication
from trephine.core.study import Percentage, Study
from trephine.core.text import Text, both_of
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cannot_tell,
    gathered,
    number_of,
    outcome_name,
    plain,
    raised,
)
from trephine.evidence.audit.wording import joined

CHECK = "grim"
_ONCE = Text(zh="百分数只取舍一次", en="a percentage is rounded once")
_MALE = Text(zh="男性", en="men")


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentageCell:
    """One percentage of a row: of what, as printed over n, and how a count can give it.

    ``fit``: ``rounded`` half up or half even; ``truncated`` only so; ``twice`` only where rounded
    twice; ``none`` by no count at all; ``any`` where n is so large that every figure fits.
    """

    name: Text
    printed: Percentage
    fit: str


def grim(publication: Publication) -> CheckResult:
    """Look for the count behind every percentage that the table prints, row by row.

    A percentage that no count of n gives under half-up, half-even, truncation or two roundings is
    ``proved`` not to be a share of these n people; one that only two roundings give is
    ``computed``, one that only truncation gives a ``suspicion``. It lists the denominators near n
    that give it and those that repair the whole row. It cannot tell which denominator was used.
    Brown and Heathers 2017, Social Psychological and Personality Science 8:363-369.
    """
    looked: list[Looked] = []
    for study in publication.studies:
        looked += _study(publication, study)
    return gathered(CHECK, looked)


def percentage_cells(publication: Publication, study: Study) -> list[PercentageCell]:
    """Return the percentages that the publication itself prints in a study's row."""
    found = []
    for arm in study.arms:
        male = arm.male
        if male is None and arm.male_percent is not None:
            male = Percentage(printed=plain(arm.male_percent), n=arm.n)
        if male is not None:
            found.append((_MALE, male))
        for outcome in arm.outcomes:
            mark, value = outcome.mark, outcome.value
            if (
                isinstance(value, Percentage)
                and isinstance(mark, Read)
                and mark.locator.source == publication.id
            ):
                found.append((outcome_name(publication, outcome.key), value))
    return [PercentageCell(name=name, printed=one, fit=percentage_fit(one)) for name, one in found]


def repairing_denominators(
    cells: list[PercentageCell], *, within: int = 12
) -> tuple[tuple[int, bool], ...]:
    """Return the other n that every percentage of a row can be of, nearest first.

    With each whether a second rounding is needed for it.
    """
    if not cells:
        return ()
    n = cells[0].printed.n
    found = []
    for other in sorted(range(max(1, n - within), n + within + 1), key=lambda m: (abs(m - n), m)):
        fits = [percentage_fit(Percentage(printed=cell.printed.printed, n=other)) for cell in cells]
        if other != n and all(fit in {"rounded", "twice", "any"} for fit in fits):
            found.append((other, "twice" in fits))
    return tuple(found)


def best_denominators(
    cells: list[PercentageCell], *, within: int = 12
) -> tuple[tuple[int, int], ...]:
    """Return the other n that hold the most percentages of a row, if more than its own n holds.

    With each how many it holds, rounded once. Nearest first.
    """
    if not cells:
        return ()
    n = cells[0].printed.n

    def held(other: int) -> int:
        shares = (Percentage(printed=cell.printed.printed, n=other) for cell in cells)
        return sum(percentage_fit(share) in {"rounded", "any"} for share in shares)

    counts = {m: held(m) for m in range(max(1, n - within), n + within + 1)}
    most = max(counts.values())
    if most <= counts[n]:
        return ()
    best = [m for m, count in counts.items() if count == most]
    return tuple((m, most) for m in sorted(best, key=lambda m: (abs(m - n), m)))


@lru_cache(maxsize=65536)  # rows, repairs and overlap ask again for the same figures
def percentage_fit(one: Percentage) -> str:
    """Return how a count of n can print as this percentage: see ``PercentageCell.fit``."""
    if one.n >= 100 * 10**one.decimals:
        return "any"
    fits = counts_from_percentage(one)
    if any({"half-up", "half-even"} & set(fit.roundings) for fit in fits):
        return "rounded"
    if fits:
        return "truncated"
    return "twice" if counts_rounded_twice(one) else "none"


def _study(publication: Publication, study: Study) -> Iterator[Looked]:
    cells = percentage_cells(publication, study)
    number = number_of(publication, study)
    if not cells:
        zh, en = "该行没有百分数", "the row prints no percentage"
        yield cannot_tell(CHECK, study.id, zh, en)
        return
    wrong = [cell for cell in cells if cell.fit in {"none", "twice", "truncated"}]
    if not wrong:
        if all(cell.fit == "any" for cell in cells):
            zh, en = "例数过多，任何百分数都相符", "n is so large that every percentage fits"
            yield cannot_tell(CHECK, study.id, zh, en)
        else:
            zh, en = f"{len(cells)} 个百分数均有整数", f"all {len(cells)} percentages are counts"
            yield agrees(CHECK, study.id, zh, en)
        return
    yield raised(study.id, _finding(publication, study, number, cells, wrong))


def _steps(cell: PercentageCell) -> list[Text]:
    one = cell.printed
    near = nearest_count(one)
    around = [
        f"{count}/{one.n} = {_shown(Fraction(100 * count, one.n))}"
        for count in (near - 1, near, near + 1)
        if 0 <= count <= one.n
    ]
    listed = ", ".join(around)
    name = Text(zh=f"{cell.name.zh} {one.printed}%", en=f"{cell.name.en} {one.printed}%")
    steps = [Text(zh=f"{name.zh}：{listed}", en=f"{name.en}: {listed}")]
    if cell.fit == "twice":
        listed = ", ".join(f"{fit.events}/{fit.n}" for fit in counts_rounded_twice(one))
        steps.append(Text(zh=f"取舍两次：{listed}", en=f"rounded twice: {listed}"))
    if cell.fit == "truncated":
        listed = ", ".join(f"{fit.events}/{fit.n}" for fit in counts_from_percentage(one))
        steps.append(Text(zh=f"截尾：{listed}", en=f"cut off: {listed}"))
    others = [f"{fit.events}/{fit.n}" for fit in denominators_near(one)]
    near_n = joined(map(both_of, others[:6]))
    steps.append(
        Text(zh=f"{name.zh}，相近的分母：{near_n.zh}", en=f"{name.en} near n: {near_n.en}")
    )
    return steps


def _shown(value: Fraction) -> str:
    return f"{float(value):.3f}%"


def _finding(
    publication: Publication,
    study: Study,
    number: str,
    cells: list[PercentageCell],
    wrong: list[PercentageCell],
) -> Finding:
    none = [cell for cell in wrong if cell.fit == "none"]
    twice = [cell for cell in wrong if cell.fit == "twice"]
    n = cells[0].printed.n
    repairs = repairing_denominators(cells)
    steps = [step for cell in wrong for step in _steps(cell)]
    listed = joined(
        Text(
            zh=f"{other}{'（须取舍两次）' if two else ''}",
            en=f"{other}{' (rounded twice)' if two else ''}",
        )
        for other, two in repairs
    )
    zh = "没有哪个相近的分母能容纳全行"
    en = "no denominator near by holds the whole row"
    if len(cells) > 1:
        steps.append(
            Text(
                zh=f"全行 {len(cells)} 个百分数的同一分母：{listed.zh}",
                en=f"one denominator for all {len(cells)} of the row: {listed.en}",
            )
        )
    best = () if repairs else best_denominators(cells)
    if best:
        holds = "、".join(str(other) for other, _ in best)
        zh += f"；{holds} 容纳 {len(cells)} 个中的 {best[0][1]} 个"
        holds = ", ".join(str(other) for other, _ in best)
        en += f"; {holds} holds {best[0][1]} of {len(cells)}"
        steps.append(
            Text(
                zh=f"容纳最多的其他分母：{holds}，{len(cells)} 个中的 {best[0][1]} 个",
                en=f"most held by another: {holds}, {best[0][1]} of {len(cells)}",
            )
        )
    if repairs:
        zh = f"全行可为同一分母：{listed.zh}"
        en = f"one denominator for the whole row: {listed.en}"
    shown = "、".join(f"{cell.name.zh} {cell.printed.printed}%" for cell in wrong)
    shown_en = ", ".join(f"{cell.name.en} {cell.printed.printed}%" for cell in wrong)
    if none:
        kind, severity = "proved", "minor"
        says = Text(
            zh=f"{number} 的 {n} 例中，任何整数都得不到"
            + "、".join(f"{cell.name.zh} {cell.printed.printed}%" for cell in none),
            en=f"No count of the {n} people of {number} gives "
            + ", ".join(f"{cell.name.en} {cell.printed.printed}%" for cell in none),
        )
    elif twice:
        kind, severity = "computed", "note"
        says = Text(
            zh=f"{number} 的 {shown} 只有两次取舍才是 {n} 例的整数",
            en=f"{shown_en} of {number} is a count of {n} people only where rounded twice",
        )
    else:
        kind, severity = "suspicion", "note"
        says = Text(
            zh=f"{number} 的 {shown} 只有截尾才是 {n} 例的整数",
            en=f"{shown_en} of {number} is a count of {n} people only where cut off",
        )
    return Finding(
        id=f"{publication.id}/{CHECK}/{study.id}",
        check=CHECK,
        kind=kind,  # type: ignore[arg-type]
        severity=severity,  # type: ignore[arg-type]
        at=study.read_at,
        printed=Text(zh=f"n = {n}：{shown}", en=f"n = {n}: {shown_en}"),
        follows=Text(zh=zh, en=en),
        sentence=Text(zh=f"{says.zh}；{zh}。", en=f"{says.en}; {en}."),
        arithmetic=tuple(steps),
        assumes=(_ONCE,) if kind == "computed" else (),
        concerns=(study.id,),
    )
