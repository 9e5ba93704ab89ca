"""What the journeys of a review share: the words of the pages, made records, the checker."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.e2e.violations import violations

LOCALES = Path(__file__).parents[3] / "src" / "trephine" / "web" / "locales"
PAPERS = (
    ("Anti-BCMA CAR T cells in relapsed multiple myeloma", "10.1000/a1", "2019"),
    ("Anti-BCMA CAR-T cells in relapsed multiple myeloma", "10.1000/a1", "2019"),
    ("Bispecific antibodies for lymphoma in the elderly", "10.1000/b2", "2020"),
    ("A mouse model of plasma cell leukaemia", "10.1000/c3", "2021"),
    ("Equecabtagene autoleucel phase 1 trial results", "10.1000/d4", "2022"),
    ("Nursing of patients after cell therapy: a survey", "10.1000/e5", "2023"),
)
TITLES = {"zh": "旅程测试评价", "en": "A review for the journey"}


def ris(papers=PAPERS) -> bytes:
    """Return made records as a RIS file; nobody wrote these papers."""
    return "".join(
        f"TY  - JOUR\r\nTI  - {title}\r\nAU  - Wang, Li\r\nPY  - {year}\r\nJO  - Blood\r\n"
        f"DO  - {doi}\r\nDB  - PubMed\r\nAB  - Abstract of {title}.\r\nER  - \r\n\r\n"
        for title, doi, year in papers
    ).encode()


def words_of(language: str) -> Callable[..., str]:
    """Return a function that gives the words of a key in a language, its holes filled."""

    def word(key: str, **holes: object) -> str:
        domain, _, path = key.partition(":")
        found = json.loads((LOCALES / language / f"{domain}.json").read_text(encoding="utf-8"))
        for part in path.split("."):
            found = found[part]
        for name, value in holes.items():
            found = found.replace("{{" + name + "}}", str(value))
        return found

    return word


def begin(page, server, language: str, word: Callable[..., str]) -> str:
    """Begin a review of one's own and open it; gives its address."""
    page.goto(f"{server}/evidence/reviews?lang={language}")
    page.get_by_label(word("review:new.zh")).fill(TITLES["zh"])
    page.get_by_label(word("review:new.en")).fill(TITLES["en"])
    page.get_by_role("button", name=word("review:new.begin")).click()
    page.get_by_role("heading", name=TITLES[language]).wait_for()
    return page.url.partition("?")[0]


def register(page, address: str, word: Callable[..., str]) -> None:
    """Register a protocol with its question and two criteria."""
    page.goto(f"{address}/protocol")
    for part in ("population", "intervention", "outcomes"):
        for language in ("zh", "en"):
            label = f"{word(f'review:question.{part}')} ({word(f'review:in.{language}')})"
            page.get_by_label(label).fill(f"{language} {part}")
    for kind, key in (("include", "1"), ("exclude", "E1")):
        for language in ("zh", "en"):
            name = f"{word(f'review:criteria.{kind}')} {key} ({word(f'review:in.{language}')})"
            page.get_by_label(name).fill(f"{language} {key}")
    page.get_by_role("button", name=word("review:protocol.register")).click()
    page.locator("p.digest").first.wait_for()


def bring(page, address: str, raw: bytes, name: str, word: Callable[..., str]) -> None:
    """Import a file on the page of imports and wait for its report."""
    page.goto(f"{address}/import")
    page.get_by_label(word("review:import.file"), exact=True).set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": raw}
    )
    page.get_by_role("button", name=word("review:import.bring"), exact=True).click()
    page.get_by_role("heading", name=word("review:import.report")).wait_for()


def sound(page, axe: str) -> None:
    """Fail where the checker of accessibility finds something, or the console complained."""
    page.wait_for_load_state("networkidle")
    found = violations(page, axe)
    assert not found, found
    assert page.said == []
