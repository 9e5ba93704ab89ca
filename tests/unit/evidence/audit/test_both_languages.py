"""Every sentence and line of the findings of the three papers is in the language it claims."""

import re

import pytest

from trephine.core.finding import Finding
from trephine.core.text import both_of
from trephine.evidence.audit.audit import audit
from trephine.library import claims, publication

PAPERS = ("zhan2025", "consensus2022", "li2023")
SYMBOLS = {"sqrt"}
_ENGLISH = re.compile(r"(?<![A-Za-z0-9])[a-z]{4,}(?![A-Za-z0-9])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_PAPERS = {key: publication(key) for key in PAPERS}
_CLAIMS = {key: claims(key) for key in PAPERS}


def _quoted() -> str:
    """Return what a line may quote: entries of the reference lists, figures and words of claims."""
    entries = [
        f"{one.authors} {one.title} {one.container} {one.doi}"
        for paper in _PAPERS.values()
        for one in paper.references
    ]
    words = [
        " ".join(
            (*claim.title_has, *claim.title_lacks, *(" ".join(pair) for pair in claim.figures))
        )
        for each in _CLAIMS.values()
        for claim in each
    ]
    return "\n".join([*entries, *words])


QUOTED = _quoted()
NAMED = set(_ENGLISH.findall(QUOTED.casefold()))


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    found = []
    for key, paper in _PAPERS.items():
        others = [one for name, one in _PAPERS.items() if name != key]
        found += audit(paper, others=others, claims=_CLAIMS[key]).findings
    return found


def _lines(one: Finding, language: str) -> list[str]:
    every = (one.sentence, one.follows, *one.assumes, both_of(one.printed))
    return [text[language] for text in (*every, *map(both_of, one.arithmetic))]


def test_chinese_lines_hold_no_english_words(findings):
    left = {
        (one.id, line)
        for one in findings
        for line in _lines(one, "zh")
        if set(_ENGLISH.findall(line)) - NAMED - SYMBOLS
    }
    assert left == set()


def test_english_lines_hold_no_chinese_words(findings):
    left = {
        (one.id, line)
        for one in findings
        for line in _lines(one, "en")
        if any(run not in QUOTED for run in _CHINESE.findall(line))
    }
    assert left == set()


def test_outcomes_are_named_and_ranges_have_two_ends(findings):
    rows = {row.id for paper in _PAPERS.values() for row in paper.pooled if "-" in row.id}
    for one in findings:
        for line in (*_lines(one, "zh"), *_lines(one, "en")):
            named = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", line))
            assert not named & rows, (one.id, line)
            assert not re.search(r"(?<![\w.])(\d[\d.]*) ?(?:to|~) ?\1(?![\d.]*\d)", line), line
