"""What is the same everywhere: language, keys, palette, focus, errors, print, the page's JSON."""

import json

import pytest

pytestmark = pytest.mark.browser

ORR = "/evidence/papers/consensus2022/ORR"


def test_the_language_switch_keeps_the_place(page, server) -> None:
    page.goto(f"{server}{ORR}?level=99&without=berdeja2021&lang=zh")
    page.wait_for_selector("figure svg")
    assert "lang=" not in page.url, "heard, and out of the way of a later switch"
    page.locator("select").nth(2).wait_for()
    page.evaluate("window.scrollTo(0, 300)")
    before = page.evaluate("[location.pathname + location.search, window.scrollY]")
    page.get_by_role("button", name="English", exact=True).click()
    page.wait_for_selector("h1:has-text('Overall response rate')")
    page.wait_for_function(
        "() => document.querySelector('figure svg').textContent.includes('Study')"
    )
    assert page.evaluate("location.pathname + location.search") == before[0]
    assert abs(page.evaluate("window.scrollY") - before[1]) < 60
    assert page.locator("select").nth(2).input_value() == "99"
    assert "Overall response rate" in page.title()
    page.goto(f"{server}/evidence")
    page.wait_for_selector("html[lang=en]")  # the choice is kept
    assert page.said == []


def test_the_keyboard_leads_everywhere(page, server) -> None:
    page.goto(f"{server}/?lang=en")
    page.wait_for_selector("figure svg")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("audit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/audits")
    page.wait_for_function(
        "() => document.activeElement.id === 'main'"
    )  # the focus goes with the page
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(f"{server}/")
    page.keyboard.press("?")
    page.wait_for_selector("text=Keyboard shortcuts")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")  # no key acts behind one
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_selector("html[lang=zh-CN]")
    assert page.said == []


def test_the_first_tab_skips_to_the_content(page, server) -> None:
    page.goto(f"{server}/evidence?lang=en")
    page.wait_for_selector("h1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_refusal_shows_its_four_parts(page, server) -> None:
    page.goto(f"{server}/evidence/papers/zhan2025/no-such?lang=en")
    alert = page.locator("main [role=alert]").first
    alert.wait_for()
    said = alert.inner_text()
    assert all(part in said for part in ("The paper has no such analysis", "zhan2025", "no-such"))
    assert "Choose one of" in said
    assert page.locator("nav a", has_text="Home").is_visible(), "the rest of the page stands"


def test_a_server_that_is_away_is_said_and_asked_again(page, server) -> None:
    page.goto(f"{server}/evidence?lang=en")
    page.wait_for_selector("h1")
    page.route("**/api/evidence/papers", lambda route: route.abort())
    page.get_by_role("link", name="Synthesis").first.click()
    away = page.locator("main [role=alert]", has_text="The server does not answer")
    away.wait_for(timeout=20_000)
    page.unroute("**/api/evidence/papers")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("link", name="Overall response rate").first.wait_for()


@pytest.mark.parametrize("path", ["/", ORR, "/evidence/audits/li2023"])
def test_each_page_has_its_json(page, server, path: str) -> None:
    page.goto(f"{server}{path}?lang=en")
    link = page.get_by_role("link", name="This page's data (JSON)")
    answer = page.request.get(f"{server}{link.get_attribute('href')}")
    assert answer.ok
    assert json.loads(answer.body())


def test_print_leaves_the_content_alone(page, server) -> None:
    page.goto(f"{server}/?lang=en")
    page.wait_for_selector("figure svg")
    page.emulate_media(media="print")
    assert page.locator("header").is_hidden()
    assert page.locator(".page-foot a").first.is_hidden()
    assert page.locator("figure svg").first.is_visible()
    assert page.locator("h1").is_visible()


def test_pages_are_of_this_machine_alone(page, server) -> None:
    """Nothing is asked of any other host, and the policy is the strict one."""
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    answer = page.goto(f"{server}/?lang=zh")
    page.wait_for_selector("figure svg")
    page.wait_for_load_state("networkidle")
    assert hosts == {server.split("/")[2]}
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
