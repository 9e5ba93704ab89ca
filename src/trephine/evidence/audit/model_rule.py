"""model_rule: the model that a paper's own rule calls for, the one it names, the one it used."""

import math
from typing import Literal

from trephine.core.finding import Checked, CheckResult, Finding
from trephine.core.publication import ModelRule, Publication
from trephine.core.published import Printed, PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import p_behind, place_of
from trephine.evidence.audit.interval_reach import Reach
from trephine.evidence.audit.printed_range import PrintedRange, p_value_range, printed_range
from trephine.evidence.audit.row_reach import (
    ASSUMES,
    Basis,
    double_arcsine_basis,
    named_model,
    row_reach,
)
from trephine.evidence.audit.wording import NONE, joined, places_said, range_said, row_name

CHECK = "model-rule"
Called = Literal["common", "random", "nobody", "open"]
_MODELS = {
    "common": Text(zh="固定效应", en="fixed effect"),
    "random": Text(zh="随机效应", en="random effects"),
}
_NOT_TOLD = Text(zh="不能判断", en="not told")


def model_rule(publication: Publication) -> CheckResult:
    """Hold the model named for each result against the paper's rule, and against its interval.

    The rule is read over all that rounding hides in I2 and P; where the printed figures straddle a
    limit it decides nothing, and a figure equal to a limit is nobody's unless the rule says whose.
    A model named against the rule is ``proved``: text against text. Where no model is named but the
    interval can only come from one, against the rule, the finding is ``computed`` (see
    ``count_free_interval``). It cannot judge the rule, nor what was set aside before it was
    applied; choosing a model by a test of heterogeneity is no good rule.
    """
    rule = None if publication.methods is None else publication.methods.rule
    if rule is None:
        note = Text(zh="文中未写选择模型的规则", en="the paper states no rule for its model")
        silent = tuple(
            Checked(check=CHECK, subject=row.id, verdict="cannot-tell", note=note)
            for row in publication.pooled
        )
        return CheckResult(check=CHECK, findings=(), checked=silent)
    reach = {row.id: row_reach(publication, row) for row in publication.pooled}
    basis = double_arcsine_basis(publication, reach)
    findings, checked = [], []
    for row in publication.pooled:
        here = reach[row.id]
        usable = here if isinstance(here, Reach) and basis != "no" else None
        seen, finding = _row(publication, rule, row, usable, basis)
        checked.append(seen)
        if finding is not None:
            findings.append(finding)
    return CheckResult(check=CHECK, findings=tuple(findings), checked=tuple(checked))


def called(rule: ModelRule, I2: PrintedRange | float, P: PrintedRange | float) -> Called:
    """Return the model that a rule calls for; ``nobody`` at a limit, ``open`` over a range of both.

    I2 in percent. Equality is the side of ``rule.equality``, where it names one.
    """
    i_low, i_high = (I2, I2) if isinstance(I2, float) else (I2.low, I2.high)
    p_low, p_high = (P, P) if isinstance(P, float) else (P.low, P.high)
    if p_high < rule.P_limit or i_low > rule.I2_limit:
        return "random"
    if p_low > rule.P_limit and i_high < rule.I2_limit:
        return "common"
    if rule.equality == "random" and (p_high <= rule.P_limit or i_low >= rule.I2_limit):
        return "random"
    if rule.equality == "common" and p_low >= rule.P_limit and i_high <= rule.I2_limit:
        return "common"
    if i_low == i_high and p_low == p_high:
        return "nobody"
    return "open"


def _row(
    publication: Publication,
    rule: ModelRule,
    row: PublishedEstimate,
    reach: Reach | None,
    basis: Basis,
) -> tuple[Checked, Finding | None]:
    printed, derived = _p_printed(row), _p_derived(row)
    P = printed if printed is not None else derived
    if P is None or not row.I2.text.strip():
        note = Text(zh="I² 或 P 未印，亦无从推得", en="I² or P is neither printed nor to be had")
        return Checked(check=CHECK, subject=row.id, verdict="cannot-tell", note=note), None
    I2 = printed_range(row.I2)
    rules, named = called(rule, I2, P), named_model(row)
    proved = printed is not None
    if rules == "open" and printed is not None and derived is not None and printed.meets(derived):
        # k and I2 may say more than a P such as ">0.05"; what rests on them is no proof.
        P = PrintedRange(low=max(P.low, derived.low), high=min(P.high, derived.high))
        rules, proved = called(rule, I2, P), False
    p_text = row.p_heterogeneity or f"{P.low:.3g}–{P.high:.3g}"
    shown = f"I² = {row.I2.text}%, P {_equals(p_text)}"
    if rules in {"open", "nobody"}:
        note = _undecided(rule, row, shown)
        return Checked(check=CHECK, subject=row.id, verdict="cannot-tell", note=note), None
    want = _MODELS[rules]
    models = () if reach is None else reach.models
    by_interval = models[0] if len(models) == 1 else ""
    limits = f"P > {rule.P_limit:g}", f"I2 < {rule.I2_limit:g}%"
    on_I2, on_P = _side(I2, rule.I2_limit), _side(P, rule.P_limit)
    around_I2 = range_said(f"{I2.low:.4g}", f"{I2.high:.4g}")
    around_P = range_said(f"{P.low:.4g}", f"{P.high:.4g}")
    text = _MODELS[named] if named else NONE
    among = joined(_MODELS[one] for one in models) if models else _NOT_TOLD
    steps = (
        Text(
            zh=f"规则：{limits[0]} 且 {limits[1]} 用固定效应，P 较小或 I2 较大用随机效应",
            en=f"rule: common effect if {limits[0]} and {limits[1]}, random effects if P is below"
            " or I2 above",
        ),
        Text(
            zh=f"I2 = {row.I2.text}%：{around_I2.zh}；界值 {rule.I2_limit:g} {on_I2.zh}",
            en=f"I2 = {row.I2.text}%: {around_I2.en}; limit {rule.I2_limit:g} is {on_I2.en}",
        ),
        Text(
            zh=f"P {_equals(p_text)}：{around_P.zh}；界值 {rule.P_limit:g} {on_P.zh}",
            en=f"P {_equals(p_text)}: {around_P.en}; limit {rule.P_limit:g} is {on_P.en}",
        ),
        Text(
            zh=f"规则要求：{want.zh}；文中所写：{text.zh}",
            en=f"the rule calls for: {want.en}; named: {text.en}",
        ),
        Text(
            zh=f"印出的区间可来自：{among.zh}",
            en=f"the printed interval can come from: {among.en}",
        ),
    )
    if named and named != rules:
        finding = _against(publication, rule, row, steps, shown, want, by_interval, proved=proved)
    elif not named and by_interval and by_interval != rules:
        finding = _silent(publication, rule, row, steps, shown, want, by_interval, basis)
    else:
        zh = f"规则要求{want.zh}（{shown}），" + ("所写亦然" if named else "文中未写模型")
        en = f"the rule calls for {want.en} ({shown}); " + (
            "so does the text" if named else "the text names no model"
        )
        if by_interval and by_interval != rules:
            zh += f"，但区间只能来自{_MODELS[by_interval].zh}"
            en += f", but the interval can only come from {_MODELS[by_interval].en}"
        return Checked(check=CHECK, subject=row.id, verdict="agrees", note=Text(zh=zh, en=en)), None
    return (
        Checked(
            check=CHECK,
            subject=row.id,
            verdict="finding",
            note=finding.follows,
            finding=finding.id,
        ),
        finding,
    )


def _p_printed(row: PublishedEstimate) -> PrintedRange | None:
    text = row.p_heterogeneity.strip()
    stated = p_value_range(text)
    if stated is None or text[0] not in "0.1":
        return stated
    behind = printed_range(Printed(text=text))
    return PrintedRange(low=max(0.0, behind.low), high=min(1.0, behind.high))


def _p_derived(row: PublishedEstimate) -> PrintedRange | None:
    """Return what k and I2 leave of P, None where they do not say."""
    if row.k < 2 or not row.I2.text.strip():
        return None
    df = row.k - 1.0
    behind = printed_range(row.I2)
    low = 0.0 if behind.low <= 0.0 else df / (1.0 - behind.low / 100.0)
    high = math.inf if behind.high >= 100.0 else df / (1.0 - behind.high / 100.0)
    return p_behind(PrintedRange(low=low, high=high), df)


def _against(
    publication: Publication,
    rule: ModelRule,
    row: PublishedEstimate,
    steps: tuple[Text, ...],
    shown: str,
    want: Text,
    by_interval: str,
    *,
    proved: bool,
) -> Finding:
    named = _MODELS[named_model(row)]
    where, name = places_said([rule.at]), row_name(publication, row)
    zh = f"按该文规则（{where.zh}）应为{want.zh}"
    en = f"by the paper's rule ({where.en}) it should be {want.en}"
    if by_interval:
        zh += f"；按 n 与 I² 推算，印出的区间只能来自{_MODELS[by_interval].zh}"
        en += (
            f"; by the n's and I² the printed interval can only come from {_MODELS[by_interval].en}"
        )
    return Finding(
        id=f"{publication.id}/{CHECK}/{row.id}",
        check=CHECK,
        kind="proved" if proved else "computed",
        severity="minor",
        at=place_of(publication, row),
        against=(rule.at,),
        printed=Text(zh=f"{shown}，{named.zh}", en=f"{shown}, {named.en}"),
        follows=Text(zh=zh, en=en),
        sentence=Text(
            zh=f"{name.zh}：{shown}，文中用{named.zh}；{zh}。",
            en=f"{name.en}: {shown}, and the text names {named.en}; {en}.",
        ),
        arithmetic=steps,
        assumes=ASSUMES[-1:] if proved else ASSUMES,
        concerns=(row.id,),
    )


def _silent(
    publication: Publication,
    rule: ModelRule,
    row: PublishedEstimate,
    steps: tuple[Text, ...],
    shown: str,
    want: Text,
    by_interval: str,
    basis: Basis,
) -> Finding:
    used, where, name = _MODELS[by_interval], places_said([rule.at]), row_name(publication, row)
    ends = range_said(f"{row.ci_lb.text}%", f"{row.ci_ub.text}%")
    return Finding(
        id=f"{publication.id}/{CHECK}/{row.id}",
        check=CHECK,
        kind="suspicion" if basis == "likely" else "computed",
        severity="minor",
        at=place_of(publication, row),
        against=(rule.at,),
        printed=Text(zh=f"{shown}，{ends.zh}", en=f"{shown}, {ends.en}"),
        follows=Text(
            zh=f"规则要求{want.zh}，区间却只能来自{used.zh}",
            en=f"the rule calls for {want.en}, the interval can only come from {used.en}",
        ),
        sentence=Text(
            zh=f"{name.zh}：文中未写模型；{shown}，按该文规则（{where.zh}）应为{want.zh}，"
            f"而印出的区间 {row.ci_lb.text}%~{row.ci_ub.text}% 只能来自{used.zh}。",
            en=f"{name.en}: no model is named; {shown} call for {want.en} by the paper's rule"
            f" ({where.en}), but the printed interval {row.ci_lb.text}% to {row.ci_ub.text}%"
            f" can only come from {used.en}.",
        ),
        arithmetic=steps,
        assumes=ASSUMES,
        concerns=(row.id,),
    )


def _undecided(rule: ModelRule, row: PublishedEstimate, shown: str) -> Text:
    """Say whether the figures as printed stand on a limit, or only may lie on both sides of it."""
    on_I2 = row.I2.value == rule.I2_limit
    try:
        on_P = float(row.p_heterogeneity) == rule.P_limit
    except ValueError:
        on_P = False
    if on_I2 or on_P:
        return Text(
            zh=f"{shown}：印出的数字等于界值，规则未规定",
            en=f"{shown}: a printed figure equals its limit, where the rule says nothing",
        )
    return Text(
        zh=f"{shown}：计入舍入后界值两侧皆有可能",
        en=f"{shown}: rounding leaves both sides of a limit",
    )


def _equals(p_text: str) -> str:
    return p_text if p_text[0] in "<>≤≥=＜＞＝" else f"= {p_text}"


def _side(behind: PrintedRange, limit: float) -> Text:
    if behind.high < limit:
        return Text(zh="在其上", en="above")
    if behind.low > limit:
        return Text(zh="在其下", en="below")
    return Text(zh="在其中", en="within")
