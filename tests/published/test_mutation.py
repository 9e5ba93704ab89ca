"""A fixed sample of changed rules is noticed by the tests that know what should follow.

The whole is a command of its own (validation/mutation/mutate.py, half an hour and more).
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("table", "tests", "least"),
    [("eligibility", ["test_before_treatment_limits.py", "test_before_treatment.py"], 0.8)],
)
def test_changed_thresholds_are_noticed(table, tests, least, tmp_path):
    written = tmp_path / "results.json"
    script = ROOT / "validation" / "mutation" / "mutate.py"
    options = ["--table", table, "--kind", "threshold", "--output", str(written)]
    files = [f"tests/unit/care/{name}" for name in tests]
    done = subprocess.run(
        [sys.executable, str(script), *options, *files],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(written.read_text(encoding="utf-8"))
    assert found["tried"] == found["mutants"] > 20
    assert found["score"]["threshold"].get("clinical tests", 0) >= least * found["tried"]
    assert found["score"]["threshold"].get("nothing", 0) == 0
