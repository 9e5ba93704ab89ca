"""E4: outcomes pooled by the protocol; departures are exploratory; report and script."""

import pytest

from tests.e2e.journeys.review_desk import PLACE, desk_of, judged, read
from tests.e2e.journeys.review_words import sound, words_of

pytestmark = pytest.mark.browser
METHODS = {"measure": "PLO", "model": "random", "estimator": "REML",
           "interval": "hartung-knapp"}  # fmt: skip
FACTS = ((20, 18, "NCT1", "4-1BB"), (30, 24, "NCT1", "4-1BB"), (40, 22, "NCT2", "CD28"))


def values(n, responders, registration, domain):
    return [
        {"item": "n", "state": "reported", "number": n, **PLACE},
        {"item": "orr", "state": "reported", "events": responders, "n": n, **PLACE},
        {"item": "registration", "state": "reported", "printed": registration, **PLACE},
        {"item": "costimulatory-domain", "state": "reported", "printed": domain, **PLACE},
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_e4(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    desk = desk_of(server, 3, methods=METHODS)
    for key, facts in zip(desk.keys, FACTS, strict=True):
        judged(desk, key, "full-text")
        for who in ("demo", "demo-2"):
            read(desk, key, values(*facts), who)
    review = f"{server}/evidence/reviews/{desk.id}"

    page.goto(f"{review}/overlap?lang={language}")
    page.locator("table.overlap .sign-2").wait_for()
    page.screenshot(path=shots / f"journey-e4-overlap-{language}.png", full_page=True)
    page.goto(f"{review}/flow")
    page.locator("figure svg [data-row=excluded]").first.wait_for()
    page.screenshot(path=shots / f"journey-e4-flow-{language}.png", full_page=True)

    page.goto(f"{review}/synthesis")
    page.get_by_role("cell", name="3 / 3").wait_for()
    page.locator("ol.citations li").first.wait_for()
    assert page.locator("ol.citations li").count() == 3
    page.screenshot(path=shots / f"journey-e4-outcomes-{language}.png", full_page=True)
    page.locator("td a").first.click()
    page.locator("figure svg").wait_for()
    page.get_by_text(word("appraisal:synthesis.as_planned")).wait_for()
    page.get_by_text(word("evidence:answer.declared"), exact=True).wait_for()
    page.get_by_text(word("evidence:influence.show")).click()
    page.get_by_role("columnheader", name="DFFITS").wait_for()
    page.get_by_label(word("conduct:taking.style")).select_option("gbt7714")
    page.locator("ol.citations li", has_text="[J]").nth(3).wait_for()
    page.screenshot(path=shots / f"journey-e4-planned-{language}.png", full_page=True)
    sound(page, axe)

    assert page.get_by_label(word("evidence:options.method")).input_value() == "REML"
    page.get_by_label(word("evidence:options.group")).click()
    page.get_by_text(word("evidence:answer.exploratory"), exact=True).wait_for()
    page.get_by_text("CD28").first.wait_for()
    page.locator("td input[type=checkbox]").first.click()
    page.wait_for_url("**without=**")
    page.get_by_text("46/70").first.wait_for()
    page.screenshot(path=shots / f"journey-e4-exploratory-{language}.png", full_page=True)
    page.get_by_role("tab", name="R (metafor)").click()
    page.locator("pre").get_by_text("library(metafor)").wait_for()
    with page.expect_download() as taken:
        page.goto(f"{review}/synthesis")
        page.locator("a[download]", has_text="HTML").click()
    told = taken.value.path().read_text(encoding="utf-8")
    assert desk.get()["protocol"]["digest"] in told
    sound(page, axe)
