"""T1: one virtual patient beside the model's structure: sliders, ghosts, sources, exports."""

import pytest

from tests.e2e.journeys.review_words import sound, words_of

pytestmark = pytest.mark.browser
BOX = {"zh": "骨髓瘤细胞", "en": "Myeloma cells"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_t1(page, server, axe, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/mechanism/patient?lang={language}")
    page.wait_for_selector("figure canvas")
    assert page.locator("input[type=range]").count() == 8
    page.get_by_role("button", name=word("mechanism:patient.lock")).click()
    page.get_by_text(word("mechanism:patient.kept", number=1)).wait_for()
    before = page.locator("button.key-number").first.inner_text()
    slider = page.locator("input[type=range]").first
    slider.focus()
    for _ in range(30):
        slider.press("ArrowRight")
    page.wait_for_function(
        "old => document.querySelector('button.key-number').innerText !== old", arg=before
    )
    page.get_by_text(word("mechanism:standing.moved")).first.wait_for()
    kinds = {"script.py": "simulate_one", "model.sbml": "<?xml", "model.antimony": "model "}
    for name, part in kinds.items():
        link = page.get_by_role("link", name=word(f"mechanism:files.{name.replace('.', '_')}"))
        answer = page.request.get(f"{server}{link.get_attribute('href')}")
        assert part in answer.text(), name
    page.goto(f"{server}/mechanism/equations?lang={language}")
    page.locator("figure svg text", has_text=BOX[language]).wait_for()
    sound(page, axe)
