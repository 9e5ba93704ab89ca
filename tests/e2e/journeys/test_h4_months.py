"""H4: months 1 to 12: timeline, IgG, due list, response with its reasons, a corrected value."""

import re
from pathlib import Path

import pytest

from tests.e2e.journeys.review_words import words_of
from tests.e2e.violations import violations

pytestmark = pytest.mark.browser

PATIENT = "demo-low-igg-infection"
IGG = {"zh": "血清 IgG", "en": "serum IgG"}
REPLACEMENT = {"zh": "免疫球蛋白", "en": "immunoglobulin replacement"}
MONTH = {"zh": "第 2 个月", "en": "month 2"}
STEPS = {"zh": ("更正一条读数", "录入 1 条"), "en": ("A reading was corrected", "1 entered")}
HOUR = {"zh": "11:00", "en": "10:00"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_h4(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    at = f"{server}/care/patients/{PATIENT}"
    timeline(page, at, shots, word, language)
    due_and_response(page, at, word, language)
    enter_igg(page, at, word, language)
    correct_igg(page, at, word, language)
    page.goto(f"{at}?lang={language}")
    page.get_by_text(REPLACEMENT[language]).first.wait_for()
    page.goto(f"{at}/orders?lang={language}")
    page.locator(".signatures").wait_for()
    assert word("course:orders.unsigned") in page.locator(".paper-mark").inner_text()
    assert page.locator(".sheet-table tbody tr").count() > 0
    page.emulate_media(media="print")
    page.screenshot(path=shots / f"journey-h4-orders-{language}.png", full_page=True)
    assert not page.locator(".header").is_visible(), "paper has no navigation"
    page.emulate_media(media="screen")
    assert page.said == []
    found = violations(page, axe)
    assert not found, found


def timeline(page, at: str, shots, word, language: str) -> None:
    page.goto(f"{at}?tab=timeline&lang={language}")
    page.locator("figure svg [data-row=igg]").first.wait_for(state="attached")
    page.screenshot(path=shots / f"journey-h4-timeline-{language}.png", full_page=True)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF", exact=True).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
    page.locator("summary", has_text=IGG[language]).first.click()
    page.get_by_text("4.8 g/L").first.wait_for()
    page.get_by_label(word("course:past.look")).fill("2025-05-01T12:00")
    page.get_by_role("button", name=word("course:past.go")).click()
    page.get_by_text(word("course:past.back")).wait_for()
    page.locator("figure svg [data-row=igg]").first.wait_for(state="attached")
    page.locator("summary", has_text=IGG[language]).first.click()
    assert page.get_by_text("4.8 g/L").count() == 0, "what came later was not known"
    page.get_by_role("button", name=word("course:past.back")).click()
    page.get_by_label(word("course:past.look")).wait_for()


def due_and_response(page, at: str, word, language: str) -> None:
    page.goto(f"{at}?tab=calendar&lang={language}")
    page.get_by_text(MONTH[language]).first.wait_for()
    assert page.locator("td .tag.warn").count(), "something is due"
    link = page.get_by_role("link", name=word("care:calendar.file")).get_attribute("href")
    assert "BEGIN:VEVENT" in page.request.get(f"{at.partition('/care/')[0]}{link}").text()
    page.goto(f"{at}?tab=response&lang={language}")
    page.get_by_text("VGPR").first.wait_for()
    assert page.get_by_text(word("care:response.best")).count()


def enter_igg(page, at: str, word, language: str) -> None:
    page.goto(f"{at}/table?lang={language}")
    sampled = f"2025-05-24 {HOUR[language]}+08:00"
    pasted = f"项目\t结果\t采样时间\nIgG\t3.6\t{sampled}\n降钙素原\t0.2\t{sampled}\n"
    page.get_by_label(word("course:sheet.paste")).fill(pasted)
    unit = page.get_by_label(f"{word('course:sheet.unit')}: IgG")
    unit.wait_for()
    enter = page.get_by_role("button", name=word("course:sheet.enter"))
    assert enter.is_disabled(), "a unit is missing and an item is not understood"
    unit.select_option("g/L")
    page.get_by_label(f"{word('course:sheet.meaning')}: 降钙素原").select_option("-")
    page.get_by_text("3.6 g/L").wait_for()
    enter.click()
    page.wait_for_url("**tab=record**")


def correct_igg(page, at: str, word, language: str) -> None:
    page.goto(f"{at}/entries?of=igg&lang={language}")
    row = page.locator("tr", has_text="3.6 g/L").filter(has=page.locator("button")).first
    row.get_by_role("button", name=word("course:actions.entries")).click()
    row.get_by_label(re.compile("IgG")).fill("3.8")
    row.get_by_role("button", name=word("course:entries.keep")).click()
    page.get_by_text("3.8 g/L").first.wait_for()
    gone = page.locator("tr.faint", has_text="3.6 g/L").first
    assert word("course:entries.corrected", why="").strip() in gone.inner_text()
    for step in STEPS[language]:  # the correction, then what was entered: all as it was before
        held = page.locator("li:not(.faint)", has_text=step).first
        before = page.locator("li.faint").count()
        held.get_by_role("button", name=word("course:entries.undo")).click()
        page.wait_for_function(
            "before => document.querySelectorAll('li.faint').length > before",
            arg=before,
        )
    page.get_by_text("3.8 g/L").first.wait_for(state="detached")
