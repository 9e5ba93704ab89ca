import pickle
from pathlib import Path

import pytest

from trephine.library.kept_model import kept_model
from trephine.library.model_of import ROOT, _read


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TREPHINE_CACHE", str(tmp_path))
    return ROOT / "models" / "bcma_cart"


def test_a_kept_model_is_the_model_and_is_not_read_again(folder: Path, tmp_path: Path) -> None:
    calls = []

    def read() -> object:
        calls.append(1)
        return _read("bcma_cart", folder)

    first = kept_model(folder, read)
    assert kept_model(folder, read) == first
    assert len(calls) == 1
    assert len(list((tmp_path / "models").iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"not a pickle", pickle.dumps({"a": 1})])
def test_a_damaged_file_is_passed_over(folder: Path, tmp_path: Path, content: bytes) -> None:
    made = _read("bcma_cart", folder)
    kept_model(folder, lambda: made)
    (path,) = (tmp_path / "models").iterdir()
    path.write_bytes(content)
    assert kept_model(folder, lambda: made) is made
    assert kept_model(folder, lambda: pytest.fail("read again")) == made


def test_a_folder_that_cannot_be_written_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("TREPHINE_CACHE", str(blocked))
    folder = ROOT / "models" / "bcma_cart"
    made = _read("bcma_cart", folder)
    assert kept_model(folder, lambda: made) is made
