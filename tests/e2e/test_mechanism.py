"""One virtual patient: a slider moves the curves and the address, a kept course stays beside it."""

import pytest

pytestmark = pytest.mark.browser


def shown(page) -> tuple[str, str]:
    """Return the address and the first of the figures, once the course asked for is there."""
    page.wait_for_selector(".patient[aria-busy=false]")
    return page.url, page.locator("button.key-number").first.inner_text()


def test_sliders_move_the_address_and_the_figures(page, server) -> None:
    page.goto(f"{server}/mechanism/patient?lang=en")
    page.wait_for_selector("figure canvas")
    before = page.locator("button.key-number").first.inner_text()
    page.get_by_role("button", name="Lock and compare").click()
    page.get_by_text("kept 1").wait_for()
    growth = page.get_by_role("slider", name="net growth rate of myeloma")
    growth.focus()
    for _ in range(40):
        growth.press("ArrowRight")
    page.wait_for_function("() => location.search.includes('set=g')")
    page.wait_for_function(
        "old => document.querySelector('button.key-number').innerText !== old",
        arg=before,
    )
    page.get_by_text("moved by hand").wait_for()
    # the link holds all of it: opened elsewhere, it is the same course
    moved, seen = shown(page), ("", "")
    while moved != seen:  # until the last of the forty has its answer and its address
        page.wait_for_timeout(1500)
        seen, moved = moved, shown(page)
    page.goto(page.url)
    page.get_by_text("kept 1").wait_for()
    assert shown(page) == moved
    page.get_by_role("button", name="All back to the preset").click()
    page.wait_for_function("() => !location.search.includes('set=')")
    assert page.said == []


def test_beyond_the_range_is_said_and_beyond_the_model_refused(page, server) -> None:
    page.goto(f"{server}/mechanism/patient?lang=en")
    field = page.get_by_label("Value: net growth rate of myeloma")
    field.fill("0.1")
    field.press("Enter")
    page.get_by_text("outside the range of patients").first.wait_for()
    field.fill("7")
    field.press("Enter")
    page.get_by_role("alert").get_by_text("a parameter's value is not accepted").wait_for()
    assert page.locator("input[type=range]").count() == 8, "the way back stays"


def test_a_slider_opens_its_source(page, server) -> None:
    page.goto(f"{server}/mechanism/patient?lang=en")
    page.get_by_role("button", name="source: net growth rate of myeloma").click()
    page.get_by_role("dialog").get_by_text("Accepted at all").wait_for()
    page.get_by_role("link", name="In the table of parameters").click()
    page.wait_for_selector("td code")
    assert page.url.endswith("/mechanism/parameters?find=g")
