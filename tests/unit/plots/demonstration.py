"""Demonstration data for the figures' tests: invented, and named so that all can see it."""

import math
import random
import xml.etree.ElementTree as ET
from dataclasses import replace

from trephine.core.text import Text
from trephine.plots.baujat import BaujatRow, baujat
from trephine.plots.bubble import BubbleRow, FittedPoint, bubble
from trephine.plots.cumulative import cumulative
from trephine.plots.curve_group import CurveGroup, CurveOverlay
from trephine.plots.doi import DoiRow, doi
from trephine.plots.forest import (
    ForestRow,
    ForestSubgroup,
    ForestSummary,
    SubgroupTest,
    forest,
)
from trephine.plots.funnel import FunnelRow, funnel
from trephine.plots.gosh import bin_subsets, gosh
from trephine.plots.influence import InfluenceRow, influence
from trephine.plots.kaplan_meier import kaplan_meier
from trephine.plots.labbe import LabbeRow, labbe
from trephine.plots.leave_one_out import leave_one_out
from trephine.plots.minors_summary import minors_summary
from trephine.plots.predicted_interval import PredictedRow, predicted_interval
from trephine.plots.prior_posterior import DensityPoint, prior_posterior
from trephine.plots.prisma import PrismaCount, PrismaFlow, PrismaOther, prisma
from trephine.plots.radial import RadialRow, radial
from trephine.plots.refit import RefitRow
from trephine.plots.traffic_light import MinorsRow, traffic_light

MEASURE = Text(zh="演示缓解率", en="Demonstration response rate")
SHORT = Text(zh="缓解率", en="Response")
NAMES = tuple(f"Demonstration {letter}" for letter in "ABCDEFGHIJKL")
_COUNTS = (
    (19, 24), (28, 30), (50, 57), (18, 18), (37, 46), (20, 21),
    (35, 38), (0, 14), (22, 26), (94, 97), (94, 128), (21, 24),
)  # fmt: skip


def tree(figure):
    """The figure as an element tree."""
    return ET.fromstring(figure.svg)  # noqa: S314  (our own SVG)


def rows(k=12):
    """Study rows with Wilson-like intervals; the widths matter here, not their coverage."""
    out = []
    for at in range(k):
        events, n = _COUNTS[at % len(_COUNTS)]
        p, half = events / n, 1.96 / math.sqrt(n + 4) / 2
        name = NAMES[at % len(NAMES)] + (f" {at // len(NAMES)}" if at >= len(NAMES) else "")
        out.append(
            ForestRow(
                label=name,
                estimate=p,
                ci_lb=max(0.0, p - half),
                ci_ub=min(1.0, p + half),
                weight=100 * n / 523 * 12 / max(k, 12),
                events=events,
                n=n,
                minors=10 + at % 4,
                tag=f"Product {at % 3 + 1}",
                year=2018 + at % 4,
                subgroup="x" if at % 2 else "y",
                id=f"demo-{at}",
            )
        )
    return out


SUMMARY = ForestSummary(
    label=Text(zh="随机效应模型", en="Random-effects model"),
    estimate=0.87,
    ci_lb=0.81,
    ci_ub=0.92,
    pi_lb=0.62,
    pi_ub=0.97,
    weight=100.0,
    k=12,
    events=438,
    n=523,
    I2=61.2,
    I2_lb=28.9,
    I2_ub=78.8,
    tau2=0.3601,
    tau2_lb=0.0912,
    tau2_ub=1.5,
    Q=28.2,
    Q_df=11,
    Qp=0.0032,
    estimator="REML",
    interval="knha",
)
SECOND = replace(
    SUMMARY,
    label=Text(zh="演示的第二种方法", en="A second method, demonstration"),
    estimate=0.89,
    weight=math.nan,
    pi_lb=math.nan,
    pi_ub=math.nan,
    n=None,
    hollow=True,
    estimator="DL",
    interval="z",
)
EXCLUDED = Text(zh="演示：患者重复", en="demonstration: patients counted twice")


def _forests(language):
    plain = rows()
    grey = [
        replace(r, excluded=EXCLUDED, weight=math.nan, flags=("D",)) if at in {7, 11} else r
        for at, r in enumerate(plain)
    ]
    groups = [
        ForestSubgroup(key="x", label="CD28", summary=replace(SUMMARY, weight=40.0)),
        ForestSubgroup(key="y", label="4-1BB", summary=replace(SUMMARY, weight=60.0)),
    ]
    two = [
        replace(r, control_events=3 + at, control_n=40, estimate=0.4 + 0.2 * at,
                ci_lb=0.1 + 0.1 * at, ci_ub=0.8 + 0.5 * at, minors=None, tag="")
        for at, r in enumerate(plain)
    ]  # fmt: skip
    common = {"measure": MEASURE, "short": SHORT, "language": language}
    ratio = replace(SUMMARY, estimate=1.3, ci_lb=0.8, ci_ub=2.1, pi_lb=0.3, pi_ub=5.6)
    out = {"forest": forest(plain, [SUMMARY, SECOND], **common)}
    for style in ("cma", "jama", "revman"):
        out[f"forest-{style}"] = forest(
            grey,
            [SUMMARY],
            style=style,
            subgroups=groups,
            subgroup_test=SubgroupTest(Q=0.42, df=1, p=0.52),
            flag_notes={"D": EXCLUDED},
            sort="weight",
            notes=[MEASURE],
            **common,
        )
    out["forest-84"] = forest([replace(r, tag="", minors=None) for r in plain], [SUMMARY],
                              width_mm=84, **common)  # fmt: skip
    out["forest-two-arms"] = forest(
        two,
        [ratio],
        kind="ratio",
        favours=(Text(zh="对照组占优", en="Favours control"),
                 Text(zh="试验组占优", en="Favours treatment")),
        measure=Text(zh="比值比", en="Odds ratio"),
        language=language,
    )  # fmt: skip
    return out


def figures(language):
    """Every figure in one language, by name."""
    chance = random.Random(11)  # noqa: S311  (demonstration data)
    k = len(NAMES)
    yi = [math.log((x + 0.5) / (n - x + 0.5)) for x, n in _COUNTS]
    vi = [1 / (x + 0.5) + 1 / (n - x + 0.5) for x, n in _COUNTS]
    refits = [
        RefitRow(label=name, estimate=0.86 + 0.01 * (at % 4), ci_lb=0.78, ci_ub=0.93, I2=40.0 + at,
                 tau2=0.2, id=name)
        for at, name in enumerate(NAMES)
    ]  # fmt: skip
    whole = RefitRow(
        label=Text(zh="全部研究", en="All studies"), estimate=0.87, ci_lb=0.8, ci_ub=0.92
    )
    points = [
        FunnelRow(label=name, yi=y, sei=v**0.5, ni=n, id=name)
        for name, y, v, (_, n) in zip(NAMES, yi, vi, _COUNTS, strict=True)
    ]
    filled = [
        *points,
        replace(points[3], yi=0.2, filled=True),
        replace(points[5], yi=0.5, filled=True),
    ]
    estimates = [0.7 + 0.25 * chance.random() for _ in range(4000)]
    heterogeneity = [100 * max(0.0, chance.random() - 0.2) for _ in range(4000)]
    inside = [chance.random() < 0.5 for _ in range(4000)]
    common = {"measure": MEASURE, "language": language}
    reason = Text(zh="研究对象不符", en="Wrong population")
    out = _forests(language)
    out |= {
        "leave-one-out": leave_one_out(refits, pooled=whole, short=SHORT, **common),
        "cumulative": cumulative(refits, short=SHORT, style="jama", **common),
        "funnel": funnel(points, estimate=1.7, **common),
        "funnel-n": funnel(points, estimate=1.7, against="sqrt_n", **common),
        "funnel-contours": funnel(filled, estimate=1.7, contours=True, notes=[MEASURE], **common),
        "baujat": baujat(
            [BaujatRow(label=name, contribution=chance.random() ** 3 * 5,
                       influence=chance.random() ** 3) for name in NAMES], **common),
        "radial": radial(
            [RadialRow(label=a, yi=y, vi=v) for a, y, v in zip(NAMES, yi, vi, strict=True)],
            estimate=1.7, **common),
        "doi": doi(
            [DoiRow(label=a, yi=y, abs_z=abs(math.sin(3 * y)))
             for a, y in zip(NAMES, yi, strict=True)],
            lfk=-2.31, **common),
        "labbe": labbe(
            [LabbeRow(label=a, control=chance.random(), treated=chance.random(),
                      weight=chance.random()) for a in NAMES],
            curve=[(i / 20, (i / 20) ** 2) for i in range(21)], **common),
        "gosh": gosh(bin_subsets(estimates, heterogeneity), **common),
        "gosh-study": gosh(bin_subsets(estimates, heterogeneity, includes=inside), study=NAMES[0],
                           **common),
        "influence": influence(
            [InfluenceRow(label=a, rstudent=chance.gauss(0, 1), dffits=chance.gauss(0, 0.4),
                          cook_d=chance.random(), cov_r=1 + chance.random() * 0.2,
                          tau2_del=0.3 + 0.1 * chance.random(), QE_del=20 + 8 * chance.random(),
                          hat=0.2 * chance.random(), influential=a == NAMES[3], id=a)
             for a in NAMES], tau2=0.36, Q=28.2, **common),
        "prior-posterior": prior_posterior(
            [DensityPoint(value=x / 20, prior=0.2, posterior=math.exp(-((x / 20 - 2) ** 2) * 8))
             for x in range(-20, 81)], parameter=MEASURE, median=2.0, lower=1.5, upper=2.5,
            transform="logit", language=language),
        "bubble": bubble(
            [BubbleRow(label=a, x=2018 + 0.37 * at, yi=y, weight=n)
             for at, (a, y, (_, n)) in enumerate(zip(NAMES, yi, _COUNTS, strict=True))],
            [FittedPoint(x=2018 + t / 4, fit=1.5 + 0.1 * t / 4, ci_lb=1.0, ci_ub=2.4, pi_lb=0.1,
                         pi_ub=3.4) for t in range(17)],
            moderator=Text(zh="发表年份", en="Year of publication"), named=True, **common),
        "kaplan-meier": kaplan_meier(
            [CurveGroup(label=a, time=tuple(range(1, 31, step)),
                        survival=tuple(0.97**t for t in range(1, 31, step)),
                        at_risk=tuple(60.0 - t for t in range(1, 31, step)),
                        n_censor=tuple(float(t % 3 == 0) for t in range(1, 31, step)),
                        ci_lb=tuple(0.95**t for t in range(1, 31, step)),
                        ci_ub=tuple(0.99**t for t in range(1, 31, step)), median=23.0, id=a)
             for step, a in enumerate(NAMES[:3], start=1)],
            pooled=CurveOverlay(label=reason, time=(6.0, 12.0, 40.0), survival=(0.8, 0.6, 0.2)),
            notes=["P = 0.03"], **common),
        "predicted-interval": predicted_interval(
            [PredictedRow(label=Text(zh=f"演示结局 {at}", en=f"Demonstration outcome {at}"),
                          estimate=0.1 * at, ci_lb=0.08 * at, ci_ub=0.11 * at,
                          shown=f"{10 * at} ({8 * at}, {11 * at})",
                          common=((0.09 * at, 0.092 * at), (0.105 * at, 0.108 * at)),
                          random=((0.079 * at, 0.082 * at), (0.109 * at, 0.112 * at)),
                          named=("common", "random", "")[at % 3],
                          reached=((), ("random",), ("common", "random"))[at % 3])
             for at in range(1, 10)], language=language),
        "prisma-unreported": prisma(
            PrismaFlow(
                databases=(
                    PrismaCount(label=Text(zh="演示数据库", en="Demonstration databases"), n=900),
                ), studies=18), language=language),
        "prisma-running": prisma(
            PrismaFlow(
                databases=(PrismaCount(label="Demonstration 1", n=9),
                           PrismaCount(label="Demonstration 2", n=None)),
                duplicates=1, automation=0, other_reasons=0, screened=3, excluded=1, sought=2,
                not_retrieved=0, assessed=0, studies=0, reports=0),
            waiting={"title": 5, "full-text": 2},
            unreached=("assessed", "reports_excluded", "studies"),
            language=language),
        "prisma": prisma(
            PrismaFlow(
                databases=tuple(
                    PrismaCount(label=f"Demonstration {i}", n=100 * i) for i in (1, 2, 3)),
                registers=(PrismaCount(label="Demonstration 4", n=7),),
                duplicates=200, automation=0, other_reasons=7, screened=400, excluded=300,
                sought=100, not_retrieved=3, assessed=97,
                reports_excluded=(
                    PrismaCount(label=reason, n=60), PrismaCount(label=reason, n=None)),
                studies=20, reports=25, pooled=18,
                other=PrismaOther(sources=(PrismaCount(label="Demonstration 5", n=12),), sought=12,
                                  not_retrieved=1, assessed=11,
                                  excluded=(PrismaCount(label=reason, n=9),))),
            language=language),
        "minors": traffic_light(
            [MinorsRow(label=NAMES[0], items=(2, 2, 2, 2, 0, 2, 1, 0), total=11),
             MinorsRow(label=NAMES[1], items=(2, None, 2, 2, 1, 2, 2, 0)),
             MinorsRow(label=NAMES[2], total=13), MinorsRow(label=NAMES[3])],
            notes=[MEASURE], language=language),
        "minors summary": minors_summary(
            [MinorsRow(label=NAMES[0], items=(2, 2, 2, 2, 0, 2, 1, 0)),
             MinorsRow(label=NAMES[1], items=(2, None, 1, 2, 1, 2, 2, 0)),
             MinorsRow(label=NAMES[2], total=13)], language=language),
    }  # fmt: skip
    assert k == 12
    return out
