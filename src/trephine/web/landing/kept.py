"""kept_landing: the first page's content from disk, made again when code or content changed."""

import hashlib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

import trephine
from trephine.core.cache import write_atomically
from trephine.web.landing.landing import Landing, landing_of

_ADAPTER = TypeAdapter(Landing)
_LEFT_OUT = frozenset({"__pycache__", "dist", "locales"})


@cache
def built() -> str:
    """Return a digest of Trephine's own code and content (without the built pages)."""
    found = hashlib.sha256()
    folder = Path(trephine.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _LEFT_OUT & set(path.parts) and path.suffix != ".pyc":
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return found.hexdigest()[:16]


def place_of(folder: Path) -> Path:
    """Return where the content of this state is kept below the folder for caches."""
    return folder / f"landing-{built()}.json"


def kept_landing(folder: Path) -> Landing:
    """Return the first page's content; kept below ``folder``, made where it is not yet.

    A kept file that cannot be read as what it should be is made again. Others' files, of older
    states, are removed.
    """
    path = place_of(folder)
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        found = landing_of(built())
    write_atomically(path, _ADAPTER.dump_json(found))
    for old in folder.glob("landing-*.json"):
        if old != path:
            old.unlink(missing_ok=True)
    return found
