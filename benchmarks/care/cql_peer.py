"""Runs the CQL of the CRS table with cql-execution on Node: grades and seconds of execution alone.

Needs node; the packages are put beside the CQL with ``npm ci`` from package-lock.json.
"""

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from patients import Columns, write

CQL = Path(__file__).resolve().parent / "cql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What the CQL says of each patient, in order, and the seconds of each run over all."""

    peer: str
    node: str
    grades: list[list[int]]
    seconds: list[float]


def missing() -> str:
    """Return why the CQL cannot be run here, or nothing."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not on this machine"
    return ""


def grade(columns: Columns, *, repeat: int = 3, elm: str = "crs.elm.json") -> Graded:
    """Return the grades by ``elm``: the bare one, or crs.default.elm.json with its notes."""
    if not (CQL / "node_modules" / "cql-execution").is_dir():
        subprocess.run(["npm", "ci", "--silent"], check=True, cwd=CQL)
    subprocess.run(["node", "translate.mjs"], check=True, cwd=CQL)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "patients.jsonl"
        write(columns, path)
        done = subprocess.run(
            ["node", "run.mjs", str(path), "--elm", elm, "--repeat", str(repeat)],
            check=True,
            capture_output=True,
            text=True,
            cwd=CQL,
        )
    return Graded(**json.loads(done.stdout))
