"""Files: formats, sizes, resolution; the cache behind the fonts."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from PIL import Image

from tests.unit.plots.demonstration import MEASURE, SUMMARY, rows
from trephine.core import cache
from trephine.core.error import InputError
from trephine.plots.export import export
from trephine.plots.forest import forest
from trephine.plots.kit.fontset import FILES, font_directory
from trephine.plots.kit.metrics import _load, font_version, text_width
from trephine.plots.render import render

_ROWS = [replace(row, tag="", minors=None) for row in rows(3)]
_FIGURE = forest(_ROWS, [SUMMARY], measure=MEASURE, width_mm=84)


@pytest.mark.parametrize(("form", "dpi"), [("png", 300), ("tiff", 600)])
def test_rasters_have_the_journal_s_size_and_resolution(form, dpi):
    content = render(_FIGURE, form, dpi=dpi)
    with Image.open(io.BytesIO(content)) as image:
        assert image.width == round(84 / 25.4 * dpi)
        assert image.height == pytest.approx(_FIGURE.height_mm / 25.4 * dpi, abs=1)
        assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
        if form == "tiff":
            assert image.mode == "RGB"
            assert image.info["compression"] == "tiff_lzw"


def test_pdf_is_one_page_of_the_figure_s_size():
    content = render(_FIGURE, "pdf")
    assert content.startswith(b"%PDF-1.7")
    assert render(_FIGURE, "pdf") == content
    assert b"CreationDate" not in content


@pytest.mark.parametrize(
    ("suffix", "magic"),
    [
        ("svg", b"<svg"),
        ("pdf", b"%PDF"),
        ("png", b"\x89PNG"),
        ("tif", b"II*\0"),
        ("TIFF", b"II*\0"),
    ],
)
def test_export_by_suffix(tmp_path, suffix, magic):
    path = export(_FIGURE, tmp_path / "新文件夹" / f"图.{suffix}", dpi=60)
    assert path.read_bytes().startswith(magic)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_unknown_suffix_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"\.jpg"):
        export(_FIGURE, tmp_path / "a.jpg")


def test_cache_follows_the_variable(monkeypatch, tmp_path):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "中文 空格"))
    assert cache.cache_directory() == tmp_path / "中文 空格"
    assert list((tmp_path / "中文 空格").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_replaced_by_a_private_one(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "below"))
    folder = cache.cache_directory()
    assert folder.is_dir()
    assert tmp_path not in folder.parents


def test_damaged_metrics_are_built_again(tmp_path, capsys):
    path = tmp_path / f"metrics-{font_version()}.json"
    path.write_text('{"ranges": [[32,')
    fresh = _load(tmp_path)
    assert fresh.has("研")
    assert json.loads(path.read_text())["regular"]
    assert "measuring fonts" in capsys.readouterr().err


def test_a_new_character_grows_the_set_and_keeps_the_old_ones(monkeypatch, tmp_path):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    monkeypatch.setattr("trephine.plots.kit.fontset._seed", set)
    first = font_directory("研究A")
    assert font_directory("A研") == first
    second = font_directory("权")
    assert second != first
    assert set((second / "characters.txt").read_text("utf-8")) == set("研究A权")
    assert all((second / name).stat().st_size > 500 for name in FILES)
    old = first.stat().st_mtime - 200_000
    os.utime(first, (old, old))
    font_directory("重")
    assert not first.exists()


_PROCESS = """
import hashlib, sys
from trephine.plots.forest import ForestRow, forest
from trephine.plots.render import render
row = ForestRow(label=f"Demonstration {sys.argv[1]}", estimate=.5, ci_lb=.2, ci_ub=.8)
figure = forest([row], [], measure="演示")
for form in ("png", "pdf"):
    assert len(render(figure, form, dpi=72)) > 2000
"""


def test_processes_that_start_together_share_one_new_cache(tmp_path):
    environment = {**os.environ, cache.VARIABLE: str(tmp_path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, name], env=environment, stderr=subprocess.PIPE
        )
        for name in "ab"
    ]
    ends = [
        (process.communicate(timeout=120)[1].decode(), process.returncode) for process in running
    ]
    assert [code for _, code in ends] == [0, 0], ends
    left = [p.name for p in tmp_path.rglob("*") if p.name.startswith(".")]
    assert left == []
    assert len(list(tmp_path.glob("fonts-*/set-*"))) == 1


def test_measuring_needs_neither_the_font_nor_numpy():
    assert text_width("研究", 10) == 20
    code = (
        "import sys; from trephine.plots.kit.metrics import text_width; "
        "from trephine.plots.forest import forest; text_width('研', 8); "
        "bad = {'fontTools', 'numpy', 'typst', 'resvg_py', 'PIL'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(bad)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
