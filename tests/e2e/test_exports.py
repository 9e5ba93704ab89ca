"""Tables and figures taken from a page in a real browser: what is shown is what is saved."""

import io
from pathlib import Path

import docx
import pytest

from tests.e2e.violations import violations

pytestmark = pytest.mark.browser

ORR = "/evidence/papers/consensus2022/ORR"
FORMS = "{}: formats"


def taken(page, label: str, form: str) -> tuple[str, bytes]:
    """Press a format behind an entry of the dialog; return the file's name and content."""
    group = page.get_by_role("group", name=FORMS.format(label), exact=True)
    with page.expect_download() as waiting:
        group.get_by_role("button", name=form, exact=True).click()
    saved = waiting.value
    return saved.suggested_filename, Path(saved.path()).read_bytes()


def test_a_page_becomes_a_document(page, server, axe) -> None:
    page.goto(f"{server}{ORR}?without=berdeja2021&lang=en")
    page.wait_for_selector("figure svg")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_text("[cited ").wait_for()
    found = violations(page, axe)
    assert not found, found
    name, raw = taken(page, "The whole page", "DOCX")
    assert name == "trephine-evidence-papers-consensus2022-ORR.docx"
    made = docx.Document(io.BytesIO(raw))
    said = "\n".join(one.text for one in made.paragraphs)
    assert f"From: Overall response rate · {server}{ORR}?without=berdeja2021" in said
    assert "exploratory" in said.lower(), "what the page says of the analysis goes along"
    assert len(made.inline_shapes) == 1
    shown = page.locator("main table tbody tr").count()
    assert len(made.tables[0].rows) == shown + 1
    name, raw = taken(page, "Figure · Forest plot: Overall response rate", "PDF")
    assert name.endswith("-1.pdf")
    assert raw.startswith(b"%PDF")
    assert page.said == []


@pytest.mark.parametrize("form", ["SVG", "PNG"])
def test_a_format_beside_a_figure_is_the_same_export(page, server, form: str) -> None:
    page.goto(f"{server}{ORR}?lang=en")
    page.wait_for_selector("figure svg")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Forest plot, {form}").click()
    raw = Path(waiting.value.path()).read_bytes()
    if form == "SVG":
        assert f"From: Overall response rate · {server}{ORR}" in raw.decode()
        assert "Made by Trephine" in raw.decode()
    else:
        assert raw.startswith(b"\x89PNG")
    assert page.said == []


def test_curves_are_drawn_again_as_vectors(page, server) -> None:
    page.goto(f"{server}/mechanism/patient?lang=en")
    page.wait_for_selector("figure canvas")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Export", exact=True).click()
    _, raw = taken(page, "Figure · M-protein g/L", "SVG")
    svg = raw.decode()
    assert "<path" in svg
    assert "M-protein (g/L)" in svg
    assert "simulated" in svg
    assert page.said == []


def test_a_table_of_patients_names_none(page, server) -> None:
    page.goto(f"{server}/care?lang=en")
    page.wait_for_selector("td a.grade")
    first = page.locator("table.ward tbody a").first
    first.evaluate("link => { link.textContent = 'Li Ming'; }")
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_text("[cited ").wait_for()
    _, raw = taken(page, "Table · Ward", "CSV")
    text = raw.decode("utf-8-sig")
    assert "Li Ming" not in text
    assert "SYN-" in text
    assert "not real" in text
