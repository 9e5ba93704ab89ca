"""T5: strategies on the same virtual patients: which is best how often, and what is assumed."""

import pytest

from tests.e2e.journeys.review_words import sound, words_of
from tests.e2e.journeys.room_of_models import finished, started

pytestmark = pytest.mark.browser
STRATEGY = {"zh": "双靶向 BCMA+CD19", "en": "dual CAR: BCMA and CD19"}


@pytest.fixture(scope="module")
def asked() -> dict[str, str]:
    """The run that the first language starts and the second looks at: seconds, not minutes."""
    return {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_t5(page, server, axe, asked, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/mechanism/comparisons?lang={language}")
    if asked:
        page.locator("main td a").first.click()
    else:
        page.get_by_role("button", name=word("trials:arm.drop_of", number=4)).click()
        page.get_by_role("button", name=word("trials:arm.drop_of", number=3)).click()
        for name, value in (("patients", 6), ("days", 60)):
            page.get_by_label(word(f"trials:form.{name}")).fill(str(value))
        asked["run"] = started(page, word("trials:form.run"))
    finished(page)
    best = page.get_by_role("group", name=word("trials:best.title"))
    for row in best.locator("tbody tr").all():
        shares = [int(one.strip("%")) for one in row.locator("td.right").all_inner_texts()]
        assert len(shares) == 2
        assert sum(shares) in {99, 100, 101}
    page.locator("main figure svg").first.wait_for()
    page.get_by_role("heading", name=word("trials:assumed.title")).wait_for()
    page.get_by_text(STRATEGY[language]).first.wait_for()
    assert page.locator("section.arm .mark").count() > 5, "each number with its mark"
    sound(page, axe)
