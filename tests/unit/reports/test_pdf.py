import shutil
import subprocess
from pathlib import Path

import pytest

from trephine.core.error import InputError
from trephine.reports.document import Document
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


def test_a_format_that_does_not_exist_is_refused(document: Document, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="report"):
        write(document, tmp_path / "report.odt", "zh")
    assert write(document, tmp_path / "a.html", "zh").read_text(encoding="utf-8").startswith("<!D")
