"""Models with moderators against metafor: pinned figures always, a fresh run where R is."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from validation.metafor.ledger import GOLDEN
from validation.metafor.metareg.compare import REFERENCE, compare


def test_pinned_figures() -> None:
    found = compare(json.loads(REFERENCE.read_text(encoding="utf-8")))
    assert not found.mismatches, "\n".join(found.mismatches[:40])
    assert found.count > 26_000
    # The iterated DerSimonian-Laird estimator of metafor swings between two values there.
    assert found.stopped == ["bin_bcg/OR/alloc DLIT|z", "bin_bcg/RR/year DLIT|z"]


@pytest.mark.r
def test_a_fresh_run_of_metafor(tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("no Rscript on this machine")
    script = REFERENCE.with_name("reference.R")
    out = tmp_path / "quick.json"
    asked = ["Rscript", "-e", "library(metafor); library(jsonlite)"]
    if subprocess.run(asked, capture_output=True, check=False).returncode != 0:
        pytest.skip("R has no metafor or no jsonlite")
    command = ["Rscript", str(script), str(GOLDEN), str(out), "quick"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = compare(json.loads(out.read_text(encoding="utf-8")))
    assert not found.mismatches, "\n".join(found.mismatches[:40])
    assert found.count > 400
