"""Keeps a model as read on disk: reading its equations through SBML takes two seconds or more.

What is kept is named by a digest of everything it was read from, so that it is never stale; a file
that cannot be read or written is passed over. The folder is the user's own, and as trusted as the
compiled code beside it.
"""

import hashlib
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import trephine
from trephine.core.cache import cache_directory, write_atomically
from trephine.core.model import Model

_PACKAGE = Path(trephine.__file__).parent
# What a model's meaning rests on beside its own files.
_READERS = ("core/model.py", "core/mark.py", "core/text.py", "core/source.py", "interop", "library")


def kept_model(folder: Path, read: Callable[[], Model]) -> Model:
    """Return the model of a folder: as kept, where nothing it rests on has changed, else read."""
    path = cache_directory() / "models" / f"{folder.name}-{_digest(folder)}.pickle"
    with suppress(OSError, pickle.PickleError, EOFError, AttributeError, ImportError):
        found = pickle.loads(path.read_bytes())  # noqa: S301  (our own file, see the docstring)
        if isinstance(found, Model):
            return found
    made = read()
    with suppress(OSError):
        write_atomically(path, pickle.dumps(made))
    return made


def _digest(folder: Path) -> str:
    found = hashlib.sha256(sys.version.encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    for name in _READERS:
        place = _PACKAGE / name
        files += [place] if place.is_file() else [*place.glob("*.py"), *place.glob("*/*.py")]
    files.append(_PACKAGE / "library" / "sources" / "documents.toml")
    for path in sorted(files):
        found.update(str(path.relative_to(_PACKAGE)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:24]
