"""Set up and run Trephine on a machine that has only Python and pip.

``python3 run.py``        installs what is missing, reproduces the papers, names the reports
``python3 run.py test``   installs the development tools too and runs every test
``python3 run.py exec A`` runs ``A`` inside the environment: ``run.py exec trephine pool …``

Uses the standard library only; the same on Linux, macOS and Windows.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
OLDEST = (3, 11)


def call(*command: str | Path, silent: bool = False) -> int:
    """Run a command and return its exit status; its output goes where ours goes, or nowhere."""
    output = subprocess.DEVNULL if silent else None
    line = [str(part) for part in command]
    return subprocess.run(line, check=False, stdout=output, stderr=output).returncode


def must(*command: str | Path) -> None:
    """Run a command; stop with what to do if it fails."""
    status = call(*command)
    if status:
        line = " ".join(str(part) for part in command)
        sys.exit(f"Set-up failed (exit {status}) at: {line}\nRead the lines above, then run again.")


def wanted(lock: Path) -> str:
    """Return a digest of everything the environment is made from."""
    parts = (lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installer() -> tuple[str | Path, ...]:
    """Return the command that installs into ``.venv``: uv where it can be had, else pip."""
    quiet = ("--quiet", "--disable-pip-version-check")
    pip: tuple[str | Path, ...] = (PYTHON, "-m", "pip")
    if call(*pip, "--version", silent=True):  # Debian without ensurepip: the outer pip does it
        pip = (sys.executable, "-m", "pip", "--python", PYTHON)
    has_uv = not call(PYTHON, "-m", "uv", "--version", silent=True)
    if has_uv or not call(*pip, "install", *quiet, "uv"):
        uv = (PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON)
        return (*uv, "--quiet", "--compile-bytecode")
    print("uv is not to be had; plain pip does the same, slower.", flush=True)
    return (*pip, "install", *quiet)


def set_up(kind: str) -> None:
    """Make ``.venv`` and install the locked packages into it, unless it is already so."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Trephine needs Python 3.11 or newer; this is {found}. Install it, run again.")
    lock = ROOT / LOCKS[kind]
    stamp = VENV / f"trephine-{kind}.stamp"
    if stamp.exists() and stamp.read_text() == wanted(lock) and PYTHON.exists():
        return
    print(f"Setting up .venv from {lock.name} (once) …", flush=True)
    if not PYTHON.exists():
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except subprocess.CalledProcessError:
            venv.create(VENV, with_pip=False, clear=True)
    install = installer()
    must(*install, "--require-hashes", "-r", lock)
    must(*install, "--no-deps", "--no-build-isolation", "-e", ROOT)
    call(PYTHON, "-m", "compileall", "-q", ROOT / "src", silent=True)
    stamp.write_text(wanted(lock))


def main(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit status."""
    os.chdir(ROOT)
    if arguments[:1] == ["test"]:
        set_up("test")
        return call(PYTHON, "-m", "pytest", *(arguments[1:] or ["-n", "auto", "-q"]))
    set_up("run")
    if arguments[:1] == ["exec"] and len(arguments) > 1:
        return call(BIN / arguments[1], *arguments[2:])
    if arguments:
        sys.exit(
            f"Found {arguments[0]!r}. Say: run.py | run.py test [pytest options] | run.py exec …"
        )
    return call(PYTHON, "-m", "trephine", "reproduce", "--all", "--out", ROOT / "reports")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
