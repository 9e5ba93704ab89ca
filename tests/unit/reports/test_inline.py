import pytest

from trephine.reports.inline import Piece, cited, escape, pieces, plain


def test_marks_are_read() -> None:
    found = list(pieces(r"The *P* value, **not** `x*y` here [@a-1; @b:2], 5 \* 3."))
    assert found == [
        Piece("text", "The "),
        Piece("emphasis", "P"),
        Piece("text", " value, "),
        Piece("strong", "not"),
        Piece("text", " "),
        Piece("code", "x*y"),
        Piece("text", " here"),
        Piece("cite", "a-1 b:2"),
        Piece("text", ", 5 * 3."),
    ]


@pytest.mark.parametrize("text", ["2 * 3", "[@", "a ` b", "**", "*", "[not a cite]", "\\", ""])
def test_unpaired_marks_are_text(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["*a*", "[@b]", "`c`", "x\\*y", "**d** \\", "研究[1]*"])
def test_escaped_text_is_printed_as_it_stands(text: str) -> None:
    assert plain(escape(text)) == text
    assert cited(escape(text)) == []


def test_plain_drops_citations_and_the_space_before() -> None:
    assert plain("Pooled [@a]. Then") == "Pooled. Then"
    assert cited("x [@a; @b] y [@b; @c]") == ["a", "b", "c"]
