"""E1: a protocol registered and amended, searches written and recorded, files in and out again."""

import re

import pytest

from tests.e2e.journeys.review_words import begin, bring, register, ris, sound, words_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_e1(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    review = begin(page, server, language, word)
    plan_and_amend(page, review, shots, word, language)
    change_people(page, review, word)
    search(page, review, shots, word, language)
    bring_in(page, review, shots, word, language)
    page.goto(f"{review}/flow")
    page.wait_for_selector("figure svg")
    row = page.get_by_role("row", name=re.compile(f"^{word('review:box.identified')} ")).first
    assert re.findall(r"\d+", row.inner_text())[0] == "6"
    sound(page, axe)


def plan_and_amend(page, review: str, shots, word, language: str) -> None:
    register(page, review, word)
    first = page.locator("p.digest").first.inner_text()
    assert re.search("SHA-256 [0-9a-f]{64}", first)
    page.get_by_text(word("conduct:protocol.form"), exact=True).click()
    page.get_by_label(word("conduct:methods.model")).select_option("random")
    page.get_by_label(word("conduct:methods.measure")).select_option("PLO")
    page.get_by_role("button", name=word("conduct:methods.add_threshold")).click()
    page.get_by_label(word("conduct:methods.percent")).fill("60")
    page.get_by_label(word("review:protocol.why")).fill("after the pilot")
    page.get_by_role("button", name=word("review:protocol.register")).click()
    page.get_by_text(word("conduct:protocol.version", n=1)).wait_for()
    assert page.locator("p.digest").first.inner_text() != first
    page.get_by_text(word("conduct:methods.thresholds")).first.wait_for()
    page.screenshot(path=shots / f"journey-e1-protocol-{language}.png", full_page=True)


def change_people(page, review: str, word) -> None:
    page.goto(f"{review}/people")
    page.get_by_role("button", name=word("conduct:people.remove", name="C")).click()
    page.get_by_role("button", name=word("conduct:people.as_third", name="C")).click()
    page.get_by_role("button", name=word("conduct:people.remove", name="C")).wait_for()


def search(page, review: str, shots, word, language: str) -> None:
    page.goto(f"{review}/search")

    def cell(row: int, what: str):
        named = word(f"conduct:concept.{what}")
        return page.get_by_label(word("conduct:concept.cell", n=row, what=named), exact=True)

    rows = (
        ("骨髓瘤", "myeloma", "myeloma*", "多发性骨髓瘤"),
        ("细胞", "cells", "CAR-T; BCMA", "嵌合抗原受体"),
    )
    for at, (zh, en, english, chinese) in enumerate(rows, 1):
        cell(at, "label_zh").fill(zh)
        cell(at, "label_en").fill(en)
        cell(at, "en").fill(english)
        cell(at, "zh").fill(chinese)
    page.get_by_role("button", name=word("conduct:search.keep")).click()
    page.locator("section.rendered").nth(5).wait_for()
    said = page.locator("section.rendered pre").all_inner_texts()
    assert "myeloma*[tiab]" in said[0]
    assert "TKA=" in said[3]
    page.get_by_text(word("conduct:record.add"), exact=True).click()
    page.get_by_label(word("conduct:record.on")).fill("2026-01-05")
    page.get_by_label(word("conduct:record.hits")).fill("6")
    page.get_by_role("button", name=word("conduct:record.take")).click()
    page.get_by_role("button", name=word("conduct:record.keep"), exact=True).click()
    page.get_by_role("cell", name="2026-01-05").wait_for()
    page.screenshot(path=shots / f"journey-e1-search-{language}.png", full_page=True)


def bring_in(page, review: str, shots, word, language: str) -> None:
    bring(page, review, ris(), "six.ris", word)
    page.reload()
    page.get_by_role("heading", name=word("review:import.report")).wait_for()
    page.get_by_role("button", name=word("conduct:imports.undo", file="six.ris")).click()
    page.get_by_text(word("conduct:imports.gone"), exact=True).wait_for()
    page.get_by_role("button", name=word("conduct:imports.restore", file="six.ris")).click()
    page.get_by_role("button", name=word("conduct:imports.undo", file="six.ris")).wait_for()
    page.screenshot(path=shots / f"journey-e1-import-{language}.png", full_page=True)
    page.goto(f"{review}/duplicates")
    page.get_by_role("button", name=word("conduct:joins.undo")).click()
    page.get_by_role("button", name=word("review:duplicates.same"), exact=True).click()
    page.get_by_text(word("review:duplicates.is_same"), exact=True).first.wait_for()
