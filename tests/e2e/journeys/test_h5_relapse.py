"""H5: who is overdue, what comes after a relapse, the unit's figures, deviations and export."""

import pytest

from tests.e2e.journeys.review_words import sound, words_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_h5(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/care?lang={language}")
    page.get_by_label(word("care:ward.only_overdue")).check()
    late = page.locator("tr", has_text="SYN-06")
    late.locator(".tag.danger").first.wait_for()
    assert late.get_by_text(word("care:demo"), exact=True).count() == 1, "said to be made up"
    page.get_by_role("link", name="SYN-12").click()
    page.get_by_role("link", name=word("care:salvage.title")).click()

    against = page.locator("li", has_text="SALV-03a")
    against.get_by_text(word("care:state.open"), exact=True).wait_for()
    bcma = {"zh": "复发时 BCMA 表达", "en": "BCMA expression at relapse"}[language]
    page.get_by_label(bcma).select_option("negative")
    against.locator(".tag.danger").wait_for()
    against.get_by_role("button", name="SALV-03a").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("consensus2022").first.wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    page.screenshot(path=shots / f"journey-h5-board-{language}.png", full_page=True)

    page.get_by_role("link", name=word("care:unit.title")).click()
    page.wait_for_selector("main figure svg")
    late = page.locator("details", has=page.get_by_text("MON-04")).first
    late.wait_for()
    if late.get_attribute("open") is None:  # folded where many patients have departures
        late.locator("summary").click()
    late.get_by_text("MON-04").first.wait_for()
    assert page.locator("main figure").count() == 2
    export = page.get_by_role("link", name=word("care:unit.export")).get_attribute("href")
    table = page.request.get(f"{server}{export}").body().decode("utf-8-sig")
    assert "SYN-12" in table
    sound(page, axe)
