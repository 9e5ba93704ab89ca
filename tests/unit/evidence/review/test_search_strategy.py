"""One table of concepts, six syntaxes, and what each cannot be asked."""

from datetime import date

import pytest

from trephine.core.error import InputError
from trephine.core.search import SEARCH_DATABASES, SearchConcept, SearchStrategy
from trephine.core.text import Text
from trephine.evidence.review.search_strategy import render_search

ILL = SearchConcept(
    id="ill",
    label=Text(zh="骨髓瘤", en="myeloma"),
    en=("multiple myeloma", "myeloma*"),
    zh=("多发性骨髓瘤", "骨髓瘤"),
    mesh=("Multiple Myeloma",),
    emtree=("Multiple Myeloma",),
)
CELLS = SearchConcept(
    id="cells",
    label=Text(zh="细胞", en="cells"),
    en=("CAR-T", "chimeric NEAR/3 receptor*", "CA*"),
    zh=("嵌合抗原受体",),
)
PLAIN = SearchStrategy(concepts=(ILL,))
WHOLE = SearchStrategy(
    concepts=(ILL, CELLS), until=date(2024, 5, 31), languages=("English", "Chinese")
)


@pytest.mark.parametrize(
    ("database", "text"),
    [
        ("pubmed", '("Multiple Myeloma"[mh] OR "multiple myeloma"[tiab] OR myeloma*[tiab])'),
        (
            "embase",
            "('multiple myeloma'/exp OR 'multiple myeloma':ti,ab,kw OR myeloma*:ti,ab,kw)",
        ),
        ("wos", 'TS=("multiple myeloma" OR myeloma*)'),
        ("cnki", "TKA=('多发性骨髓瘤' + '骨髓瘤' + 'multiple myeloma' + 'myeloma')"),
        (
            "wanfang",
            (
                '(题名或关键词:("多发性骨髓瘤" or "骨髓瘤" or "multiple myeloma" or "myeloma")'
                ' or 摘要:("多发性骨髓瘤" or "骨髓瘤" or "multiple myeloma" or "myeloma"))'
            ),
        ),
        (
            "vip",
            (
                "(M=(多发性骨髓瘤 OR 骨髓瘤 OR multiple myeloma OR myeloma)"
                " OR R=(多发性骨髓瘤 OR 骨髓瘤 OR multiple myeloma OR myeloma))"
            ),
        ),
    ],
)
def test_one_concept_in_each_syntax(database, text) -> None:
    assert render_search(PLAIN, database).text == text


def test_limits_and_what_is_set_on_the_page() -> None:
    pubmed = render_search(WHOLE, "pubmed")
    assert pubmed.lines[2:] == (
        '("1800/01/01"[dp] : "2024/05/31"[dp])',
        "(english[la] OR chinese[la])",
    )
    embase = render_search(WHOLE, "embase")
    assert embase.lines[2:] == ("[1800-2024]/py", "([english]/lim OR [chinese]/lim)")
    assert any("month and day" in one.en for one in embase.unsaid)
    wos = render_search(WHOLE, "wos")
    assert wos.lines[2:] == ("PY=(1800-2024)", "LA=(English OR Chinese)")
    for database in ("cnki", "wanfang", "vip"):
        found = render_search(WHOLE, database)
        assert len(found.lines) == 2
        assert any("2024-05-31" in one.zh for one in found.unsaid)


def test_what_cannot_be_asked_is_said() -> None:
    said = {
        name: [one.en for one in render_search(WHOLE, name).unsaid] for name in SEARCH_DATABASES
    }
    assert any(one.startswith("CA*: fewer than 4") for one in said["pubmed"])
    assert any("no truncation within nearness" in one for one in said["pubmed"])
    assert any("CA*: fewer than 3" in one for one in said["wos"])
    assert any("no thesaurus" in one for one in said["wos"])
    for name in ("cnki", "wanfang", "vip"):
        assert any("does not truncate: myeloma*" in one for one in said[name])
        assert any("nearness" in one for one in said[name])
    for name in ("pubmed", "embase", "wos"):
        assert any("Chinese words are not searched" in one for one in said[name])
    assert any("blanks in multiple myeloma" in one for one in said["vip"])


def test_nearness_where_it_can_be_said() -> None:
    near = SearchStrategy(
        concepts=(SearchConcept(id="n", label=ILL.label, en=("car NEAR/2 cells",), zh=("细胞",)),)
    )
    assert render_search(near, "pubmed").text == '("car cells"[tiab:~2])'
    assert render_search(near, "embase").text == "(((car NEAR/2 cells):ti,ab,kw))"
    assert render_search(near, "wos").text == "TS=((car NEAR/2 cells))"
    assert render_search(near, "cnki").text == "TKA=('细胞' + ('car' * 'cells'))"


def test_quotation_marks_end_nothing() -> None:
    odd = SearchStrategy(
        concepts=(SearchConcept(id="n", label=ILL.label, en=('a" OR "b',), zh=("甲'乙",)),)
    )
    for database in SEARCH_DATABASES:
        text = render_search(odd, database).text
        assert text.count('"') % 2 == 0
        assert text.count("'") % 2 == 0
        assert text.count("(") == text.count(")")
    assert render_search(odd, "pubmed").text == '("a OR b"[tiab])'


@pytest.mark.parametrize(
    "strategy",
    [
        SearchStrategy(concepts=()),
        SearchStrategy(concepts=(SearchConcept(id="x", label=ILL.label, zh=("骨髓瘤",)),)),
    ],
)
def test_a_concept_without_words_is_refused(strategy) -> None:
    with pytest.raises(InputError, match="concept"):
        render_search(strategy, "pubmed")
