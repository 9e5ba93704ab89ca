"""A drawing that comes back from a page: shapes and words alone, and where it is from below it."""

import pytest

from trephine.core.error import InputError
from trephine.plots.footed import footed
from trephine.plots.kit.metrics import metrics
from trephine.plots.read_svg import read_svg
from trephine.plots.render import render

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="20mm" viewBox="0 0 400 200">'
PLAIN = f'{HEAD}<title>A</title><rect x="1" width="9" height="9" fill="#fff"/></svg>'


def test_what_acts_or_leads_outside_is_left_out():
    figure = read_svg(
        f'{HEAD}<script>bad()</script><image href="file:///etc/passwd"/>'
        '<style>@import "bad"</style>'
        '<a href="bad"><text>link</text></a><foreignObject><b/></foreignObject>'
        '<rect onclick="bad()" fill="url(http://bad/#x)" clip-path="url(#own)" width="2"/>'
        '<text style="font-size:12px;background:url(bad)" fill="rgb(1,2,3)">kept</text></svg>',
        "en",
    )
    assert not [one for one in ("bad", "passwd", "href", "script", "link") if one in figure.svg]
    assert 'clip-path="url(#own)" width="2"' in figure.svg
    assert '<text fill="rgb(1,2,3)" font-size="12px">kept</text>' in figure.svg
    assert render(figure, "png", dpi=60).startswith(b"\x89PNG")


def test_a_letter_that_cannot_be_drawn_is_a_question_mark():
    assert not metrics().has("😀")
    said = PLAIN.replace("<title>A", "<title>A 😀")
    figure = read_svg(said.replace("</svg>", "<text>缓解 😀</text></svg>"), "zh")
    assert figure.title == "A ?"
    assert "<text>缓解 ?</text>" in figure.svg


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no markup",
        "<html/>",
        PLAIN.replace('width="40mm"', ""),
        PLAIN.replace("40mm", "4000mm"),
        PLAIN.replace("40mm", "0"),
        PLAIN.replace("40mm", "100%"),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + PLAIN,
        HEAD + "<g>" * 60 + "</g>" * 60 + "</svg>",
    ],
)
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(InputError):
        read_svg(text, "en")


def test_lines_stand_below_the_figure_and_nothing_in_it_moves():
    figure = read_svg(PLAIN, "en")
    below = footed(figure, ["From: a page <b>", "made " * 40])
    assert below.width_mm == figure.width_mm
    assert below.height_mm > figure.height_mm + 5
    assert figure.svg.partition("<title>")[2].partition("</svg>")[0] in below.svg
    assert "From: a page &lt;b&gt;" in below.svg
    assert render(below, "png", dpi=60).startswith(b"\x89PNG")
