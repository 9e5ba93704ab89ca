"""outcome_logic: hold pooled results against what must hold between their outcomes."""

from collections.abc import Iterator
from math import isnan

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication, Relation
from trephine.core.published import PublishedEstimate
from trephine.core.study import Counts
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.logic_gap import LogicGap, logic_gap
from trephine.evidence.audit.verdict import (
    Looked,
    agrees,
    cited,
    gathered,
    number_of,
    outcome_name,
    raised,
)
from trephine.evidence.audit.wording import NONE, result_said, row_name

CHECK = "outcome-logic"
_SAME_WEIGHTS = Text(
    zh="两项用同一批研究、相同例数与只取决于例数的权重（Freeman–Tukey 共同效应）",
    en="both pool the same studies of the same n with weights by n alone (Freeman–Tukey, common"
    " effect)",
)


def outcome_logic(publication: Publication) -> CheckResult:
    """Compare pooled results by every relation of the publication, and say what could explain it.

    Part and whole, exclusive outcomes, order in time and complements. Results over different
    studies need not agree: such a finding is a ``suspicion`` with the sets compared, the chance
    that sampling does it, and what the studies not shared would have to show. Over the same
    studies with common-effect weights the order is a theorem, so the finding is ``computed``;
    random-effects weights differ between results and prove nothing.
    """
    rows = {row.outcome: row for row in publication.pooled if row.analysis == "primary"}
    looked: list[Looked] = []
    for relation in publication.relations:
        if relation.one in rows and relation.other in rows:
            looked += _pair(publication, relation, rows[relation.one], rows[relation.other])
    return gathered(CHECK, looked)


def _studies(publication: Publication, row: PublishedEstimate) -> Text:
    name, listed = row_name(publication, row), cited(publication, row.studies)
    return Text(zh=f"{name.zh}：{listed}", en=f"{name.en}: {listed}")


def _sets(publication: Publication, one: PublishedEstimate, other: PublishedEstimate) -> Text:
    mine, theirs = set(one.studies), set(other.studies)
    both = cited(publication, tuple(mine & theirs))
    if not mine or not theirs:
        return Text(zh="所列研究不全", en="the studies are not listed")
    if mine == theirs:
        return Text(zh="研究完全相同", en="the same studies")
    if not both:
        return Text(zh="没有共同的研究", en="no study in common")
    return Text(zh=f"共同的研究：{both}", en=f"in both: {both}")


def _pair(
    publication: Publication, relation: Relation, one: PublishedEstimate, other: PublishedEstimate
) -> Iterator[Looked]:
    subject = f"{relation.kind} {one.id} {other.id}"
    gap = logic_gap(publication, relation, one, other)
    if gap is not None:
        yield raised(subject, _finding(publication, relation, one, other, gap))
        return
    flat = relation.kind == "not-after" and one.estimate.text == other.estimate.text
    flat = flat and bool(one.studies and other.studies)
    if flat and not set(one.studies) & set(other.studies):
        yield raised(subject, _flat(publication, relation, one, other))
        return
    sets = _sets(publication, one, other)
    said = f"{one.estimate.text}%, {other.estimate.text}%"
    yield agrees(CHECK, subject, f"{said}；{sets.zh}", f"{said}; {sets.en}")


def _rule(relation: Relation, one: PublishedEstimate, other: PublishedEstimate) -> str:
    if relation.kind in {"part-of", "not-after"}:
        return f"{one.estimate.text}% <= {other.estimate.text}%"
    sign = "<=" if relation.kind == "exclusive" else "="
    total = one.estimate.value + other.estimate.value
    return f"{one.estimate.text}% + {other.estimate.text}% {sign} 100% ({total:g}%)"


def _finding(
    publication: Publication,
    relation: Relation,
    one: PublishedEstimate,
    other: PublishedEstimate,
    gap: LogicGap,
) -> Finding:
    same = bool(one.studies) and set(one.studies) == set(other.studies)
    computed = same and one.model == other.model == "fixed"
    rule = _rule(relation, one, other)
    names = [outcome_name(publication, row.outcome) for row in (one, other)]
    large = outcome_name(publication, gap.large.outcome)
    sets = _sets(publication, one, other)
    said, also = result_said(one), result_said(other)
    big, small = row_name(publication, gap.large), row_name(publication, gap.bound)
    rest = "100% - " if gap.reverse else ""
    steps = [
        Text(zh=f"应有：{rule}", en=f"must hold: {rule}"),
        Text(
            zh=f"{rest}{big.zh}：{gap.behind.low:g}%~{gap.behind.high:g}%；"
            f"{small.zh}所容许：{gap.limit.low:g}%~{gap.limit.high:g}%",
            en=f"{rest}{big.en}: {gap.behind.low:g}% to {gap.behind.high:g}%, allowed by"
            f" {small.en}: {gap.limit.low:g}% to {gap.limit.high:g}%",
        ),
        _studies(publication, one),
        _studies(publication, other),
        Text(
            zh=f"置信区间：{said.zh}，{also.zh}；{'不能' if gap.beyond else '可以'}相容",
            en=f"confidence intervals: {said.en}, {also.en};"
            f" {'cannot' if gap.beyond else 'can'} be reconciled",
        ),
        Text(
            zh=f"两独立样本反正弦之差：P = {gap.P:.2g}",
            en=f"arcsine difference of independent samples: P = {gap.P:.2g}",
        ),
    ]
    zh, en = sets.zh, sets.en
    if not isnan(gap.needed):
        alone = set(gap.large.studies) - set(gap.bound.studies)
        numbers = cited(publication, tuple(alone))
        steps.append(
            Text(
                zh=f"按例数加权：({gap.behind.low:g}% * {gap.shared + gap.alone} − {small.zh}"
                f"至多 {gap.limit.high:g}%) / {gap.alone} = {gap.needed:.3g}%",
                en=f"weights by n: ({gap.behind.low:g}% * {gap.shared + gap.alone} - at most"
                f" {gap.limit.high:g}% of {small.en}) / {gap.alone} = {gap.needed:.3g}%",
            )
        )
        share = 100.0 - gap.needed if gap.reverse else gap.needed
        if gap.needed < 1.0:
            zh += "；其余研究不同即可解释"
            en += "; the other studies can make the whole difference"
        else:
            least = Text(
                zh="至多" if gap.reverse else "至少", en="most" if gap.reverse else "least"
            )
            zh += f"；只在{big.zh}中的 {numbers}（{gap.alone} 例）{least.zh}须为 {share:.0f}%"
            en += (
                f"; those in {big.en} only ({numbers}, {gap.alone} people) would have to"
                f" show at {least.en} {share:.0f}%"
            )
    elif not same and gap.large.studies and gap.bound.studies:
        zh += f"；{big.zh}的研究全在{small.zh}之中"
        en += f"; every study of {big.en} is in {small.en}"
    steps += _known(publication, gap)
    bound = Text(
        zh=f"至少 {100.0 - gap.limit.high:g}%" if gap.reverse else f"至多 {gap.limit.high:g}%",
        en=f"at least {100.0 - gap.limit.high:g}%"
        if gap.reverse
        else f"at most {gap.limit.high:g}%",
    )
    chance = Text(
        zh="抽样不足以解释" if gap.beyond else "抽样可以解释",
        en="sampling does not explain it" if gap.beyond else "sampling can explain it",
    )
    if same and not computed:
        zh += "；随机效应权重两项不同，不能证明"
        en += "; random-effects weights differ between the two, so it proves nothing"
    return Finding(
        id=f"{publication.id}/{CHECK}/{one.id}-{other.id}",
        check=CHECK,
        kind="computed" if computed else "suspicion",
        severity="major" if gap.beyond or computed else "minor",
        at=place_of(publication, one),
        against=(place_of(publication, other),),
        printed=Text(
            zh=f"{names[0].zh} {said.zh}，{names[1].zh} {also.zh}",
            en=f"{names[0].en} {said.en}, {names[1].en} {also.en}",
        ),
        follows=Text(
            zh=f"{large.zh} {bound.zh}；{chance.zh}；{zh}",
            en=f"{large.en} {bound.en}; {chance.en}; {en}",
        ),
        sentence=Text(
            zh=f"{names[0].zh} 为 {said.zh}，{names[1].zh} 为 {also.zh}："
            f"{relation.reason.zh}{chance.zh}；{zh}。",
            en=f"{names[0].en} is {said.en} and {names[1].en} {also.en}:"
            f" {relation.reason.en} Here {chance.en}; {en}.",
        ),
        arithmetic=tuple(steps),
        assumes=(_SAME_WEIGHTS,) if computed else (),
        concerns=(one.id, other.id),
    )


def _known(publication: Publication, gap: LogicGap) -> list[Text]:
    """Return what counts from elsewhere say of the studies that both results pool."""
    shared = set(gap.large.studies) & set(gap.bound.studies)
    found, events, people = [], 0, 0
    if gap.reverse:
        return []
    for study in publication.studies:
        for outcome in study.arms[0].outcomes if study.id in shared and study.arms else ():
            value = outcome.value
            if (
                outcome.key == gap.large.outcome
                and publication.id in outcome.pooled_by
                and isinstance(value, Counts)
                and value.events is not None
            ):
                found.append(f"{number_of(publication, study)} {value.events}/{value.n}")
                events, people = events + value.events, people + value.n
    if not found:
        return []
    big, counts = row_name(publication, gap.large), ", ".join(found)
    steps = [
        Text(
            zh=f"共同研究中{big.zh}的已知例数：{counts}",
            en=f"counts known of {big.en} in both: {counts}",
        )
    ]
    if set(gap.bound.studies) <= set(gap.large.studies):
        allowed = 0.01 * gap.limit.high * gap.shared
        steps.append(
            Text(
                zh=f"按例数加权：共同的 {gap.shared} 例至多 {gap.limit.high:g}% = {allowed:.1f}，"
                f"已知 {people} 例中有 {events}，其余 {gap.shared - people} 例只剩"
                f" {max(allowed - events, 0.0):.1f}",
                en=f"weights by n: at most {gap.limit.high:g}% of {gap.shared} = {allowed:.1f} in"
                f" both, {events} known among {people}, {max(allowed - events, 0.0):.1f} left for"
                f" {gap.shared - people}",
            )
        )
    return steps


def _flat(
    publication: Publication, relation: Relation, one: PublishedEstimate, other: PublishedEstimate
) -> Finding:
    names = [outcome_name(publication, row.outcome) for row in (one, other)]
    return Finding(
        id=f"{publication.id}/{CHECK}/{one.id}-{other.id}",
        check=CHECK,
        kind="suspicion",
        severity="note",
        at=place_of(publication, one),
        against=(place_of(publication, other),),
        printed=Text(
            zh=f"{result_said(one).zh}，{result_said(other).zh}",
            en=f"{result_said(one).en}, {result_said(other).en}",
        ),
        follows=Text(
            zh="没有共同的研究，不是同一批患者的变化",
            en="no study in common: this is no course of the same people",
        ),
        sentence=Text(
            zh=f"{names[0].zh} 与 {names[1].zh} 同为 {one.estimate.text}%，但没有共同的研究："
            f"不能说明不再增加。{relation.reason.zh}",
            en=f"{names[0].en} and {names[1].en} are both {one.estimate.text}%, from studies none"
            f" of which is shared: they do not show a plateau. {relation.reason.en}",
        ),
        arithmetic=(
            _studies(publication, one),
            _studies(publication, other),
            Text(zh=f"共同的研究：{NONE.zh}", en=f"in both: {NONE.en}"),
        ),
        concerns=(one.id, other.id),
    )
