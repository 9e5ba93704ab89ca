"""The evidence room: studies go and come back, deviations are named, numbers open their source."""

import pytest

pytestmark = pytest.mark.browser

ORR = "/evidence/papers/consensus2022/ORR"


def value(page, place: str = "main") -> str:
    return page.locator(f"{place} .key-number .value").first.inner_text()


def test_a_row_of_the_first_page_leaves_its_study_out(page, server) -> None:
    page.goto(f"{server}/?lang=en")
    row = page.locator("figure.live text[data-row=berdeja2021]").first
    row.wait_for()
    before = value(page)
    row.click()
    page.get_by_role("button", name="Take all back (1 left out)").wait_for()
    page.wait_for_function(
        f"() => document.querySelector('.key-number .value').innerText !== '{before}'"
    )
    page.get_by_role("link", name="Open the whole analysis").click()
    page.wait_for_url(f"**{ORR}?without=berdeja2021")
    page.get_by_text("exploratory").wait_for()
    assert page.said == []


def test_a_choice_is_in_the_address_and_called_exploratory(page, server) -> None:
    page.goto(f"{server}{ORR}?lang=en")
    page.get_by_text("as declared").wait_for()
    declared = value(page)
    page.get_by_label("Model").select_option("normal")
    page.get_by_label("Estimator of τ²").select_option("DL")
    page.wait_for_url("**method=DL&model=normal**")
    page.get_by_text("exploratory").wait_for()
    page.wait_for_function(
        f"() => document.querySelector('.key-number .value').innerText !== '{declared}'"
    )
    page.reload()
    page.get_by_label("Estimator of τ²").wait_for()
    assert page.get_by_label("Estimator of τ²").input_value() == "DL"
    page.get_by_role("button", name="Back to the declared plan").click()
    page.get_by_text("as declared").wait_for()
    assert value(page) == declared
    assert page.said == []


def test_a_study_can_be_left_out_by_keyboard(page, server) -> None:
    page.goto(f"{server}{ORR}?lang=en")
    box = page.get_by_role("checkbox", name="Munshi 2021 [12]")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**without=munshi2021**")
    page.get_by_text("left out in this view").first.wait_for(state="attached")
    assert not page.get_by_role("checkbox", name="Munshi 2021 [12]").is_checked()


def test_a_number_opens_what_it_rests_on(page, server) -> None:
    page.goto(f"{server}{ORR}?lang=en")
    page.locator("button.key-number").first.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("Methods sentence").wait_for()
    assert "19/24" in sheet.inner_text()
    assert "(printed 81%)" in sheet.inner_text()
    page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    assert page.said == []


def test_every_figure_draws(page, server) -> None:
    page.goto(f"{server}{ORR}?lang=en")
    page.wait_for_selector("figure svg")
    names = page.get_by_role("tab").all_inner_texts()[:9]
    assert names[0] == "Forest"
    for name in names[1:]:
        before = page.locator("figure svg title").first.text_content()
        page.get_by_role("tab", name=name, exact=True).click()
        page.wait_for_function(
            "before => document.querySelector('figure svg title')?.textContent !== before",
            arg=before,
        )
    assert page.said == []


def test_the_script_is_shown_in_three_languages(page, server) -> None:
    page.goto(f"{server}{ORR}?lang=en")
    code = page.locator("pre.code")
    code.wait_for()
    for name, part in (
        ("R (metafor)", "library(metafor)"),
        ("Stata", "meta"),
        ("Python", "import"),
    ):
        page.get_by_role("tab", name=name).click()
        page.locator("pre.code", has_text=part).wait_for()
    assert page.said == []


def test_a_finding_leads_to_its_arithmetic(page, server) -> None:
    page.goto(f"{server}/?lang=en")
    page.get_by_role("link", name="the table of studies gives 696").click()
    page.wait_for_url("**/evidence/audits/zhan2025?finding=**")
    proof = page.locator("article details[open]")
    proof.wait_for()
    assert "= 696" in proof.inner_text()
    page.get_by_label("How sure").select_option("suspicion")
    page.wait_for_url("**kind=suspicion**")
    assert page.said == []


def test_counts_that_are_unknown_stay_unknown(page, server) -> None:
    page.goto(f"{server}/evidence/papers/zhan2025/orr?lang=en")
    page.get_by_text("The paper prints 86%").wait_for()
    row = page.get_by_role("row", name="no public count").first
    assert row.get_by_role("checkbox").is_disabled()
    assert "—/" in row.inner_text()


def test_a_report_is_written_and_taken_away(page, server) -> None:
    page.goto(f"{server}/evidence/papers?lang=en")
    page.get_by_role("button", name="Web page").first.click()
    link = page.get_by_role("link", name="Download")
    link.wait_for(timeout=240_000)
    answer = page.request.get(f"{server}{link.get_attribute('href')}")
    assert answer.ok
    assert len(answer.body()) > 10_000
    assert page.said == []
