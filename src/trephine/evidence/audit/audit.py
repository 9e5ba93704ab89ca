"""audit: run every check on a publication and put the findings in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from trephine.core.claim import Claim
from trephine.core.error import InputError
from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.text import Text

# Each check is a module of this package with a verb of its name, in the order of a report.
CHECKS: dict[str, Text] = {
    "stated_totals": Text(zh="总数与所述是否一致", en="Totals against what the text states"),
    "stated_ranges": Text(zh="范围与中位数", en="Ranges and medians against the table"),
    "stated_ages": Text(zh="所述年龄与表", en="Stated ages against the table"),
    "listed_studies": Text(zh="研究数与所列文献", en="k against the references listed"),
    "declared_outcomes": Text(
        zh="研究表的结局标记与合并所列研究", en="Outcome marks of the table against pooled lists"
    ),
    "graded_sets": Text(
        zh="任何级别与 3 级以上的研究集", en="Studies of any grade against those of higher grades"
    ),
    "repeated_references": Text(zh="重复引用", en="References listed twice"),
    "publication_years": Text(zh="年份", en="Years of table and reference list"),
    "row_order": Text(zh="表的行序", en="Order of the table's rows"),
    "abstract_figures": Text(zh="摘要与正文的数字", en="Figures of the abstracts and the body"),
    "grim": Text(zh="百分数与例数（GRIM）", en="Percentages against n (GRIM)"),
    "counted_percentages": Text(
        zh="例数与其百分数", en="Counts against the percentages printed beside them"
    ),
    "heterogeneity_triple": Text(
        zh="k、I² 与异质性 P", en="k, I² and P of heterogeneity, which fix each other"
    ),
    "model_rule": Text(zh="模型与所述规则", en="The model against the stated rule"),
    "count_free_interval": Text(
        zh="不用计数的区间核对", en="Intervals predicted without event counts"
    ),
    "denominator_profile": Text(zh="所用例数", en="Which n was used"),
    "outcome_logic": Text(zh="结局之间的逻辑", en="Logic between pooled outcomes"),
    "study_logic": Text(zh="单项研究内的逻辑", en="Logic within a study"),
    "exclusive_parts": Text(zh="互斥各部分之和", en="Sums of exclusive parts"),
    "row_sums": Text(zh="一行是否为他行之和", en="Rows that are the sum of others"),
    "overlap": Text(zh="重复计数的患者", en="Patients counted twice"),
    "between_sources": Text(zh="不同文献之间", en="The same study in several documents"),
    "review_criteria": Text(
        zh="纳入研究与自述标准", en="Included studies against the stated criteria"
    ),
    "follow_up_as_median": Text(
        zh="随访时间是否被当作中位生存", en="Follow-up taken for a median of survival"
    ),
    "median_beyond_follow_up": Text(
        zh="中位时间是否长于可能的随访", en="Medians longer than any follow-up"
    ),
    "claim_register": Text(zh="引文核对", en="Claims against what they cite"),
}
_WITHOUT_TABLES = ("between_sources", "claim_register")
_KINDS = {"proved": 0, "computed": 1, "suspicion": 2}
_SEVERITIES = {"major": 0, "minor": 1, "note": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What every check found in one publication, check by check."""

    publication: Publication
    results: tuple[CheckResult, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: the surest first, then the gravest; within, in the order of the checks."""
        every = [one for result in self.results for one in result.findings]
        every.sort(key=lambda one: (_KINDS[one.kind], _SEVERITIES[one.severity]))
        return tuple(every)


def audit(
    publication: Publication,
    *,
    others: Sequence[Publication] = (),
    claims: Iterable[Claim] = (),
    checks: Sequence[str] | None = None,
) -> Audit:
    """Run the checks (all but back-solving, which is a verb of its own) on one publication.

    ``others`` are compared with it study by study; ``claims`` are those a reader entered for it.
    A check that has nothing to look at returns nothing. It says what figures cannot be, never why.
    Raises InputError for an unknown check.
    """
    chosen = tuple(CHECKS) if checks is None else tuple(checks)
    for name in chosen:
        if name not in CHECKS:
            raise InputError(
                what=Text(zh="没有这项核对", en="There is no such check"),
                where="audit(checks)",
                found=repr(name),
                do=Text(zh=f"可用：{'、'.join(CHECKS)}", en=f"Use one of {', '.join(CHECKS)}"),
            )
    if checks is None and not publication.studies and not publication.pooled:
        chosen = _WITHOUT_TABLES  # a paper that has no table of studies
    given = tuple(claims)
    results = []
    for name in chosen:
        verb = getattr(import_module(f"trephine.evidence.audit.{name}"), name)
        if name == "between_sources":
            results.append(verb(publication, others))
        elif name == "claim_register":
            results.append(verb(publication, given, publication.references))
        else:
            results.append(verb(publication))
    return Audit(publication=publication, results=tuple(results))
