"""The mechanism room's figures: text in place, both languages, said to be simulated, refusals."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.unit.plots.demonstration import tree
from tests.unit.plots.mechanism_demonstration import (
    CATEGORIES,
    KINDS,
    MARKS,
    MEASURE,
    curve,
    doses,
    estimate_bins,
    lanes,
    mechanism_figures,
    panels,
    size_points,
    tornado_rows,
    waterfall_rows,
)
from trephine.core.error import InputError
from trephine.plots.band_panel import BandPanel
from trephine.plots.dose_response import dose_response
from trephine.plots.operating import operating
from trephine.plots.proof import proof, text_boxes
from trephine.plots.render import render
from trephine.plots.swimmer import swimmer
from trephine.plots.tornado import tornado
from trephine.plots.trajectory_bands import trajectory_bands
from trephine.plots.waterfall import waterfall

_FIGURES = {language: mechanism_figures(language) for language in ("zh", "en")}
_CASES = [(name, language) for language in ("zh", "en") for name in _FIGURES[language]]
_CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize(("name", "language"), _CASES)
def test_text_lies_in_the_page_and_apart(name, language):
    assert proof(_FIGURES[language][name]) == ()


@pytest.mark.parametrize(("name", "language"), _CASES)
def test_every_figure_says_that_it_is_simulated(name, language):
    figure = _FIGURES[language][name]
    word = {"zh": "模拟数据", "en": "Simulated"}[language]
    assert any(box.text.startswith(word) for box in text_boxes(figure))
    assert word in figure.desc


@pytest.mark.parametrize("name", list(_FIGURES["en"]))
def test_one_language_at_a_time(name):
    english = _FIGURES["en"][name]
    words = [box.text for box in text_boxes(english)] + [english.title, english.desc]
    words += [*english.table.columns, *(cell for row in english.table.rows for cell in row)]
    assert not [text for text in words if _CHINESE.search(text)]
    chinese = _FIGURES["zh"][name]
    assert _CHINESE.search(chinese.title)
    assert not [b.text for b in text_boxes(chinese) if re.search(r"[a-z]{4}", b.text)]


@pytest.mark.parametrize(("name", "language"), _CASES)
def test_what_a_reader_who_cannot_see_it_gets(name, language):
    figure = _FIGURES[language][name]
    root = tree(figure)
    assert (root[0].text, root[1].text) == (figure.title, figure.desc)
    assert figure.table.rows
    everything = figure.svg + figure.desc + "".join(c for row in figure.table.rows for c in row)
    assert "nan" not in everything.lower()
    assert "{" not in everything


@pytest.mark.parametrize("name", list(_FIGURES["zh"]))
def test_nothing_touches_the_edge_of_the_raster(name):
    with Image.open(io.BytesIO(render(_FIGURES["zh"][name], "png", dpi=72))) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    for edge in (pixels[:2], pixels[-2:], pixels[:, :2], pixels[:, -2:]):
        assert edge.min() > 250
    assert pixels.min() < 100


def test_the_twin_tables_hold_the_numbers():
    one = _FIGURES["en"]["waterfall"].table
    changes = [float(row[1].replace("−", "-")) for row in one.rows]
    assert changes == sorted(changes, reverse=True)
    assert len(changes) == 60
    many = _FIGURES["en"]["waterfall-many"]
    assert len(many.table.rows) == 240
    assert "240 of 3,000" in " ".join(box.text for box in text_boxes(many))
    first = max(row.change for row in waterfall_rows(3000))
    assert many.table.rows[0][1] == f"{first:.1f}"


def test_a_waterfall_never_hides_a_rise_behind_its_cap():
    shown = " ".join(box.text for box in text_boxes(_FIGURES["en"]["waterfall"]))
    assert "Above +100%" in shown


def test_what_lies_below_a_logarithmic_axis_is_said():
    texts = " ".join(box.text for box in text_boxes(_FIGURES["en"]["bands"]))
    assert "at the edge" in texts
    high = [replace(panels()[1], curves=(curve("x", 5.0),))]
    plain = trajectory_bands(high, language="en")
    assert "at the edge" not in " ".join(box.text for box in text_boxes(plain))


def test_a_tornado_is_sorted_by_size():
    values = [abs(float(r[1].replace("−", "-"))) for r in _FIGURES["en"]["tornado"].table.rows]
    assert values == sorted(values, reverse=True)


def test_figures_do_not_depend_on_the_call():
    again = mechanism_figures("en")
    assert {n: f.svg for n, f in again.items()} == {n: f.svg for n, f in _FIGURES["en"].items()}


NAN = float("nan")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: trajectory_bands([]),
        lambda: trajectory_bands([BandPanel(label=MEASURE, curves=())]),
        lambda: trajectory_bands([BandPanel(label=MEASURE, curves=(curve("a", 1.0),) * 7)]),
        lambda: trajectory_bands(
            [BandPanel(label=MEASURE, curves=(replace(curve("a", 1.0), middle=(1.0, 2.0)),))]
        ),
        lambda: trajectory_bands(
            [BandPanel(label=MEASURE, curves=(replace(curve("a", 1.0), x=(1.0,), middle=(NAN,),
                                                     bands=()),))]
        ),
        lambda: trajectory_bands(panels(), width_mm=20.0),
        lambda: waterfall([], measure=MEASURE),
        lambda: waterfall([replace(waterfall_rows(1)[0], change=NAN)], measure=MEASURE),
        lambda: waterfall([replace(waterfall_rows(1)[0], change=-101.0)], measure=MEASURE),
        lambda: waterfall(waterfall_rows(3), measure=MEASURE, categories=CATEGORIES * 4),
        lambda: swimmer([], measure=MEASURE),
        lambda: swimmer(lanes(61), measure=MEASURE, stretches=KINDS, marks=MARKS),
        lambda: swimmer(lanes(3), measure=MEASURE, stretches=KINDS),
        lambda: swimmer([replace(lanes(1)[0], end=0.0)], measure=MEASURE, stretches=KINDS,
                        marks=MARKS),
        lambda: tornado([], measure=MEASURE),
        lambda: tornado(tornado_rows(41), measure=MEASURE),
        lambda: tornado(tornado_rows(3, bars=2), measure=MEASURE),
        lambda: dose_response([], measure=MEASURE, dose=MEASURE),
        lambda: dose_response([replace(doses("x", 1.0), x=(0.0, 1.0, 2.0, 3.0, 4.0))],
                              measure=MEASURE, dose=MEASURE),
    ],
)  # fmt: skip
def test_refusals_say_what_to_do(draw):
    with pytest.raises(InputError) as error:
        draw()
    for language in ("zh", "en"):
        assert len(error.value.render(language).split("\n")) == 4


def test_a_design_is_drawn_at_one_of_its_sizes():
    kept = {"measure": MEASURE, "truth": 0.1, "null": 0.0, "trials": 100}
    figure = operating(estimate_bins(), size_points(), n=150, language="en", **kept)
    assert "power 70.0%" in figure.desc
    assert [row[0] for row in figure.table.rows] == ["50", "100", "150", "200"]
    plain = operating(
        estimate_bins(), size_points(), n=150, language="en", **{**kept, "null": 1.0}, digits=2
    )
    assert "Null 1.00" in plain.svg
    assert "Null 0.0%" in figure.svg
    for wrong in ({"n": 120}, {"n": 150, "truth": float("nan")}):
        with pytest.raises(InputError):
            operating(estimate_bins(), size_points(), **{**kept, **wrong})
    with pytest.raises(InputError):
        operating([], size_points(), n=150, **kept)
