"""E3: full texts, two blind readings, adjudication of what differs, MINORS, overlap."""

import pytest

from tests.e2e.journeys.review_desk import PLACE, desk_of, judged, read
from tests.e2e.journeys.review_words import sound, words_of

pytestmark = pytest.mark.browser
ORR = {"item": "orr", "state": "reported", "events": 11, "n": 15, "printed": "73.3", **PLACE}
SCORES = (2, 2, 2, 2, 0, 2, 1, 0)


def scored(desk, study, scores, who):
    body = {"after": desk.version, "study": study,
            "scores": [{"item": at, "score": one, "place": "p. 2" if one else ""}
                       for at, one in enumerate(scores, 1)]}  # fmt: skip
    assert desk.send("/minors", body, who).status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_e3(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    desk = desk_of(server, 3)
    judged(desk, desk.keys[1], "full-text")
    assert desk.vote(desk.keys[0], "include", "demo-2", stage="full-text").status_code == 200
    review = f"{server}/evidence/reviews/{desk.id}"

    page.goto(f"{review}/fulltext?lang={language}")
    first, _, third = (page.locator("article.pair").nth(at) for at in range(3))
    first.get_by_label(word("appraisal:fulltext.text"), exact=True).select_option("obtained")
    first.get_by_role("button", name=word("review:verdict.include")).click()
    first.locator(".tag.good").wait_for()
    third.get_by_label(word("appraisal:fulltext.text"), exact=True).select_option("not-retrieved")
    third.get_by_label(word("appraisal:fulltext.note")).fill("ILL")
    third.get_by_role("button", name=word("appraisal:fulltext.keep")).click()
    page.get_by_text(
        word("appraisal:fulltext.count", left=0, obtained=1, missing=1, unmarked=1)
    ).wait_for()
    page.screenshot(path=shots / f"journey-e3-fulltext-{language}.png", full_page=True)

    read(desk, desk.keys[0], [ORR], "demo-2")
    page.goto(f"{review}/extraction")
    page.locator("td a").first.click()
    item = page.get_by_role("group", name={"zh": "总缓解", "en": "overall response"}[language])
    item.get_by_label(word("appraisal:extraction.state.name")).select_option("reported")
    item.get_by_label(word("appraisal:extraction.field.n"), exact=True).fill("15")
    item.get_by_label(word("appraisal:extraction.field.percent")).fill("66.7")
    item.get_by_text(word("appraisal:grim.fits", counts="10")).wait_for()
    item.get_by_label(word("appraisal:extraction.field.events")).fill("11")
    item.get_by_text(word("appraisal:grim.contradicts")).wait_for()
    item.get_by_label(word("appraisal:extraction.field.events")).fill("10")
    page.get_by_role("link", name=word("appraisal:extraction.all")).click()
    page.locator("td a").first.click()  # what was typed is still there
    page.get_by_text(word("keeping:draft.note")).wait_for()
    assert item.get_by_label(word("appraisal:extraction.field.events")).input_value() == "10"
    page.get_by_role("button", name=word("appraisal:extraction.rest")).click()
    page.get_by_role("button", name=word("appraisal:extraction.keep"), exact=True).click()
    page.get_by_role("alert").wait_for()  # no quote, no page: refused, in the console too
    assert [said for said in page.said if "400" not in said] == []
    page.said.clear()
    item.get_by_label(word("appraisal:extraction.field.quote"), exact=True).fill(
        "10 of 15 responded"
    )
    item.get_by_label(word("appraisal:extraction.field.place")).fill("p. 4")
    page.screenshot(path=shots / f"journey-e3-extraction-{language}.png", full_page=True)
    page.get_by_role("button", name=word("appraisal:extraction.keep"), exact=True).click()
    page.get_by_role("status").get_by_text("19").wait_for()

    page.goto(f"{review}/adjudication?as=demo-3")
    row = page.locator("tbody tr")
    row.first.wait_for()
    assert row.count() == 1, "disagreements alone"
    row.get_by_role("textbox").fill("table 2")
    row.get_by_role("button").first.click()
    row.locator("td").nth(2).get_by_text("10/15").wait_for()
    page.screenshot(path=shots / f"journey-e3-adjudication-{language}.png", full_page=True)

    study = desk.keys[0]
    scored(desk, study, (*SCORES[:7], 1), "demo-2")
    page.goto(f"{review}/minors?study={study}")
    for at, score in enumerate(SCORES):
        one = page.locator("fieldset").nth(at)
        one.get_by_role("radio").nth(score).check()
        if score:
            one.get_by_label(word("appraisal:minors.place")).fill("p. 2")
    page.screenshot(path=shots / f"journey-e3-minors-sheet-{language}.png", full_page=True)
    page.get_by_role("button", name=word("appraisal:minors.keep"), exact=True).click()
    page.get_by_text(word("appraisal:minors.kept", count=8)).wait_for()
    page.goto(f"{review}/minors?as=demo-3")
    row = page.locator("tbody tr").filter(has=page.get_by_role("textbox"))
    row.get_by_role("textbox").fill("no size is named")
    row.locator(".actions button").first.click()
    page.get_by_text(word("appraisal:minors.of", total=11, maximum=16)).wait_for()
    page.locator("figure svg").wait_for()
    sound(page, axe)
    page.screenshot(path=shots / f"journey-e3-minors-{language}.png", full_page=True)
    page.goto(f"{review}/overlap")
    page.get_by_text(word("appraisal:overlap.none")).wait_for()
    sound(page, axe)
