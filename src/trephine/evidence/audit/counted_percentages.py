"""counted_percentages: hold each percentage that stands beside its own count against that count."""

from collections.abc import Iterator
from fractions import Fraction

from trephine.core.finding import CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.publication import Publication
from trephine.core.study import Arm, Counts, Percentage, Study
from trephine.core.text import Text, both_of
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    gathered,
    number_of,
    outcome_name,
    raised,
)
from trephine.evidence.audit.wording import joined

CHECK = "counted-percentages"
Cell = tuple[str, Counts, Percentage]


def counted_percentages(publication: Publication) -> CheckResult:
    """Compare count and percentage where one cell of the table gives both, ``20 (67)`` of n.

    A percentage a whole unit of its last decimal or more away from events / n is ``proved`` to
    contradict it: no rounding, up or down or twice, moves it so far. It says which n near by and
    which count would give the percentage, and cannot tell which of the three figures is wrong.
    """
    looked: list[Looked] = []
    for study in publication.studies:
        for arm in study.arms:
            looked += _arm(publication, study, arm)
    return gathered(CHECK, looked)


def _cells(publication: Publication, arm: Arm) -> list[Cell]:
    counts, shares = {}, {}
    for one in arm.outcomes:
        if not isinstance(one.mark, Read) or one.mark.locator.source != publication.id:
            continue
        if isinstance(one.value, Counts) and one.value.events is not None:
            counts[one.key] = one.value
        elif isinstance(one.value, Percentage):
            shares[one.key] = one.value
    return [
        (key, count, shares[key])
        for key, count in counts.items()
        if key in shares and shares[key].n == count.n
    ]


def _arm(publication: Publication, study: Study, arm: Arm) -> Iterator[Looked]:
    for key, count, share in _cells(publication, arm):
        subject = f"{study.id} {key}"
        if _agrees(count.events or 0, count.n, share):
            said = f"{count.events}/{count.n} = {_shown(count.events or 0, count.n)}"
            yield agrees(CHECK, subject, said, said)
        else:
            yield raised(subject, _finding(publication, study, key, count, share))


def _agrees(events: int, n: int, share: Percentage) -> bool:
    unit = Fraction(1, 10**share.decimals)
    return abs(Fraction(100 * events, n) - Fraction(share.printed)) < unit


def _shown(events: int, n: int) -> str:
    return f"{100.0 * events / n:.3f}%"


def _finding(
    publication: Publication, study: Study, key: str, count: Counts, share: Percentage
) -> Finding:
    events, n = count.events or 0, count.n
    name, number = outcome_name(publication, key), number_of(publication, study)
    others = [m for m in range(max(events, 1), 3 * n + 1) if _agrees(events, m, share)]
    counts = [x for x in range(n + 1) if _agrees(x, n, share)]
    ways = [f"{events}/{m}" for m in others[:6]] + [f"{x}/{n}" for x in counts[:6]]
    listed = joined(map(both_of, ways))
    other_n = joined(map(both_of, ways[: min(6, len(others))]))
    other_x = joined(both_of(f"{x}/{n}") for x in counts)
    return Finding(
        id=f"{publication.id}/{CHECK}/{study.id}/{key}",
        check=CHECK,
        kind="proved",
        severity="minor",
        at=study.read_at,
        printed=f"{events} ({share.printed}%), n = {n}",
        follows=Text(
            zh=f"{events}/{n} 为 {_shown(events, n)}；相符的有 {listed.zh}",
            en=f"{events}/{n} is {_shown(events, n)}; {share.printed}% can be {listed.en}",
        ),
        sentence=Text(
            zh=f"{number} 的 {name.zh} 印作 {events} 例（{share.printed}%），而 {n} 例中的"
            f" {events} 例为 {_shown(events, n)}。",
            en=f"{name.en} of {number} is printed as {events} ({share.printed}%), and {events} of"
            f" {n} people are {_shown(events, n)}.",
        ),
        arithmetic=(
            Text(
                zh=f"100 * {events} / {n} = {_shown(events, n)}，印作 {share.printed}%",
                en=f"100 * {events} / {n} = {_shown(events, n)}, printed {share.printed}%",
            ),
            Text(
                zh=f"例数不变而分母不同：{other_n.zh}",
                en=f"the same count over another n: {other_n.en}",
            ),
            Text(
                zh=f"分母不变而例数不同：{other_x.zh}",
                en=f"another count over the same n: {other_x.en}",
            ),
        ),
        concerns=(study.id,),
    )
