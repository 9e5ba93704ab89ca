"""T2: how far to trust it: figures met and missed, what was held out, what was not learnt."""

import pytest

from tests.e2e.journeys.review_words import sound, words_of
from trephine.library.fit_result import fit_result

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_t2(page, server, axe, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/mechanism/credibility?lang={language}")
    page.get_by_text(word("mechanism:badge.calibrated"), exact=True).first.wait_for()
    assert page.locator("main .tag", has_text=word("mechanism:badge.demo")).count() == 1
    assert page.get_by_text(word("mechanism:badge.calibrated"), exact=True).count() == 2
    assert not page.get_by_text(word("mechanism:badge.validated"), exact=True).count()
    fit = fit_result("outcomes")
    held = fit.side("check")
    met = sum(one.is_met for one in held)
    page.get_by_text(word("mechanism:credibility.held", met=met, all=len(held))).wait_for()
    summary = word("mechanism:credibility.goals", count=len(fit.goals))
    page.locator("summary", has_text=summary).click()
    shown = page.locator("details[open] tbody tr")
    assert shown.count() == len(fit.goals)
    assert page.locator("details[open] tbody tr", has_text=word("mechanism:goal.off")).count() == (
        sum(not one.is_met for one in fit.goals)
    )
    summary = word("mechanism:credibility.learnt", learnt=fit.learnt, all=len(fit.parameters))
    page.locator("summary", has_text=summary).click()
    page.locator("details[open]").get_by_text(word("mechanism:goal.unknown")).first.wait_for()
    sound(page, axe)
