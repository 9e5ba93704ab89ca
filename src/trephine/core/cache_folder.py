"""The folder in which what takes long to make is kept: models as read, compiled code."""

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder, which may not exist yet: ``TREPHINE_CACHE``, or the platform's place."""
    named = os.environ.get("TREPHINE_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "trephine"
