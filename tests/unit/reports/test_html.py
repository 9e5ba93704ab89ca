import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.reports.document import Column, Document, Paragraph, ReportTable, Row
from trephine.reports.html import html

VOID = {"meta", "link", "br", "img", "hr"}


class Outline(HTMLParser):
    """Checks that tags close in order, and keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_self_contained_sound_file(document: Document, language: str) -> None:
    text = html(document, language)
    found = outline(text)
    tags = [tag for tag, _ in found.tags]
    assert "script" not in tags
    assert "link" not in tags
    assert dict(found.tags[0][1])["lang"] == {"zh": "zh-CN", "en": "en"}[language]
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = [a["href"] or "" for tag, a in found.tags if tag == "a"]
    assert all(t.startswith(("#", "https://doi.org/10.")) for t in targets)
    assert {t[1:] for t in targets if t.startswith("#")} <= set(ids)
    for tag, attributes in found.tags:
        assert not {"src", "onclick", "srcset"} & set(attributes), tag
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_headings_go_down_step_by_step(document: Document) -> None:
    levels = [
        int(tag[1]) for tag, _ in outline(html(document, "en")).tags if re.match("h[1-6]$", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_the_table_can_be_read_aloud(document: Document) -> None:
    text = html(document, "en")
    assert "<caption>Table 1　Overall response rate by study</caption>" in text
    assert text.count('scope="col"') >= 5
    assert '<th scope="row" class="left">Study A 2021<sup>' in text
    assert '<tr class="greyed"><th scope="row" class="left">Study &lt;B&gt; &amp; Co</th>' in text
    assert '<th scope="rowgroup" colspan="5"' in text
    assert '<td class="right">94.4%</td>' in text
    assert '<td class="right">—</td>' in text


def test_numbers_of_citations_follow_first_use(document: Document) -> None:
    for language, mark in (("en", "[1–3]"), ("zh", "[1-3]")):
        text = html(document, language)
        assert f'<sup><a href="#r1">{mark}</a></sup>' in text
        assert '<sup><a href="#r3">[3]</a></sup>' in text
        assert text.count('<li id="r') == 4
    assert "DERSIMONIAN R, LAIRD N. Meta-analysis" in html(document, "zh")
    assert "DerSimonian R, Laird N. Meta-analysis" in html(document, "en")
    assert '<li id="r3" lang="zh-CN">' in html(document, "en")


def test_drawings_stand_inline_with_ids_of_their_own(document: Document) -> None:
    text = html(document, "zh")
    svg = text[text.index("<svg") : text.index("</svg>") + 6]
    root = ET.fromstring(svg)  # noqa: S314  (our own drawing)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "三项研究及其合并值"
    assert 'id="f1-c"' in svg
    assert "url(#f1-c)" in svg
    assert "B &lt;1&gt;" in text  # the drawing's twin table


def test_text_cannot_become_markup() -> None:
    nasty = '<script>alert("x")</script> & <b>'
    document = Document(
        title=Text(zh=nasty, en=nasty),
        blocks=(
            Paragraph(text=Text(zh=nasty, en=nasty)),
            ReportTable(
                caption=Text(zh=nasty, en=nasty),
                columns=(Column(header=Text(zh=nasty, en=nasty)),),
                rows=(Row(cells=(nasty,)),),
            ),
        ),
    )
    found = outline(html(document, "en", other='x"><script>.html'))
    assert "script" not in [tag for tag, _ in found.tags]
    assert "b" not in [tag for tag, _ in found.tags]


def test_equal_documents_give_equal_files(document: Document) -> None:
    assert html(document, "zh") == html(document, "zh")


def test_the_other_language_is_linked(document: Document) -> None:
    assert '<a href="r.en.html" hreflang="en" lang="en">English</a>' in html(
        document, "zh", other="r.en.html"
    )


def test_a_citation_without_a_source_is_refused() -> None:
    document = Document(
        title=Text(zh="甲", en="A"),
        blocks=(Paragraph(text=Text(zh="见[@no-one]", en="See [@no-one]")),),
    )
    with pytest.raises(InputError) as caught:
        html(document, "en")
    assert caught.value.found == "[@no-one]"


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns has a row of 3"):
        ReportTable(
            caption=Text(zh="甲", en="A"),
            columns=(Column(header=Text(zh="甲", en="A")), Column(header=Text(zh="乙", en="B"))),
            rows=(Row(cells=("1", "2", "3")),),
        )
