"""Where this machine keeps what is built once: fonts of figures, models as read, compiled code."""

import os
import secrets
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

VARIABLE = "TREPHINE_CACHE"


def _preferred() -> Path:
    """Return the folder a user of this platform expects, whether or not it can be written."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "trephine" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "trephine"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "trephine"


@lru_cache(maxsize=1)
def _fallback() -> tempfile.TemporaryDirectory[str]:
    """Return a private folder of this process, removed at its end."""
    return tempfile.TemporaryDirectory(prefix="trephine-")


def cache_directory() -> Path:
    """Return a folder that can be written: ``TREPHINE_CACHE`` or the platform's per-user cache.

    Where neither can be written (a read-only home) it is a private temporary folder, so that
    nothing fails and only the next process starts from the beginning. It does not clean up.
    """
    try:
        folder = _preferred()
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{secrets.token_hex(6)}"
        probe.touch()
        probe.unlink()
    except (OSError, RuntimeError):  # RuntimeError: no home directory can be determined
        return Path(_fallback().name)
    return folder


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that other processes see whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
