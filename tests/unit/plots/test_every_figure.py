"""Every figure, in both languages: text in place, in one language, and really drawn."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.unit.plots.demonstration import figures, tree
from trephine.plots.proof import proof, text_boxes
from trephine.plots.render import render

_FIGURES = {language: figures(language) for language in ("zh", "en")}
_CASES = [(name, language) for language in ("zh", "en") for name in _FIGURES[language]]
_DPI = 100
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _pixels(figure):
    with Image.open(io.BytesIO(render(figure, "png", dpi=_DPI))) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize(("name", "language"), _CASES)
def test_text_lies_in_the_page_and_apart(name, language):
    assert proof(_FIGURES[language][name]) == ()


@pytest.mark.parametrize(("name", "language"), _CASES)
def test_raster_has_no_cut_edge_and_no_blank_glyph(name, language):
    figure = _FIGURES[language][name]
    pixels = _pixels(figure)
    height, width, _ = pixels.shape
    assert abs(width - figure.width_mm / 25.4 * _DPI) <= 1
    assert abs(height - figure.height_mm / 25.4 * _DPI) <= 2
    for edge in (pixels[:2], pixels[-2:], pixels[:, :2], pixels[:, -2:]):
        assert edge.min() > 250, "something touches the edge of the page"
    per_point = _DPI / 72
    for box in text_boxes(figure):
        left, right = (round(v * per_point) for v in (box.left, box.right))
        top, bottom = (round(v * per_point) for v in (box.top, box.bottom))
        cell = pixels[max(top, 0) : bottom + 1, max(left, 0) : right + 1]
        contrast = np.abs(cell - np.median(cell.reshape(-1, 3), axis=0)).max()
        assert contrast > 30, f"{box.text!r} left no ink"


@pytest.mark.parametrize("name", list(_FIGURES["en"]))
def test_one_language_at_a_time(name):
    english = _FIGURES["en"][name]
    words = [box.text for box in text_boxes(english)] + [english.title, english.desc]
    words += [*english.table.columns, *(cell for row in english.table.rows for cell in row)]
    assert not [text for text in words if _CHINESE.search(text)]
    chinese = _FIGURES["zh"][name]
    for text in (chinese.title, chinese.desc):
        assert _CHINESE.search(text)
    assert any(_CHINESE.search(box.text) for box in text_boxes(chinese))
    same = {box.text for box in text_boxes(chinese)} & {box.text for box in text_boxes(english)}
    assert not [
        text for text in same if re.search(r"\b(study|weight|pooled|model)\b", text, re.IGNORECASE)
    ]


@pytest.mark.parametrize(("name", "language"), _CASES)
def test_what_a_reader_who_cannot_see_it_gets(name, language):
    figure = _FIGURES[language][name]
    root = tree(figure)
    assert root.attrib["lang"].startswith(language)
    title, desc = root[0], root[1]
    assert (title.text, desc.text) == (figure.title, figure.desc)
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    assert root.attrib["aria-describedby"] == desc.attrib["id"]
    assert figure.table.rows
    everything = figure.svg + figure.desc + "".join(c for row in figure.table.rows for c in row)
    assert "nan" not in everything.lower().replace("nano", "")
    assert "{" not in everything


def test_ids_of_two_figures_on_a_page_differ():
    ids = [re.findall(r' id="([^"]+)"', figure.svg) for figure in _FIGURES["zh"].values()]
    flat = [key for pair in ids for key in pair]
    assert len(flat) == len(set(flat)) == 2 * len(_FIGURES["zh"])


def test_figures_do_not_depend_on_the_call():
    again = figures("zh")
    assert {name: f.svg for name, f in again.items()} == {
        name: f.svg for name, f in _FIGURES["zh"].items()
    }
