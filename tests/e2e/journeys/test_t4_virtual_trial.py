"""T4: a virtual trial: card, kept answer, run, the evidence beside it, how a design would do."""

import pytest

from tests.e2e.journeys.review_words import sound, words_of
from tests.e2e.journeys.room_of_models import RUN, finished, started

pytestmark = pytest.mark.browser
TITLE = {"zh": "1 级 CRS 即用托珠单抗", "en": "Tocilizumab already at CRS of grade 1"}
THIRD = {"zh": "2 级均用", "en": "everybody from grade 2"}


@pytest.fixture(scope="module")
def asked() -> dict[str, str]:
    """The run that the first language starts and the second looks at: seconds, not minutes."""
    return {}


def design_walked(page, server, word, asked) -> None:
    """Trials of ten an arm: power and type I error with their simulation error, kept as a run."""
    page.get_by_role("tab", name=word("trials:tab.operating"), exact=True).click()
    if "design" not in asked:
        page.get_by_label(word("trials:operating.patients")).fill("10")
        page.get_by_label(word("trials:operating.trials"), exact=True).fill("200")
        page.get_by_role("button", name=word("trials:operating.run"), exact=True).click()
        asked["design"] = "kept"
    else:
        page.locator("[role=tabpanel] details button.link").first.click()
    page.get_by_role("heading", name=word("trials:operating.rows")).wait_for(timeout=RUN)
    page.locator("[role=tabpanel] figure svg").first.wait_for()
    rows = page.locator("[role=tabpanel] tbody tr")
    assert [one.split()[0] for one in rows.locator("th").all_inner_texts()] == [
        "2", "5", "10", "15", "20",
    ]  # fmt: skip
    table = page.locator("[role=tabpanel] a[href*='table.csv']").get_attribute("href")
    lines = page.request.get(f"{server}{table}").text().splitlines()
    assert lines.index("") == 3 + 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_t4(page, server, axe, asked, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/?lang={language}")
    page.get_by_role("link", name=word("landing:start.trial")).click()
    if asked:
        page.get_by_role("cell").get_by_role("link", name=TITLE[language]).first.click()
    else:
        page.get_by_role("heading", name=TITLE[language]).get_by_role("link").click()
        page.get_by_role("heading", name=word("trials:kept.title")).wait_for()
        for name, value in (("patients", 4), ("days", 20), ("seed", 7)):
            page.get_by_label(word(f"trials:form.{name}")).fill(str(value))
        page.get_by_label(THIRD[language]).uncheck()
        asked["run"] = started(page, word("trials:form.run"))
    finished(page)
    page.locator("main figure svg").first.wait_for()
    back = page.locator("a[href='/evidence/reviews/zhan2025']").first
    assert "zhan2025" in back.get_attribute("href"), "the review whose pooled evidence it is"
    page.get_by_role("tab", name=word("trials:tab.changed"), exact=True).click()
    page.locator("[role=tabpanel] input[type=checkbox]").check()
    assert page.locator("[role=tabpanel] tbody tr").count() > 10
    design_walked(page, server, word, asked)
    page.get_by_role("tab", name=word("trials:tab.patients"), exact=True).click()
    page.get_by_label(word("trials:patients.day", number=1)).fill("6")
    page.get_by_role("button", name=word("trials:patients.open_of", number=1)).click()
    page.wait_for_url("**/care/patients/sim-*", timeout=RUN)
    page.get_by_text(word("trials:simulated"), exact=True).first.wait_for()
    page.locator("main details summary").first.wait_for()
    sound(page, axe)
