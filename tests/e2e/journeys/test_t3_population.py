"""T3: a virtual population: by a form, beside the pooled results, table 1, sensitivity."""

import pytest

from tests.e2e.journeys.review_words import sound, words_of
from tests.e2e.journeys.room_of_models import RUN, finished, started

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def asked() -> dict[str, str]:
    """The run that the first language starts and the second looks at: seconds, not minutes."""
    return {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_t3(page, server, axe, asked, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/mechanism/populations?lang={language}")
    if asked:
        page.locator("main td a").first.click()
    else:
        for name, value in (("patients", 6), ("days", 20), ("seed", 7)):
            page.get_by_label(word(f"trials:form.{name}")).fill(str(value))
        asked["run"] = started(page, word("trials:form.run"))
    finished(page)
    page.get_by_text(word("trials:simulated"), exact=True).first.wait_for()
    page.locator("main figure svg").first.wait_for()
    page.get_by_role("tab", name=word("trials:tab.baseline"), exact=True).click()
    page.locator("[role=tabpanel] .mark").first.wait_for()  # real cohorts with their places
    assert page.locator("[role=tabpanel] tbody tr").count() > 20
    page.get_by_role("tab", name=word("trials:tab.courses"), exact=True).click()
    page.locator("[role=tabpanel] figure svg").first.wait_for()
    page.get_by_role("tab", name=word("trials:tab.sensitivity"), exact=True).click()
    if "sensitivity" not in asked:
        # nobody progresses within 20 days: that outcome would never vary
        page.get_by_label(word("trials:sensitivity.outcome"), exact=True).select_option("il6_peak")
        page.get_by_label(word("trials:sensitivity.patients")).fill("128")
        page.get_by_role("button", name=word("trials:sensitivity.run"), exact=True).click()
        asked["sensitivity"] = "kept"
    else:
        page.locator("[role=tabpanel] details button.link").first.click()
    page.get_by_role("heading", name=word("trials:sensitivity.not_told")).wait_for(timeout=RUN)
    page.locator("[role=tabpanel] figure svg").first.wait_for()
    assert page.locator("[role=tabpanel] tbody tr").count() > 20
    name = page.get_by_role("link", name=word("trials:files.csv")).get_attribute("href")
    assert len(page.request.get(f"{server}{name}").text().splitlines()) == 7
    sound(page, axe)
