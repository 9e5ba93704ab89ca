"""forest_of: the forest plot of an analysis, in either language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from trephine.core.estimate import Estimate
from trephine.core.text import Language, Text
from trephine.evidence.meta import Meta
from trephine.evidence.weight import weights
from trephine.plots.figure import Figure
from trephine.plots.forest import (
    ForestRow,
    ForestSubgroup,
    ForestSummary,
    Sort,
    SubgroupTest,
    forest,
    summary_of,
)
from trephine.plots.forest_text import Kind
from trephine.plots.style import StyleName
from trephine.reports.wording import BACKS, COMMON_EFFECT, SCALES

PROPORTION = Text(zh="率", en="Proportion")
EFFECT = Text(zh="效应量", en="Effect")
_EXACT = Text(zh="随机效应（精确似然）", en="Random effects (exact likelihood)")
_RANDOM = Text(zh="随机效应模型", en="Random-effects model")
_COMMON = Text(zh="共同效应模型", en="Common-effect model")


def kind_of(measure: str) -> Kind:
    """Return how a measure's natural values are written and scaled."""
    scale = SCALES.get(measure.upper(), "plain")
    if scale == "percent":
        return "proportion"
    return "ratio" if measure.upper() in {"OR", "RR", "IRR", "PETO", "ROM", "HR"} else "plain"


def back_of(estimate: Estimate) -> str:
    """Return the back-transformation that is shown where there are several."""
    return next((name for name in BACKS if name in estimate.back), "natural")


def model_of(estimate: Estimate) -> Text:
    """Return the words for an estimate's model."""
    if estimate.model:
        return _EXACT
    return _COMMON if estimate.method in COMMON_EFFECT else _RANDOM


def weights_of(found: Meta, estimate: Estimate) -> Mapping[str, float]:
    """Return each study's percentage of the weight; none for a likelihood of the counts."""
    if estimate.model or not isfinite(estimate.se):
        return {}
    shares = weights(found.effects, estimate)
    return {
        label: float(share)
        for label, share in zip(found.effects.labels, shares, strict=True)
        if isfinite(share)
    }


def rows_of(found: Meta) -> tuple[ForestRow, ...]:
    """Return one row a study with its own interval, counts where there are any, and subgroup."""
    effects, own = found.effects, found.own
    shares = weights_of(found, found.estimate)
    level_of = {}
    if found.subgroups is not None:
        for one in found.subgroups.subgroups:
            level_of.update(dict.fromkeys(one.labels, one.level))

    def count(name: str, i: int) -> int | None:
        values = effects.raw.get(name)
        whole = values is not None and isfinite(values[i]) and float(values[i]).is_integer()
        return int(values[i]) if values is not None and whole else None

    two = "ai" in effects.raw
    return tuple(
        ForestRow(
            label=label,
            estimate=float(own.estimate[i]),
            ci_lb=float(own.ci_lb[i]),
            ci_ub=float(own.ci_ub[i]),
            weight=shares.get(label, float("nan")),
            events=count("ai" if two else "xi", i),
            n=count("n1i" if two else "ni", i),
            control_events=count("ci", i) if two else None,
            control_n=count("n2i", i) if two else None,
            subgroup=level_of.get(label, ""),
            id=label,
        )
        for i, label in enumerate(effects.labels)
    )


def studies_in(
    found: Meta, estimate: Estimate, labels: Sequence[str], of: Mapping[str, str]
) -> int:
    """Return of how many studies the rows behind an estimate are.

    ``of`` names the study of a label that is not a study of its own. Rows without a finite effect
    are not counted where the estimate left them out.
    """
    used = set(labels)
    if estimate.k < len(used):
        finite = np.isfinite(found.effects.yi) & np.isfinite(found.effects.vi)
        used &= {one for one, good in zip(found.effects.labels, finite, strict=True) if good}
    return len({of.get(one, one) for one in used})


def forest_of(
    found: Meta,
    *,
    measure: Text | None = None,
    rows: Sequence[ForestRow] | None = None,
    second: ForestSummary | None = None,
    levels: Mapping[str, Text] | None = None,
    flag_notes: Mapping[str, Text] | None = None,
    notes: Sequence[Text] = (),
    style: StyleName = "cma",
    sort: Sort = "given",
    of: Mapping[str, str] | None = None,
) -> Callable[[Language], Figure]:
    """Return a function that draws the forest plot in a language.

    The declared model is the filled diamond, the first model beside it (or ``second``) the hollow
    one. ``rows`` replace the studies' rows (with flags, tags, excluded studies); ``levels`` words
    for subgroup levels, ``of`` the study of each label where several rows are one study's. It fits
    nothing.
    """
    kind = kind_of(found.estimate.measure)
    name = measure or (PROPORTION if kind == "proportion" else EFFECT)
    shown = tuple(rows) if rows is not None else rows_of(found)
    raw = found.effects.raw
    people = int(raw["ni"].sum()) if "ni" in raw and isfinite(raw["ni"].sum()) else None
    events = int(raw["xi"].sum()) if "xi" in raw and isfinite(raw["xi"].sum()) else None
    labels = found.effects.labels

    def studies(estimate: Estimate, labels: Sequence[str]) -> int:
        return studies_in(found, estimate, labels, of or {})

    summaries = [_summary(found.estimate, people, events, studies(found.estimate, labels))]
    if second is not None:
        summaries.append(second)
    elif found.beside:
        other = found.beside[0]
        beside = _summary(other, None, None, studies(other, labels))
        summaries.append(replace(beside, hollow=True))
    subgroups: list[ForestSubgroup] = []
    test = None
    if found.subgroups is not None and all(row.subgroup for row in shown):
        by = found.subgroups
        words = levels or {}
        subgroups = [
            ForestSubgroup(
                key=one.level,
                label=words.get(one.level, one.level),
                summary=_summary(one.estimate, None, None, studies(one.estimate, one.labels)),
            )
            for one in by.subgroups
        ]
        if isfinite(by.Q_between):
            test = SubgroupTest(Q=by.Q_between, df=by.Q_df, p=by.Qp)
    else:
        shown = tuple(replace(row, subgroup="") for row in shown)

    def draw(language: Language) -> Figure:
        return forest(
            shown,
            summaries,
            measure=name,
            kind=kind,
            language=language,
            subgroups=subgroups,
            subgroup_test=test,
            flag_notes=flag_notes,
            notes=notes,
            style=style,
            sort=sort,
            level=found.estimate.level,
        )

    return draw


def _summary(
    estimate: Estimate, people: int | None, events: int | None, studies: int | None
) -> ForestSummary:
    return summary_of(
        estimate,
        label=model_of(estimate),
        back=back_of(estimate),
        n=people,
        events=events,
        studies=studies,
    )
