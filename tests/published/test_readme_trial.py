"""The virtual trial in the READMEs, the limits and the page of the loop is the pinned one."""

import re

import pytest

from trephine import library
from validation.readme_trial import pages
from validation.readme_trial.run import TRIAL, rests_on, sample, the_trial

RESULT = pages.pinned()
AGAIN = "run: python -m validation.readme_trial.run"


@pytest.mark.parametrize(
    ("page", "language", "names"), pages.pages(), ids=lambda one: getattr(one, "name", str(one))
)
def test_pages_show_the_pinned_figures(page, language, names):
    text = page.read_text(encoding="utf-8")
    assert pages.filled(text, RESULT, language, names) == text, AGAIN


def test_a_page_without_its_marks_is_refused():
    with pytest.raises(KeyError, match="trial-run"):
        pages.filled("# Trephine\n", RESULT, "en", ("trial-run",))


def test_the_figures_are_of_one_run_of_the_ready_trial():
    trial = the_trial()
    assert (RESULT["trial"], RESULT["days"], RESULT["seed"]) == (TRIAL, trial.days, trial.seed)
    assert RESULT["patients"] == trial.patients
    for language in ("en", "zh"):
        told = "\n".join(RESULT["lines"][language])
        for key in ("ORR", "CRS_G3P"):
            events, n = RESULT["counts"][key]
            assert f"{events}/{n} " in told, key
    percentages = [re.findall(r"\d+\.\d%", "\n".join(RESULT["lines"][one])) for one in ("en", "zh")]
    assert percentages[0] == percentages[1]
    assert RESULT["same"]["differences"] == 0
    assert RESULT["same"]["decisions"] > 1000


def test_published_figures_beside_them_are_the_librarys():
    figures = {one.id: one for one in library.targets()}
    orr, cr = (figures[name] for name in pages.PUBLISHED)
    assert {orr.cohort, cr.cohort} == {"karmma"}
    assert (orr.endpoint, cr.endpoint) == ("orr", "scr_or_cr")
    for language in ("en", "zh"):
        beside = re.search(
            r"KarMMa (?:为 )?(\d+)% (?:and|与) (\d+)%",
            pages.blocks(RESULT, language)["trial-figures"],
        )
        assert beside is not None
        assert (float(beside[1]), float(beside[2])) == (orr.value, cr.value)


def test_a_few_patients_are_still_as_the_pinned_run_had_them():
    """Content tells the pinned run from another; where it is the same, the code gives the same."""
    trial = the_trial()
    if rests_on(trial) != RESULT["rests_on"]:
        pytest.skip(f"the model, the rules or the acts have changed since the pinned run: {AGAIN}")
    assert sample(trial) == RESULT["sample"], AGAIN
