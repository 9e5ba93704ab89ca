"""The review workflow: a file comes in, two people vote blind, a third settles, the flow draws."""

import re

import pytest

from tests.e2e.violations import violations

pytestmark = pytest.mark.browser

PAPERS = (
    ("Anti-BCMA CAR T cells in relapsed multiple myeloma", "10.1000/a1", "2019"),
    ("Anti-BCMA CAR-T cells in relapsed multiple myeloma", "10.1000/a1", "2019"),
    ("Bispecific antibodies for lymphoma in the elderly", "10.1000/b2", "2020"),
    ("A mouse model of plasma cell leukaemia", "10.1000/c3", "2021"),
    ("Equecabtagene autoleucel phase 1 trial results", "10.1000/d4", "2022"),
    ("Nursing of patients after cell therapy: a survey", "10.1000/e5", "2023"),
)
RIS = "".join(
    f"TY  - JOUR\r\nTI  - {title}\r\nAU  - Wang, Li\r\nPY  - {year}\r\nJO  - Blood\r\n"
    f"DO  - {doi}\r\nAB  - Abstract of {title}.\r\nER  - \r\n\r\n"
    for title, doi, year in PAPERS
)


def begin(page, server) -> str:
    """Begin a review with its protocol and six records; gives its address."""
    page.goto(f"{server}/evidence/reviews?lang=en")
    page.get_by_label("Title in Chinese").fill("测试评价")
    page.get_by_label("Title in English").fill("A review for the test")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="A review for the test").wait_for()
    page.get_by_text("Register a protocol").click()
    for label in ("Population", "Intervention", "Outcomes", "Inclusion 1", "Exclusion E1"):
        page.get_by_label(f"{label} (Chinese)").fill(f"中文 {label}")
        page.get_by_label(f"{label} (English)").fill(f"Words of {label}")
    page.get_by_role("button", name="Register (under its SHA-256)").click()
    page.get_by_text(re.compile("SHA-256 [0-9a-f]{64}")).wait_for()
    page.get_by_role("link", name="Import", exact=True).first.click()
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "six.ris", "mimeType": "text/plain", "buffer": RIS.encode()}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("6 read, 0 refused; 1 pairs joined").wait_for()
    return page.url.partition("?")[0].removesuffix("/import")


def left(page, n: int) -> None:
    page.get_by_text(f"{n} left,").wait_for()


def test_from_import_to_flow(page, server, axe, shots) -> None:
    review = begin(page, server)
    seen = review.rpartition("/")[2]
    page.goto(f"{review}/screening")
    for n in (5, 4, 3, 2, 1):
        left(page, n)
        page.keyboard.press("1")
    page.get_by_text("Nothing waits for you at this stage.").wait_for()
    page.locator("ul.mine button:enabled").first.wait_for()
    page.keyboard.press("u")
    left(page, 1)
    page.keyboard.press("1")
    left(page, 0)

    page.goto(f"{review}/screening?as=demo-2")
    left(page, 5)
    assert page.get_by_text("My last votes").count() == 0, "blind: nobody else's votes"
    first = page.locator(".reference-title").inner_text()
    page.keyboard.press("j")
    page.wait_for_url("**report=**")
    page.wait_for_function(
        "title => document.querySelector('.reference-title').innerText !== title", arg=first
    )
    page.keyboard.press("k")
    page.wait_for_function(
        "title => document.querySelector('.reference-title').innerText === title", arg=first
    )
    page.keyboard.press("3")
    page.get_by_text("Reason for exclusion").wait_for()
    audit(page, axe)
    page.screenshot(path=shots / "review-reason-en.png", full_page=True)
    page.keyboard.press("2")
    left(page, 4)
    for n in (4, 3, 2, 1):
        left(page, n)
        page.keyboard.press("1")
    left(page, 0)

    page.goto(f"{review}/conflicts?as=demo-3")
    page.get_by_text("you settle it as the third person").wait_for()
    for language in ("en", "zh"):
        shoot(page, shots, axe, f"{review}/conflicts?as=demo-3", "conflicts", language)
    page.goto(f"{review}/conflicts?as=demo-3&lang=en")
    page.get_by_role("button", name="Exclude").click()
    page.get_by_text("No conflict is open.").wait_for()

    page.goto(f"{review}/flow")
    page.wait_for_selector("figure svg")
    rows = {
        name: page.get_by_role("row", name=re.compile(f"^{name} ")).first.inner_text()
        for name in ("Identified", "Duplicates", "Screened", "Excluded", "Sought")
    }
    assert [re.findall(r"\d+", one)[0] for one in rows.values()] == ["6", "1", "5", "1", "4"]
    page.locator("figure text[data-row=excluded]").first.click()
    page.get_by_role("dialog").get_by_text(first).wait_for()
    assert "box=excluded" in page.url
    answer = page.request.get(f"{server}/api/evidence/reviews/{seen}/flow.svg?lang=en")
    assert answer.ok
    assert page.said == []


def test_every_step_in_both_languages(page, server, axe, shots) -> None:
    review = begin(page, server)
    for step in ("", "/import", "/duplicates", "/screening", "/conflicts", "/flow"):
        for language in ("zh", "en"):
            shoot(page, shots, axe, f"{review}{step}", step.strip("/") or "overview", language)
    assert page.said == []


def test_a_joined_pair_is_taken_apart_by_hand(page, server) -> None:
    review = begin(page, server)
    page.goto(f"{review}/duplicates")
    page.get_by_role("button", name="Two documents").click()
    page.get_by_text("kept apart").wait_for()
    page.get_by_role("button", name="The same document").click()
    page.get_by_text("joined").first.wait_for()
    assert page.said == []


def shoot(page, shots, axe, address: str, name: str, language: str) -> None:
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    page.locator("main .card").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[role=status].waiting')")
    page.screenshot(path=shots / f"review-{name}-{language}.png", full_page=True)
    assert not page.locator("main [role=alert]").count()
    assert page.locator("h1").count() == 1
    if language == "en":
        shown = page.evaluate("document.querySelector('#root').innerText")
        assert not re.findall(r"\breview:[\w.]+", shown), "keys instead of words"
    audit(page, axe)


def audit(page, axe) -> None:
    found = violations(page, axe)
    assert not found, found
