"""diagnostics: leave-one-out, cumulative, influence and small-study figures of an analysis."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from trephine.core.error import MethodError, TrephineError
from trephine.core.estimate import Estimate
from trephine.core.option import one_of
from trephine.core.text import Language, Text
from trephine.evidence.back_transform import back_transform
from trephine.evidence.baujat import baujat as baujat_of
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.cumulative import cumulative as cumulative_of
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects as effects_of
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.poisson_normal import poisson_normal
from trephine.evidence.gosh import gosh as gosh_of
from trephine.evidence.influence import influence as influence_of
from trephine.evidence.meta import Meta
from trephine.evidence.pool import pool
from trephine.evidence.radial import radial as radial_of
from trephine.evidence.subgroup import take
from trephine.plots.baujat import baujat
from trephine.plots.cumulative import cumulative
from trephine.plots.doi import doi
from trephine.plots.evidence_rows import (
    baujat_rows,
    doi_rows,
    funnel_rows,
    influence_rows,
    radial_rows,
    refit_row,
    refit_rows,
    transform_of,
)
from trephine.plots.figure import Figure
from trephine.plots.funnel import funnel
from trephine.plots.gosh import GoshBins, gosh
from trephine.plots.influence import influence
from trephine.plots.leave_one_out import leave_one_out
from trephine.plots.radial import radial
from trephine.reports.document import Picture
from trephine.reports.forest_of import back_of, kind_of

Draw = Callable[[Language], Figure]
Built = tuple[Draw, Text]
_LEAST = 3  # fewer studies have no leave-one-out worth drawing
_MOST_GOSH = 18  # more studies: a plot of their own choice, by evidence.gosh
_EXACT = {"binomial-normal": binomial_normal, "poisson-normal": poisson_normal}


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
) -> tuple[Picture, ...]:
    """Return the diagnostic figures of one analysis; ``order`` (years) sorts the cumulative one.

    Leave-one-out is of the declared model, everything else of ``stabilised`` effects by REML
    (Baujat's by the common-effect model, as its authors drew it). A figure that these studies
    cannot give is left out. It judges nothing.
    """
    base = stabilised(found)
    if int(np.isfinite(base.yi).sum()) < _LEAST:
        return ()
    builds = (_cumulative, _influence, _baujat, _gosh, _funnel, _radial, _doi)
    drawn = [_leave_one_out(found, measure)]
    for build in builds:
        try:
            drawn.append(build(base, measure, order))
        except TrephineError:
            continue
    return tuple(
        Picture(
            drawings={"zh": draw("zh"), "en": draw("en")},
            caption=Text(zh=f"{measure.zh}：{caption.zh}", en=f"{measure.en}: {caption.en}"),
        )
        for draw, caption in drawn
    )


def diagnostic(
    found: Meta, name: str, *, measure: Text, order: Sequence[int] | None = None
) -> Built:
    """Return one of these figures, ``NAMED``, with its caption. Raises InputError, MethodError.

    The same rules as for all of them: it fits what ``diagnostics`` fits.
    """
    one_of("figure", name, tuple(NAMED))
    base = stabilised(found)
    if int(np.isfinite(base.yi).sum()) < _LEAST:
        raise MethodError(
            what=Text(zh="研究太少，画不了诊断图", en="Too few studies for a diagnostic figure"),
            where=f"diagnostic({name!r})",
            found=f"{base.k}",
            do=Text(zh=f"至少 {_LEAST} 项", en=f"It takes {_LEAST} studies"),
        )
    build = NAMED[name]
    return _leave_one_out(found, measure) if build is None else build(base, measure, order)


def _scale(base: Effects) -> Text:
    if base.measure == "PAS":
        return Text(zh="（反正弦尺度，REML）", en=" (arcsine scale, REML)")
    return Text(zh="（REML）", en=" (REML)")


def _said(zh: str, en: str, base: Effects) -> Text:
    scale = _scale(base)
    return Text(zh=zh + scale.zh, en=en + scale.en)


def _leave_one_out(found: Meta, measure: Text) -> Built:
    declared, whole = found.estimate, found.effects

    def refit(part: Effects) -> Estimate:
        exact = _EXACT.get(declared.model)
        if exact is not None:
            return exact(part, level=declared.level, tau2_ci="none")
        return pool(part, method=declared.method, test=declared.test, level=declared.level)

    others = [[j for j in range(whole.k) if j != i] for i in range(whole.k)]
    fits = [refit(take(whole, places)) for places in others]
    rows = refit_rows(whole.labels, fits, back=back_of(declared))

    def draw(language: Language) -> Figure:
        return leave_one_out(
            rows,
            measure=measure,
            pooled=refit_row(measure, declared, back=back_of(declared)),
            kind=kind_of(declared.measure),
            language=language,
        )

    return draw, Text(zh="逐一剔除（默认模型）", en="leave one out (declared model)")


def _cumulative(base: Effects, measure: Text, order: Sequence[int] | None) -> Built:
    found = cumulative_of(base, order=order)
    fits = [found.row(i) for i in range(len(found.labels))]
    rows = refit_rows(found.labels, fits, back=back_of(fits[-1]))

    def draw(language: Language) -> Figure:
        return cumulative(
            rows,
            measure=measure,
            pooled=refit_row(measure, fits[-1], back=back_of(fits[-1])),
            kind=kind_of(base.measure),
            language=language,
        )

    if order is None:
        return draw, _said("按表中次序累积合并", "cumulative, in the table's order", base)
    return draw, _said("按年份累积合并", "cumulative, by year", base)


def _influence(base: Effects, measure: Text, _: Sequence[int] | None) -> Built:
    whole = pool(base, test="z")
    rows = influence_rows(influence_of(base, method="REML", test="z"))

    def draw(language: Language) -> Figure:
        return influence(rows, measure=measure, tau2=whole.tau2, Q=whole.Q, language=language)

    return draw, _said("影响诊断", "influence diagnostics", base)


def _baujat(base: Effects, measure: Text, _: Sequence[int] | None) -> Built:
    rows = baujat_rows(baujat_of(base, method="EE", test="z"))
    return (
        lambda language: baujat(rows, measure=measure, language=language),
        Text(zh="Baujat 图（共同效应模型）", en="Baujat plot (common-effect model)"),
    )


def _gosh(base: Effects, measure: Text, _: Sequence[int] | None) -> Built:
    found = gosh_of(base, subsets=None if base.k <= _MOST_GOSH else 2**_MOST_GOSH, keep=False)
    edges = back_transform(base.measure, found.x_edges)
    bins = GoshBins(counts=found.counts, x_edges=np.asarray(edges), y_edges=found.y_edges)
    split = int(np.argmax(found.separation)) if found.clusters else -1
    study = None
    if split >= 0 and found.labels[split] in found.drivers:
        study = found.labels[split]
        bins = GoshBins(
            counts=bins.counts,
            x_edges=bins.x_edges,
            y_edges=bins.y_edges,
            with_study=found.with_study[split],
        )
    return (
        lambda language: gosh(
            bins, measure=measure, study=study, kind=kind_of(base.measure), language=language
        ),
        _said("全部子集的合并结果（GOSH）", "all subsets of the studies (GOSH)", base),
    )


def _funnel(base: Effects, measure: Text, _: Sequence[int] | None) -> Built:
    rows, centre = funnel_rows(base), pool(base).estimate

    def draw(language: Language) -> Figure:
        return funnel(
            rows,
            measure=measure,
            estimate=centre,
            transform=transform_of(base.measure),
            language=language,
        )

    return draw, _said("漏斗图", "funnel plot", base)


def _radial(base: Effects, measure: Text, _: Sequence[int] | None) -> Built:
    found = radial_of(base)
    rows = radial_rows(found)

    def draw(language: Language) -> Figure:
        return radial(
            rows,
            measure=measure,
            estimate=found.slope,
            transform=transform_of(base.measure),
            language=language,
        )

    return draw, _said("星状图（Galbraith）", "radial (Galbraith) plot", base)


def _doi(base: Effects, measure: Text, _: Sequence[int] | None) -> Built:
    found = lfk(base)
    rows = doi_rows(found)

    def draw(language: Language) -> Figure:
        return doi(
            rows,
            measure=measure,
            lfk=found.index,
            transform=transform_of(base.measure),
            language=language,
        )

    return draw, Text(zh="Doi 图与 LFK 指数", en="Doi plot and LFK index")


# Every figure by its name; None is drawn from the declared model, not from stabilised effects.
NAMED: Mapping[str, Callable[[Effects, Text, Sequence[int] | None], Built] | None] = {
    "leave-one-out": None,
    "cumulative": _cumulative,
    "influence": _influence,
    "baujat": _baujat,
    "gosh": _gosh,
    "funnel": _funnel,
    "radial": _radial,
    "doi": _doi,
}
