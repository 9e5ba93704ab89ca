"""target_rows: what else was published of the trials that a product stands for."""

import math

from scipy import stats

from trephine.core.endpoint import EndpointKind
from trephine.core.mark import Read
from trephine.core.product import Product
from trephine.core.source import Locator
from trephine.core.target import Target, TargetCohort
from trephine.core.text import Text
from trephine.library import target_cohorts, target_groups, targets
from trephine.library.endpoints import endpoints as catalogue
from trephine.loop.compare.evidence_row import EvidenceFigure, EvidenceRow
from trephine.loop.compare.trial_rows import REVIEW
from trephine.loop.outcomes.arm_results import share_interval

_RECALLED = Text(
    zh="数字凭记忆写下、未读原文，不作判断",
    en="recalled and not read, so it judges nothing",
)
_NEAREST = Text(
    zh="只印百分数，区间按最接近的计数 {events}/{n}",
    en="a percentage alone is printed: the interval is that of the nearest count, {events} of {n}",
)
_NO_N = Text(
    zh="没有例数，也没有区间，只列出差值",
    en="neither n nor interval: the difference alone is shown",
)


def target_rows(product: Product, n: int) -> tuple[EvidenceRow, ...]:
    """Return the published figures of the product's own cohorts, to judge ``n`` virtual patients.

    Shares and medians in months that an endpoint of the catalogue answers to, of whole cohorts
    alone; data cuts of one cohort each have a row. Figures that stand in the consensus's table are
    left to ``trial_rows``. What was recalled and not read is shown and judges nothing.
    """
    kinds: dict[str, EndpointKind] = {}
    for kind in catalogue():  # the first of two that answer to one: ICANS before neurotoxicity
        kinds.setdefault(kind.target, kind)
    own = {one.id: one for one in target_cohorts() if set(one.studies) & set(product.studies)}
    found = []
    for one in targets():
        known = one.cohort in own and one.endpoint in kinds and one.value is not None
        shown = known and one.stratum is None and (one.statistic, one.unit) in _KINDS
        elsewhere = isinstance(one.mark, Read) and one.mark.locator.source == REVIEW
        if shown and not elsewhere:
            found.append(_row(one, own[one.cohort], kinds[one.endpoint], n))
    return tuple(found)


_KINDS = {("share", "%"), ("median", "mo")}


def _row(one: Target, cohort: TargetCohort, kind: EndpointKind, n: int) -> EvidenceRow:
    figure, note = _figure(one, one.n or cohort.n, n)
    side = next((group.side for group in target_groups() if cohort.id in group.cohorts), "check")
    read = isinstance(one.mark, Read)
    return EvidenceRow(
        id=f"target/{one.id}",
        source=one.mark.locator.source if isinstance(one.mark, Read) else "",
        label=Text(
            zh=f"{cohort.label.zh}：{kind.label.zh} [{one.id}]",
            en=f"{cohort.label.en}: {kind.label.en} [{one.id}]",
        ),
        outcome=kind.id,
        at=one.mark.locator if isinstance(one.mark, Read) else Locator(source="", place=one.row),
        references=(figure,),
        side="fit" if side == "fit" else "check",
        printed=one.printed,
        silent=None if read else _RECALLED,
        notes=tuple(text for text in (note, one.note) if text is not None),
    )


def _figure(one: Target, people: int | None, n: int) -> tuple[EvidenceFigure, Text | None]:
    """Return the figure with its printed interval, else that of the nearest count."""
    share = one.unit == "%"
    unit = 0.01 if share else 1.0
    value = unit * (one.value if one.value is not None else math.nan)
    stated = one.interval == "confidence"
    low = unit * one.low if stated and one.low is not None else math.nan
    high = unit * one.high if stated and one.high is not None else math.nan
    if not share:
        return EvidenceFigure(
            basis="trial", estimate=value, ci_lb=low, ci_ub=high, scale="months", n=people
        ), None
    if not people:
        return EvidenceFigure(basis="trial", estimate=value, ci_lb=low, ci_ub=high), _NO_N
    events = round(value * people)
    note = None
    if math.isnan(low) or math.isnan(high):
        low, high = share_interval(events, people, method="clopper_pearson")
        note = Text(
            zh=_NEAREST.zh.format(events=events, n=people),
            en=_NEAREST.en.format(events=events, n=people),
        )
    again = stats.betabinom(n, events + 0.5, people - events + 0.5)
    return EvidenceFigure(
        basis="trial",
        estimate=value,
        ci_lb=low,
        ci_ub=high,
        pi_lb=float(again.ppf(0.025)) / n,
        pi_ub=float(again.ppf(0.975)) / n,
        centre=float(again.mean()) / n,
        sd=float(again.std()) / n,
        n=people,
    ), note
