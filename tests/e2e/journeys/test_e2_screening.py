"""E2: two people screen blind by keys, one undoes, a third settles; the order never excludes."""

import pytest

from tests.e2e.journeys.review_words import begin, bring, register, ris, sound, words_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_e2(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    review = begin(page, server, language, word)
    register(page, review, word)
    bring(page, review, ris(), "six.ris", word)

    page.goto(f"{review}/screening")
    judge(page, word, 5, 0)
    page.keyboard.press("1")
    judge(page, word, 4, 1)
    page.locator("ul.mine button:enabled").wait_for()  # the vote has come back from the server
    page.keyboard.press("u")
    judge(page, word, 5, 0)
    for _ in range(5):  # faster than the server answers
        page.keyboard.press("1")
    page.get_by_text(word("review:screening.done")).wait_for()

    page.goto(f"{review}/screening?as=demo-2")
    judge(page, word, 5, 0)
    assert page.get_by_text(word("review:screening.mine")).count() == 0, "nobody else's votes"
    page.get_by_label(word("conduct:order.label")).select_option("relevance")
    page.get_by_text(word("conduct:order.never")).wait_for()
    judge(page, word, 5, 0)
    assert page.locator(".always .criteria li").count() == 2, "the criteria stay in view"
    page.screenshot(path=shots / f"journey-e2-order-{language}.png", full_page=True)
    page.keyboard.press("3")
    page.get_by_text(word("review:screening.why")).wait_for()
    page.keyboard.press("2")
    for at in range(1, 5):
        judge(page, word, 5 - at, at)
        page.keyboard.press("1")
    page.get_by_text(word("review:screening.done")).wait_for()

    page.goto(f"{review}/conflicts?as=demo-3")
    page.get_by_text(word("review:conflicts.by.third")).wait_for()
    page.get_by_role("button", name=word("review:verdict.exclude")).click()
    page.get_by_text(word("review:conflicts.none")).wait_for()
    page.get_by_role("row", name="A · B").wait_for()
    page.screenshot(path=shots / f"journey-e2-conflicts-{language}.png", full_page=True)
    sound(page, axe)


def judge(page, word, left: int, voted: int) -> None:
    page.get_by_text(word("review:screening.left", left=left, voted=voted)).wait_for()
