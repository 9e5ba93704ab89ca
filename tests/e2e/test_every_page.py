"""Every page in both languages: it draws, complains of nothing, can be used by everybody."""

import re

import pytest

from tests.e2e.violations import violations

pytestmark = pytest.mark.browser

PAGES = {
    "/": "h2",
    "/evidence": "h2",
    "/evidence/papers": "td a",
    "/evidence/papers/consensus2022/ORR": "figure svg",
    "/evidence/papers/consensus2022/CRS_G3P?model=normal&group=true": "figure svg",
    "/evidence/papers/zhan2025/orr?figure=gosh": "figure svg",
    "/evidence/papers/zhan2025/studies": "td button",
    "/evidence/audits": "article",
    "/evidence/audits/consensus2022?kind=proved": "article",
    "/evidence/audits/own": "form textarea",
    "/evidence/reviews": "td a",
    "/evidence/reviews/zhan2025": "ul.criteria",
    "/evidence/reviews/zhan2025/protocol": "ul.criteria",
    "/evidence/reviews/zhan2025/search": "table.plain",
    "/evidence/reviews/zhan2025/screening": "ul.criteria",
    "/evidence/reviews/zhan2025/fulltext": "article.pair",
    "/evidence/reviews/zhan2025/extraction": "td a",
    "/evidence/reviews/zhan2025/extraction?study=zhang2023a": "fieldset legend",
    "/evidence/reviews/zhan2025/minors": "figure svg",
    "/evidence/reviews/zhan2025/overlap": "table.overlap a",
    "/evidence/reviews/zhan2025/synthesis": "a[download]",
    "/evidence/reviews/zhan2025/flow": "figure svg",
    "/care": "td a.grade",
    "/care/new": "form input",
    "/care/patients/demo-crs-3-two-tocilizumab": "details summary",
    "/care/patients/demo-eligibility-washout": "details summary",
    "/care/patients/demo-crs-3-two-tocilizumab?tab=timeline": "figure svg",
    "/care/patients/demo-crs-3-two-tocilizumab/orders": ".signatures",
    "/care/patients/demo-crs-3-two-tocilizumab/entries": "td button.link",
    "/care/patients/demo-crs-3-two-tocilizumab/table": "textarea",
    "/care/patients/demo-crs-3-two-tocilizumab?tab=calendar": "td .tag",
    "/care/patients/demo-low-igg-infection?tab=response": "td strong",
    "/care/patients/demo-icans-with-crs?tab=record": "pre.note",
    "/care/patients/demo-eligibility-washout/eligibility": "ul.checks li",
    "/care/patients/demo-renal-impairment/conditioning": "li .tick input",
    "/care/patients/demo-renal-impairment/conditioning/sheet"
    "?regimen=lymphodepletion-brudno2018&infusion=2025-09-10": ".signatures",
    "/care/patients/demo-antigen-negative-relapse/salvage": "ul.checks li",
    "/care/unit": "figure svg",
    "/care/patients/demo-crs-3-two-tocilizumab/grade": ".edge .grade",
    "/care/patients/demo-icans-with-crs/grade?what=icans": ".edge .grade",
    "/mechanism": "figure svg",
    "/mechanism/patient": "figure canvas",
    "/mechanism/patient?set=g:0.1&strategy=exhaustion&against=": "figure canvas",
    "/mechanism/trials": "h2 a",
    "/mechanism/trials/tocilizumab-grade-1": "details summary",
    "/mechanism/trials/own": "textarea",
    "/mechanism/populations": "form select",
    "/mechanism/comparisons": "form select",
    "/mechanism/credibility": "details summary",
    "/mechanism/parameters": "td code",
    "/mechanism/equations": "dd code",
    "/rules": "h2 a",
    "/rules/guidelines/consensus2022": "td a",
    "/rules/tables/crs-grade": "ul.rules li",
    "/rules/tables/eligibility#ELIG-02": "li.named",
    "/rules/errata?status=open": "ul.entries li",
    "/rules/sources": "ul.entries li",
    "/rules/sources/kumar2016": "dd a",
    "/account": "h2",
    "/nowhere": "code",
}
# On a phone the pages of the bedside, and one of each kind, in the language most use there.
PHONE = (
    "/",
    "/care",
    "/care/patients/demo-crs-3-two-tocilizumab",
    "/care/patients/demo-crs-3-two-tocilizumab?tab=calendar",
    "/care/patients/demo-low-igg-infection?tab=response",
    "/care/patients/demo-crs-3-two-tocilizumab/grade",
    "/care/patients/demo-icans-with-crs/grade?what=icans",
    "/rules/tables/crs-grade",
    "/evidence/papers/consensus2022/ORR",
    "/nowhere",
)
VIEWS = [
    *((path, language, "ward") for path in PAGES for language in ("zh", "en")),
    *((path, "zh", "phone") for path in PHONE),
]
WIDTHS = {"ward": (1366, 768), "phone": (390, 844)}


def settled(page) -> None:
    """Wait until nothing is being fetched and nothing waits to be drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[role=status].waiting')")


@pytest.mark.parametrize(("path", "language", "size"), VIEWS)
def test_page(page, server, axe, shots, path: str, language: str, size: str) -> None:
    width, height = WIDTHS[size]
    page.set_viewport_size({"width": width, "height": height})
    place, _, hash_ = path.partition("#")
    tail = f"#{hash_}" if hash_ else ""
    page.goto(f"{server}{place}{'&' if '?' in place else '?'}lang={language}{tail}")
    page.wait_for_selector(f"main {PAGES[path]}")
    settled(page)
    name = re.sub(r"\W+", "-", path.strip("/")).strip("-") or "landing"
    page.screenshot(path=shots / f"{name}-{language}-{size}.png", full_page=True)
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
    assert not page.locator("main [role=alert]").count(), page.inner_text("main [role=alert]")
    if language == "en":
        shown = page.evaluate("document.querySelector('#root').innerText")
        untold = re.findall(r"\b(?:shell|landing|evidence|care|mechanism|rules):[\w.]+", shown)
        assert not untold, "keys instead of words"
    assert page.said == []
    found = violations(page, axe)
    assert not found, found
