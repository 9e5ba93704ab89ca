"""kept_landing: the first page's content from disk, made again when code or content changed."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from trephine.core.cache import write_atomically
from trephine.web.landing.landing import Landing, landing_of
from trephine.web.state import PAGE, state_of

_ADAPTER = TypeAdapter(Landing)


def built() -> str:
    """Return the digest of the code and content that the first page comes from."""
    return state_of(PAGE)


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
