import re

import pytest

from trephine.core.error import InputError
from trephine.core.mark import Assumed
from trephine.evidence.effects import effects
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.library import published, trial_table
from trephine.reports.document import Paragraph, Picture, ReportTable
from trephine.reports.html import html
from trephine.reports.numbering import number_document
from trephine.reports.reproduce.consensus2022 import OUTCOMES, pool_outcome
from trephine.reports.reproduce.paper import reproduce
from trephine.reports.reproduce.zhan2025 import recompute


def plain_text(document, language) -> str:
    page = re.sub(r"<(svg|style).*?</\1>", " ", html(document, language), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", page)


@pytest.fixture(scope="module", params=["consensus2022", "zhan2025"])
def document(request):
    return reproduce(request.param)


def test_both_languages_are_written_and_hold_no_hole(document) -> None:
    for language in ("zh", "en"):
        page = html(document, language)
        assert ">None<" not in page
        assert "\\[" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
        assert "nan" not in re.sub(r"<[^>]*>", " ", page).split()
        assert page.count("<svg") == sum(isinstance(b, Picture) for b in document.blocks)


def test_every_outcome_of_the_trial_table_is_pooled_once() -> None:
    for key in OUTCOMES:
        found = pool_outcome(key)
        rows = trial_table(key)
        counts = effects("PLO", xi=[r.events for r in rows], ni=[r.n for r in rows])
        assert found.once.estimate.estimate == pytest.approx(
            binomial_normal(counts).estimate, rel=1e-9
        )
        assert not {"people-counted-twice"} & {flag for row in rows for flag in row.flags}


def test_double_counting_is_shown_beside() -> None:
    found = pool_outcome("ORR")
    assert found.naive is not None
    assert found.naive.k == found.once.estimate.k + 1
    assert found.strict is not None
    assert found.strict.k == found.once.estimate.k - 3


def test_certainty_is_said_with_its_sources_and_in_words() -> None:
    document = reproduce("consensus2022")
    for language in ("zh", "en"):
        numbers = number_document(document, language).numbers
        assert {
            "guyatt-oxman-2008",
            "zeng-brignardello-petersen-2022",
            "egger-daveysmith-1997",
        } <= (set(numbers))
        assert "egger" not in re.findall(r"[a-z]+", plain_text(document, language))


def test_every_outcome_says_why_the_papers_rule_chose_its_model() -> None:
    document = reproduce("consensus2022")
    texts = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    for key in OUTCOMES:
        reason = pool_outcome(key).style.rule.reason
        for language in ("zh", "en"):
            assert sum(reason[language] in text[language] for text in texts) == 1


def test_all_28_rows_stand_in_the_table() -> None:
    document = reproduce("zhan2025")
    table = next(b for b in document.blocks if isinstance(b, ReportTable) and len(b.columns) == 8)
    assert len(table.rows) == len(published("zhan2025")) == 28


def test_nothing_is_filled_in() -> None:
    for row in published("zhan2025"):
        found = recompute(row)
        assert len(found.known) <= row.k
        assert not any(
            isinstance(outcome.mark, Assumed) and outcome.confidence == "low"
            for _, outcome in found.known
        )
        if len(found.known) < 2:
            assert found.default is None
            assert found.paper_style is None
        else:
            assert found.default is not None
            assert found.default.estimate.k == len(found.known)


def test_another_paper_is_refused() -> None:
    with pytest.raises(InputError, match="no data"):
        reproduce("smith1999")


def test_every_count_is_cited_and_places_are_translated(document) -> None:
    numbers = {language: number_document(document, language).numbers for language in ("zh", "en")}
    behind = {"consensus2022", "munshi2021"} if "consensus" in document.title.en else {"xu2019"}
    assert all(behind <= set(numbers[language]) for language in numbers)
    said = plain_text(document, "zh")
    assert not re.findall(r"\b(?:table|abstract|title page|figure) ", said)


def test_one_report_gives_one_lfk_index() -> None:
    document = reproduce("consensus2022")
    certainty = next(
        b for b in document.blocks if isinstance(b, ReportTable) and "GRADE" in b.caption.en
    )
    drawn = [
        b.drawings["en"].svg
        for b in document.blocks
        if isinstance(b, Picture) and "LFK" in b.caption.en
    ]
    shown = [re.search(r"LFK index (−?[0-9.]+)", svg)[1].replace("−", "-") for svg in drawn]
    notes = " ".join(note.en for note in certainty.notes)
    assert "LFK index -" not in notes
    said = re.findall(r"LFK index (-?[0-9.]+)", notes.replace("−", "-"))
    assert said
    assert set(said) <= set(shown)


def test_the_product_column_holds_products() -> None:
    document = reproduce("consensus2022")
    forest = next(b for b in document.blocks if isinstance(b, Picture))
    assert "LCAR-B38M" in forest.drawings["en"].svg


def test_a_count_that_could_not_be_checked_is_not_called_absent() -> None:
    document = reproduce("zhan2025")
    forest = next(b for b in document.blocks if isinstance(b, Picture))
    svg = forest.drawings["en"].svg
    assert svg.count("its count could not be checked") == 1
    assert svg.count("no public count") == 5


def test_publication_bias_is_judged_in_its_own_words() -> None:
    tables = (b for b in reproduce("consensus2022").blocks if isinstance(b, ReportTable))
    certainty = next(table for table in tables if "GRADE" in table.caption.en)
    said = [row.cells[-1] for row in certainty.rows]
    assert sum(text.en.endswith("Publication bias: undetected") for text in said) == 4
    assert sum(text.zh.endswith("发表偏倚：未发现") for text in said) == 4
