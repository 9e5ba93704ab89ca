# ruff: noqa: INP001  (a script beside the pages)
"""Run the examples of the pages and hold what they print against what stands there.

``python docs/examples.py [--write] PAGE ...``; ``--write`` puts the new output into the pages.
Runnable are python fences whose first line is ``# runs`` and console fences whose lines begin with
``$ trephine``. The output of a python fence is the text fence that follows it; ``...`` in an
output stands for anything. Every page has a folder of its own, which is also the folder of what a
user keeps, and one set of names; kernels are interpreted, so that nothing waits for a compiler.
What never ends or waits for a person (``trephine serve``, a password) stands in a ``sh`` fence
without ``$``: it is not run, and is refused here.
"""

import contextlib
import doctest
import io
import os
import re
import runpy
import shlex
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_ENDLESS = ("serve", "account add", "account password")
_LENIENT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A fence that runs: its program, and where its expected output stands in the page."""

    kind: str
    code: str
    line: int
    expected: tuple[int, int] | None


def examples(text: str) -> list[Example]:
    """Return the runnable fences of a page, a console command each, in order."""
    found = []
    for match in _FENCE.finditer(text):
        kind, body = match.groups()
        if kind == "python" and body.startswith("# runs\n"):
            after = re.match(
                r"\s*^```text\n(.*?)^```$", text[match.end() :], re.MULTILINE | re.DOTALL
            )
            place = None
            if after:
                place = (match.end() + after.start(1), match.end() + after.end(1))
            found.append(_example("python", body, text, match.start(2), place))
        elif kind == "console" and body.startswith("$ trephine"):
            at = match.start(2)
            commands = list(re.finditer(r"^\$ (.*)\n", body, flags=re.MULTILINE))
            for one, after_one in zip(commands, [*commands[1:], None], strict=True):
                end = after_one.start() if after_one else len(body)
                place = (at + one.end(), at + end)
                found.append(_example("console", one[1], text, at + one.start(), place))
    return found


def _example(kind: str, code: str, text: str, at: int, expected: tuple[int, int] | None) -> Example:
    return Example(kind=kind, code=code, line=text.count("\n", 0, at) + 1, expected=expected)


def run(example: Example, names: dict[str, Any]) -> str:
    """Run one example in the current folder and return what it printed, errors included."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        if example.kind == "python":
            exec(compile(example.code, f"line {example.line}", "exec"), names)  # noqa: S102  (its purpose)
        else:
            from trephine.cli import main  # noqa: PLC0415  (after the kernels' mode was chosen)

            program, *arguments = shlex.split(example.code)
            if " ".join(arguments).startswith(_ENDLESS):
                message = "never ends or asks a person: write it in a sh fence, without $"
                raise ValueError(message)
            with contextlib.suppress(SystemExit):
                if program == "trephine":
                    main(arguments)
                else:  # $ python FILE
                    runpy.run_path(arguments[0], run_name="__main__")
    return out.getvalue()


def check(page: Path, *, write: bool) -> list[str]:
    """Run a page's examples; return what went wrong, or write the outputs into the page."""
    text = page.read_text(encoding="utf-8")
    os.environ["TREPHINE_LANG"] = "zh" if page.name.endswith(".zh.md") else "en"
    faults: list[str] = []
    new: list[tuple[str, tuple[int, int], str]] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    back = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["TREPHINE_DATA"] = folder
        try:
            for example in examples(text):
                where = f"{page.relative_to(ROOT)}:{example.line}"
                try:
                    got = run(example, names)
                except Exception:  # noqa: BLE001  (whatever it is, the page is wrong)
                    faults.append(f"{where}\n{example.code}\n{traceback.format_exc(limit=-3)}")
                    break  # what follows on the page builds on it
                new += _differences(example, text, got, where)
        finally:
            os.chdir(back)
    if write:
        for _, (start, end), got in reversed(new):
            text = text[:start] + got + text[end:]
        if new:
            page.write_text(text, encoding="utf-8")
        return faults
    return faults + [fault for fault, _, _ in new]


def _differences(
    example: Example, text: str, got: str, where: str
) -> list[tuple[str, tuple[int, int], str]]:
    """Return what is wrong with an example's output, where it stands and what belongs there."""
    if example.expected is None:
        return []
    start, end = example.expected
    got = "".join(f"{line.rstrip()}\n" for line in got.splitlines())
    if doctest.OutputChecker().check_output(text[start:end], got, _LENIENT):
        return []
    fault = f"{where}\n{example.code}\nprinted\n{got}\nbut the page says\n{text[start:end]}"
    return [(fault, example.expected, got)]


def main(arguments: list[str]) -> int:
    """Check the pages named; return 1 where an example does not do what its page says."""
    from trephine.evidence.kernel.mode import interpret  # noqa: PLC0415  (before any kernel)

    interpret()
    from trephine.plots.kit.fontset import font_directory  # noqa: PLC0415  (after the choice)

    font_directory("")  # else the first figure on a machine says that it prepares the fonts
    write = "--write" in arguments
    pages = [Path(name).resolve() for name in arguments if name != "--write"]
    faults = [fault for page in pages for fault in check(page, write=write)]
    sys.stdout.write("\n\n".join(faults) + "\n" * bool(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
