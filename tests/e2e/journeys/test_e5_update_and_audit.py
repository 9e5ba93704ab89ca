"""E5: an update of a living review and what it changed; another paper's tables audited."""

import pytest

from tests.e2e.journeys.review_words import begin, bring, register, ris, sound, words_of

pytestmark = pytest.mark.browser

STUDIES = (
    "id\tlabel\tyear\tn\tmale\tORR\n"
    "a\tMade A\t2020\t12\t58.3\t83.3\nb\tMade B\t2021\t30\t60\t91.7\nc\tMade C\t2021\t25\t\t84\n"
)
NEW = (
    ("Anti-BCMA CAR T cells in relapsed multiple myeloma", "10.1000/a1", "2019"),
    ("Zevorcabtagene autoleucel two years on", "10.1000/z9", "2026"),
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_e5(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    review = begin(page, server, language, word)
    register(page, review, word)
    bring(page, review, ris(), "six.ris", word)
    page.goto(f"{review}/screening")
    page.get_by_text(word("review:screening.left", left=5, voted=0)).wait_for()
    for _ in range(5):
        page.keyboard.press("1")
    page.get_by_text(word("review:screening.done")).wait_for()

    page.goto(f"{review}/update")
    page.get_by_text(word("conduct:update.none")).wait_for()
    page.get_by_role("button", name=word("conduct:update.start")).click()
    page.get_by_role("heading", name=word("conduct:update.what", label="v1.1")).wait_for()
    bring(page, review, ris(NEW), "second.ris", word)
    page.goto(f"{review}/screening")
    page.get_by_text(word("review:screening.left", left=1, voted=5)).wait_for()
    assert NEW[1][0] in page.locator(".reference-title").inner_text(), "what is new alone waits"
    page.goto(f"{review}/update")
    page.get_by_text(word("conduct:update.counts", reports=1, title=1, full=0, values=0)).wait_for()
    page.wait_for_selector("figure svg")
    page.screenshot(path=shots / f"journey-e5-update-{language}.png", full_page=True)
    sound(page, axe)

    page.goto(f"{server}/evidence/audits/zhan2025")
    page.get_by_role("link", name=word("conduct:own.title")).click()
    page.get_by_label(word("conduct:sheet.studies")).fill(STUDIES)
    page.get_by_role("button", name=word("conduct:own.audit"), exact=True).click()
    page.locator("article").filter(has_text="91.7").first.wait_for()
    page.screenshot(path=shots / f"journey-e5-audit-{language}.png", full_page=True)
    with page.expect_download() as saved:
        page.get_by_role("button", name="DOCX").click()
    assert saved.value.suggested_filename == "trephine-audit.docx"
    sound(page, axe)
