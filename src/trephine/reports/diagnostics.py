"""diagnostics: leave-one-out, cumulative, influence and small-study figures of an analysis."""

from collections.abc import Callable, Sequence
from math import isfinite

import numpy as np

from trephine.core.error import TrephineError
from trephine.core.estimate import Estimate
from trephine.core.text import Language, Text
from trephine.evidence.baujat import baujat as baujat_of
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.cumulative import cumulative as cumulative_of
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects as effects_of
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.meta import Meta
from trephine.evidence.pool import pool
from trephine.evidence.subgroup import take
from trephine.plots.baujat import BaujatRow, baujat
from trephine.plots.cumulative import cumulative
from trephine.plots.doi import DoiRow, doi
from trephine.plots.figure import Figure
from trephine.plots.funnel import FunnelRow, funnel
from trephine.plots.kit.scale import Transform
from trephine.plots.leave_one_out import leave_one_out
from trephine.plots.radial import RadialRow, radial
from trephine.plots.refit import RefitRow
from trephine.reports.document import Block, Picture
from trephine.reports.forest_of import back_of, kind_of

_TRANSFORMS: dict[str, Transform] = {
    "PLO": "logit",
    "PAS": "arcsine",
    "PFT": "arcsine",
    **dict.fromkeys(("PLN", "IRLN", "OR", "RR", "IRR", "PETO", "ROM", "HR", "MNLN"), "log"),
}
_LEAST = 3  # fewer studies have no leave-one-out worth drawing


def stabilised(found: Meta) -> Effects:
    """Return the effects that diagnostics rest on.

    Proportions take the arcsine: it exists for studies without events and with nothing but
    events, and its variance depends on n alone, so that a funnel does not mislead near 0 and 1.
    Other measures stay as they are.
    """
    raw = found.effects.raw
    if "xi" in raw and "ni" in raw and kind_of(found.effects.measure) == "proportion":
        return effects_of("PAS", labels=found.effects.labels, xi=raw["xi"], ni=raw["ni"])
    return found.effects


def diagnostics(
    found: Meta, *, measure: Text, order: Sequence[int] | None = None
) -> tuple[Block, ...]:
    """Return the diagnostic figures of one analysis; ``order`` (years) sorts the cumulative one.

    Leave-one-out is of the declared model, everything else of ``stabilised`` effects by REML. A
    figure that these studies cannot give is left out. It judges nothing.
    """
    if np.isfinite(found.effects.yi).sum() < _LEAST and found.effects.k < _LEAST:
        return ()
    base = stabilised(found)
    drawn: list[tuple[Callable[[Language], Figure], Text]] = [
        (_leave_one_out(found, measure), Text(zh="逐一剔除", en="Leave one out")),
    ]
    for build in (_cumulative, _baujat, _funnel, _radial, _doi):
        try:
            drawn.append(build(base, measure, order))
        except TrephineError:
            continue
    return tuple(_picture(draw, caption, measure) for draw, caption in drawn)


def _picture(draw: Callable[[Language], Figure], caption: Text, measure: Text) -> Picture:
    return Picture(
        drawings={"zh": draw("zh"), "en": draw("en")},
        caption=Text(zh=f"{measure.zh}：{caption.zh}", en=f"{measure.en}: {caption.en}"),
    )


def _row(label: str, estimate: Estimate) -> RefitRow:
    shown = estimate.back.get(back_of(estimate), estimate)
    return RefitRow(
        label=label,
        estimate=shown.estimate,
        ci_lb=shown.ci_lb,
        ci_ub=shown.ci_ub,
        I2=estimate.I2,
        tau2=estimate.tau2,
        k=estimate.k,
        id=label,
    )


def _leave_one_out(found: Meta, measure: Text) -> Callable[[Language], Figure]:
    declared = found.estimate

    def refit(part: Effects) -> Estimate:
        if declared.model == "binomial-normal":
            return binomial_normal(part, level=declared.level, tau2_ci="none")
        return pool(part, method=declared.method, test=declared.test, level=declared.level)

    k = found.effects.k
    rows = [
        _row(label, refit(take(found.effects, [j for j in range(k) if j != i])))
        for i, label in enumerate(found.effects.labels)
    ]

    def draw(language: Language) -> Figure:
        return leave_one_out(
            rows,
            measure=measure,
            pooled=_row("", declared),
            kind=kind_of(declared.measure),
            language=language,
        )

    return draw


def _cumulative(
    base: Effects, measure: Text, order: Sequence[int] | None
) -> tuple[Callable[[Language], Figure], Text]:
    found = cumulative_of(base, order=order)
    rows = [_row(label, found.row(i)) for i, label in enumerate(found.labels)]
    whole = _row("", pool(base))

    def draw(language: Language) -> Figure:
        return cumulative(
            rows, measure=measure, pooled=whole, kind=kind_of(base.measure), language=language
        )

    return draw, Text(zh="累积合并（按年份）", en="Cumulative by year")


def _baujat(
    base: Effects, measure: Text, _: Sequence[int] | None
) -> tuple[Callable[[Language], Figure], Text]:
    found = baujat_of(base, method="EE", test="z")
    rows = [
        BaujatRow(label=label, contribution=float(x), influence=float(y), id=label)
        for label, x, y in zip(found.labels, found.x, found.y, strict=True)
        if isfinite(x) and isfinite(y)
    ]
    return (
        lambda language: baujat(rows, measure=measure, language=language),
        Text(zh="Baujat 图", en="Baujat plot"),
    )


def _funnel(
    base: Effects, measure: Text, _: Sequence[int] | None
) -> tuple[Callable[[Language], Figure], Text]:
    estimate = pool(base).estimate
    rows = [
        FunnelRow(label=label, yi=float(y), sei=float(v) ** 0.5, ni=float(n), id=label)
        for label, y, v, n in zip(base.labels, base.yi, base.vi, base.ni, strict=True)
        if isfinite(y) and isfinite(v)
    ]
    return (
        lambda language: funnel(
            rows,
            measure=measure,
            estimate=estimate,
            transform=_transform(base),
            language=language,
        ),
        Text(zh="漏斗图", en="Funnel plot"),
    )


def _radial(
    base: Effects, measure: Text, _: Sequence[int] | None
) -> tuple[Callable[[Language], Figure], Text]:
    pooled = pool(base)
    rows = [
        RadialRow(label=label, yi=float(y), vi=float(v), id=label)
        for label, y, v in zip(base.labels, base.yi, base.vi, strict=True)
        if isfinite(y) and isfinite(v)
    ]
    return (
        lambda language: radial(
            rows,
            measure=measure,
            estimate=pooled.estimate,
            tau2=pooled.tau2,
            transform=_transform(base),
            language=language,
        ),
        Text(zh="星状图（Galbraith）", en="Radial (Galbraith) plot"),
    )


def _doi(
    base: Effects, measure: Text, _: Sequence[int] | None
) -> tuple[Callable[[Language], Figure], Text]:
    found = lfk(base)
    rows = [
        DoiRow(label=label, yi=float(y), abs_z=float(z), id=label)
        for label, y, z in zip(found.labels, found.effect, found.abs_z, strict=True)
    ]
    return (
        lambda language: doi(
            rows,
            measure=measure,
            lfk=found.index,
            transform=_transform(base),
            language=language,
        ),
        Text(zh="Doi 图与 LFK 指数", en="Doi plot and LFK index"),
    )


def _transform(effects: Effects) -> Transform:
    return _TRANSFORMS.get(effects.measure, "plain")
