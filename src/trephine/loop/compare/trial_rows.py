"""trial_rows: the consensus's own rows of the trial that a product stands for."""

from scipy import stats

from trephine.core.product import Product
from trephine.core.study import Survival
from trephine.core.text import Text
from trephine.library import (
    errata,
    outcome,
    regimens,
    study,
    target_cohorts,
    target_groups,
    trial_table,
)
from trephine.library.endpoints import endpoints as catalogue
from trephine.library.trial import TrialRow
from trephine.loop.compare.evidence_row import EvidenceFigure, EvidenceRow, RowSide
from trephine.loop.outcomes.arm_results import share_interval

REVIEW = "consensus2022"
_NO_REGIMEN = Text(
    zh="表 2 未给出该研究的清淋方案，虚拟组用的是别的研究的方案",
    en="table 2 gives no lymphodepletion for this study; the virtual arm has another study's",
)
_NO_COUNT = Text(
    zh="没有任何整数能得到所印的百分数（GRIM），不作判断",
    en="no count of its patients prints as this percentage (GRIM), so it judges nothing",
)
_DISPUTED = Text(
    zh="与该试验自己的报告矛盾，不作判断：{ids}",
    en="contradicted by the trial's own report, so it judges nothing: {ids}",
)
_TWICE = Text(zh="与表中其他行是同一批患者", en="the same people as other rows of the table")
_NO_INTERVAL = Text(
    zh="表中只有中位数，没有区间，只列出差值",
    en="the table has a median without an interval: the difference alone is shown",
)
_CORRECTED = Text(
    zh="{study} 的 {printed} 个月据勘误读作 {used} 个月",
    en="{printed} months of {study} are read as {used} months by the register of errata",
)
# The one misprinted median that the register corrects, read from its own words.
_MEDIANS_USED = {"consensus-munshi2021-pfs": "MEDIAN_PFS"}


def trial_rows(product: Product, n: int) -> tuple[EvidenceRow, ...]:
    """Return the rows of the trials that ``product`` stands for, to judge ``n`` virtual patients.

    A trial's interval is its own, exact; the prediction interval is where a repeat of the trial
    with ``n`` patients would fall (beta-binomial, Jeffreys' prior): it knows no difference between
    virtual and real patients. A row whose percentage fits no count, that its trial's own report
    contradicts, or whose lymphodepletion the papers do not give judges nothing. Empty for a
    product without a trial in the table.
    """
    found = []
    sorts = {one.outcome: one.sort for one in catalogue()}
    for key in product.studies:
        reasons = [] if any(one.study == key for one in regimens()) else [_NO_REGIMEN]
        asked = dict.fromkeys(one.key for one in study(key).arms[0].outcomes)
        for name in (one for one in asked if sorts.get(one) == "proportion"):
            row = next(
                (one for one in trial_table(name, overlap="naive") if one.study == key), None
            )
            if row is not None:
                found.append(_share(row, name, n, reasons))
        medians = (one for one in asked if sorts.get(one) == "time to event")
        found += [one for name in medians if (one := _median(key, name, reasons)) is not None]
    return tuple(found)


def side_of(key: str) -> RowSide:
    """Return whether a study's patients are among those that a fit may use, or kept to check it."""
    cohort = next((one.id for one in target_cohorts() if key in one.studies), "")
    side = next((one.side for one in target_groups() if cohort in one.cohorts), "check")
    return "fit" if side == "fit" else "check"


def _share(row: TrialRow, name: str, n: int, reasons: list[Text]) -> EvidenceRow:
    low, high = share_interval(row.events, row.n, method="clopper_pearson")
    again = stats.betabinom(n, row.events + 0.5, row.n - row.events + 0.5)
    disputed = _disputed(row.study, name)
    why = [*reasons]
    if row.origin == "nearest-of-none":
        why.append(_NO_COUNT)
    if disputed:
        ids = ", ".join(disputed)
        why.append(Text(zh=_DISPUTED.zh.format(ids=ids), en=_DISPUTED.en.format(ids=ids)))
    entry = study(row.study)
    return EvidenceRow(
        id=f"{REVIEW}/{row.study}/{name}",
        source=REVIEW,
        label=Text(
            zh=f"{row.label.zh}：{outcome(name).short.zh}",
            en=f"{row.label.en}: {outcome(name).short.en}",
        ),
        outcome=name,
        at=entry.read_at,
        references=(
            EvidenceFigure(
                basis="trial",
                estimate=row.events / row.n,
                ci_lb=low,
                ci_ub=high,
                pi_lb=float(again.ppf(0.025)) / n,
                pi_ub=float(again.ppf(0.975)) / n,
                scale="share",
                centre=float(again.mean()) / n,
                sd=float(again.std()) / n,
                events=row.events,
                n=row.n,
            ),
        ),
        side=side_of(row.study),
        printed=f"{row.printed}%",
        silent=_together(why),
        errata=tuple(one.id for one in errata(REVIEW, concerns=row.study)),
        notes=(_TWICE,) if row.overlaps else (),
        counts=((row.label.en, row.events, row.n),),
    )


def _median(key: str, name: str, reasons: list[Text]) -> EvidenceRow | None:
    entry = study(key)
    value = next((one.value for one in entry.arms[0].outcomes if one.key == name), None)
    if not isinstance(value, Survival) or value.median_months is None:
        return None
    months, notes = value.median_months, [_NO_INTERVAL]
    for one in errata(REVIEW, concerns=key):
        if _MEDIANS_USED.get(one.id) == name and one.status == "corrected":
            used = float(one.used.en.split()[0])
            notes.append(
                Text(
                    zh=_CORRECTED.zh.format(study=entry.label.zh, printed=months, used=used),
                    en=_CORRECTED.en.format(study=entry.label.en, printed=months, used=used),
                )
            )
            months = used
    return EvidenceRow(
        id=f"{REVIEW}/{key}/{name}",
        source=REVIEW,
        label=Text(
            zh=f"{entry.label.zh}：{outcome(name).short.zh}",
            en=f"{entry.label.en}: {outcome(name).short.en}",
        ),
        outcome=name,
        at=entry.read_at,
        references=(EvidenceFigure(basis="trial", estimate=months, scale="months", n=value.n),),
        side=side_of(key),
        printed=f"{value.printed}",
        silent=_together(reasons),
        errata=tuple(one.id for one in errata(REVIEW, concerns=key)),
        notes=tuple(notes),
    )


def _disputed(key: str, name: str) -> tuple[str, ...]:
    """Return errata by which the trial's own report gives another figure for this outcome."""
    return tuple(
        one.id
        for one in errata(REVIEW, concerns=key)
        if one.status != "corrected"
        and one.kind in {"impossible", "contradiction"}
        and any(f"/between-sources/{key}/{name}/" in found for found in one.findings)
    )


def _together(reasons: list[Text]) -> Text | None:
    if not reasons:
        return None
    return Text(zh="；".join(one.zh for one in reasons), en="; ".join(one.en for one in reasons))
