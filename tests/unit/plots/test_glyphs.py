"""Every character of the fixed words is really drawn, in both weights, in PNG and in PDF."""

import io
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from trephine.plots.figure import Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.metrics import metrics, text_width
from trephine.plots.render import render
from trephine.plots.words import catalogue

_PITCH = 15.0
_ACROSS = 33
_DPI = 144


def _characters():
    found = {c for text in catalogue() for side in (text.zh, text.en) for c in side}
    latin = {chr(code) for code in range(0x100, 0x180) if chr(code).isalpha()} - {
        "ŀ",
        "Ŀ",
        "ŉ",
        "ſ",
    }
    signs = set("0123456789–—−~.,%±≥≤²τχ")
    return sorted(c for c in found | signs | latin if not c.isspace())


def _grid(*, bold):
    """One character a cell, so that a blank cell is a missing glyph."""
    canvas = Canvas(width_mm=_PITCH * _ACROSS * 25.4 / 72, language="zh")
    places = []
    for at, character in enumerate(_characters()):
        x, y = (at % _ACROSS + 0.5) * _PITCH, (at // _ACROSS + 0.75) * _PITCH
        canvas.text(x, y, character, size=11, anchor="middle", bold=bold)
        places.append((character, int((at % _ACROSS) * 30), int((at // _ACROSS) * 30)))
    figure = canvas.finish(
        height=(len(places) // _ACROSS + 1) * _PITCH,
        title="字形",
        desc="字形",
        table=Table(columns=("字",), rows=(("字",),)),
    )
    return figure, places


def _cells(pixels, places):
    return {c: 255 - pixels[y : y + 30, x : x + 30].astype(float) for c, x, y in places}


def _coarse(cell):
    """Means of 3 by 3 pixels: the two rasterisers place edges half a pixel apart."""
    return cell.reshape(10, 3, 10, 3).mean(axis=(1, 3)).ravel()


def _read(content):
    with Image.open(io.BytesIO(content)) as image:
        return np.asarray(image.convert("L"))


@pytest.mark.parametrize("bold", [False, True])
def test_no_character_of_the_catalogue_is_blank(bold):
    figure, places = _grid(bold=bold)
    cells = _cells(_read(render(figure, "png", dpi=_DPI)), places)
    blank = [c for c, cell in cells.items() if cell.sum() < 255 * 1.5]
    assert blank == []
    boxes = [cell for c, cell in cells.items() if "\u4e00" <= c <= "\u9fff"]
    distinct = {cell.tobytes() for cell in boxes}
    assert len(distinct) == len(boxes), "two characters look the same: a replacement box"


@pytest.mark.parametrize("bold", [False, True])
def test_pdf_draws_what_png_draws(bold, tmp_path):
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (Poppler) is not installed: PDF and PNG cannot be compared")
    figure, places = _grid(bold=bold)
    ours = _cells(_read(render(figure, "png", dpi=_DPI)), places)
    (tmp_path / "grid.pdf").write_bytes(render(figure, "pdf"))
    made = subprocess.run(
        ["pdftoppm", "-r", str(_DPI), "-png", "grid.pdf", "grid"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    noise = {"Syntax Error: Suspects object is wrong type (boolean)"}  # of old Poppler
    assert set(made.stderr.splitlines()) <= noise
    page = next(tmp_path.glob("grid*.png")).read_bytes()
    theirs = _cells(_read(page), places)
    different = [
        c
        for c, cell in ours.items()
        if not 0.6 < (theirs[c].sum() + 1) / (cell.sum() + 1) < 1.6
        or np.corrcoef(_coarse(cell), _coarse(theirs[c]))[0, 1] < 0.85
    ]
    assert different == []
    text = subprocess.run(
        ["pdftotext", "grid.pdf", "-"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    assert [c for c in _characters() if c not in text] == []
    fonts = subprocess.run(
        ["pdffonts", "grid.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert "NotoSansSC" in fonts
    assert "CID TrueType" in fonts


def test_bold_is_a_weight_of_its_own():
    regular, bold = (
        _cells(_read(render(figure, "png", dpi=_DPI)), places)
        for figure, places in (_grid(bold=False), _grid(bold=True))
    )
    heavier = [bold[c].sum() > 1.1 * regular[c].sum() for c in regular if "\u4e00" <= c <= "\u9fff"]
    assert np.mean(heavier) > 0.95


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("Łukasz Bošković", True),
        ("Brudno 2018", False),
        ("150×10⁶/kg, m₀⁻²", False),
        ("随机效应合并 95% CI", True),
        ("I² = 61.2%", False),
    ],
)
def test_measured_width_is_drawn_width(text, bold):
    canvas = Canvas(width_mm=100, language="en")
    canvas.text(10, 40, text, size=20, bold=bold)
    table = Table(columns=("x",), rows=())
    pixels = _read(
        render(canvas.finish(height=60, title="x", desc="x", table=table), "png", dpi=144)
    )
    ink = np.flatnonzero((pixels < 128).any(axis=0)) / 2
    width = text_width(text, 20, bold=bold)
    assert ink[0] == pytest.approx(10, abs=2.5)  # side bearings
    assert ink[-1] == pytest.approx(10 + width, abs=2.5)


def test_rare_names_have_glyphs():
    assert all(metrics().has(c) for c in "喆堃淼珺昇垚祎翀骉龑")
