"""exclusive_parts: hold the sum of exclusive parts against the whole that they are parts of."""

from itertools import combinations

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.verdict import Looked, agrees, cited, gathered, outcome_name, raised
from trephine.evidence.audit.wording import row_name

CHECK = "exclusive-parts"


def exclusive_parts(publication: Publication) -> CheckResult:
    """Compare the sum of mutually exclusive parts with the whole that they are parts of.

    Response categories, for one. Largest groups of pooled outcomes that exclude each other, each
    part of one pooled whole. Over different studies the sum proves nothing: ``suspicion``.
    """
    rows = {row.outcome: row for row in publication.pooled if row.analysis == "primary"}
    pairs = {
        frozenset((one.one, one.other)) for one in publication.relations if one.kind == "exclusive"
    }
    looked: list[Looked] = []
    for whole, result in rows.items():
        parts = [
            one.one
            for one in publication.relations
            if one.kind == "part-of" and one.other == whole and one.one in rows
        ]
        groups = [
            set(group)
            for size in range(2, len(parts) + 1)
            for group in combinations(parts, size)
            if all(frozenset(pair) in pairs for pair in combinations(group, 2))
        ]
        for group in groups:
            if not any(group < other for other in groups):
                members = [rows[key] for key in parts if key in group]
                looked.append(_sum(publication, members, result))
    return gathered(CHECK, looked)


def _sum(
    publication: Publication, parts: list[PublishedEstimate], whole: PublishedEstimate
) -> Looked:
    low = sum(printed_range(part.estimate).low for part in parts)
    total = sum(part.estimate.value for part in parts)
    limit = printed_range(whole.estimate).high
    rule = " + ".join(f"{part.estimate.text}%" for part in parts)
    rule = f"{rule} = {total:g}% <= {whole.estimate.text}%"
    subject = f"{' '.join(part.id for part in parts)} {whole.id}"
    if low <= limit:
        return agrees(CHECK, subject, rule, f"{rule} within rounding")
    beyond = sum(printed_range(part.ci_lb).low for part in parts) > printed_range(whole.ci_ub).high
    names = [outcome_name(publication, part.outcome) for part in parts]
    name = outcome_name(publication, whole.outcome)
    finding = Finding(
        id=f"{publication.id}/{CHECK}/{'-'.join(part.id for part in parts)}",
        check=CHECK,
        kind="suspicion",
        severity="minor",
        at=place_of(publication, parts[0]),
        against=tuple(place_of(publication, row) for row in (*parts[1:], whole)),
        printed=rule.partition(" <=")[0],
        follows=Text(
            zh=f"之和应不超过 {name.zh} 的 {whole.estimate.text}%；各项的研究不同",
            en=f"the sum cannot exceed the {whole.estimate.text}% of {name.en}; the studies differ",
        ),
        sentence=Text(
            zh=f"{'、'.join(one.zh for one in names)} 互斥且都属于 {name.zh}，合并值之和"
            f" {total:g}% 却超过 {whole.estimate.text}%："
            + ("区间也不能相容" if beyond else "各项来自不同的研究，区间尚可相容")
            + "，不可相加。",
            en=f"{', '.join(one.en for one in names)} exclude each other and are part of {name.en},"
            f" yet their pooled values add up to {total:g}%, more than {whole.estimate.text}%: "
            + ("not even the intervals agree" if beyond else "the studies differ, and intervals")
            + ("" if beyond else " still agree")
            + "; they cannot be added.",
        ),
        arithmetic=(
            Text(zh=f"{rule} 不成立", en=f"{rule} is false"),
            Text(
                zh=f"计入修约后至少：{low:g}% > {limit:g}%",
                en=f"least by rounding: {low:g}% > {limit:g}%",
            ),
            *(_studies(publication, row) for row in (*parts, whole)),
        ),
        concerns=tuple(row.id for row in (*parts, whole)),
    )
    return raised(subject, finding)


def _studies(publication: Publication, row: PublishedEstimate) -> Text:
    name, listed = row_name(publication, row), cited(publication, row.studies)
    return Text(zh=f"{name.zh}：{listed}", en=f"{name.en}: {listed}")
