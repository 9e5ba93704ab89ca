"""graded_sets: find grades of one outcome that are pooled from more studies than the outcome."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.verdict import Looked, agrees, cited, gathered, outcome_name, raised
from trephine.evidence.audit.wording import NONE, row_name

CHECK = "graded-sets"


def graded_sets(publication: Publication) -> CheckResult:
    """Compare the studies of a graded outcome with those of the same outcome of any grade.

    Only outcomes under one mark of the table. Who reports grade 3 or more knows that any grade is
    at least that, so a study in the first list alone is a reason to look, and the two pooled
    values, from different studies, are not to be compared: ``suspicion``.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    rows = {row.outcome: row for row in publication.pooled if row.analysis == "primary"}
    codes = {kind.key: set(kind.codes) for kind in publication.outcomes}
    for relation in publication.relations:
        if relation.kind != "part-of" or not {relation.one, relation.other} <= set(rows):
            continue
        if not codes.get(relation.one, set()) & codes.get(relation.other, set()):
            continue
        part, whole = rows[relation.one], rows[relation.other]
        if not part.studies or not whole.studies:
            continue
        only = [key for key in part.studies if key not in whole.studies]
        lost = [key for key in whole.studies if key not in part.studies]
        subject = f"{part.id} {whole.id}"
        if not only:
            zh, en = "没有只报告高级别的研究", "no study gives the graded outcome alone"
            yield agrees(CHECK, subject, zh, en)
            continue
        names = outcome_name(publication, part.outcome), outcome_name(publication, whole.outcome)
        numbers = cited(publication, only)
        here, there = row_name(publication, part), row_name(publication, whole)
        ours, theirs = cited(publication, part.studies), cited(publication, whole.studies)
        others = cited(publication, lost)
        finding = Finding(
            id=f"{publication.id}/{CHECK}/{part.id}",
            check=CHECK,
            kind="suspicion",
            severity="note",
            at=place_of(publication, part),
            against=(place_of(publication, whole),),
            printed=f"k = {part.k}, {whole.k}",
            follows=Text(
                zh=f"{numbers} 只在{here.zh}中，两个合并值来自不同的研究",
                en=f"{numbers} in {here.en} only: the two values rest on different studies",
            ),
            sentence=Text(
                zh=f"{names[0].zh} 来自 {part.k} 项研究，{names[1].zh} 来自 {whole.k} 项：{numbers}"
                " 只在前者中，虽然报告前者即知后者至少有此数；两个合并值不可直接比较。",
                en=f"{names[0].en} is pooled from {part.k} studies and {names[1].en} from"
                f" {whole.k}: {numbers} only in the former, though who reports it knows the latter"
                " to be at least that; the two values cannot be compared.",
            ),
            arithmetic=(
                Text(zh=f"{here.zh}：{ours}", en=f"{here.en}: {ours}"),
                Text(zh=f"{there.zh}：{theirs}", en=f"{there.en}: {theirs}"),
                Text(zh=f"只在{here.zh}中：{numbers}", en=f"in {here.en} only: {numbers}"),
                Text(
                    zh=f"只在{there.zh}中：{others or NONE.zh}",
                    en=f"in {there.en} only: {others or NONE.en}",
                ),
            ),
            concerns=(part.id, whole.id, *only),
        )
        yield raised(subject, finding)
