"""H3: CRS and ICANS at the bedside on a phone: the grade, the dose, the next check, the note."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.journeys.review_words import words_of
from tests.e2e.violations import violations

pytestmark = pytest.mark.browser

# What is answered, by the labels of the two languages.
CRS = {
    "zh": ("退热药", "发热完全", "低血压", "低氧（", "去甲肾上腺素", "吸氧或通气方式", "体温"),
    "en": (
        "antipyretic", "the fever is fully", "hypotension", "hypoxia (", "norepinephrine",
        "oxygen or ventilation device", "body temperature",
    ),
}  # fmt: skip
ICE = {
    "zh": {
        "年份": "1", "月份": "1", "城市": "1", "医院": "1", "命名": "2", "执行": "0", "书写": "0",
        "倒数": "0",
    },
    "en": {
        "year": "1", "month": "1", "city": "1", "hospital": "1", "naming": "2", "command": "0",
        "writing": "0", "backwards": "0",
    },
}  # fmt: skip
SIGNS = {
    "zh": ("意识水平 ", "癫痫发作（取", "运动体征", "颅内压升高", "意识水平下降由"),
    "en": ("level of consciousness", "seizure (the gravest)", "motor signs", "raised intracranial",
           "the depressed consciousness"),
}  # fmt: skip


def new_patient(page, server, language: str, word) -> str:
    """Open a record by pasting a table, its infusion two days ago; gives its address."""
    infused = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    page.goto(f"{server}/care/new?lang={language}")
    page.get_by_label(word("care:new.pseudonym")).fill(f"H3-{language}")
    page.get_by_label(word("course:sheet.paste")).fill(
        f"体重(kg)\t年龄(岁)\tCAR-T回输\n62\t61\t{infused}Z\n"
    )
    page.get_by_text(word("course:sheet.values", count=3)).first.wait_for()
    page.get_by_role("button", name=word("care:new.enter")).click()
    page.wait_for_url("**/care/patients/*")
    return page.url.partition("?")[0]


def choose(page, group: str, answer: str) -> None:
    page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def grade(page, expected: str) -> None:
    page.wait_for_function(
        "expected => document.querySelector('.edge .grade')?.textContent === expected",
        arg=expected,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_h3(page, server, axe, shots, language: str) -> None:
    word = words_of(language)
    patient = new_patient(page, server, language, word)
    page.set_viewport_size({"width": 390, "height": 844})
    crs(page, patient, language, word)
    page.screenshot(path=shots / f"journey-h3-crs-{language}.png")
    icans(page, patient, language, word)
    page.screenshot(path=shots / f"journey-h3-icans-{language}.png")

    page.goto(f"{patient}?lang={language}")
    page.get_by_role("link", name="CRS").first.get_by_text("3", exact=True).wait_for()
    assert page.get_by_text("496 mg").count(), "the dose of this patient's own weight"
    page.goto(f"{patient}?tab=record&lang={language}")
    note = page.locator("pre.note")
    note.wait_for()
    said = note.inner_text()
    for part in (
        "CRS 分级（ASTCT 2019）：3 级",
        "ICANS 分级（ASTCT 2019）：2 级",
        "496 mg",
        "不构成医嘱",
    ):
        assert part in said
    assert page.get_by_role("button", name=word("shell:copy.label")).count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.said == []
    found = violations(page, axe)
    assert not found, found


def crs(page, patient: str, language: str, word) -> None:
    masked, other, low_pressure, hypoxia, drug, device, temperature = CRS[language]
    yes, no = word("care:form.yes"), word("care:form.no")
    page.goto(f"{patient}/grade?what=crs&lang={language}")
    sign = page.get_by_role("button", name=word("care:grade.sign"))
    sign.wait_for()
    assert sign.is_disabled(), "nothing is filled in: nothing to sign"
    page.get_by_label(temperature).fill("38.6")
    for group, answer in ((masked, no), (other, no), (low_pressure, yes), (hypoxia, no)):
        choose(page, group, answer)
    page.get_by_label(drug, exact=True).check()
    page.get_by_label(device).select_option("room_air")
    grade(page, "3")
    box = sign.bounding_box()
    assert box["y"] + box["height"] <= 844, "in reach of the thumb"
    page.get_by_text(word("care:counter.given", given=0, total=4)).wait_for()
    page.get_by_text("496 mg").first.wait_for()
    sign.click()
    page.get_by_text(word("care:grade.signed")).wait_for()


def icans(page, patient: str, language: str, word) -> None:
    _, seizure, motor, pressure, cause = SIGNS[language]
    page.goto(f"{patient}/grade?what=icans&lang={language}")
    page.get_by_role("button", name=word("care:grade.sign")).wait_for()
    awake = page.locator(".signs select").filter(has=page.locator("option[value=unarousable]"))
    awake.select_option("unarousable")
    choose(page, cause, word("care:form.no"))
    grade(page, "4")  # who cannot be woken is not assessed by ICE
    awake.select_option("voice")
    for label, points in ICE[language].items():
        page.locator(".field", has_text=label).filter(has_text="ICE").locator(
            "select"
        ).select_option(points)
    page.get_by_label(seizure).select_option("none")
    page.get_by_label(motor).select_option("none")
    choose(page, pressure, word("care:form.none_of_them"))
    grade(page, "2")
    page.get_by_role("button", name=word("care:grade.sign")).click()
    page.get_by_text(word("care:grade.signed")).wait_for()
