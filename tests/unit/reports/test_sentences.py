import ast
import dataclasses
import math
from pathlib import Path

import pytest

from trephine import evidence
from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.evidence.bayes.bayes_pool import bayes_pool
from trephine.evidence.bayes.prior import half_normal
from trephine.evidence.choice import METHODS, PREDICTIONS, TESTS
from trephine.evidence.effects import effects
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.pool import pool
from trephine.reports.inline import cited
from trephine.reports.methods_sentence import methods_sentence
from trephine.reports.results_sentence import results_sentence
from trephine.reports.wording import COMMON_EFFECT, ESTIMATORS, MODELS

ORR = Text(zh="总反应率", en="overall response rate")
NAN = math.nan
PLAIN = Estimate(
    measure="PLO", method="REML", test="knha", level=95, k=12, estimate=1.8, se=0.2, stat=9.0,
    pval=1e-9, ci_lb=1.2, ci_ub=2.2, ddf=11, pi_lb=0.1, pi_ub=3.3, pi_method="riley", tau2=0.43,
    tau2_lb=0.1, tau2_ub=2.0, tau2_ci_method="QP", I2=82.68, Q=83.2, Q_df=11, Qp=1e-9,
    back={"natural": Back(estimate=0.86, ci_lb=0.76, ci_ub=0.94, pi_lb=0.502, pi_ub=0.987)},
    methods=("viechtbauer-2005", "hartung-knapp-2001", "viechtbauer-2007", "riley-higgins-2011",
             "higgins-thompson-2002"),
)  # fmt: skip


def test_results_in_both_languages() -> None:
    said = results_sentence(PLAIN, outcome=ORR, participants=1684)
    assert said.zh == (
        "共纳入 12 项研究（1684 例），合并总反应率为 86.0%（95%CI：76.0%~94.0%；95%预测区间："
        "50.2%~98.7%）；异质性：I²=82.7%，τ²=0.430，Q=83.20，df=11，P<0.001。"
    )
    assert said.en == (
        "Across 12 studies (1,684 participants), the pooled overall response rate was 86.0% "
        "(95% CI 76.0%–94.0%; 95% prediction interval 50.2%–98.7%); heterogeneity: I² = 82.7%, "
        "τ² = 0.430, Q = 83.20, df = 11, P < 0.001."
    )


def test_methods_in_both_languages() -> None:
    said = methods_sentence(PLAIN)
    assert said.zh.startswith(
        "效应量为 logit 率（PLO），结果反变换为率；以逆方差法按随机效应模型合并，研究间方差（τ²）用"
        "限制性最大似然法（REML）估计；τ² 的 95%置信区间用 Q 轮廓法计算；"
    )
    assert (
        "Hartung–Knapp 法（t 分布）计算，自由度 11；95%预测区间按自由度为 k−2 的 t 分布计算"
        in said.zh
    )
    assert said.en.startswith(
        "The effect measure was the logit proportion (PLO), back-transformed to a proportion. "
        "Studies were pooled by inverse variance in a random-effects model, with the between-study "
        "variance (τ²) estimated by restricted maximum likelihood (REML). "
    )
    assert said.en.endswith("I² and τ². Analyses were run with Trephine 0.1.0.")


def test_each_paper_is_cited_where_its_method_is_named() -> None:
    said = methods_sentence(PLAIN, marked=True)
    for text in (said.zh, said.en):
        assert sorted(cited(text)) == sorted(PLAIN.methods)
    clauses = said.en.split(". ")
    assert "REML" in clauses[1]
    assert cited(clauses[1]) == ["viechtbauer-2005"]
    assert cited(clauses[3]) == ["hartung-knapp-2001"]
    assert "*I*²" in said.zh


def test_ratios_carry_a_test_and_use_words_for_negative_bounds() -> None:
    e = dataclasses.replace(
        PLAIN, measure="OR", k=2, pval=0.0123, pi_lb=NAN, pi_ub=NAN,
        back={"natural": Back(estimate=0.49, ci_lb=0.3, ci_ub=1.22)},
    )  # fmt: skip
    said = results_sentence(e, outcome=Text(zh="病死", en="death"))
    assert "病死的合并比值比为 0.49（95%CI：0.30~1.22），P=0.012" in said.zh
    assert "the pooled odds ratio for death was 0.49 (95% CI 0.30–1.22), P = 0.012" in said.en
    e = dataclasses.replace(PLAIN, measure="MD", estimate=-0.5, ci_lb=-0.9, ci_ub=-0.1, back={})
    assert "−0.50 (95% CI −0.90 to −0.10;" in results_sentence(e, outcome=ORR).en


def test_one_study() -> None:
    one = pool(effects("PLO", xi=[9], ni=[12]))
    said = results_sentence(one, outcome=ORR, participants=12)
    assert said.zh.startswith("仅 1 项研究（12 例）报告了该结局，总反应率为 75.0%（95%CI：")
    assert "异质性" not in said.zh
    assert "heterogeneity" not in said.en
    assert "nothing was pooled" in methods_sentence(one).en
    assert "nan" not in said.zh + said.en + methods_sentence(one).zh + methods_sentence(one).en


def test_no_events() -> None:
    none = binomial_normal(effects("PR", xi=[0, 0, 0], ni=[10, 12, 18]))
    said = results_sentence(none, outcome=ORR, participants=40, events=0)
    assert "未观察到事件（0/40），" in said.zh
    assert "no event was observed (0/40)" in said.en
    assert "nan" not in said.zh + said.en


def test_what_is_not_estimable_says_so() -> None:
    bare = dataclasses.replace(
        PLAIN, estimate=0.0, ci_lb=NAN, ci_ub=NAN, pi_lb=NAN, tau2=NAN, I2=NAN, Q=NAN, back={},
        measure="PR",
    )  # fmt: skip
    said = results_sentence(bare, outcome=ORR)
    assert said.zh == "共纳入 12 项研究，合并总反应率为 0.0%（95%CI：无法计算）。"
    assert said.en.endswith("was 0.0% (95% CI not estimable).")
    lost = dataclasses.replace(bare, estimate=NAN)
    assert results_sentence(lost, outcome=ORR).en.endswith("could not be estimated.")


def test_common_effect_names_no_variance_between_studies() -> None:
    common = pool(effects("PLO", xi=[9, 8, 3], ni=[12, 15, 9]), method="EE", test="z")
    assert "τ²" not in methods_sentence(common).en + results_sentence(common, outcome=ORR).zh
    assert "common-effect (fixed-effect) model" in methods_sentence(common).en


def test_exact_likelihood_is_named() -> None:
    exact = binomial_normal(effects("PR", xi=[9, 8, 3], ni=[12, 15, 9]))
    said = methods_sentence(exact)
    assert "binomial–normal model" in said.en
    assert "精确似然" in said.zh
    assert "likelihood ratio test" in said.en


def test_a_posterior_has_credible_intervals_and_its_prior() -> None:
    prior = half_normal(0.5)
    found = bayes_pool(effects("PLO", xi=[9, 8, 3], ni=[12, 15, 9]), tau_prior=prior)
    said = methods_sentence(found.estimate, prior=found.tau_prior)
    assert "Bayesian normal–normal hierarchical model" in said.en
    assert found.tau_prior.en in said.en
    assert "可信区间（CrI）" in said.zh
    assert "置信区间" not in said.zh
    results = results_sentence(found.estimate, outcome=ORR)
    assert "(95% CrI " in results.en
    assert "95%CrI：" in results.zh


def test_an_outcome_with_marks_is_printed_as_it_stands() -> None:
    said = results_sentence(PLAIN, outcome=Text(zh="*甲*[@b]", en="*A* [@b]"), marked=True)
    assert cited(said.en) == []
    assert "*A* [@b]" in results_sentence(PLAIN, outcome=Text(zh="甲", en="*A* [@b]")).en


def test_every_model_of_an_estimate_has_words() -> None:
    package = Path(evidence.__file__).parent
    found = {
        node.value.value
        for path in package.rglob("*.py")
        # Regression tests have models of their own, and a paper's rule has a verdict.
        if "bias" not in path.parts and path.name != "paper_rule.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "model"
        if isinstance(node.value, ast.Constant)
    }
    assert found >= {"binomial-normal", "mantel-haenszel"}
    assert found <= set(MODELS)
    for model in MODELS:
        said = methods_sentence(dataclasses.replace(PLAIN, model=model))
        assert f"the model {model}" not in said.en


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_estimator_has_words(method: str) -> None:
    assert method.upper() in ESTIMATORS or method in COMMON_EFFECT
    e = dataclasses.replace(PLAIN, method=method)
    assert f"{method} estimator" not in methods_sentence(e).en


@pytest.mark.parametrize("test", sorted(TESTS))
def test_every_test_has_words(test: str) -> None:
    said = methods_sentence(dataclasses.replace(PLAIN, test=test))
    assert f"the {test} method" not in said.en


@pytest.mark.parametrize("pi", sorted(set(PREDICTIONS) - {"none", "higgins"}))
def test_every_prediction_interval_has_words(pi: str) -> None:
    said = methods_sentence(dataclasses.replace(PLAIN, pi_method=pi))
    assert f"the {pi} method" not in said.en
