"""certainty_table: proposed certainty of the trial table's outcomes, for people to judge."""

from collections.abc import Iterable
from dataclasses import dataclass

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.lfk import Lfk, lfk
from trephine.evidence.certainty import certainty
from trephine.evidence.certainty_proposal import FEW_STUDIES
from trephine.evidence.meta import Meta
from trephine.evidence.summary_of_findings import Finding, summary_of_findings
from trephine.reports.certainty_sentence import certainty_sentence
from trephine.reports.diagnostics import stabilised
from trephine.reports.document import Paragraph, ReportTable
from trephine.reports.findings_table import findings_table

_START = Text(
    zh="无对照的单臂试验作为疗效证据，从低开始",
    en="Single-arm trials without a control, read as evidence of the effect of treatment",
)
_ABSENT = {
    "risk_of_bias": Text(
        zh="共识未印出任何偏倚风险评价", en="The consensus prints no assessment of risk of bias"
    ),
    "indirectness": Text(
        zh="共识未印出对间接性的判断；试验的产品、剂量与人群各异",
        en="The consensus prints no judgement of indirectness; products, doses and populations"
        " differ between trials",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """One outcome to be judged: its name, analysis and number of patients."""

    outcome: Text
    found: Meta
    participants: int


def certainty_table(outcomes: Iterable[Judging]) -> tuple[Paragraph, ReportTable]:
    """Return how judgements are proposed, and their summary of findings, by the declared model."""
    findings = []
    for one in outcomes:
        test, index = _asymmetry(one.found)
        estimate = one.found.estimate
        judged = certainty(
            estimate,
            start="low",
            start_reason=_START,
            participants=one.participants,
            asymmetry=test,
            lfk=index,
            absent=_ABSENT,
        )
        findings.append(
            Finding(
                outcome=one.outcome,
                estimate=estimate,
                certainty=judged,
                participants=one.participants,
            )
        )
    said = certainty_sentence((one.certainty for one in findings), marked=True)
    return Paragraph(text=said), findings_table(
        summary_of_findings(findings),
        caption=Text(
            zh="证据确定性：供人判断的提议（GRADE）",
            en="Certainty of the evidence: proposals to be judged by people (GRADE)",
        ),
        notes=(
            Text(
                zh="不对称检验用反正弦变换的率，与漏斗图和 Doi 图相同：其方差只取决于例数，"
                "率接近 0 或 1 时不致误判。",
                en="Tests of asymmetry take the proportions on the arcsine scale, as the funnel"
                " and Doi plots do: there the variance depends on the patients alone and does"
                " not mislead near 0 and 1.",
            ),
        ),
    )


def _asymmetry(found: Meta) -> tuple[RegressionTest | None, Lfk | None]:
    """Return both tests of the effects that the funnel and Doi plots show."""
    base = stabilised(found)
    if base.k < FEW_STUDIES:
        return None, None
    try:
        return egger(base), lfk(base)
    except MethodError:
        return None, None
