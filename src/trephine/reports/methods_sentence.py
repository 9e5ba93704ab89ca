"""methods_sentence: how an Estimate was made, as a paper's methods section says it."""

import math

import trephine
from trephine.core.estimate import Estimate
from trephine.core.text import Language, Text
from trephine.evidence.measure.register import MEASURES
from trephine.library.methods import methods
from trephine.reports.inline import escape, plain
from trephine.reports.number import level_text
from trephine.reports.wording import (
    BACK_NAMES,
    BACKS,
    CLAUSES,
    COMMON_EFFECT,
    COMMON_MODELS,
    ESTIMATORS,
    EXACT,
    MODELS,
    PREDICTIONS,
    TAU2_INTERVALS,
    TESTS,
    is_bayesian,
    is_common,
)

_SINGLE = Text(zh="仅有一项研究，未作合并", en="There was a single study, so nothing was pooled")
_SOFTWARE = Text(
    zh=f"分析软件为 Trephine {trephine.__version__}",
    en=f"Analyses were run with Trephine {trephine.__version__}",
)


def methods_sentence(
    estimate: Estimate, *, back: str = "", prior: Text | None = None, marked: bool = False
) -> Text:
    """Return the methods of a pooled estimate in words, in both languages.

    It describes the one analysis, not how studies were found or judged. ``marked`` keeps italics
    and citations as inline marks (see ``inline``); otherwise the text is plain. ``back`` names the
    back-transformation that is reported where there are several, ``prior`` the prior of tau where
    there is one. A choice that has no wording is
    printed by its key, never left out.
    """
    text = Text(zh=_compose(estimate, "zh", back, prior), en=_compose(estimate, "en", back, prior))
    return text if marked else Text(zh=plain(text.zh), en=plain(text.en))


def _compose(e: Estimate, language: Language, back: str, prior: Text | None) -> str:
    clauses = [("measure", _measure(e, back))]
    if is_bayesian(e):
        clauses += [("model", _model(e)), ("test", _posterior(e, prior))]
    else:
        clauses += _frequentist(e)
    if not math.isnan(e.Q) and e.k > 1:
        clauses.append(("heterogeneity", _heterogeneity(e)))
    cites = _cites(e, {name for name, _ in clauses})
    gap, stop = ("", "；") if language == "zh" else (" ", ". ")
    said = []
    for name, clause in clauses:
        mark = "; ".join(f"@{key}" for key in cites.get(name, ()))
        said.append(clause[language] + (f"{gap}[{mark}]" if mark else ""))
    said.append(_SOFTWARE[language])
    return stop.join(said) + ("。" if language == "zh" else ".")


def _frequentist(e: Estimate) -> list[tuple[str, Text]]:
    clauses = [("model", _SINGLE if e.k <= 1 else _model(e))]
    if e.k > 1 and not math.isnan(e.tau2_lb):
        clauses.append(("interval", _tau2_interval(e)))
    if not math.isnan(e.se):
        clauses.append(("test", _test(e)))
    if not math.isnan(e.pi_lb):
        clauses.append(("prediction", _prediction(e)))
    return clauses


def _posterior(e: Estimate, prior: Text | None) -> Text:
    """Return how a posterior is reported, and the prior if it was given."""
    level = level_text(e.level)
    zh = f"报告后验中位数、等尾 {level}%可信区间（CrI）与后验预测区间"
    en = (
        f"Posterior medians are reported with equal-tailed {level}% credible intervals (CrI) and "
        "posterior predictive intervals"
    )
    if prior is None:
        return Text(zh=zh, en=en)
    given = escape(prior.zh)
    return Text(
        zh=f"*τ* 的先验为{_gap(given)}{given}；{zh}",
        en=f"The prior of *τ* was {escape(prior.en)}. {en}",
    )


def _cites(e: Estimate, present: set[str]) -> dict[str, list[str]]:
    """Return the papers to cite by clause; a paper whose clause is absent stands with the model."""
    known = methods()
    measure = MEASURES.get(e.measure.upper())
    of_measure = set(measure.methods) if measure else set()
    out: dict[str, list[str]] = {}
    for named in dict.fromkeys(e.methods):
        if named not in known:
            continue
        key = known[named].key
        clause = next((name for name, keys in CLAUSES.items() if key in keys), "model")
        if named in of_measure:
            clause = "measure"
        out.setdefault(clause if clause in present else "model", []).append(key)
    return out


def _measure(e: Estimate, back: str) -> Text:
    measure = MEASURES.get(e.measure.upper())
    if measure is None:
        return Text(zh=f"效应量为 {e.measure}", en=f"The effect measure was {e.measure}")
    name = measure.name.en if measure.name.en[:2].isupper() else _lower(measure.name.en)
    zh, en = _with_key(measure.name.zh, name, measure.key)
    zh = f"效应量为{_gap(zh)}{zh}"
    en = f"The effect measure was the {en}"
    if "natural" in e.back and measure.inverse is not None:
        zh += f"，结果反变换为{_gap(measure.natural.zh)}{measure.natural.zh}"
        article = "an" if measure.natural.en[0] in "AEIO" else "a"
        en += f", back-transformed to {article} {_lower(measure.natural.en)}"
    chosen = back or next((name for name in BACKS if name in e.back), "")
    if chosen in BACK_NAMES:
        name = BACK_NAMES[chosen].zh
        zh += f"，结果用{_gap(name)}{name}反变换"
        en += f", back-transformed by {BACK_NAMES[chosen].en}"
    return Text(zh=zh, en=en)


def _with_key(zh: str, en: str, key: str) -> tuple[str, str]:
    """Return a measure's name with its key, in the parenthesis that the name may have already."""
    zh = f"{zh[:-1]}，{key}）" if zh.endswith("）") else f"{zh}（{key}）"
    return zh, f"{en[:-1]}; {key})" if en.endswith(")") else f"{en} ({key})"


def _lower(text: str) -> str:
    """Return a name as it stands within a sentence; names of people keep their capitals."""
    return text if text.startswith(("Freeman", "Fisher")) else text[0].lower() + text[1:]


def _gap(text: str) -> str:
    """Return the space that Chinese typesetting puts before Latin letters."""
    return " " if text[0].isascii() else ""


def _model(e: Estimate) -> Text:
    if e.model:
        fallback = Text(zh=f"{e.model} 模型合并", en=f"Studies were pooled in the model {e.model}")
        name = MODELS.get(e.model, fallback)
        text = Text(zh=f"以{_gap(name.zh)}{name.zh}", en=name.en)
        if e.method.upper() not in COMMON_EFFECT or e.model in COMMON_MODELS:
            return text
        return Text(zh=f"{text.zh}，共同效应", en=f"{text.en}, with a common effect")
    if is_common(e):
        return Text(
            zh="以逆方差法按共同效应（固定效应）模型合并",
            en="Studies were pooled by inverse variance in a common-effect (fixed-effect) model",
        )
    fallback = Text(zh=f"{e.method} 法", en=f"the {e.method} estimator")
    estimator = ESTIMATORS.get(e.method.upper(), fallback)
    return Text(
        zh="以逆方差法按随机效应模型合并，研究间方差（*τ*²）用"
        f"{_gap(estimator.zh)}{estimator.zh}估计",
        en="Studies were pooled by inverse variance in a random-effects model, with the "
        f"between-study variance (*τ*²) estimated by {estimator.en}",
    )


def _heterogeneity(e: Estimate) -> Text:
    """Return how heterogeneity was described, naming only figures that the estimate has."""
    figures = [("*I*²", e.I2), ("*τ*²", math.nan if is_common(e) else e.tau2)]
    names = [name for name, value in figures if not math.isnan(value)]
    if e.model in EXACT:
        q = Text(zh="似然比检验（*Q*）", en="a likelihood ratio test (*Q*)")
    else:
        q = Text(zh="Cochran *Q* 检验", en="Cochran's *Q*")
    if not names:
        return Text(
            zh=f"异质性以{_gap(q.zh)}{q.zh}描述", en=f"Heterogeneity was described by {q.en}"
        )
    gap = _gap(q.zh)
    if len(names) == 1:
        zh, en = f"{q.zh}与 {names[0]}", f"{q.en} and {names[0]}"
    else:
        zh, en = f"{q.zh}、{names[0]} 与 {names[1]}", f"{q.en}, {names[0]} and {names[1]}"
    return Text(zh=f"异质性以{gap}{zh} 描述", en=f"Heterogeneity was described by {en}")


def _tau2_interval(e: Estimate) -> Text:
    fallback = Text(zh=f"{e.tau2_ci_method} 法", en=f"the {e.tau2_ci_method} method")
    way = TAU2_INTERVALS.get(e.tau2_ci_method.upper(), fallback)
    level = level_text(e.level)
    return Text(
        zh=f"*τ*² 的 {level}%置信区间用{_gap(way.zh)}{way.zh}计算",
        en=f"The {level}% confidence interval of *τ*² was computed by {way.en}",
    )


def _test(e: Estimate) -> Text:
    fallback = Text(zh=f"{e.test} 法", en=f"the {e.test} method")
    way = TESTS.get(e.test.lower(), fallback)
    level = level_text(e.level)
    ddf = "" if math.isnan(e.ddf) or math.isinf(e.ddf) else f"{e.ddf:.4g}"
    return Text(
        zh=f"合并效应的 {level}%置信区间（CI）用{_gap(way.zh)}{way.zh}计算"
        + (f"，自由度 {ddf}" if ddf else ""),
        en=f"The {level}% confidence interval (CI) of the pooled effect was computed with {way.en}"
        + (f", with {ddf} degree{'s' * (ddf != '1')} of freedom" if ddf else ""),
    )


def _prediction(e: Estimate) -> Text:
    fallback = Text(zh=f"用 {e.pi_method} 法", en=f"the {e.pi_method} method")
    way = PREDICTIONS.get(e.pi_method, fallback)
    level = level_text(e.level)
    return Text(
        zh=f"{level}%预测区间{way.zh}计算",
        en=f"The {level}% prediction interval was based on {way.en}",
    )
