# ruff: noqa: INP001  (a module beside the pages)
"""Populations: virtual patients beside real cohorts, and what their covariates set in the model."""

from page_text import mark, plain, table

from trephine import library
from trephine.core.population import CohortFigure, Covariate, Population
from trephine.core.text import Language, Text
from trephine.mechanism.baseline import BaselineRow, baseline
from trephine.mechanism.enrol import enrol

# The virtual patients of the baseline tables: enough that a share is known to one per cent.
PATIENTS, SEED, PRODUCT = 4000, 1, "cilta-cel"
# Draws that stand for chance alone and describe nobody.
_CHANCE = {"null_chance", "null_chance_outside"}
_W: dict[str, Text] = {
    "baseline": Text(
        zh="基线：{n} 名虚拟患者（种子 {seed}）与真实队列",
        en="Baseline: {n} virtual patients (seed {seed}) beside real cohorts",
    ),
    "covariates": Text(zh="协变量（共同部分）", en="Covariates (common part)"),
    "changed": Text(zh="此人群所改", en="What this population changes"),
    "effects": Text(zh="协变量在模型中所设定", en="What covariates set in the model"),
    "correlations": Text(zh="相关", en="Correlations"),
    "normal": Text(zh="正态，sd {sd:g}", en="normal, sd {sd:g}"),
    "lognormal": Text(zh="对数正态，sd {sd:g}", en="log-normal, sd {sd:g}"),
    "logitnormal": Text(zh="logit 正态，sd {sd:g}", en="logit-normal, sd {sd:g}"),
    "bernoulli": Text(zh="占比", en="share"),
    "categorical": Text(zh="占比", en="shares"),
    "constant": Text(zh="由公式", en="by formula"),
}
_HEADS = {
    "baseline": {
        "en": ("covariate", "virtual patients", "real cohorts"),
        "zh": ("协变量", "虚拟患者", "真实队列"),
    },
    "covariate": {
        "en": ("covariate", "is", "law", "typical", "limits", "formula", "where from"),
        "zh": ("协变量", "含义", "分布", "典型值", "界限", "公式", "出处"),
    },
    "effect": {
        "en": ("parameter", "becomes", "where from"),
        "zh": ("参数", "成为", "出处"),
    },
    "correlation": {
        "en": ("between", "value", "where from"),
        "zh": ("两者", "系数", "出处"),
    },
}


def population_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    populations = library.populations()
    common = populations[0]
    out: list[str] = []
    for one in populations:
        out += [f"## {one.label[language]} (`{one.id}`)", plain(one.text[language])]
        changed = [c for c in one.covariates if c not in common.covariates]
        if changed:
            out += [f"### {_W['changed'][language]} (`{one.id}`)", _covariates(changed, language)]
        title = _W["baseline"][language].format(n=PATIENTS, seed=SEED)
        rows = [_row(row, language) for row in _baseline(one) if row.what not in _CHANCE]
        out += [
            f"### {title} (`{one.id}`)",
            table(_HEADS["baseline"][language], rows),
        ]
    effects = [
        [f"`{one.parameter}`", f"`{one.formula}`", mark(one.mark, language)]
        for one in common.effects
    ]
    correlations = [
        [f"`{one.first}`, `{one.second}`", f"{one.value:g}", mark(one.mark, language)]
        for one in common.correlations
    ]
    return [
        *out,
        f"## {_W['covariates'][language]}",
        _covariates(common.covariates, language),
        f"## {_W['effects'][language]}",
        table(_HEADS["effect"][language], effects),
        f"## {_W['correlations'][language]}",
        table(_HEADS["correlation"][language], correlations),
    ]


def _baseline(one: Population) -> tuple[BaselineRow, ...]:
    found = enrol(
        library.model("bcma_cart"),
        one,
        library.product(PRODUCT),
        (),
        PATIENTS,
        SEED,
        library.lymphodepletions(),
    )
    return baseline(one, found.covariates)


def _row(row: BaselineRow, language: Language) -> list[str]:
    if row.share or row.low is None or row.high is None:
        shown = f"{100 * row.value:.0f}%"
    else:
        unit = "" if row.unit == "1" else plain(row.unit)
        shown = f"{_number(row.value)} ({_number(row.low)} … {_number(row.high)}) {unit}".strip()
    figures = [_figure(one, language) for one in row.figures]
    return [plain(row.label[language]), shown, "<br>".join(figures)]


def _number(value: float) -> str:
    """Return two digits, or a whole number: what a draw of another size would hardly change."""
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.2g}"


def _figure(one: CohortFigure, language: Language) -> str:
    names = {cohort.id: cohort.label for cohort in library.target_cohorts()}
    name = names[one.cohort][language] if one.cohort in names else one.cohort
    return f"{plain(name)}: {plain(one.printed)} — {mark(one.mark, language)}"


def _covariates(ones: "tuple[Covariate, ...] | list[Covariate]", language: Language) -> str:
    return table(_HEADS["covariate"][language], [_covariate(one, language) for one in ones])


def _covariate(one: Covariate, language: Language) -> list[str]:
    typical = f"{one.typical:g} {plain(one.unit)}".strip()
    if one.law == "categorical":
        typical = ", ".join(f"{plain(code)} {share:g}" for code, share in one.shares)
    if one.law == "constant" or (one.law == "bernoulli" and one.formula and not one.typical):
        typical = ""
    low = "" if one.low is None else f"{one.low:g}"
    high = "" if one.high is None else f"{one.high:g}"
    return [
        f"`{one.id}`",
        plain(one.label[language]),
        _W[one.law][language].format(sd=one.sd),
        typical,
        f"{low} … {high}" if low or high else "",
        f"`{one.formula}`" if one.formula else "",
        mark(one.mark, language),
    ]
