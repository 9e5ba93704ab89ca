"""A virtual trial's report: simulated in every place, the same in both languages and in JSON."""

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.loop.tables import table, trial
from tests.unit.plots.demonstration import tree
from trephine.core.trial import TrialEnsemble
from trephine.library.endpoints import endpoint
from trephine.library.ready_trial import ready_trial
from trephine.loop.compare.member_spread import member_figures, member_spread
from trephine.loop.design import replicates
from trephine.loop.outcomes.virtual_study import virtual_study
from trephine.loop.results import trial_results
from trephine.reports.document import Bullets, Picture
from trephine.reports.trial_json import design_json, trial_json
from trephine.reports.trial_page import trial_curves, trial_page
from trephine.reports.trial_text import left_out_words, trial_text
from trephine.reports.trial_words import references_words
from trephine.reports.write import write

FOUND = trial_results(
    trial("a", "b"),
    {
        "a": table(n=300, arm="a", days=500.0),
        "b": table(n=300, arm="b", days=500.0, severe=0.3, response=0.9),
    },
)
TEXTS = {language: trial_text(FOUND, language) for language in ("zh", "en")}


def test_the_first_line_and_every_heading_say_that_it_is_simulated():
    words = {"zh": r"模拟|虚拟", "en": r"simulated|virtual"}
    for language, text in TEXTS.items():
        lines = text.splitlines()
        heads = [lines[0], *(b for a, b in itertools.pairwise(lines) if not a)]
        assert len(heads) == 6  # the first, two arms with their evidence, one pair
        for one in heads:
            assert re.search(words[language], one, re.IGNORECASE), one


def test_english_has_no_chinese_and_both_have_the_same_lines():
    assert not re.search(r"[\u4e00-\u9fff]", TEXTS["en"])
    assert len(TEXTS["zh"].splitlines()) == len(TEXTS["en"].splitlines())
    figures = {language: list(re.findall(r"\d+\.\d%", text)) for language, text in TEXTS.items()}
    assert figures["zh"] == figures["en"]


def test_counts_stand_with_their_denominators_and_those_left_out_with_the_reason():
    orr = FOUND.arms[0].counts["ORR"]
    assert f"Overall response rate: {orr.events}/{orr.n}" in TEXTS["en"]
    assert "not counted: no measurable disease" in TEXTS["en"]
    assert "step too small 1 (7)" in TEXTS["en"]


def test_endpoints_without_an_answer_are_named_in_words_with_the_reason():
    label = endpoint("MORTALITY_GE2Y").label
    assert f"{label.en} (nobody is followed to day 730)" in TEXTS["en"]
    assert f"{label.zh}（随访不到第 730 天）" in TEXTS["zh"]
    for arm in FOUND.arms:
        assert "MORTALITY_GE2Y" in arm.left_out, "nothing is left out, so nothing is tested"
        for language in ("zh", "en"):
            said = left_out_words(arm, language)
            assert not re.search(r"[A-Z0-9]+_[A-Z0-9_]+", said), "a key instead of a label"
            for key, why in arm.left_out.items():
                assert endpoint(key).label[language] in said
                assert why[language] in said


def test_a_row_that_judges_nothing_gives_no_verdict_and_says_why():
    lines = TEXTS["en"].splitlines()
    at = next(i for i, one in enumerate(lines) if one.startswith("  Mortality within 1 year ["))
    assert lines[at].endswith("judges nothing")
    assert "zhan-mortality-survival" in lines[at + 1]


def test_the_furthest_results_come_first_among_what_is_wrong():
    part = TEXTS["en"].split("furthest first", 1)[1].split("If the virtual trial", 1)[0]
    sds = [abs(float(m.replace("−", "-"))) for m in re.findall(r"\(([+−]\d+\.\d) prediction", part)]
    assert sds == sorted(sds, reverse=True)
    assert len(sds) >= 3


def test_json_holds_the_same_and_says_simulated():
    found = trial_json(FOUND)
    json.dumps(found, allow_nan=False)
    assert found["origin"] == "simulated"
    arm = found["arms"][0]
    assert arm["origin"] == "simulated"
    orr = FOUND.arms[0].counts["ORR"]
    assert (arm["counts"]["ORR"]["events"], arm["counts"]["ORR"]["n"]) == (orr.events, orr.n)
    assert {one["virtual"]["origin"] for one in arm["evidence"] if one["virtual"]} == {"simulated"}
    assert all("no evidence" in one["with_virtual"]["origin"] for one in arm["pooled_with"])
    assert found["pairs"][0]["trade_off"]["harm"] == "CRS_G3P"
    assert found["pairs"][0]["shares"]["CRS_G3P"]["only_other"] > 0
    design = design_json(replicates(table(), endpoint="ORR", n=20, trials=50, seed=1))
    json.dumps(design, allow_nan=False)
    assert design["power"] is None


def test_pooling_is_said_to_be_no_evidence():
    assert "no evidence: what it would change" in TEXTS["en"]
    assert "不是证据，只示其影响" in TEXTS["zh"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_written_whole(tmp_path: Path, language):
    page = write(trial_page(FOUND), tmp_path / f"trial.{language}.html", language)
    html = page.read_text(encoding="utf-8")
    curves = 4  # progression-free, overall and event-free survival, duration of response
    assert html.count("<svg") == 6 + curves  # pooled, the table's trials, other figures; two arms
    word = "模拟" if language == "zh" else "simulated"
    titles = re.findall(r"<h1>(.*?)</h1>", html)
    assert all(word in one for one in titles)
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)
    assert len(captions) >= 6 + curves
    assert all(re.search(word, one, re.IGNORECASE) for one in captions)


def test_every_time_to_an_event_has_a_curve_of_each_arm_in_figure_and_json():
    told = trial_json(FOUND)["arms"]
    drawn = trial_curves(FOUND)
    for key in ("MEDIAN_PFS", "MEDIAN_OS", "MEDIAN_EFS", "MEDIAN_RESPONSE"):
        own = drawn[f"curve-{key.lower().replace('_', '-')}-0"]
        assert not own.caption.en.startswith("Median")
        assert "中位" not in own.caption.zh
        for language, figure in own.drawings.items():
            text = "".join(tree(figure).itertext())
            assert all(arm.label[language] in text for arm in FOUND.trial.arms)
        for arm, said in zip(FOUND.arms, told, strict=True):
            curve, kept = arm.times[key].curve, said["times"][key]["curve"]
            assert sum(kept["n_event"]) == curve.events
            assert kept["survival"][-1] == pytest.approx(curve.survival[curve.n_event > 0][-1])
            assert kept["followed_to"] == pytest.approx(curve.time[-1])


def test_more_than_six_arms_have_their_curves_on_two_figures():
    arms = [f"a{one}" for one in range(7)]
    tables = {arm: table(n=40, seed=at, arm=arm, days=500.0) for at, arm in enumerate(arms)}
    names = trial_curves(trial_results(trial(*arms), tables))
    assert {"curve-median-os-0", "curve-median-os-1"} <= set(names)
    assert "curve-median-os-2" not in names


def test_the_page_says_what_each_arm_does_as_the_plan_does():
    plan = ready_trial("igg-threshold")
    made = {one.id: table(n=40, arm=one.id, days=100.0) for one in plan.arms}
    page = trial_page(trial_results(plan, made))
    said = [text for one in page.blocks if isinstance(one, Bullets) for text in one.items]
    for language, now, why in (("zh", "改：", "理由："), ("en", "now: ", "why: ")):
        every = [one[language] for one in said if now in one[language] and why in one[language]]
        assert len(every) == sum(len(one.overrides) for one in plan.arms)
        assert not any("\n" in one for one in every)


def test_an_arm_unlike_its_products_own_trial_is_no_test_of_the_model():
    planned = trial("a")
    own = replace(planned, population="cartitude-1")
    tables = {"a": table(n=100, arm="a")}
    unlike = trial_results(planned, tables)
    assert "another population" in unlike.compared[0].differs.en
    assert "no test of the model" in trial_text(unlike, "en")
    assert trial_json(unlike)["arms"][0]["differs"]["zh"] == "人群"
    like = trial_results(own, tables)
    assert like.compared[0].differs is None
    assert "no test of the model" not in trial_text(like, "en")
    added = replace(own, arms=(replace(own.arms[0], strategies=("gsi",)),))
    assert trial_results(added, tables).compared[0].differs.en == "strategies"


def fitted(members: int = 0):
    """Return the same trial under a fitted ensemble, with the spread of some members."""
    plan = replace(FOUND.trial, ensemble=TrialEnsemble(name="bcma_cart-outcomes", members=members))
    found = replace(FOUND, trial=plan)
    if not members:
        return found
    figures = [
        member_figures(
            plan,
            m,
            {
                "a": table(n=300, arm="a", days=500.0, severe=0.1 + 0.05 * m),
                "b": table(n=300, arm="b", days=500.0, severe=0.3, response=0.9 - 0.1 * m),
            },
        )
        for m in range(members)
    ]
    return replace(found, spread=member_spread("bcma_cart-outcomes", figures))


def test_an_ensemble_is_named_and_what_intervals_hold_is_said():
    assert "bcma_cart-outcomes" not in TEXTS["en"] + TEXTS["zh"]
    assert trial_json(FOUND)["ensemble"] is trial_json(FOUND)["between_members"] is None
    found = fitted()
    for language, words in (
        ("en", ("the weighted mean", "the spread between members is not in them")),
        ("zh", ("加权均值", "不含各组参数之间的差异")),
    ):
        line = next(
            one for one in trial_text(found, language).splitlines() if "bcma_cart-outcomes" in one
        )
        assert all(word in line for word in words), line
    assert trial_json(found)["ensemble"]["member"] == "mean"
    one = replace(found.trial, ensemble=replace(found.trial.ensemble, member=7))
    assert "member 7 of the fitted ensemble" in trial_text(replace(found, trial=one), "en")
    assert (
        "seed 5, bcma_cart-outcomes 7"
        in virtual_study(replace(one, seed=5), FOUND.arms).read_at.place
    )


def test_the_spread_between_members_is_told_in_text_page_and_json(tmp_path: Path):
    found = fitted(3)
    texts = {language: trial_text(found, language) for language in ("zh", "en")}
    assert not re.search(r"[\u4e00-\u9fff]", texts["en"])
    assert len(texts["zh"].splitlines()) == len(texts["en"].splitlines())
    own = found.spread.arms[0]["CRS_G3P"]
    assert own.lowest < own.highest
    line = f"{100 * own.lowest:.1f}%–{100 * own.highest:.1f}%"
    assert f"    Cytokine release syndrome, grade ≥3: {line}" in texts["en"].splitlines()
    assert "Between members of the ensemble (0, 1, 2; lowest to highest)" in texts["en"]
    pair = found.spread.pairs[0]["ORR"]
    said = f"difference −{abs(100 * pair.mean):.1f}" if pair.mean < 0 else "difference +"
    assert said in texts["en"].split("Differences with the spread", 1)[1]
    told = trial_json(found)
    json.dumps(told, allow_nan=False)
    between = told["between_members"]
    assert (between["origin"], between["members"]) == ("simulated", [0, 1, 2])
    assert between["arms"][0]["ranges"]["CRS_G3P"]["highest"] == own.highest
    assert between["pairs"][0]["shares"]["ORR"]["members"] == list(pair.members)
    for language in ("zh", "en"):
        page = write(trial_page(found), tmp_path / f"{language}.html", language)
        text = page.read_text(encoding="utf-8")
        assert "bcma_cart-outcomes" in text
        assert line.replace("–", "~" if language == "zh" else "–") in text


def test_a_median_that_is_not_reached_has_no_difference_and_evidence_keeps_its_unit():
    short = replace(FOUND.trial, population="cartitude-1")
    short = replace(short, arms=(replace(short.arms[0], product="cilta-cel"),), days=100.0)
    found = trial_results(short, {"a": table(n=60, arm="a", days=100.0)})
    text = trial_text(found, "en")
    line = next(
        one for one in text.splitlines() if "Median progression-free survival [T127]" in one
    )
    assert line.endswith("35.0 months: a median is not reached: no difference")
    assert "— months" not in text
    row = next(one for one in found.compared[0].rows if one.row.id == "target/T126")
    assert references_words(row, "en").startswith("the trial itself: 76.6% (")
    assert references_words(row, "zh").startswith("该试验：76.6%（")
    captions = {one.caption.en for one in trial_page(found).blocks if isinstance(one, Picture)}
    captions = {one for one in captions if "beside published ones" in one}
    assert len(captions) == 3
    assert all("“" in one for one in captions)
