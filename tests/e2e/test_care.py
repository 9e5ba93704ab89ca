"""The care room in a browser: from the ward to a signed grade on a phone, its rule, undo."""

import pytest

pytestmark = pytest.mark.browser

PATIENT = "demo-neutropenia-fever"
OTHER = "demo-late-crs"
# A jump through the browser's history: the page of one patient becomes that of another.
JUMP = """to => {
  history.pushState(null, '', to);
  history.pushState(null, '', '/');
  history.back();
}"""


def answer(page, group: str, word: str) -> None:
    page.get_by_role("group", name=group).get_by_label(word, exact=True).check()


def grade(page, expected: str) -> None:
    page.wait_for_function(
        "expected => document.querySelector('.edge .grade')?.textContent === expected",
        arg=expected,
    )


def test_from_the_ward_to_a_signed_grade_on_a_phone(page, server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/care?lang=en")
    page.locator("tr", has_text="SYN-15").get_by_role("link", name="0–1").click()
    sign = page.get_by_role("button", name="Keep and sign")
    grade(page, "0–1")
    assert sign.is_disabled(), "an interval is no grade, and is not signed"
    assert sign.bounding_box()["y"] + sign.bounding_box()["height"] <= 844, "in reach of the thumb"

    temperature = page.get_by_label("body temperature")
    for typed in ("39.2", "39,2"):  # as fingers do it: the first "3" is refused
        temperature.press_sequentially(typed, delay=60)
        assert temperature.input_value() == typed
        temperature.fill("")
    temperature.fill("3")
    page.get_by_role("alert").wait_for()
    grade(page, "—")
    assert sign.is_disabled(), "what is refused has no grade"
    page.get_by_role("tab", name="ICANS").click()
    page.get_by_role("tab", name="CRS").click()
    assert temperature.input_value() == "3", "looking at the other grade loses nothing"
    page.evaluate(JUMP, f"/care/patients/{OTHER}/grade")
    page.locator(f".lead a[href*={OTHER}]").wait_for()
    assert temperature.input_value() == "", "signs of one patient are not another's"
    page.go_back()
    page.locator(f".lead a[href*={PATIENT}]").wait_for()
    temperature.fill("36.8")
    answer(page, "antipyretic", "no")
    answer(page, "the fever is fully", "no")
    grade(page, "0")
    answer(page, "antipyretic", "yes")
    answer(page, "CRS is resolved", "no")
    answer(page, "hypotension", "yes")
    page.get_by_label("norepinephrine", exact=True).check()
    page.get_by_label("oxygen or ventilation device").select_option("room_air")
    answer(page, "hypoxia (", "no")
    grade(page, "3")

    page.get_by_label("The grade").get_by_role("button", name="CRS-G3").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("lee2019").first.wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")

    sign.click()
    page.get_by_text("Signed; orders are given elsewhere").wait_for()
    page.goto(f"{server}/care/patients/{PATIENT}?tab=record&lang=en")
    page.get_by_text("Signed: ").wait_for()
    events = page.locator("li", has_text="Signed: ")
    events.get_by_role("button", name="Undo").click()
    events.get_by_text("undone", exact=True).wait_for()
    assert [one for one in page.said if "400" not in one] == []


def test_new_patient_by_form(page, server) -> None:
    page.goto(f"{server}/care/new?lang=en")
    page.get_by_label("Pseudonym").fill("P-301")
    page.get_by_label("Weight (kg)").fill("700")
    page.get_by_role("button", name="Open the record").click()
    page.get_by_role("alert").get_by_text("impossible value").wait_for()
    page.get_by_label("Weight (kg)").fill("70")
    page.get_by_role("button", name="Open the record").click()
    page.wait_for_url("**/care/patients/*")
    page.get_by_role("heading", name="P-301").wait_for()
    assert "P-301" not in page.url
