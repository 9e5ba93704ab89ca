"""folder_of, url_of: where the journal lies unless somebody says otherwise."""

import os
import sys
from pathlib import Path

from sqlalchemy import URL

from trephine.journal.database import sqlite_url

FOLDER = "TREPHINE_DATA"
DATABASE = "TREPHINE_DATABASE"
FILE = "journal.sqlite"


def folder_of(chosen: Path | None = None) -> Path:
    r"""Return the folder of what a user keeps: as chosen, else ``TREPHINE_DATA``, else their own.

    Their own is ``~/.local/share/trephine`` on Linux (under ``XDG_DATA_HOME`` where that is set),
    ``~/Library/Application Support/trephine`` on a Mac, ``%LOCALAPPDATA%\trephine\data`` on
    Windows. Nothing is made.
    """
    if chosen is not None:
        return chosen
    if named := os.environ.get(FOLDER, "").strip():
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "trephine" / "data"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "trephine"
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "trephine"


def url_of(folder: Path | None = None, database: str = "") -> str | URL:
    """Return the database's URL: ``database``, else the SQLite file in ``folder``.

    Where neither is given: ``TREPHINE_DATABASE``, else the file in ``folder_of()``. An option goes
    before a variable.
    """
    if database:
        return database
    if folder is None and (named := os.environ.get(DATABASE, "").strip()):
        return named
    return sqlite_url(folder_of(folder) / FILE)
