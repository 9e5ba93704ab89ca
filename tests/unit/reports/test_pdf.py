import re
import shutil
import subprocess
from pathlib import Path

import pytest

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.figure import Figure, Table
from trephine.reports.document import Document, Picture
from trephine.reports.write import write


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_holds_the_text(document: Document, language: str, tmp_path: Path) -> None:
    path = write(document, tmp_path / "new folder" / f"{language}.pdf", language)
    raw = path.read_bytes()
    assert raw.startswith(b"%PDF-")
    write(document, path, language)
    assert path.read_bytes() == raw
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the text can't be read back")
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    said = done.stdout.decode()
    for part in {
        "zh": (
            "示例报告：总反应率",
            "表 1",
            "94.4%",
            "某疗法治疗多发性骨髓瘤的临床研究[J]",
            "[1-3]",
        ),
        "en": (
            "Sample report",
            "Table 1",
            "Study <B> & Co",
            "Quantifying heterogeneity",
            "[1–3]",
        ),
    }[language]:
        assert part in said


def test_a_picture_taller_than_the_page_is_made_to_fit(tmp_path: Path) -> None:
    """First and last of its words are on the page: nothing is cut off."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the text can't be read back")
    words = "".join(f'<text x="9" y="{20 * k + 20}">word{k}</text>' for k in range(100))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 2020">{words}</svg>'
    drawing = Figure(
        svg=svg,
        width_mm=160.0,
        height_mm=808.0,
        title="Tall",
        language="en",
        desc="tall",
        table=Table(columns=("a",), rows=()),
    )
    picture = Picture(drawings={"en": drawing}, caption=Text(zh="高", en="tall"))
    path = write(
        Document(title=Text(zh="高", en="Tall"), blocks=(picture,)), tmp_path / "a.pdf", "en"
    )
    box = ["pdftotext", "-bbox", path, "-"]
    said = subprocess.run(box, capture_output=True, check=True).stdout.decode()
    page = float(re.search(r'<page width="[\d.]+" height="([\d.]+)"', said).group(1))
    tops = [float(y) for y in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">word', said)]
    assert len(tops) == 100
    assert min(tops) > 0
    assert max(tops) < page


def test_a_format_that_does_not_exist_is_refused(document: Document, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="report"):
        write(document, tmp_path / "report.odt", "zh")
    assert write(document, tmp_path / "a.html", "zh").read_text(encoding="utf-8").startswith("<!D")
