"""H1: may this patient be collected: three states, conversions, another day, a signed override."""

import re

import pytest

from tests.e2e.journeys.review_words import sound, words_of

pytestmark = pytest.mark.browser

LABELS = {"zh": ("血红蛋白", "左心室射血分数"), "en": ("haemoglobin", "left ventricular")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_h1(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    page.goto(f"{server}/care?lang={language}")
    page.get_by_role("link", name="SYN-13").click()
    page.get_by_role("link", name=word("care:eligibility.title")).click()
    verdict = page.get_by_label(word("care:eligibility.verdict"))
    verdict.get_by_text(word("care:eligibility.standing.not met")).first.wait_for()
    page.get_by_text("2025-09-20").first.wait_for()

    page.get_by_label(word("care:eligibility.on_day"), exact=True).fill("2025-09-18")
    short = word("care:eligibility.short", count=2, drug="@").replace("@", "")
    page.get_by_text(short).first.wait_for()

    haemoglobin, fraction = LABELS[language]
    page.get_by_label(haemoglobin, exact=True).fill("7.9")
    unit = word("care:eligibility.unit", name=haemoglobin)
    page.get_by_label(unit).select_option("g/dL")
    page.get_by_text("7.9 g/dL = 79 g/L").wait_for()
    low = page.locator("li", has_text="APH-01")
    low.get_by_text(word("care:eligibility.state.not met"), exact=True).first.wait_for()
    page.locator("summary", has_text=re.compile("体能|Performance")).click()
    page.get_by_label(fraction).first.fill("950")
    page.locator(".tag.danger", has_text=re.compile("不可能|impossible")).wait_for()
    page.screenshot(path=shots / f"journey-h1-entered-{language}.png", full_page=True)
    page.get_by_label(fraction).first.fill("")
    page.get_by_label(haemoglobin, exact=True).fill("")

    sign_the_override(page, word)
    sound(page, axe)
    take_it_back(page, server, language, word)


def sign_the_override(page, word) -> None:
    row = page.locator("li", has_text="ELIG-02")
    row.get_by_role("button", name=word("care:eligibility.override")).click()
    over = page.get_by_role("region", name=word("care:eligibility.override"))
    assert over.get_by_role("button", name=word("care:eligibility.sign")).is_disabled()
    over.get_by_label(word("care:eligibility.why")).select_option("assessed otherwise")
    over.get_by_role("button", name=word("care:eligibility.sign")).click()
    row.get_by_text(word("care:eligibility.overridden"), exact=True).wait_for()
    row.get_by_text(word("care:eligibility.state.not met"), exact=True).wait_for()


def take_it_back(page, server, language: str, word) -> None:
    page.goto(f"{server}/care/patients/demo-eligibility-washout?tab=record&lang={language}")
    event = page.locator("li", has_text="ELIG-02").first
    event.get_by_role("button", name=word("care:history.undo")).click()
    event.get_by_text(word("care:history.undone"), exact=True).wait_for()
