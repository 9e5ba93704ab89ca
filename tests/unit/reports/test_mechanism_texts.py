"""Words and figures of runs: both languages, what is said where nothing is known."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.unit.mechanism.small_run import MODEL, OUTCOMES, POPULATION, product, strategy
from trephine.mechanism.compare import compare
from trephine.mechanism.enrol import enrol
from trephine.mechanism.relapse import relapse
from trephine.mechanism.sensitivity import sensitivity
from trephine.mechanism.simulate import simulate
from trephine.mechanism.simulated import FailedPatient
from trephine.mechanism.simulated_summary import summarise
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.plots.proof import proof
from trephine.reports.comparison_figures import differences_figure, dose_figure
from trephine.reports.comparison_text import comparison_json, comparison_text
from trephine.reports.relapse_text import relapse_text
from trephine.reports.sensitivity_text import (
    sensitivity_json,
    sensitivity_text,
    sensitivity_tornado,
    settled_figure,
)
from trephine.reports.simulated_figures import (
    bands_figure,
    progression_figure,
    swimmer_figure,
    waterfall_figure,
)
from trephine.reports.simulated_text import failed_line, figure, simulated_text, unit_text

ARM = VirtualArm(product=product())
LESS = VirtualArm(product=product(dose=1e8))
SLOW = VirtualArm(product=product(), strategies=(strategy("slower", g=0.015),))
GIVEN = {"population": POPULATION, "regimens": (), "outcomes": OUTCOMES}
CHINESE = re.compile(r"[一-鿿]")
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def run():
    return simulate(MODEL, ARM, n=20, days=250.0, seed=3, **GIVEN)


@pytest.fixture(scope="module")
def doses():
    return compare(MODEL, [ARM, LESS], n=20, days=150.0, seed=3, **GIVEN)


@pytest.fixture(scope="module")
def indices():
    return sensitivity(MODEL, ARM, outcome="nadir", n=64, days=60.0, **GIVEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_in_words(run, language):
    text = simulated_text(run, summarise(run), ARM, POPULATION, language)
    assert bool(CHINESE.search(text)) == (language == "zh")
    assert "nan" not in text.lower()
    assert OUTCOMES.rule[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_failed_are_named(language):
    failed = [FailedPatient(number=k, reason="not_finite", day=1.5 * k) for k in range(7)]
    text = failed_line(failed, language)
    assert text.startswith("7 ")
    assert {"zh": "另 2 例", "en": "2 more"}[language] in text
    assert {"zh": "患者 4（第 6 天", "en": "patient 4 (day 6"}[language] in text
    one = failed_line(failed[:1], "en")
    assert one.startswith("1 patient whose")


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_a_run(run, language):
    drawn = [
        bands_figure([run], [""], MODEL, language),
        progression_figure([run], [""], language),
        waterfall_figure(run, language),
        swimmer_figure(run, language),
    ]
    for one in drawn:
        assert one is not None
        assert proof(one) == ()
        assert {"zh": "模拟", "en": "Simulated"}[language] in one.svg


def test_the_curve_of_progression_is_the_tables(run):
    table = progression_figure([run], [""], "en").table
    end = [row for row in table.rows if row[3] != "—"][-1]
    day = float(end[1]) * 365.25 / 12
    event = run.column("progression")
    assert float(end[3]) == pytest.approx(100 * np.mean(~(event <= day)), abs=0.06)


def test_a_waterfall_leaves_out_and_says_so(run):
    left = run.column("mp_left")
    missing = int(np.isnan(left).sum())
    drawn = waterfall_figure(run, "en")
    assert len(drawn.table.rows) == 20 - missing
    assert (f"Not drawn: {missing}" in drawn.svg) == (missing > 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_in_words_and_figures(doses, language):
    text = comparison_text(doses, POPULATION, language)
    assert bool(CHINESE.search(text)) == (language == "zh")
    for drawn in (differences_figure(doses, language), dose_figure(doses, language)):
        assert drawn is not None
        assert proof(drawn) == ()
    assert len(comparison_json(doses)["differences"]) == len(OUTCOMES.outcomes)


def test_arms_that_differ_in_more_than_the_dose_have_no_dose_response():
    found = compare(MODEL, [ARM, SLOW], n=6, days=60.0, seed=3, **GIVEN)
    assert dose_figure(found, "en") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_sensitivity_in_words_and_figures(indices, language):
    text = sensitivity_text(indices, MODEL, OUTCOMES, language)
    assert bool(CHINESE.search(text)) == (language == "zh")
    for drawn in (
        sensitivity_tornado(indices, MODEL, OUTCOMES, language),
        settled_figure(indices, MODEL, language),
    ):
        assert drawn is not None
        assert proof(drawn) == ()
    told = {
        one["parameter"]: one["value"] for one in sensitivity_json(indices, POPULATION)["indices"]
    }
    assert told == {one.parameter: one.value for one in indices.indices}


def test_nothing_varied_is_said(indices):
    nan = float("nan")
    still = replace(indices, indices=tuple(replace(one, value=nan) for one in indices.indices))
    assert "never varied" in sensitivity_text(still, MODEL, OUTCOMES, "en")
    assert sensitivity_tornado(still, MODEL, OUTCOMES, "en") is None
    assert settled_figure(still, MODEL, "en") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_relapse_in_words(language):
    cohort = enrol(MODEL, POPULATION, product(), (), 5, 1)
    given = {"outcomes": OUTCOMES, "days": 400.0}
    known = relapse(MODEL, cohort.patients, cohort.doses, 2, **given)
    unknown = relapse(MODEL, cohort.patients, cohort.doses, 2, causes=("loss",), **given)
    none = relapse(MODEL, cohort.patients, cohort.doses, 3, **given)
    texts = [relapse_text(one, OUTCOMES, language) for one in (known, unknown, none)]
    words = {"zh": ("主要原因：克隆", "不知道", "没有进展"),
             "en": ("Mostly: clones", "Not known", "did not progress")}[language]  # fmt: skip
    for text, word in zip(texts, words, strict=True):
        assert word in text
        assert bool(CHINESE.search(text)) == (language == "zh")


def test_figures_and_units():
    shown = [figure(v, "en") for v in (float("nan"), float("inf"), 0.0, 1234.5, 12.345, -0.5, 2e-5)]
    assert shown == ["—", "not reached", "0", "1,234", "12.3", "−0.5", "2.0×10⁻⁵"]
    assert [unit_text(u) for u in ("1", "10*9/L", "ug/L", "Gc.d")] == [
        "", " ×10⁹/L", " µg/L", " Gc·d",
    ]  # fmt: skip
