"""Dark pages: as the system says unless chosen, kept in the browser, readable, never on paper."""

import pytest

from tests.e2e.violations import violations

pytestmark = pytest.mark.browser

# One of each kind; the whole list of pages is walked in the light.
PAGES = {
    "/": "figure svg",
    "/evidence/papers/consensus2022/ORR": "figure svg",
    "/evidence/audits/consensus2022": "article",
    "/evidence/reviews/zhan2025/protocol": "ul.criteria",
    "/care": "td a.grade",
    "/care/patients/demo-crs-3-two-tocilizumab/grade": ".edge .grade",
    "/care/patients/demo-crs-3-two-tocilizumab?tab=timeline": "figure svg",
    "/mechanism/patient": "figure canvas",
    "/rules/tables/crs-grade": "ul.rules li",
}
GROUND = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(18, 23, 27)", "rgb(244, 246, 247)"


def wait_for_ground(page, colour: str) -> None:
    """Wait until the page lies on this colour; fail where it never does."""
    page.wait_for_function(f"() => {GROUND} === '{colour}'")


@pytest.mark.parametrize("path", PAGES)
def test_a_dark_page_can_be_read(page, server, axe, path: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}{path}")
    page.wait_for_selector(f"main {PAGES[path]}")
    page.wait_for_load_state("networkidle")
    wait_for_ground(page, DARK)
    for paper in page.locator("main figure").all():
        assert paper.evaluate("one => getComputedStyle(one).backgroundColor") == (
            "rgb(255, 255, 255)"
        ), "figures stay on white"
    found = violations(page, axe)
    assert not found, found
    assert page.said == []


def test_a_choice_is_kept_and_paper_stays_white(page, server, axe) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{server}/evidence?lang=en")
    page.wait_for_selector("h2")
    wait_for_ground(page, LIGHT)
    page.get_by_role("button", name="Account").click()
    page.get_by_label("Appearance").select_option("dark")
    wait_for_ground(page, DARK)
    found = violations(page, axe)
    assert not found, found
    page.reload()
    page.wait_for_selector("h2")
    wait_for_ground(page, DARK)  # kept in this browser
    page.emulate_media(media="print")
    wait_for_ground(page, "rgb(255, 255, 255)")
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(17, 24, 39)"
    page.emulate_media(media="screen", color_scheme="dark")
    page.get_by_role("button", name="Account").click()
    page.get_by_label("Appearance").select_option("system")
    wait_for_ground(page, DARK)
    page.emulate_media(color_scheme="light")
    wait_for_ground(page, LIGHT)
    assert page.said == []
