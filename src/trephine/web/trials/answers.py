"""trial_answer: the results of a virtual trial in the shape that a page shows and a run keeps."""

from collections.abc import Callable
from math import isfinite

from trephine.core.text import Text, both_of
from trephine.library import outcome
from trephine.loop.compare.compare_arm import ComparedRow
from trephine.loop.compare.forest_rows import forest_rows
from trephine.loop.compare.paired_arms import PairedArms, PairedShare
from trephine.loop.compare.trade_off import TradeOff
from trephine.loop.outcomes.arm_results import ArmResults
from trephine.loop.results import TrialResults
from trephine.plots.figure import Figure
from trephine.plots.virtual_forest import virtual_forest
from trephine.reports import trial_words as words
from trephine.reports.trial_page import trial_curves
from trephine.reports.trial_text import arm_heading, left_out_words, pair_heading, tally
from trephine.web.evidence.analyses import PAPERS, paper_analyses
from trephine.web.evidence.findings import place_of
from trephine.web.trials.shape import (
    ArmAnswered,
    BesideEvidence,
    EndpointAnswered,
    FigureKept,
    PairAnswered,
    ShareChanged,
    TrialAnswer,
)

Drawn = dict[str, tuple[Figure, Figure]]
_FOREST = Text(zh="“{arm}”：{group}", en="“{arm}”: {group}")


def trial_answer(found: TrialResults) -> tuple[TrialAnswer, Drawn]:
    """Return the answer and its figures, each in Chinese and English, by name."""
    drawn: Drawn = {}
    figures = []
    for at in range(len(found.arms)):
        for name, caption, both in _forests(found, at):
            drawn[name] = both
            figures.append(FigureKept(name=name, caption=caption))
    for name, one in trial_curves(found).items():
        drawn[name] = (one.drawings["zh"], one.drawings["en"])
        figures.append(FigureKept(name=name, caption=one.caption))
    answer = TrialAnswer(
        note=words.SIMULATED,
        arms=tuple(_arm(found, at) for at in range(len(found.arms))),
        pairs=tuple(
            _pair(found, pair, trade)
            for pair, trade in zip(found.pairs, found.trade_offs, strict=True)
        ),
        pairs_note=words.PAIRS_NOTE,
        figures=tuple(figures),
    )
    return answer, drawn


def _forests(found: TrialResults, at: int) -> list[tuple[str, Text, tuple[Figure, Figure]]]:
    label = found.trial.arm(found.arms[at].arm).label
    rows = forest_rows(found.compared[at])
    made = []
    for number, group in enumerate(dict.fromkeys(one.group for one in rows)):
        own = [one for one in rows if one.group == group]
        said = group if isinstance(group, Text) else both_of(group)
        made.append(
            (
                f"forest-{at}-{number}",
                Text(
                    zh=_FOREST.zh.format(arm=label.zh, group=said.zh),
                    en=_FOREST.en.format(arm=label.en, group=said.en),
                ),
                (
                    virtual_forest(own, arm=label, language="zh"),
                    virtual_forest(own, arm=label, language="en"),
                ),
            )
        )
    return made


def _said(say: Callable[..., str], *of: object) -> Text:
    return Text(zh=say(*of, "zh"), en=say(*of, "en"))


def _arm(found: TrialResults, at: int) -> ArmAnswered:
    arm, compared = found.arms[at], found.compared[at]
    return ArmAnswered(
        id=arm.arm,
        label=found.trial.arm(arm.arm).label,
        heading=_said(arm_heading, found, arm),
        failed=_said(words.failed_words, arm) if arm.failed else None,
        differs=None if compared.differs is None else _said(words.differs_words, compared),
        outcomes=_outcomes(arm),
        left_out=_said(left_out_words, arm) if arm.left_out else None,
        evidence=tuple(_beside(one) for one in compared.rows),
        tally=tally(compared),
        pooled=tuple(
            _said(words.pooled_words, one, outcome(one.outcome).label) for one in found.pooled[at]
        ),
    )


def _outcomes(arm: ArmResults) -> tuple[EndpointAnswered, ...]:
    made = []
    for one in arm.counts.values():
        ends = (number(one.share), number(one.ci_lb), number(one.ci_ub))
        made.append((one.endpoint.kind, _said(words.count_words, one), ends))
    none = (None, None, None)
    made += [(one.endpoint.kind, _said(words.time_words, one), none) for one in arm.times.values()]
    made += [
        (one.endpoint.kind, _said(words.day_words, one), none) for one in arm.days.values() if one.n
    ]
    return tuple(
        EndpointAnswered(
            key=kind.id,
            label=kind.label,
            among=kind.among,
            definition=kind.definition,
            said=said,
            share=share,
            ci_lb=low,
            ci_ub=high,
            over_time=kind.sort == "time to event",
        )
        for kind, said, (share, low, high) in made
    )


def _beside(one: ComparedRow) -> BesideEvidence:
    paper, analysis = _pooled_at(one.row.source, one.row.id, one.row.outcome)
    return BesideEvidence(
        id=one.row.id,
        label=one.row.label,
        side=words.SIDES[one.row.side],
        virtual=_said(words.virtual_words, one),
        references=_said(words.references_words, one),
        verdict=one.verdict,
        said=_said(words.verdict_words, one),
        silent=one.row.silent,
        at=place_of(one.row.at) if one.row.at.source else None,
        paper=paper,
        analysis=analysis,
    )


def _pooled_at(source: str, row: str, outcome_key: str) -> tuple[str, str]:
    """Return the paper and the analysis whose page pools a row's outcome; empty for neither."""
    for paper in PAPERS:
        if paper == source:
            known = {one.id for one in paper_analyses(paper)}
            for name in (row.removeprefix(f"{paper}/"), outcome_key):
                if name in known:
                    return paper, name
    return "", ""


def _pair(found: TrialResults, pair: PairedArms, trade: TradeOff | None) -> PairAnswered:
    return PairAnswered(
        first=found.trial.arm(pair.first).label,
        other=found.trial.arm(pair.other).label,
        heading=_said(pair_heading, found, pair),
        shares=tuple(_share(one) for one in pair.shares.values()),
        times=tuple(_said(words.paired_time_words, one) for one in pair.times.values()),
        trade=None if trade is None else _said(words.trade_words, trade),
    )


def _share(one: PairedShare) -> ShareChanged:
    low, high = one.needed_interval
    return ShareChanged(
        key=one.key,
        label=one.label,
        pairs=one.pairs,
        first=one.first,
        other=one.other,
        difference=one.difference,
        ci_lb=one.ci_lb,
        ci_ub=one.ci_ub,
        p=one.p,
        gained=one.only_other,
        lost=one.only_first,
        needed=number(one.needed),
        needed_lb=number(low),
        needed_ub=number(high),
        told=one.told,
        said=_said(words.pair_words, one),
    )


def number(value: float) -> float | None:
    """Return a number that JSON can hold; None for what is not known or infinite."""
    return float(value) if isfinite(value) else None
