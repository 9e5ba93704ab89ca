"""H2: the regimen, each day's dose with its sum, checks by two, the product's identity."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.journeys.review_words import sound, words_of

pytestmark = pytest.mark.browser


def opened(page, server, language: str) -> str:
    """Open a record of one's own through the API and return its id."""
    csrf = page.request.get(f"{server}/api/me").json()["csrf"]
    values = [
        {"observable": "weight", "value": "80", "unit": "kg"},
        {"observable": "height", "value": "180", "unit": "cm"},
    ]
    answer = page.request.post(
        f"{server}/api/care/patients",
        data={"patient": f"P-H2-{language}", "values": values},
        headers={"X-Trephine-CSRF": csrf, "Origin": server},
    )
    assert answer.ok, answer.text()
    return answer.json()["id"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_h2(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    name = opened(page, server, language)
    page.goto(f"{server}/care/patients/{name}?lang={language}")
    page.get_by_role("link", name=word("care:conditioning.title")).click()
    page.get_by_label(word("care:conditioning.regimen")).select_option("lymphodepletion-brudno2018")
    day = (datetime.now(UTC) + timedelta(days=10)).strftime("%Y-%m-%d")
    page.get_by_label(word("care:conditioning.infusion")).fill(day)
    page.get_by_text("60 mg", exact=True).first.wait_for()
    assert page.locator("td", has_text="D-5").count() == 2
    assert page.get_by_text("30 mg/m2 × 2 m2").count() == 3
    held = page.locator("td .tag.danger")
    assert held.count() == 3, "no clearance, no fludarabine"
    clearance = {"zh": "肌酐清除率", "en": "creatinine clearance"}[language]
    page.get_by_label(clearance, exact=True).fill("60")
    held.first.wait_for(state="hidden")
    page.get_by_text(word("care:conditioning.no_steroid")).first.wait_for()
    page.get_by_label(word("care:conditioning.rounding")).fill("50")
    page.get_by_text("50 mg", exact=True).first.wait_for()

    compare(page, word, "collected", "COI-77")
    compare(page, word, "thawed", "COI-78")
    wrong = page.locator("li", has_text=word("care:conditioning.step.thawed"))
    wrong.get_by_text(word("care:conditioning.mismatch"), exact=True).wait_for()

    for tick in page.locator("li .tick input").all():
        tick.check()
    nurse, doctor = (
        word("care:conditioning.sign_as", role=word(f"care:conditioning.role.{one}"))
        for one in ("nurse", "clinician")
    )
    page.get_by_role("button", name=nurse).click()
    page.get_by_role("button", name=nurse).wait_for(state="hidden")
    page.screenshot(path=shots / f"journey-h2-{language}.png", full_page=True)
    sound(page, axe)

    page.get_by_role("button", name=doctor).click()
    said = {"zh": "须由两人", "en": "Two people have to sign"}[language]
    page.get_by_text(said).wait_for()


def compare(page, word, step: str, identifier: str) -> None:
    page.get_by_label(word("care:conditioning.at_step")).select_option(step)
    page.get_by_label(word("care:conditioning.identifier")).fill(identifier)
    page.get_by_role("button", name=word("care:conditioning.compare")).click()
    row = page.locator("li", has_text=word(f"care:conditioning.step.{step}"))
    row.get_by_text(word("care:conditioning.unchecked"), exact=True).wait_for(state="hidden")
