"""study_logic: hold the outcomes of each single study against what must hold between them."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.mark import Read
from trephine.core.publication import Publication, Relation
from trephine.core.published import Printed
from trephine.core.study import Arm, Counts, NotReported, Outcome, Percentage, Study, Survival
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import PrintedRange, printed_range
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cited,
    gathered,
    number_of,
    outcome_name,
    raised,
)

CHECK = "study-logic"
_SAME = Text(zh="两者说的是同一批患者", en="both figures are of the same people")


def study_logic(publication: Publication) -> CheckResult:
    """Compare the figures of one study and arm by every relation of the publication.

    A part larger than its whole, or exclusive outcomes of more than everybody, is ``proved`` where
    the publication prints both of the same n, ``computed`` where another document adds one of
    them. Medians are compared where the relation is one of time. A whole that is not reported
    beside a part that is not zero is a ``suspicion``: something was known.
    """
    looked: list[Looked] = []
    for relation in publication.relations:
        silent = []
        for study in publication.studies:
            for arm in study.arms:
                looked += _arm(publication, study, arm, relation)
                if _silent(arm, relation):
                    silent.append(study)
        if silent:
            looked.append(_missing(publication, relation, silent))
    return gathered(CHECK, looked)


def _figures(arm: Arm, key: str) -> list[tuple[Outcome, PrintedRange, int, str]]:
    found = []
    counted = {
        (one.mark, one.value.n)
        for one in arm.outcomes
        if one.key == key and isinstance(one.value, Counts) and one.value.events is not None
    }
    for outcome in arm.outcomes:
        value = outcome.value
        if outcome.key != key:
            continue
        if isinstance(value, Percentage) and (outcome.mark, value.n) in counted:
            continue  # the same cell gives the count
        if isinstance(value, Counts) and value.events is not None:
            share = 100.0 * value.events / value.n
            behind = PrintedRange(low=share, high=share)
            found.append((outcome, behind, value.n, f"{value.events}/{value.n}"))
        elif isinstance(value, Percentage):
            behind = printed_range(Printed(text=value.printed))
            found.append((outcome, behind, value.n, f"{value.printed}%"))
        elif isinstance(value, Survival) and value.median_months is not None:
            behind = printed_range(Printed(text=value.printed))
            found.append((outcome, behind, value.n, value.printed))
    return found


def _arm(publication: Publication, study: Study, arm: Arm, relation: Relation) -> Iterator[Looked]:
    for one, first, n, said in _figures(arm, relation.one):
        for other, second, m, also in _figures(arm, relation.other):
            times = isinstance(one.value, Survival)
            if times != isinstance(other.value, Survival) or n != m:
                continue
            if one.population != other.population:
                continue
            subject = f"{study.id} {relation.one} {relation.other}"
            if relation.kind in {"part-of", "not-after"}:
                broken = first.low > second.high
                rule = f"{said} <= {also}"
            elif times:
                continue
            elif relation.kind == "exclusive":
                broken = first.low + second.low > 100.0
                rule = f"{said} + {also} <= 100%"
            else:
                low, high = first.low + second.low, first.high + second.high
                broken = low > 100.0 or high < 100.0
                rule = f"{said} + {also} = 100%"
            if not broken:
                yield agrees(CHECK, subject, rule, rule)
                continue
            own = all(
                isinstance(each.mark, Read) and each.mark.locator.source == publication.id
                for each in (one, other)
            )
            yield raised(subject, _finding(publication, study, relation, rule, own=own))


def _finding(
    publication: Publication, study: Study, relation: Relation, rule: str, *, own: bool
) -> Finding:
    name = outcome_name(publication, relation.one)
    whole = outcome_name(publication, relation.other)
    number = number_of(publication, study)
    return Finding(
        id=f"{publication.id}/{CHECK}/{study.id}/{relation.one}-{relation.other}",
        check=CHECK,
        kind="proved" if own else "computed",
        severity="minor",
        at=study.read_at,
        printed=rule,
        follows=Text(zh=f"应有 {rule}", en=f"{rule} must hold"),
        sentence=Text(
            zh=f"{number} 的 {name.zh} 与 {whole.zh} 不能同时成立：应有 {rule}。"
            f"{relation.reason.zh}",
            en=f"{name.en} and {whole.en} of {number} cannot both hold: {rule} does not."
            f" {relation.reason.en}",
        ),
        arithmetic=(Text(zh=f"{rule} 不成立", en=f"{rule} is false"),),
        assumes=() if own else (_SAME,),
        concerns=(study.id,),
    )


def _silent(arm: Arm, relation: Relation) -> bool:
    if relation.kind != "part-of":
        return False
    whole = [one for one in arm.outcomes if one.key == relation.other]
    if not whole or not all(isinstance(one.value, NotReported) for one in whole):
        return False
    return any(behind.low > 0.0 for _, behind, _, _ in _figures(arm, relation.one))


def _missing(publication: Publication, relation: Relation, silent: list[Study]) -> Looked:
    name = outcome_name(publication, relation.one)
    whole = outcome_name(publication, relation.other)
    numbers = cited(publication, [study.id for study in silent])
    finding = Finding(
        id=f"{publication.id}/{CHECK}/{relation.other}-not-reported",
        check=CHECK,
        kind="suspicion",
        severity="note",
        at=silent[0].read_at,
        against=tuple(study.read_at for study in silent[1:]),
        printed=numbers,
        follows=Text(
            zh=f"{whole.zh} 不会为零，至少为 {name.zh} 之数",
            en=f"{whole.en} cannot be zero: it is at least {name.en}",
        ),
        sentence=Text(
            zh=f"{numbers} 给出 {name.zh}，{whole.zh} 却未报告：后者至少有前者之数。",
            en=f"{numbers}: {name.en} is given and {whole.en} is not, though it is at least that.",
        ),
        arithmetic=tuple(
            Text(
                zh=f"{number_of(publication, study)}：{name.zh} {said}，{whole.zh} 未报告",
                en=f"{number_of(publication, study)}: {name.en} {said}, {whole.en} not reported",
            )
            for study in silent
            for arm in study.arms
            for _, _, _, said in _figures(arm, relation.one)
        ),
        concerns=tuple(study.id for study in silent),
    )
    return raised(f"{relation.other} not reported", finding)
